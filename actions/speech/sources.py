"""How a fact says where it comes from: short name and article, the year it holds for, the day it was checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from actions.speech.parts import day

if TYPE_CHECKING:
    from actions.knowledge import Citation

MOST, LONGEST = 2, 60
STALE: Final = "(올해와 다를 수 있어요)"
COMMON: Final = "general"
UNCHECKED: Final = "제가 문서로 확인하지 못한 일반 안내예요. 정확한 것은 상담사나 1350에 확인해 주세요."
UNCHECKED_CARD: Final = "문서로 확인하지 못한 일반 안내"
SOURCE: Final = "출처: {sources} · {year}년 기준 · {checked} 확인"


def source_words(cited: Iterable[Citation], year: int, checked: date) -> str:
    """Return the same for a card, which has little room."""
    line = source_line(cited, year, checked)
    return UNCHECKED_CARD if line == UNCHECKED else line.removeprefix("출처: ")


def source_line(cited: Iterable[Citation], year: int, checked: date) -> str:
    """Return the line under an answer. At most two sources are named, one place in each; common knowledge is none."""
    cited = tuple(cited)
    if cited and all(one.source.kind == COMMON for one in cited):
        return UNCHECKED
    first: dict[str, str] = {}
    for one in cited:
        first.setdefault(one.source.key, one.text)
    names = list(first.values())[:MOST]
    if len(", ".join(names)) > LONGEST:
        names = names[:1]
    line = SOURCE.format(sources=", ".join(names) or "전북일자리센터", year=year, checked=day(checked))
    return f"{line} {STALE}" if year < checked.year else line
