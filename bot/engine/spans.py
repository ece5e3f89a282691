"""Spans that the training data mark, found by a linear-chain CRF over whole words.

Some data mark "[전주]에서", others "[전주에서]" or never end inside a word. Which it is, is learnt: a tag says whether
the span ends before what hangs on the word. Where the data never mark so, there is no such tag and nothing is cut.

Needs python-crfsuite and (to fit only) scikit-learn; no Rasa. Spans are half-open, in characters of the text given.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import AbstractSet, Any, Dict, List, Mapping, Sequence, Tuple

from bot.engine.korean import Morpheme

NEARBY = (-2, -1, 1, 2)
FAR = (-3, 3)
EDGE = 4  # from here on the distance to the beginning or the end says no more
OUTSIDE = "O"
CUT = "<"  # at the end of a tag: the span ends before what hangs on the word
HANGING = ("J", "E", "VCP", "SF", "SC", "SE")  # particles, endings, "이다", signs of punctuation
ENOUGH_TO_GUESS = 100
_WORD = re.compile(r"\S+")
_SCRIPTS = ((re.compile(r"[가-힣]+"), "가"), (re.compile(r"[a-zA-Z]+"), "a"), (re.compile(r"\d+"), "0"))
Marks = List[List[str]]  # of each unit


@dataclass(frozen=True)
class Unit:
    """A word as it stands between spaces; `bare` is where what hangs on it begins: "전주|에서는"."""

    text: str
    start: int
    bare: int
    end: int
    morphemes: Tuple[Morpheme, ...]

    @property
    def stem(self) -> str:
        """Return the word without what hangs on it."""
        return self.text[: self.bare - self.start]


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
        words = [units(sentence) for sentence, _ in told]
        cut = _usually_cut([(parts, spans) for parts, (_, spans) in zip(words, told, strict=True)])
        for parts, (sentence, spans) in zip(words, told, strict=True):
            trainer.append(marks(sentence, parts), _tags(parts, spans, cut))
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
    """Cut the sentence into words, and say of each where its particles and endings begin."""
    return [_unit(sentence, *word.span()) for word in _WORD.finditer(sentence.text)]


def _unit(sentence: Sentence, start: int, end: int) -> Unit:
    inside = tuple(m for m in sentence.morphemes if start <= m.start < end)
    first = len(inside)
    while first and inside[first - 1].tag.startswith(HANGING):
        first -= 1
    bare = inside[first].start if 0 < first < len(inside) else end
    return Unit(sentence.text[start:end], start, bare, end, inside)


def marks(sentence: Sentence, parts: Sequence[Unit]) -> Marks:
    """Return what the model sees of each unit: itself, what stands around it, what the sentence is for."""
    own = [_own(unit, sentence.known) for unit in parts]
    stems = [unit.stem for unit in parts]
    return [
        [
            *("always", *own[at], *_around(own, at), *_pairs([unit.text for unit in parts], at, "pair")),
            *(*_pairs(stems, at, "stems"), *_farther(stems, at), *_placed(stems, at)),
            *_meant(sentence.intent, parts[at]),
        ]
        for at in range(len(parts))
    ]


def _own(unit: Unit, known: Sequence[Span]) -> List[str]:
    word, tags = unit.text, "+".join(m.tag for m in unit.morphemes)
    seen = [f"word={word}", f"stem={unit.stem}", f"hangs={word[len(unit.stem) :]}", f"tags={tags}"]
    seen += [f"script={_script(word)}", f"long={min(len(word), 5)}", *_letters(unit)]
    seen += [f"part={m.text}" for m in unit.morphemes] + [f"tag={m.tag}" for m in unit.morphemes]
    ends = {"first": unit.morphemes[:1], "last": unit.morphemes[-1:]}
    seen += [f"{end}={m.text}/{m.tag}" for end, there in ends.items() for m in there]
    return seen + [f"known={span.kind}" for span in known if span.start < unit.end and span.end > unit.start]


def _letters(unit: Unit) -> List[str]:
    """Return pieces of the word: what an unknown word has in common with known ones."""
    word, edged = unit.text, f"^{unit.stem}$"
    seen = [f"from={word[:n]}" for n in (1, 2)] + [f"to={word[-n:]}" for n in (1, 2, 3)]
    return seen + [f"two={edged[at : at + 2]}" for at in range(len(edged) - 1)]


def _around(own: Marks, at: int) -> List[str]:
    seen: List[str] = []
    for step in NEARBY:
        if 0 <= at + step < len(own):
            near = own[at + step] if abs(step) == 1 else own[at + step][:2]
            seen += [f"{step}:{mark}" for mark in near]
        else:
            seen.append(f"{step}:none")
    return seen


def _pairs(words: Sequence[str], at: int, name: str) -> List[str]:
    before = [f"{name}-={words[at - 1]} {words[at]}"] if at else []
    after = [f"{name}+={words[at]} {words[at + 1]}"] if at + 1 < len(words) else []
    return before + after


def _farther(stems: Sequence[str], at: int) -> List[str]:
    """Return what stands on both sides, the two words before, the two behind, and the third to either side."""
    places = {"between": (at - 1, at + 1), "two before": (at - 2, at - 1), "two behind": (at + 1, at + 2)}
    inside = {name: both for name, both in places.items() if both[0] >= 0 and both[1] < len(stems)}
    seen = [f"{name}={stems[one]} {stems[other]}" for name, (one, other) in inside.items()]
    return seen + [f"{step}:{stems[at + step] if 0 <= at + step < len(stems) else 'none'}" for step in FAR]


def _placed(stems: Sequence[str], at: int) -> List[str]:
    """Return where in the sentence it is, and the sentence's last word: in Korean that is what is done with it."""
    return [f"at={min(at, EDGE)}", f"left={min(len(stems) - at, EDGE)}", f"does={stems[-1]}"]


def _meant(intent: str, unit: Unit) -> List[str]:
    return [f"meant={intent}", f"meant={intent}|{unit.text}"] if intent else []


def _script(word: str) -> str:
    for pattern, sign in _SCRIPTS:
        word = pattern.sub(sign, word)
    return word


def _tags(parts: Sequence[Unit], spans: Sequence[Span], cut: AbstractSet[str]) -> List[str]:
    tags, last = [], None
    for unit in parts:
        span = next((s for s in spans if s.start < unit.end and s.end > unit.start), None)
        tags.append(f"{'I' if span is last else 'B'}-{span.kind}{_cut(unit, span, cut)}" if span else OUTSIDE)
        last = span
    return tags


def _cut(unit: Unit, span: Span, cut: AbstractSet[str]) -> str:
    """Return the sign of a span that ends before what hangs on the word, or nearer to there than to the word's end.

    Where nothing hangs on the word both are one place: then it is what is usual for the kind, so that a kind that is
    always cut has one tag and not two.
    """
    if unit.bare == unit.end:
        return CUT if span.kind in cut and span.end <= unit.end else ""
    return CUT if span.end - unit.bare < unit.end - span.end else ""


def _usually_cut(told: Sequence[Tuple[Sequence[Unit], Sequence[Span]]]) -> AbstractSet[str]:
    """Return the kinds whose spans, where something hangs on their last word, mostly end before it."""
    votes: Dict[str, int] = {}
    for parts, spans in told:
        ends = ((unit, span) for span in spans for unit in parts if unit.start < span.end <= unit.end)
        for unit, span in ends:
            if unit.bare < unit.end:
                votes[span.kind] = votes.get(span.kind, 0) + (1 if _cut(unit, span, frozenset()) else -1)
    return {kind for kind, vote in votes.items() if vote > 0}


def _joined(parts: Sequence[Unit], tags: Sequence[str], sure: Sequence[float]) -> List[Span]:
    found: List[Span] = []
    open_kind = ""
    for unit, tag, confidence in zip(parts, tags, sure, strict=True):
        kind, end = tag[2:].removesuffix(CUT), unit.bare if tag.endswith(CUT) else unit.end
        if tag != OUTSIDE and tag[0] == "I" and kind == open_kind:
            found[-1] = Span(kind, found[-1].start, end, min(found[-1].confidence, confidence))
        elif tag != OUTSIDE:
            found.append(Span(kind, unit.start, end, confidence))
        open_kind = "" if tag.endswith(CUT) else kind
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
