"""Where a long text is parted into messages: Telegram counts UTF-16 units, and marks need positions, not pieces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.channels.fit import head, units

MOST = 4096
BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…。]['\")\]」』]*\s"), re.compile(r"\s"))
"""Where a text may be parted, best first."""


def pieces(text: str, most: int = MOST) -> Iterator[tuple[int, int]]:
    """Yield where each piece of `text` begins and ends: none is longer than `most` units, none is only blank."""
    start = _skip(text, 0)
    while start < len(text):
        end = _end(text, start, most)
        kept = start + len(text[start:end].rstrip())
        if any(unicodedata.category(c)[0] not in "ZCM" for c in text[start:kept]):
            yield start, kept
        start = _skip(text, end)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _end(text: str, start: int, most: int) -> int:
    """Return where a piece from `start` on ends: at the best break in its second half, else between two letters."""
    near = text[start : start + most + 1]
    if units(near) <= most:
        return len(text)
    reach = start + len(head(near, most) or near[: most // 2])  # a letter larger than a message is no writing
    for pattern in BREAKS:
        found = [m.end() for m in pattern.finditer(text, start + (reach - start) // 2, reach)]
        if found:
            return found[-1]
    return reach
