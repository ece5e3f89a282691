"""The component that finds the entities which training data mark; what it does is in `spans`."""

from __future__ import annotations

from datetime import date
from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import keep
from bot.engine.korean import morphemes
from bot.engine.pipeline import READING, _Kept
from bot.engine.reading import Reading
from bot.engine.spans import Sentence, Span, SpanModel, guessed

FEWEST = 5  # marked examples: fewer teach nothing
DAY = date(2026, 1, 15)  # moves no span, only the values of known words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class KoreanEntityTagger(_Kept, EntityExtractorMixin):
    """Finds what `[words](kind)` in the training data marks. Where nothing is marked it finds nothing.

    What the `LexiconExtractor` has found goes before: a span of the same kind at the same place is not told twice.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "lookups": "",  # the folder of the LexiconExtractor before it: then known words are signs
            "intent": True,  # the intent that was found before is a sign
            "folds": 5,  # in which training guesses the intents of sentences it has not seen
            "c1": 0.05,
            "c2": 0.01,
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
        reader = self._reader(training_data) if self._config["lookups"] else None
        told = []
        for example, intent in zip(examples, self._intents(examples), strict=True):
            text = example.get(TEXT)
            spans = [Span(e["entity"], e["start"], e["end"]) for e in example.get(ENTITIES) or []]
            told.append((_sentence(text, intent, reader.read(text, DAY) if reader else None), spans))
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
            reading = message.get(READING) if self._config["lookups"] else None
            intent = (message.get(INTENT) or {}).get("name") or "" if self._config["intent"] else ""
            found = self._model.spans(_sentence(message.get(TEXT) or "", intent, reading))
            self._tell(message, [span for span in found if span.confidence >= self._config["least"]])
        return messages

    def _tell(self, message: Message, found: List[Span]) -> None:
        told = message.get(ENTITIES) or []
        new = [_entity(span, message.get(TEXT)) for span in found if not any(_same(span, each) for each in told)]
        message.set(ENTITIES, told + self.add_extractor_name(new), add_to_output=True)


def _sentence(text: str, intent: str, reading: Optional[Reading]) -> Sentence:
    known = [(found.entity, *reading.view.span(found.start, found.end)) for found in reading.known] if reading else []
    return Sentence(text, tuple(morphemes(text)), intent, tuple(Span(*each) for each in known))


def _entity(span: Span, text: str) -> Dict[str, Any]:
    place = {"start": span.start, "end": span.end, "value": text[span.start : span.end]}
    return {"entity": span.kind, **place, "confidence_entity": round(span.confidence, 4)}


def _same(span: Span, told: Dict[str, Any]) -> bool:
    return bool(told["entity"] == span.kind and told["start"] < span.end and told["end"] > span.start)
