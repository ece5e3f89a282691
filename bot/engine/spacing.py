"""Spaces put back where they were lost: 실업급여받을수있나요 → 실업급여 받을 수 있나요.

What stands on both sides of a border, as letters and as morphemes, says by how often there was a space how likely one
is (naive Bayes). Pure.
"""

from __future__ import annotations

from collections import Counter
from math import log
from typing import Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

from bot.engine.korean import Morpheme

Analyse = Callable[[str], Sequence[Morpheme]]
ENOUGH_TEXTS = 100  # fewer teach nothing
DAMPING = 0.4  # signs of one border say much the same: each counts for less than it would alone
OFTEN = 3  # a sign that was seen less often says nothing
HARDLY = 0.4  # a sign that moves the balance by less (before damping) is not worth its room
LONGEST_WORD = 5  # letters to a space: with fewer spaces than that, some were lost
_EDGE = "##"


class Spacer:
    """Puts lost spaces back."""

    def __init__(self, analyse: Analyse, usual: float, signs: Mapping[str, float]) -> None:
        self._analyse = analyse
        self._usual = usual  # the balance where nothing is known: log odds of a space
        self._signs = dict(signs)  # sign -> how much it moves the balance

    @classmethod
    def taught(cls, texts: Iterable[str], analyse: Analyse) -> "Spacer":
        """Learn from clean texts where people here put spaces."""
        seen, spaced, borders, spaces = Counter[str](), Counter[str](), 0, 0
        known = [text for text in texts if text.strip()]
        for text in known if len(known) >= ENOUGH_TEXTS else []:
            packed, gaps = _packed(text)
            for signs, gap in zip(_signs(packed, analyse), gaps, strict=True):
                seen.update(signs)
                borders, spaces = borders + 1, spaces + gap
                if gap:
                    spaced.update(signs)
        if not spaces:
            return cls(analyse, -1.0, {})
        share = spaces / borders
        usual = log(share / (1 - share))
        moved = {sign: log((spaced[sign] + share) / (n - spaced[sign] + 1 - share)) - usual for sign, n in seen.items()}
        kept = {sign: round(DAMPING * by, 3) for sign, by in moved.items() if seen[sign] >= OFTEN and abs(by) > HARDLY}
        return cls(analyse, usual, kept)

    @classmethod
    def of(cls, kept: Tuple[float, Mapping[str, float]], analyse: Analyse) -> "Spacer":
        """Make the spacer that `kept()` described."""
        return cls(analyse, *kept)

    def kept(self) -> Tuple[float, Dict[str, float]]:
        """Return what was learnt, as JSON."""
        return self._usual, self._signs

    def spaced(self, text: str) -> str:
        """Return `text` with more spaces if it has hardly any; none is ever taken away."""
        packed, gaps = _packed(text)
        if not packed or not self._signs or len(packed) < LONGEST_WORD * len(text.split()):
            return text
        borders = zip(gaps, _signs(packed, self._analyse), packed[1:], strict=True)
        rest = (f" {letter}" if gap or self._balance(signs) > 0 else letter for gap, signs, letter in borders)
        return packed[:1] + "".join(rest)

    def _balance(self, signs: Sequence[str]) -> float:
        return self._usual + sum(self._signs.get(sign, 0.0) for sign in signs)


def _packed(text: str) -> Tuple[str, List[bool]]:
    """Return the text without spaces, and for each border between two letters whether a space was there."""
    words = text.split()
    gaps = [at == 0 for word in words for at in range(len(word))]
    return "".join(words), gaps[1:]


def _signs(packed: str, analyse: Analyse) -> Iterator[List[str]]:
    """Yield what is seen at each border between two letters."""
    found = analyse(packed) if packed else ()
    ends, starts = {m.end: m for m in found}, {m.start: m for m in found}
    around = f"{_EDGE}#{packed}{_EDGE}#"
    for at in range(1, len(packed)):
        here = at + 3
        yield [*_letters(around[here - 3 : here], around[here : here + 3]), *_morphemes(ends.get(at), starts.get(at))]


def _letters(left: str, right: str) -> List[str]:
    sizes = ((1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (1, 2), (2, 2), (3, 0), (0, 3))
    return [f"{left[3 - before :]}|{right[:after]}" for before, after in sizes]


def _morphemes(left: Optional[Morpheme], right: Optional[Morpheme]) -> List[str]:
    if left is None or right is None:
        return ["inside"]
    last, first = left.tag.split("+")[-1], right.tag.split("+")[0]
    a, b = f"{left.text[-1:]}/{left.tag}", f"{right.text}/{right.tag}"
    return ["between", f"{last}~{first}", f"{a}~", f"~{b}", f"{a}~{first}", f"{last}~{b}"]
