"""One reading of a message: its clean text, its morphemes and every known word and value in it.

What was written stays what it is; where a hurried hand slipped, what was meant is read beside it. Pure; the components
of the pipeline share a reading, so that a message is analysed once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Tuple

from bot.engine.analysers import analyser
from bot.engine.korean import Morpheme, View, asking_part, clean, repair_keys
from bot.engine.lexicon import Lexicon
from bot.engine.proofreading import Proofreader
from bot.engine.values import Found, find_values, settle

SHORT = 3  # letters: a shorter word must be known itself, of a longer one the pairs of its letters


@dataclass(frozen=True)
class Reading:
    """What was read in `view`. Spans of `known` and `morphemes` are in the characters of `view.text`."""

    view: View
    morphemes: Tuple[Morpheme, ...]
    known: Tuple[Found, ...]
    cues: Tuple[str, ...] = ()
    repaired: Tuple[Morpheme, ...] = ()  # of the message as Kiwi repairs it, where KiwiView is in the pipeline
    corrected: Optional["Reading"] = None  # where the hand slipped: a reading of what was meant
    grams: Dict[str, Mapping[str, int]] = field(default_factory=dict, compare=False, repr=False)  # by view, once made

    @property
    def as_meant(self) -> "Reading":
        """The reading of what was meant; its spans point into its own text, not into the message."""
        return self.corrected or self

    def entities(self) -> List[Dict[str, Any]]:
        """Return the known words as Rasa's entities, spans in the characters of the message."""
        return [self._entity(found) for found in self.known]

    def _entity(self, found: Found) -> Dict[str, Any]:
        start, end = self.view.span(found.start, found.end)
        entity = {
            "entity": found.entity,
            "value": found.value,
            "start": start,
            "end": end,
            "text": self.view.source[start:end],
        }
        return {**entity, "approx": True} if found.approx else entity


class Reader:
    """Reads messages with a lexicon, the letters it has seen and an analyser, which may know the lexicon's names."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: FrozenSet[str],
        pairs: FrozenSet[str],
        by: str = "mecab",
        dictionary: bool = False,
        proof: Optional[Proofreader] = None,
    ) -> None:
        self.lexicon = lexicon
        self._by, self._dictionary = by, dictionary
        self._analyse = analyser(by, lexicon.names() if dictionary else ())
        self._words = words
        self._pairs = pairs
        self._proof = proof

    @classmethod
    def taught(
        cls, lexicon: Lexicon, texts: Iterable[str], by: str = "mecab", dictionary: bool = False, mend: bool = True
    ) -> "Reader":
        """Learn from `texts` which letters follow each other in Korean.

        With that Korean typed in English is known, and, with `mend`, what a hurried hand meant.
        """
        said = [clean(text).text for text in texts]
        words = {word for text in said for word in text.split()} | set(lexicon.words)
        pairs = {word[i : i + 2] for word in words for i in range(len(word) - 1)}
        short = frozenset(word for word in words if len(word) < SHORT)
        analyse = analyser(by, lexicon.names() if dictionary else ())
        proof = Proofreader.taught(said, sorted(lexicon.words), analyse) if mend else None
        return cls(lexicon, short, frozenset(pairs), by, dictionary, proof)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Reader":
        """Make the reader that `kept()` described."""
        words = {word: [(entity, value) for entity, value in senses] for word, senses in kept["lexicon"].items()}
        lexicon, letters = Lexicon(words, kept["cues"]), (frozenset(kept["words"]), frozenset(kept["pairs"]))
        reader = cls(lexicon, *letters, kept["analyser"], kept["dictionary"])
        reader._proof = Proofreader.of(kept["proof"], reader._analyse) if kept["proof"] else None
        return reader

    def kept(self) -> Dict[str, Any]:
        """Return everything the reader knows, as JSON."""
        letters = {"words": sorted(self._words), "pairs": sorted(self._pairs)}
        analysed = {"analyser": self._by, "dictionary": self._dictionary}
        proof = self._proof.kept() if self._proof else None
        return {"lexicon": self.lexicon.words, "cues": self.lexicon.cues, **letters, **analysed, "proof": proof}

    def read(self, source: str, today: date) -> Reading:
        """Read the part of `source` that asks; offsets stay those of the whole message."""
        start, end = asking_part(source)
        view = _moved(repair_keys(clean(source[start:end]), self._is_korean), source, start)
        reading = self._read(view, today)
        meant = self._proof.corrected(view.text) if self._proof else view.text
        return reading if meant == view.text else replace(reading, corrected=self._read(clean(meant), today))

    def _read(self, view: View, today: date) -> Reading:
        analysed = self._analyse(view.text) if view.text.strip() else []
        found = self.lexicon.find(view, analysed) + find_values(view.text, today)
        return Reading(view, tuple(analysed), tuple(settle(found)), tuple(self.lexicon.points_at(view)))

    def _is_korean(self, said: str) -> bool:
        if len(said) < SHORT:
            return said in self._words
        return all(said[i : i + 2] in self._pairs for i in range(len(said) - 1))


def _moved(view: View, source: str, by: int) -> View:
    return View(source, view.text, tuple(at + by for at in view.offsets)) if by or view.source != source else view
