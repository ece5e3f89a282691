"""Numbers as Koreans say them: "32", "삼십이", "서른둘", "2백50만", "만이천", "1.5". Pure."""

from __future__ import annotations

import re
from typing import Dict, Optional

_DIGITS: Dict[str, int] = {digit: max(i - 1, 0) for i, digit in enumerate("영공일이삼사오육칠팔구")}
_DIGITS["륙"] = 6
_SMALL: Dict[str, int] = {"십": 10, "백": 100, "천": 1_000}
_LARGE: Dict[str, int] = {"만": 10_000, "억": 100_000_000}
_NATIVE_TENS: Dict[str, int] = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "설흔": 30, "마흔": 40, "쉰": 50,
    "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
_NATIVE_ONES: Dict[str, int] = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "서": 3, "넷": 4, "네": 4, "넉": 4, "너": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "여덜": 8, "아홉": 9,
}  # fmt: skip

_TENS, _ONES = "|".join(_NATIVE_TENS), "|".join(sorted(_NATIVE_ONES, key=len, reverse=True))
NATIVE = rf"(?:(?:{_TENS})\s?(?:{_ONES})?|(?:{_ONES}))"
TENS_NATIVE = rf"(?:(?:{_TENS})\s?(?:{_ONES})?)"
SINO = r"[일이삼사오육륙칠팔구십백천만억]+"
ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
MIXED = rf"(?:{ARABIC}\s?[십백천만억]+\s?)+(?:{ARABIC}|{SINO})?|{ARABIC}|{SINO}"
NUMBER = rf"(?:{MIXED}|{NATIVE})"

_NATIVE_WHOLE = re.compile(rf"({_TENS})?\s?({_ONES})?")
_PIECE = re.compile(r"\d+(?:\.\d+)?|[영공일이삼사오육륙칠팔구]|[십백천]|[만억]")


def number(said: str) -> Optional[float]:
    """Return the number that `said` names, or None. Whole numbers come back as whole floats."""
    words = said.replace(",", "").replace(" ", "")
    native = _NATIVE_WHOLE.fullmatch(words)
    if native and words:
        return float(_NATIVE_TENS.get(native.group(1) or "", 0) + _NATIVE_ONES.get(native.group(2) or "", 0))
    pieces = _PIECE.findall(words)
    if not pieces or "".join(pieces) != words:
        return None
    return _sum(pieces)


def _sum(pieces: "list[str]") -> float:
    """Add up 2·백·5·십·만: a digit waits for its unit, and 만 and 억 multiply everything gathered before them."""
    total, gathered, waiting = 0.0, 0.0, None
    for piece in pieces:
        if piece in _LARGE:
            total += (gathered + (waiting or 0.0) or 1.0) * _LARGE[piece]
            gathered, waiting = 0.0, None
        elif piece in _SMALL:
            gathered += (1.0 if waiting is None else waiting) * _SMALL[piece]
            waiting = None
        else:
            digit = float(_DIGITS[piece]) if piece in _DIGITS else float(piece)
            waiting = digit if waiting is None else waiting * 10 + digit
    return total + gathered + (waiting or 0.0)
