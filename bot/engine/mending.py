"""Slips of the keyboard put right, where the letters around them leave little doubt: 회게 배우고 → 회계 배우고.

A noisy channel. Which syllables follow which is learnt from what people say here; what a finger hits instead is known
(`noise.BESIDE`, and codas that get lost). Spaces say nothing: they are lost first. What is mended is only read, never
shown. Pure.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log
from typing import Dict, FrozenSet, Iterable, List, Mapping, Tuple

from bot.engine.korean import FINALS, INITIALS, VOWELS, composed, is_syllable, taken_apart
from bot.engine.noise import BESIDE

COST = 5.0  # how much likelier (as a logarithm) a letter must make the message to be taken instead of what stands there
BEAM = 12
ALIKE = ("ㅅㅆㅈㅊㅌㄷㅎ", "ㄴㄵㄶ", "ㄹㄺㄼㅀ", "ㅂㅄㅍ", "ㄱㄲㅋㄳ", "ㅁㄻ")  # finals that sound alike
BORDER = "^"
SYLLABLES = 11172.0
Path = Tuple[float, str]


class Letters:
    """How likely a letter is after two others: runs of three, backed off to two and one (Witten-Bell)."""

    def __init__(self, runs: Mapping[str, int]) -> None:
        self.runs = dict(runs)  # run of three -> how often it was seen
        self.pairs, self.ones = Counter[str](), Counter[str]()
        self._after, self._kinds = Counter[str](), Counter[str]()  # how much follows a context, and how many letters do
        for run, count in self.runs.items():
            self.pairs[run[1:]] += count
            self.ones[run[2]] += count
            self._after[run[:2]] += count
            self._after[run[1]] += count
            self._kinds[run[:2]] += 1
        self._kinds.update(pair[0] for pair in self.pairs)
        self._all = sum(self.ones.values())
        self.likelihood = lru_cache(maxsize=20_000)(self._likelihood)

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> "Letters":
        """Count the runs of `texts`."""
        bordered = (_bordered(packed) for packed in ("".join(text.split()) for text in texts) if packed)
        return cls(Counter(text[at : at + 3] for text in bordered for at in range(len(text) - 2)))

    def _likelihood(self, before: str, letter: str) -> float:
        """Return the logarithm of how likely `letter` is after the two letters `before`."""
        likely = (self.ones[letter] + 0.1) / (self._all + 0.1 * SYLLABLES)
        for context in (before[1], before):
            kinds = self._kinds.get(context, 0)
            if kinds:
                seen = self.pairs[context + letter] if len(context) == 1 else self.runs.get(context + letter, 0)
                likely = (seen + kinds * likely) / (self._after[context] + kinds)
        return log(likely)


class Mender:
    """Puts slips right."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self._meant = lru_cache(maxsize=4096)(self._alternatives)

    @classmethod
    def taught(cls, texts: Iterable[str]) -> "Mender":
        """Learn from clean texts how people here write."""
        return cls(Letters.of_texts(texts))

    @classmethod
    def of(cls, kept: Mapping[str, int]) -> "Mender":
        """Make the mender that `kept()` described."""
        return cls(Letters(kept))

    def kept(self) -> Dict[str, int]:
        """Return what was learnt, as JSON."""
        return self._letters.runs

    def mended(self, text: str) -> str:
        """Return `text` with its slips put right, of the same length and with the same spaces."""
        packed = "".join(text.split())
        doubted = self._doubted(packed)
        if not any(doubted):
            return text
        letters = iter(self._likeliest(packed, doubted))
        return "".join(letter if letter.isspace() else next(letters) for letter in text)

    def _doubted(self, packed: str) -> List[bool]:
        """Tell which syllables stand where none was ever seen: only these may be slips."""
        around = _bordered(packed)
        runs = self._letters.runs
        return [is_syllable(letter) and around[at + 1 : at + 4] not in runs for at, letter in enumerate(packed)]

    def _likeliest(self, packed: str, doubted: List[bool]) -> str:
        likelihood = self._letters.likelihood
        beam: Dict[str, Path] = {BORDER * 2: (0.0, "")}  # by the last two letters
        for letter, doubt in zip(packed, doubted, strict=True):
            nexts: Dict[str, Path] = {}
            for before, (score, path) in beam.items():
                for meant, cost in self._readings(before, letter, doubt):
                    reached = score - cost + likelihood(before, meant)
                    last = before[1] + meant
                    if last not in nexts or nexts[last][0] < reached:
                        nexts[last] = (reached, path + meant)
            beam = dict(sorted(nexts.items(), key=lambda each: -each[1][0])[:BEAM])
        return max(beam.items(), key=lambda each: each[1][0] + likelihood(each[0], BORDER))[1][1]

    def _readings(self, before: str, letter: str, doubt: bool) -> List[Tuple[str, float]]:
        """Return what may have been meant with what it costs: the letter itself, or one that makes a known pair."""
        if not doubt:
            return [(letter, 0.0)]
        pairs, last = self._letters.pairs, before[1]
        others = [(meant, COST) for meant in self._meant(letter) if last == BORDER or last + meant in pairs]
        return [(letter, 0.0), *others]

    def _alternatives(self, syllable: str) -> List[str]:
        """Return the known syllables that a slip may have turned into this one."""
        first, vowel, coda = taken_apart(syllable)
        firsts = (composed(other, vowel, coda) for other in _meant_by(first) if other in INITIALS)
        vowels = (composed(first, other, coda) for other in _meant_by(vowel) if other in VOWELS)
        codas = (composed(first, vowel, other) for other in (_meant_by_coda(coda) if coda else FINALS[1:]))
        return [each for each in dict.fromkeys((*firsts, *vowels, *codas)) if each in self._letters.ones]


@lru_cache(maxsize=1)
def _neighbours() -> Dict[str, FrozenSet[str]]:
    pairs = [(meant, hit) for meant, hits in BESIDE.items() for hit in hits]
    both = [*pairs, *((hit, meant) for meant, hit in pairs)]
    return {key: frozenset(other for one, other in both if one == key) for key, _ in both}


def _meant_by_coda(coda: str) -> List[str]:
    """Return what is meant by a final: one that sounds alike (잇나요), or one whose key is beside."""
    alike = [other for group in ALIKE if coda in group for other in group if other != coda]
    return [*alike, *(other for other in _meant_by(coda) if other in FINALS and other not in alike)]


def _meant_by(hit: str) -> List[str]:
    return sorted(_neighbours().get(hit, ()))


def _bordered(packed: str) -> str:
    return f"{BORDER * 2}{packed}{BORDER}"
