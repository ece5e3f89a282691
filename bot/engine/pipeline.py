"""The components of the Korean pipeline, in their order in config.yml. Thin: what they do is in the pure modules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, Dict, List, Optional, Set, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import keep
from bot.engine.analysers import analyser
from bot.engine.component import MENDS, READING, READS, Kept, in_words
from bot.engine.encoder import Encoder
from bot.engine.intents import IntentModel
from bot.engine.lexicon import Lexicon
from bot.engine.questions import QuestionModel
from bot.engine.reading import Reader
from bot.engine.repair import repair
from bot.engine.tagger import KoreanEntityTagger

__all__ = [
    "KiwiView", "KnowledgeRanker", "KonlpyTokenizer",
    "KoreanEntityTagger", "KoreanIntentClassifier", "LexiconExtractor",
]  # fmt: skip

KNOWLEDGE = "knowledge"
VECTOR = "vector"  # what the sentence encoder made of it, where it was asked
KST = timezone(timedelta(hours=9))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class KonlpyTokenizer(Kept, Tokenizer):
    """Cuts Korean into morphemes; tokens carry exact offsets and the analyser's tag as `data["pos"]`."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        Kept.__init__(self, config, storage, resource)
        Tokenizer.__init__(self, config)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {**READS, "intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def train(self, training_data: TrainingData) -> Resource:
        names = Lexicon.of(self._lookups()).names() if self._config["dictionary"] else ()
        keep.write(self._storage, self._resource, {"names": names})
        return self._resource

    def _remember(self, facts: Dict[str, Any]) -> None:
        with in_words():
            self._analyse = analyser(self._config["analyser"], tuple(facts["names"]))

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        text = message.get(attribute) or ""
        return [Token(m.text, m.start, m.end, data={"pos": m.tag}) for m in (self._analyse(text) if text else [])]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconExtractor(Kept, EntityExtractorMixin):
    """Finds known words and values and gives them their meaning: codes, ids, numbers (docs/architecture.md).

    Where the training data mark entities, only the kinds that they mark are told; where they mark none, all are.
    """

    def train(self, training_data: TrainingData) -> Resource:
        marked = {entity["entity"] for e in training_data.training_examples for entity in e.get(ENTITIES) or []}
        facts = {**self._reader(training_data).kept(), "marked": sorted(marked)}
        keep.write(self._storage, self._resource, facts)
        return self._resource

    def _remember(self, facts: Dict[str, Any]) -> None:
        with in_words():
            self._knows = Reader.of(facts)
        self._marked = frozenset(facts["marked"])

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            reading = self._knows.read(message.get(TEXT) or "", _today(message))
            message.set(READING, reading)
            told = [e for e in reading.entities() if not self._marked or e["entity"] in self._marked]
            message.set(ENTITIES, self.add_extractor_name(told), add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class KiwiView(GraphComponent):
    """Adds to a reading the morphemes of its repaired text: spaces put in, slips put right. Nothing else changes."""

    def __init__(self, config: Dict[Text, Any]) -> None:
        with in_words():
            self._repair, self._analyse = repair(), analyser(config["analyser"])

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"analyser": READS["analyser"]}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "KiwiView":
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            reading = message.get(READING)
            meant = self._repair(reading.view.text)
            if meant and meant != reading.view.text:
                corrected = replace(reading.as_meant, repaired=tuple(self._analyse(meant)), grams={})
                message.set(READING, replace(reading, corrected=corrected))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KoreanIntentClassifier(Kept, IntentClassifier):
    """Names the intent from letters, jamo, morphemes and the shape of a message; its confidence is calibrated.

    Where these are not sure the sentence encoder is asked. The first wordings of each frequent question teach the
    intent that its id begins with: a question that is written down is understood.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            **MENDS,
            "weights": {"letters": 1.0, "sounds": 1.0, "stems": 1.0, "shape": 1.0, "purpose": 0.6},
            "ridge": 0.3,  # how far from the examples it may stay
            "ranking_length": 10,
            "encoder": True,
            "meaning": [0.75, 1.0, 2.0],  # so much a sentence's vector may count beside its grams: the best is taken
            "sure": 0.85,  # a confidence that needs no encoder
            "wordings": 3,  # of each question
            "asked_as": {},  # what an id begins with -> intent; "" for all others
        }

    def train(self, training_data: TrainingData) -> Resource:
        reader, day = self._reader(training_data), date(2026, 1, 15)  # the day moves no feature, only values
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples]
        examples += self._asked({intent for _, intent in examples})
        model = IntentModel.fit(
            examples,
            lambda text: reader.read(text, day).as_meant,
            weights=self._config["weights"],
            ridge=self._config["ridge"],
            meaning=self._config["meaning"],
            encode=self._encode(),
        )
        facts, arrays = model.kept()
        keep.write(self._storage, self._resource, facts, **arrays)
        return self._resource

    def _asked(self, taught: Set[str]) -> List[Tuple[str, str]]:
        """Return the first wordings of each frequent question with the intent they are asked with, if it is taught."""
        intents, first = self._config["asked_as"], self._config["wordings"]
        rows = [(row, intents.get(row["id"].split(".")[0], intents.get(""))) for row in self._faqs()] if intents else []
        return [
            (str(text), intent)
            for row, intent in rows
            if intent in taught
            for text in [row["question"], *row["examples"]][:first]
        ]

    def _remember(self, facts: Dict[str, Any]) -> None:
        self._model = IntentModel.of(facts)
        self._sentences = self._encoder()

    def process(self, messages: List[Message]) -> List[Message]:
        sure = self._config["sure"]
        for message in messages:
            ask = _asking(message, self._sentences)
            ranking = self._model.rank(message.get(READING).as_meant, ask, sure)[: self._config["ranking_length"]]
            named = [{"name": name, "confidence": confidence} for name, confidence in ranking]
            message.set(INTENT, dict(named[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, named, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class KnowledgeRanker(Kept):
    """Says which frequent questions are nearest to the message: `knowledge: {"faq": [{"id", "score"}]}`, best first."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            **MENDS,
            "faq": "actions/knowledge/faq",  # read as data, in training only: {id, question, examples}
            "near": {"letters": 0.7, "sounds": 0.8, "stems": 1.0, "named": 1.2},
            "apart": {"letters": 0.7, "sounds": 0.8, "stems": 1.0, "named": 1.2, "shape": 0.8},
            "C": 0.3,
            "noisy_copies": 2,
            "length": 3,
            "encoder": True,
            "ahead": 0.3,  # a question that leaves the next one so far behind needs no encoder
            "intents": [],  # with which a frequent question may be meant, only then the encoder is asked; none: any
        }

    def train(self, training_data: TrainingData) -> Resource:
        reader, day = self._reader(training_data), date(2026, 1, 15)
        asked = [(row["id"], str(text)) for row in self._faqs() for text in [row["question"], *row["examples"]]]
        near, apart = self._config["near"], self._config["apart"]
        penalty, copies = self._config["C"], self._config["noisy_copies"]
        model = QuestionModel.fit(
            asked, lambda text: reader.read(text, day).as_meant, near, apart, penalty, copies, self._encode()
        )
        facts, arrays = model.kept()
        keep.write(self._storage, self._resource, facts, **arrays)
        return self._resource

    def _remember(self, facts: Dict[str, Any]) -> None:
        self._model = QuestionModel.of(facts)
        self._sentences = self._encoder()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            ask, length = _asking(message, self._sentences), self._config["length"]
            ranked = self._model.rank(message.get(READING).as_meant, length, ask, self._ahead(message))
            message.set(KNOWLEDGE, {"faq": [{"id": id, "score": score} for id, score in ranked]}, add_to_output=True)
        return messages

    def _ahead(self, message: Message) -> float:
        """Return the lead under which the encoder is asked: any if it was already, else where a question is meant."""
        if message.get(VECTOR) is not None:
            return float("inf")
        meant, intents = (message.get(INTENT) or {}).get("name"), self._config["intents"]
        return float(self._config["ahead"]) if not intents or meant in intents else 0.0


def _asking(message: Message, sentences: Optional[Encoder]) -> Optional[Callable[[], Any]]:
    """Return what asks the encoder about the message, once for all components."""
    if sentences is None:
        return None

    def ask() -> Any:
        if message.get(VECTOR) is None:
            message.set(VECTOR, sentences.vector(message.get(READING).as_meant.view.text))
        return message.get(VECTOR)

    return ask


def _today(message: Message) -> date:
    """The citizen's date: `metadata.today` (ISO) where the caller gives it, else now in Korea."""
    said = (message.get(METADATA) or {}).get("today")
    return date.fromisoformat(said) if said else datetime.now(KST).date()
