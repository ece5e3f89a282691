"""Sums of money in a message, each bound to its own word: 재산 2억이고 월소득 100 is two sums of two kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["assets", "month", "year", "sales"]

SUM: Final = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<eok>\d+(?:\.\d+)?)\s?억(?:\s?(?P<eok_cheon>\d)\s?천(?:\s?만)?)?(?:\s?(?P<rest>\d[\d,]*)\s?만)?"
    r"|(?P<cheon>\d+)\s?천(?:\s?(?P<baek>\d)\s?백)?\s?(?:만|(?=\s|$|쯤|정도|이고|이에|이요|있))"
    r"|(?P<man>\d[\d,]*)\s?만(?!\s?(?:나이|\d+\s?[세살]))"
    r"|(?P<won>\d[\d,]*)\s?(?=원)"
    r"|(?P<short>\d{2,3}|[13-9]\d{3})(?=\s*(?:$|[,.?!~]|쯤|정도|이고|이요|이에요|이었|였|인데|이여|벌|\s))"
    r")\s?원?"
)
KINDS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("sales", re.compile(r"매출")),
    ("year", re.compile(r"연\s?소득|연봉|작년\s?소득|총소득|일\s?년\s?소득")),
    ("assets", re.compile(r"재산|자산|집|아파트|전세|보증금|예금")),
    ("month", re.compile(r"월|한\s?달|(?<![연총])소득|수입|벌이|벌어|급여|세전|세후")),
)
MAN: Final = 10_000
EOK: Final = 100_000_000
SURELY_ASSETS: Final = 30_000_000  # nobody's family brings home so much a month and comes to us
NEAR: Final = 9  # characters between the word and a number without 만: 월소득 100


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in won; `kind` is what the words before it name, None where they name nothing."""

    won: int
    kind: Kind | None


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the sums of `text` in order. A bare number is one only right after a word for money by the month."""
    found: list[Amount] = []
    since = 0
    for match in SUM.finditer(text):
        before = text[since : match.start()]
        kind = _kind(before)
        if match["short"] is not None and not (kind == "month" and _kind(before[-NEAR:]) == "month"):
            continue
        found.append(Amount(_won(match), kind))
        since = match.end()
    return tuple(found)


def _kind(before: str) -> Kind | None:
    """The kind that is named last in the words before a sum."""
    last = {kind: max((m.end() for m in words.finditer(before)), default=-1) for kind, words in KINDS}
    best = max(last, key=lambda kind: last[kind])
    return best if last[best] >= 0 else None


def _won(match: re.Match[str]) -> int:
    if match["eok"]:
        thousands = int(match["eok_cheon"] or 0) * 1_000 * MAN
        return int(float(match["eok"]) * EOK) + thousands + int((match["rest"] or "0").replace(",", "")) * MAN
    if match["cheon"]:
        return (int(match["cheon"]) * 1_000 + int(match["baek"] or 0) * 100) * MAN
    if match["won"]:
        return int(match["won"].replace(",", ""))
    return int((match["man"] or match["short"]).replace(",", "")) * MAN
