"""Numbers as Koreans write and say them: 250, 이백오십, 만이천, 2백50만, 열, 1.5."""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = {digit: n for n, digit in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
SMALL: Final = {"십": 10, "백": 100, "천": 1_000}
LARGE: Final = {"만": 10_000, "억": 100_000_000}
NATIVE: Final = {"하나": 1, "한": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7,
                 "여덟": 8, "아홉": 9, "열": 10, "열한": 11, "열두": 12}  # fmt: skip
# Never a bare digit (이상 is no 2), and a last digit is never the first letter of 이상.
SPOKEN: Final = r"(?:(?:[일이삼사오육륙칠팔구]?[십백천만])+(?!일[하을할])(?:[일이삼사오육륙칠팔구](?!상|하))?)"
NUMBER: Final = rf"(?:\d+(?:\.\d+)?(?:[십백천만억]\d*)*|{SPOKEN})"
PIECE: Final = re.compile(r"\d+(?:\.\d+)?|[영공일이삼사오육륙칠팔구]|[십백천]|[만억]")


def number(said: str) -> float | None:
    """Return the number that `said` names, None if it names none."""
    if said in NATIVE:
        return float(NATIVE[said])
    pieces = PIECE.findall(said)
    if not pieces or "".join(pieces) != said:
        return None
    total, gathered, waiting = 0.0, 0.0, None
    for piece in pieces:
        if piece in LARGE:
            total += (gathered + (waiting or 0.0) or 1.0) * LARGE[piece]
            gathered, waiting = 0.0, None
        elif piece in SMALL:
            gathered += (1.0 if waiting is None else waiting) * SMALL[piece]
            waiting = None
        else:
            digit = float(DIGITS[piece]) if piece in DIGITS else float(piece)
            waiting = digit if waiting is None else waiting * 10 + digit
    return total + gathered + (waiting or 0.0)
