"""The component that finds the entities which training data mark; what it does is in `spans`."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import keep
from bot.engine.component import READING, READS, Kept
from bot.engine.korean import View
from bot.engine.reading import Reading
from bot.engine.spans import Sentence, Span, SpanModel, guessed

FEWEST = 5  # marked examples: fewer teach nothing
DAY = date(2026, 1, 15)  # moves no span, only the values of known words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class KoreanEntityTagger(Kept, EntityExtractorMixin):
    """Finds what `[words](kind)` in the training data marks. Where nothing is marked it finds nothing.

    What the `LexiconExtractor` has found goes before: a span of the same kind at the same place is not told twice.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            **READS,
            "intent": True,  # the intent that was found before is a sign
            "folds": 5,  # in which training guesses the intents of sentences it has not seen
            "c1": 0.1,
            "c2": 0.1,
            "iterations": 80,
            "least": 0.0,  # a span that is less sure is not told
        }

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        marked = sum(bool(example.get(ENTITIES)) for example in examples)
        crf = self._fitted(training_data, examples).crf if marked >= FEWEST else b""
        keep.write(self._storage, self._resource, {}, crf=np.frombuffer(crf, np.uint8))
        return self._resource

    def _fitted(self, training_data: TrainingData, examples: List[Message]) -> SpanModel:
        reader, told = self._reader(training_data), []
        for example, intent in zip(examples, self._intents(examples), strict=True):
            reading = reader.read(example.get(TEXT), DAY)
            told.append((_sentence(reading, intent), [_span(reading.view, e) for e in example.get(ENTITIES) or []]))
        penalties = {"c1": self._config["c1"], "c2": self._config["c2"], "max_iterations": self._config["iterations"]}
        return SpanModel.fit(told, {**penalties, "feature.possible_transitions": True})

    def _intents(self, examples: List[Message]) -> List[str]:
        if not self._config["intent"]:
            return [""] * len(examples)
        intents = [example.get(INTENT) or "" for example in examples]
        return guessed([example.get(TEXT) for example in examples], intents, self._config["folds"])

    def _remember(self, facts: Dict[str, Any]) -> None:
        self._model = SpanModel(facts["crf"].tobytes()) if facts["crf"].size else None

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages if self._model else []:
            intent = (message.get(INTENT) or {}).get("name") if self._config["intent"] else None
            found = self._model.spans(_sentence(message.get(READING), intent or ""))
            self._tell(message, [span for span in found if span.confidence >= self._config["least"]])
        return messages

    def _tell(self, message: Message, found: List[Span]) -> None:
        told, view = message.get(ENTITIES) or [], message.get(READING).view
        named = [_entity(span, view) for span in found]
        new = [entity for entity in named if not any(_same(entity, each) for each in told)]
        message.set(ENTITIES, told + self.add_extractor_name(new), add_to_output=True)


def _sentence(reading: Reading, intent: str) -> Sentence:
    known = tuple(Span(found.entity, found.start, found.end) for found in reading.known)
    return Sentence(reading.view.text, reading.morphemes, intent, known)


def _span(view: View, marked: Dict[str, Any]) -> Span:
    """Return where in the clean text stands what is marked in the message."""
    start, end = (bisect_left(view.offsets, marked[place]) for place in ("start", "end"))
    return Span(marked["entity"], start, end)


def _entity(span: Span, view: View) -> Dict[str, Any]:
    start, end = view.span(span.start, span.end)
    value = view.source[start:end]
    return {"entity": span.kind, "start": start, "end": end, "value": value, "confidence_entity": span.confidence}


def _same(entity: Dict[str, Any], told: Dict[str, Any]) -> bool:
    overlaps = told["start"] < entity["end"] and told["end"] > entity["start"]
    return bool(overlaps and told["entity"] == entity["entity"])
