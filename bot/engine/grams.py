"""Features of a reading and the space they span: letters, jamo, morphemes and the shape of what was said.

Needs numpy and scipy; no Rasa. Each view is weighted by how rare its grams are and brought to length one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix

from bot.engine.korean import Morpheme, jamo
from bot.engine.reading import Reading

_SCRIPTS = (
    ("one jamo", re.compile(r"([ㄱ-ㅣ])\1*")),
    ("jamo", re.compile(r"[ㄱ-ㅣ\s]+")),
    ("latin", re.compile(r"[^가-힣ㄱ-ㅣ]*[a-z][^가-힣ㄱ-ㅣ]*")),
    ("digits", re.compile(r"[\d\s]+")),
    ("signs", re.compile(r"[^\w\s]*")),
)
NAMING = ("programme", "leave_reason", "employment_status", "target", "field")
Grams = Callable[[Reading], Iterable[str]]


def letters(reading: Reading) -> Iterator[str]:
    """Runs of two to four letters inside each word, its borders counted."""
    for word in reading.view.text.split():
        yield from _runs(f" {word} ", 2, 4)


def sounds(reading: Reading) -> Iterator[str]:
    """Runs of three to six jamo across the message without spaces: what survives slips of the keyboard."""
    yield from _runs(jamo(reading.view.text.replace(" ", "")), 3, 6)


def stems(reading: Reading) -> Iterator[str]:
    """Morphemes, one and two at a time; then what a repaired reading adds to them."""
    said = list(_stems(reading.morphemes))
    yield from said
    yield from dict.fromkeys(gram for gram in _stems(reading.repaired) if gram not in said)


def _stems(morphemes: Sequence[Morpheme]) -> Iterator[str]:
    tagged = [f"{m.text}/{m.tag.split('+')[0]}" for m in morphemes]
    yield from tagged
    yield from (f"{a} {b}" for a, b in zip(tagged, tagged[1:], strict=False))  # noqa: RUF007


def shape(reading: Reading) -> Iterator[str]:
    """The message with known words as their kind, one to three pieces at a time: "<region> <occupation> 찾"."""
    pieces = ["^", *_pieces(reading), "$"]
    for size in (1, 2, 3):
        yield from (" ".join(pieces[i : i + size]) for i in range(len(pieces) - size + 1))


def purpose(reading: Reading) -> Iterator[str]:
    """What the words point at, and every pair of it with the kinds of known words beside it."""
    signs = [*reading.cues, *sorted({f"<{found.entity}>" for found in reading.known})]
    yield from signs or ["nothing"]
    yield from (f"{a}+{b}" for i, a in enumerate(signs) for b in signs[i + 1 :])
    yield f"words:{min(len(reading.view.text.split()), 6)}"
    yield f"script:{_script(reading.view.text)}"


def named(reading: Reading) -> Iterator[str]:
    """What is named: which programme, which reason - "실업급여" and "구직급여" are the same name here."""
    yield from {f"{found.entity}={found.value}" for found in reading.known if found.entity in NAMING}


def _script(text: str) -> str:
    """Tell words from what a cat types: loose jamo, Latin letters, digits or signs only."""
    for name, pattern in _SCRIPTS:
        if pattern.fullmatch(text):
            return name
    return "words"


def _pieces(reading: Reading) -> List[str]:
    spans = {found.start: (found.end, f"<{found.entity}>") for found in reading.known}
    pieces, covered = [], 0
    marks = [(start, 0, kind) for start, (_, kind) in spans.items()]
    marks = sorted(marks + [(m.start, 1, m.text) for m in reading.morphemes])
    for start, is_plain, piece in marks:
        if not is_plain:
            pieces.append(piece)
            covered = spans[start][0]
        elif start >= covered:
            pieces.append(piece)
    return pieces


def _runs(text: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        yield from (text[i : i + size] for i in range(len(text) - size + 1))


VIEWS: Dict[str, Grams] = {
    "letters": letters,
    "sounds": sounds,
    "stems": stems,
    "shape": shape,
    "purpose": purpose,
    "named": named,
}


class GramSpace:
    """Turns readings into sparse rows of length one per view, times the view's weight."""

    def __init__(self, weights: Mapping[str, float], columns: Mapping[str, int], rarity: "np.ndarray") -> None:
        self.weights = dict(weights)
        self.columns = dict(columns)
        self.rarity = rarity

    @classmethod
    def over(cls, readings: Sequence[Reading], weights: Mapping[str, float], fewest: int = 2) -> "GramSpace":
        """Learn the columns: every gram that at least `fewest` readings have."""
        seen: "Counter[str]" = Counter()
        for reading in readings:
            seen.update(gram for view in weights for gram in _counted(view, reading))
        kept = sorted(gram for gram, count in seen.items() if count >= fewest)
        rarity = [1.0 + np.log((1 + len(readings)) / (1 + seen[gram])) for gram in kept]
        return cls(weights, {gram: i for i, gram in enumerate(kept)}, np.asarray(rarity, dtype=np.float32))

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "GramSpace":
        """Make the space that `kept()` described."""
        columns = {gram: i for i, gram in enumerate(kept["grams"])}
        return cls(kept["weights"], columns, np.asarray(kept["rarity"], np.float32))

    def kept(self) -> Dict[str, Any]:
        """Return the space as JSON."""
        rarity = [round(float(each), 5) for each in self.rarity]
        return {"weights": self.weights, "grams": list(self.columns), "rarity": rarity}

    def row(self, reading: Reading) -> Tuple["np.ndarray", "np.ndarray"]:
        """Return the columns and the values of one reading."""
        parts = [self._view(view, weight, reading) for view, weight in self.weights.items()]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def rows(self, readings: Sequence[Reading]) -> csr_matrix:
        """Return the readings as one sparse matrix."""
        made = [self.row(reading) for reading in readings]
        ends = np.cumsum([0, *(len(columns) for columns, _ in made)])
        columns = np.concatenate([c for c, _ in made]) if made else np.zeros(0, np.int32)
        values = np.concatenate([v for _, v in made]) if made else np.zeros(0, np.float32)
        return csr_matrix((values, columns, ends), shape=(len(made), len(self.columns)))

    def _view(self, view: str, weight: float, reading: Reading) -> Tuple["np.ndarray", "np.ndarray"]:
        known = [(self.columns[gram], count) for gram, count in _counted(view, reading).items() if gram in self.columns]
        columns = np.fromiter((column for column, _ in known), np.int32, len(known))
        counts = np.fromiter((count for _, count in known), np.float32, len(known))
        values = (1.0 + np.log(counts)) * self.rarity[columns]
        length = float(np.sqrt((values**2).sum())) or 1.0
        return columns, (values * (weight / length)).astype(np.float32)


def _counted(view: str, reading: Reading) -> Mapping[str, int]:
    """Return how often the reading has each gram of the view; several spaces ask, the grams are made once."""
    if view not in reading.grams:
        reading.grams[view] = Counter(f"{view[:2]}:{gram}" for gram in VIEWS[view](reading))
    return reading.grams[view]
