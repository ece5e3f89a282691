"""Personal numbers are taken out of a text before it is stored or understood; the raw text is kept nowhere.

Resident and foreigner numbers, cards, telephone numbers, e-mail addresses and bank accounts are replaced by what
they were, such as `[전화번호]`. No checksum is asked for: resident numbers given since October 2020 have random
tails. Every pattern is bounded, so that hostile text costs linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

END = r"(?!-?\d)"  # a longer run is something else, such as an account
GAP = r"[ \t.\-–—‑_·~/]{0,3}"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("이메일", re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}", re.ASCII)),
    (
        "주민등록번호",
        re.compile(rf"(?<!\d)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){GAP}[0-9](?:{GAP}\d){{6}}(?!\d)"),
    ),
    ("카드번호", re.compile(rf"(?<!\d)[3-6]\d{{3}}{GAP}\d{{4}}{GAP}\d{{4}}{GAP}\d{{3,4}}(?!\d)")),
    ("전화번호", re.compile(rf"(?<!\d)(?:\+82{GAP}|0)1{GAP}[016789]{GAP}\d{{3,4}}{GAP}\d{{4}}{END}")),
    ("전화번호", re.compile(rf"(?<!\d)(?:\+82{GAP}|0)(?:2|[3-6]\d|70|50\d){GAP}\d{{3,4}}{GAP}\d{{4}}{END}")),
    ("계좌번호", re.compile(r"(?<![\d\-])\d{2,6}-\d{2,6}-\d{2,8}(?:-\d{1,6})?(?![\d\-])")),
    ("계좌번호", re.compile(r"(?<![\dA-Za-z])\d{11,14}(?!\d)")),
)
SPOKEN_PHONE = re.compile(r"[공영]\s?일\s?[공영](?:[\s\-]?[공영일이삼사오육륙칠팔구]){7,8}")
DATE = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}")
BUSINESS = re.compile(r"\d{3}-\d{2}-\d{5}")


@dataclass(frozen=True, slots=True)
class Masked:
    """The text without its personal numbers, and which kinds were taken out, each once, in order of appearance."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Return `text` with personal numbers replaced. Full-width digits and numbers spelled in Hangul count, too."""
    plain = _ascii_digits(text)
    found: list[tuple[int, int, str]] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            if not _innocent(kind, match.group()) and not _overlaps(found, match.span()):
                found.append((*match.span(), kind))
    for match in SPOKEN_PHONE.finditer(plain):
        if not _overlaps(found, match.span()):
            found.append((*match.span(), "전화번호"))
    found.sort()
    return Masked(_replace(text, found), tuple(dict.fromkeys(kind for _, _, kind in found)))


def _ascii_digits(text: str) -> str:
    """Return the text with every decimal digit in ASCII, character for character, so that positions stay true."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _innocent(kind: str, text: str) -> bool:
    """Dates and business registration numbers have the shape of accounts, but are about nobody."""
    return kind == "계좌번호" and bool(DATE.fullmatch(text) or BUSINESS.fullmatch(text))


def _overlaps(found: list[tuple[int, int, str]], span: tuple[int, int]) -> bool:
    return any(start < span[1] and span[0] < end for start, end, _ in found)


def _replace(text: str, found: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, kind in found:
        parts += [text[at:start], f"[{kind}]"]
        at = end
    return "".join([*parts, text[at:]])
