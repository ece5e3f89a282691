"""How many there are is said as it is known: exactly, or as more than were counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.names import load_names
from actions.seeking.__main__ import readable
from actions.speech import catalogue as speech
from bot.store.offers import COUNTED, Page

AT = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = load_names()


def _said(total: int, **search: Any) -> tuple[str, dict[str, Any]]:
    wish = {"kind": "vacancy", "offset": 0, **search}
    said = speech.found(Page((), total, AT), wish, NAMES, wish)
    return said.bubbles[0].text, said.answer


@pytest.mark.parametrize(
    ("total", "search", "words"),
    [
        (COUNTED, {"regions": ["52130"]}, "군산시 일자리 1,000건을 찾았어요"),
        (COUNTED + 1, {"regions": ["52130"]}, "군산시 일자리를 1,000건 넘게 찾았어요"),
        (COUNTED + 1, {"regions": ["52130"], "kind": "course"}, "군산시 훈련과정을 1,000건 넘게 찾았어요"),
        (COUNTED + 1, {}, "전북에 지금 일자리가 1,000건 넘게 있어요"),
        (COUNTED, {"offset": 3}, "모두 1,000건이에요"),
        (COUNTED + 9, {"offset": 3}, "1,000건 넘게 있어요"),
    ],
)
def test_how_many_there_are_is_said_as_far_as_it_is_counted(total: int, search: dict[str, Any], words: str) -> None:
    text, answer = _said(total, **search)
    assert words in text
    assert answer["result"] == "1000"
    assert ("넘게" in answer["about_search"]) == (total > COUNTED)


@pytest.mark.parametrize(("more", "words"), [(False, "모두 1,000건"), (True, "1,000건 넘게")])
def test_at_the_shell_as_well(more: bool, words: str) -> None:
    said = {"query": "일자리", "conditions": {}, "total": 1_000, "more": more, "relaxed": [], "cards": []}
    assert readable(said).endswith(words)
