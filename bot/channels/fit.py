"""Fits words to a platform's sizes without ever breaking what a reader sees as one character.

Sizes are UTF-16 units, the strictest of the ways in which platforms count. A cluster is a base with its marks, a
syllable of loose jamo, a flag of two letters, or emoji joined into one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"
JOINER = "\u200d"
ENDS = (("\n\n", 0), ("\n", 0), (". ", 1), ("요. ", 2), (" ", 0))  # where a long text may be parted, best first


def clean(text: str) -> str:
    """Return the text composed (NFC), without lone surrogates and control characters, on which others choke."""
    whole = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    return "".join(c for c in whole.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) != "Cc")


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as single characters; together they are the text."""
    start, flags = 0, 0
    for i in range(1, len(text) + 1):
        flags = flags + 1 if "\U0001f1e6" <= text[i - 1] <= "\U0001f1ff" else 0
        if i == len(text) or _parts(text[i - 1], text[i], flags):
            yield text[start:i]
            start = i


def _parts(left: str, right: str, flags: int) -> bool:
    """Return whether a cluster may end between two characters; `flags` flag letters end with `left`."""
    if unicodedata.category(right) in ("Mn", "Mc", "Me") or right == JOINER or left == JOINER:
        return False
    if "\U0001f3fb" <= right <= "\U0001f3ff" or "\U000e0020" <= right <= "\U000e007f":
        return False
    if "\u1160" <= right <= "\u11ff":  # vowels and finals of loose jamo
        return not ("\u1100" <= left <= "\u11ff" or "\uac00" <= left <= "\ud7a3")
    return not ("\U0001f1e6" <= right <= "\U0001f1ff" and flags % 2 == 1)


def head(text: str, most: int) -> str:
    """Return the longest beginning of at most `most` units that ends between clusters (a huge cluster is left out)."""
    if units(text) <= most:
        return text
    kept, used = [], 0
    for cluster in clusters(text[: most + 1]):
        used += units(cluster)
        if used > most:
            break
        kept.append(cluster)
    return "".join(kept)


def cut(text: str, most: int, mark: str = ELLIPSIS) -> str:
    """Return the text if it fits, else its beginning with `mark`, in at most `most` units."""
    if units(text) <= most:
        return text
    return head(text, most - units(mark)).rstrip() + mark


def split(text: str, most: int) -> list[str]:
    """Part a text into pieces of at most `most` units, at a paragraph, line, sentence or word where there is one."""
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > most:
        piece = head(rest, most) or rest[: most // 2]  # one cluster larger than a bubble is no writing
        at = _break(piece, most)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [p for p in [*pieces, rest] if p]


def _break(piece: str, most: int) -> int:
    """Return where to part: after the best end in the second half of the piece, else at its end."""
    for end, keep in ENDS:
        at = piece.rfind(end)
        if at > len(piece) // 2:
            return at + keep
    return len(piece)


def line(text: str) -> str:
    """Return the text on one line."""
    return " ".join(clean(text).split())
