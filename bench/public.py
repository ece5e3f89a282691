"""Measures understanding on public data sets, ours beside its peers, with the same sentences for all."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench import nlpjs
from bench.corpora import Line, dialect, few, massive, paraphrases
from bench.slips import slipped, unspaced
from bench.tried import STOCK, Read, Tried, ours, tried
from bot.settings import Settings

EACH = 10  # examples of an intent, where few are given
DRAWS = 3
Reads = Callable[[Sequence[str]], Sequence[Read]]


@dataclass(frozen=True, slots=True)
class Learnt:
    """One pipeline after all of MASSIVE's sentences: shares from 0 to 1, seconds of training; slots if it has any."""

    name: str
    intent: float
    slots: float | None
    noise: tuple[float, ...]
    trained_in: float


def noisy(lines: Sequence[Line]) -> list[list[str]]:
    """Return the texts without spaces; with a slip in eight syllables; with one in four and without spaces."""
    chance = random.Random(1123)  # noqa: S311
    texts = [line.text for line in lines]
    return [
        [unspaced(text) for text in texts],
        [slipped(text, 8, chance) for text in texts],
        [unspaced(slipped(text, 4, chance)) for text in texts],
    ]


def on_massive(settings: Settings, folder: Path, data: Path, peers: bool) -> Iterator[Learnt]:
    """Train on MASSIVE ko-KR and judge on its development part: ours, then stock Rasa, then NLP.js."""
    learnt, judged = massive(data)
    yield _judged("ours", tried(settings, folder / "ours", ours(), learnt), judged)
    if peers:
        yield _judged("stock Rasa", tried(settings, folder / "stock", STOCK, learnt), judged)
        yield _judged("NLP.js", nlpjs.tried(folder / "nlpjs", learnt), judged)


def with_few(settings: Settings, folder: Path, data: Path, peers: bool) -> dict[str, float]:
    """Return the share of right intents after ten examples of each, the mean of three draws."""
    learnt, judged = massive(data)
    pipelines = {"ours": ours(), **({"stock Rasa": STOCK} if peers else {})}
    return {
        name: statistics.mean(
            _right(tried(settings, folder / f"{name}-{draw}", pipeline, few(learnt, EACH, draw)), judged)
            for draw in range(DRAWS)
        )
        for name, pipeline in pipelines.items()
    }


def paraphrased(settings: Settings, folder: Path, data: Path) -> float:
    """Return how often the right one of 200 questions comes first, asked in nine other ways each."""
    sets = paraphrases(data)
    asked = [(str(number), text) for number, (_, *others) in enumerate(sets) for text in others]
    return _found(settings, folder / "paraphrases", [known for known, *_ in sets], asked)


def in_dialect(settings: Settings, folder: Path, data: Path) -> float:
    """Return how often the standard sentence comes first for one of Jeolla."""
    pairs = dialect(data)
    asked = [(str(number), said) for number, (said, _) in enumerate(pairs)]
    return _found(settings, folder / "dialect", [standard for _, standard in pairs], asked)


def _judged(name: str, pipeline: Tried | nlpjs.Tried, judged: Sequence[Line]) -> Learnt:
    read = pipeline.read([line.text for line in judged])
    noise = [_share(judged, pipeline.read(texts)) for texts in noisy(judged)]
    slots = _slots(judged, read) if any(each.entities for each in read) else None
    return Learnt(name, _share(judged, read), slots, tuple(noise), pipeline.trained_in)


def _right(pipeline: Tried, judged: Sequence[Line]) -> float:
    return _share(judged, pipeline.read([line.text for line in judged]))


def _share(judged: Sequence[Line], read: Sequence[Read]) -> float:
    return sum(line.intent == each.intent for line, each in zip(judged, read, strict=True)) / len(judged)


def _slots(judged: Sequence[Line], read: Sequence[Read]) -> float:
    """Return the micro F1 of spans: kind, start and end must all be right."""
    pairs = [(set(line.spans), set(each.entities)) for line, each in zip(judged, read, strict=True)]
    hits = sum(len(gold & found) for gold, found in pairs)
    return 2 * hits / sum(len(gold) + len(found) for gold, found in pairs)


def _found(settings: Settings, folder: Path, known: Sequence[str], asked: Sequence[tuple[str, str]]) -> float:
    questions = folder / "faq"
    questions.mkdir(parents=True)
    rows = [{"id": str(number), "question": text, "examples": []} for number, text in enumerate(known)]
    (questions / "all.yml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    lookups = {"lookups": "nlu_data/lookups"}
    pipeline = [
        {"name": "bot.engine.pipeline.LexiconExtractor", **lookups, "faq": str(questions)},
        {"name": "bot.engine.pipeline.KnowledgeRanker", **lookups, "faq": str(questions)},
    ]
    both = [Line("안녕하세요", "greet", ()), Line("안녕", "greet", ()), Line("잘 있어요", "bye", ())]
    read = tried(settings, folder / "model", pipeline, both).read([text for _, text in asked])
    return sum(each.knowledge[:1] == (number,) for (number, _), each in zip(asked, read, strict=True)) / len(asked)
