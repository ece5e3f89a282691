"""Spans that the training data mark, found by a linear-chain CRF over words without their particles.

Needs python-crfsuite and (to fit only) scikit-learn; no Rasa. Spans are half-open, in characters of the text given.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Mapping, Optional, Sequence, Tuple

from bot.engine.korean import Morpheme

NEARBY = (-2, -1, 1, 2)
OUTSIDE = "O"
ENOUGH_TO_GUESS = 100
_WORD = re.compile(r"\S+")
_SCRIPTS = ((re.compile(r"[가-힣]+"), "가"), (re.compile(r"[a-zA-Z]+"), "a"), (re.compile(r"\d+"), "0"))
Marks = List[List[str]]  # of each unit


@dataclass(frozen=True)
class Unit:
    """A word, or the particles at its end: "전주에서" is "전주" and "에서"."""

    text: str
    start: int
    end: int
    morphemes: Tuple[Morpheme, ...]


@dataclass(frozen=True)
class Span:
    """`text[start:end]` is a `kind`; how sure the model is of it, from 0 to 1."""

    kind: str
    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True)
class Sentence:
    """What the model reads: the text, its morphemes, the guessed intent and the kinds of known words in it."""

    text: str
    morphemes: Tuple[Morpheme, ...]
    intent: str = ""
    known: Tuple[Span, ...] = ()


class SpanModel:
    """Marks spans in sentences."""

    def __init__(self, crf: bytes) -> None:
        from pycrfsuite import Tagger

        self.crf = crf
        self._tagger = Tagger()
        self._tagger.open_inmemory(crf)

    @classmethod
    def fit(cls, told: Sequence[Tuple[Sentence, Sequence[Span]]], parameters: Mapping[str, Any]) -> "SpanModel":
        """Fit on sentences and their spans; `parameters` are those of CRFsuite's L-BFGS."""
        from pycrfsuite import Trainer

        trainer = Trainer(algorithm="lbfgs", params=dict(parameters), verbose=False)
        for sentence, spans in told:
            parts = units(sentence)
            trainer.append(marks(sentence, parts), _tags(parts, spans))
        with tempfile.TemporaryDirectory() as folder:
            trainer.train(str(Path(folder) / "crf"))
            return cls((Path(folder) / "crf").read_bytes())

    def spans(self, sentence: Sentence) -> List[Span]:
        """Return the spans found, in order."""
        parts = units(sentence)
        if not parts:
            return []
        tags = self._tagger.tag(marks(sentence, parts))
        sure = [self._tagger.marginal(tag, at) for at, tag in enumerate(tags)]
        return _joined(parts, tags, sure)


def units(sentence: Sentence) -> List[Unit]:
    """Cut the sentence into words and the particles at their ends."""
    cut: List[Unit] = []
    for word in _WORD.finditer(sentence.text):
        inside = tuple(m for m in sentence.morphemes if word.start() <= m.start < word.end())
        at = _tail(inside)
        cut += [_unit(sentence.text, *span, inside) for span in ((word.start(), at), (at, word.end()))] if at else [
            _unit(sentence.text, word.start(), word.end(), inside)
        ]
    return cut


def _tail(inside: Sequence[Morpheme]) -> Optional[int]:
    """Return where the particles at the end of a word begin, if it has some behind something else."""
    first = len(inside)
    while first and inside[first - 1].tag.startswith("J"):
        first -= 1
    return inside[first].start if 0 < first < len(inside) else None


def _unit(text: str, start: int, end: int, inside: Sequence[Morpheme]) -> Unit:
    return Unit(text[start:end], start, end, tuple(m for m in inside if start <= m.start < end))


def marks(sentence: Sentence, parts: Sequence[Unit]) -> Marks:
    """Return what the model sees of each unit: itself, what stands around it, what the sentence is for."""
    own = [_own(unit, sentence.known) for unit in parts]
    return [
        ["always", *own[at], *_around(own, at), *_pairs(parts, at), *_meant(sentence.intent, parts[at])]
        for at in range(len(parts))
    ]


def _own(unit: Unit, known: Sequence[Span]) -> List[str]:
    word, tags = unit.text, "+".join(m.tag for m in unit.morphemes)
    seen = [f"word={word}", f"tags={tags}", f"script={_script(word)}", f"long={min(len(word), 5)}"]
    seen += [f"from={word[:n]}" for n in (1, 2)] + [f"to={word[-n:]}" for n in (1, 2, 3)]
    seen += [f"stem={m.text}" for m in unit.morphemes] + [f"tag={m.tag}" for m in unit.morphemes]
    ends = {"first": unit.morphemes[:1], "last": unit.morphemes[-1:]}
    seen += [f"{end}={m.text}/{m.tag}" for end, there in ends.items() for m in there]
    return seen + [f"known={span.kind}" for span in known if span.start < unit.end and span.end > unit.start]


def _around(own: Marks, at: int) -> List[str]:
    seen: List[str] = []
    for step in NEARBY:
        if 0 <= at + step < len(own):
            near = own[at + step] if abs(step) == 1 else own[at + step][:2]
            seen += [f"{step}:{mark}" for mark in near]
        else:
            seen.append(f"{step}:none")
    return seen


def _pairs(parts: Sequence[Unit], at: int) -> List[str]:
    before = [f"{parts[at - 1].text} {parts[at].text}"] if at else []
    after = [f"{parts[at].text} {parts[at + 1].text}"] if at + 1 < len(parts) else []
    return [f"pair-={pair}" for pair in before] + [f"pair+={pair}" for pair in after]


def _meant(intent: str, unit: Unit) -> List[str]:
    return [f"meant={intent}", f"meant={intent}|{unit.text}"] if intent else []


def _script(word: str) -> str:
    for pattern, sign in _SCRIPTS:
        word = pattern.sub(sign, word)
    return word


def _tags(parts: Sequence[Unit], spans: Sequence[Span]) -> List[str]:
    tags, last = [], None
    for unit in parts:
        span = next((s for s in spans if s.start < unit.end and s.end > unit.start), None)
        tags.append(f"{'I' if span is last else 'B'}-{span.kind}" if span else OUTSIDE)
        last = span
    return tags


def _joined(parts: Sequence[Unit], tags: Sequence[str], sure: Sequence[float]) -> List[Span]:
    found: List[Span] = []
    open_kind = ""
    for unit, tag, confidence in zip(parts, tags, sure, strict=True):
        kind = tag[2:]
        if tag != OUTSIDE and tag[0] == "I" and kind == open_kind:
            found[-1] = Span(kind, found[-1].start, unit.end, min(found[-1].confidence, confidence))
        elif tag != OUTSIDE:
            found.append(Span(kind, unit.start, unit.end, confidence))
        open_kind = kind
    return found


def guessed(texts: Sequence[str], intents: Sequence[str], folds: int) -> List[str]:
    """Return the intent that a quick model guesses for each text without having seen it.

    At run time the intent is a guess, too: spans must not learn to trust it more than it deserves. Of very few texts
    nothing can be guessed; then the intents are returned as they are.
    """
    if len(set(intents)) < 2 or len(texts) < ENOUGH_TO_GUESS:
        return list(intents)
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True), LinearSVC(C=0.7))
    parts = KFold(folds, shuffle=True, random_state=7)
    return [str(name) for name in cross_val_predict(model, list(texts), list(intents), cv=parts)]
