"""What the components of the pipeline share: how they learn, keep what they learnt, and say what is missing."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Text

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import keep
from bot.engine.analysers import Missing
from bot.engine.encoder import Encode, Encoder, cores, encoder
from bot.engine.lexicon import Lexicon, digest, read_folder
from bot.engine.reading import Reader

READING = "reading"  # shared between the components, never in the output
# How a message is read: the same in every component of a pipeline, for what was learnt from one analyser's morphemes
# means nothing to another's. `dictionary` tells the analyser the names of the lookups.
READS = {"lookups": "nlu_data/lookups", "analyser": "mecab", "dictionary": False}
# `mend` reads what a hurried hand meant, too: how people write is learnt from the examples and the wordings in `faq`.
MENDS = {**READS, "mend": True, "faq": ""}


class Kept(GraphComponent):
    """A component that learns in training and keeps what it learnt in the model."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Kept":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Kept":
        component = cls(config, model_storage, resource)
        component._remember(keep.read(model_storage, resource))
        return component

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        faq = config.get("faq")
        return f"{keep.folder_digest(config)}{digest(Path(faq)) if faq else ''}"

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return dict(MENDS)

    def _remember(self, facts: Dict[str, Any]) -> None:
        raise NotImplementedError

    def _lookups(self) -> Dict[str, Any]:
        return read_folder(Path(self._config["lookups"]), yaml.safe_load)

    def _reader(self, training_data: TrainingData) -> Reader:
        texts = [example.get(TEXT) for example in training_data.intent_examples]
        texts += [str(text) for row in self._faqs() for text in (row["question"], *row["examples"])]
        read = (self._config["analyser"], self._config["dictionary"], self._config.get("mend", False))
        with in_words():
            return Reader.taught(Lexicon.of(self._lookups()), texts, *read)

    def _faqs(self) -> List[Dict[str, Any]]:
        if not self._config.get("faq"):
            return []
        return [row for rows in read_folder(Path(self._config["faq"]), yaml.safe_load).values() for row in rows]

    def _encode(self) -> Optional[Encode]:
        """Return what turns sentences into vectors in training, with all cores; None if it is off or missing."""
        found = encoder(cores(), teaching=True) if self._config["encoder"] else None
        return found.vectors if found else None

    def _encoder(self) -> Optional[Encoder]:
        """Return what does so while people wait: one core, the others have work."""
        return encoder(1) if self._config["encoder"] else None


@contextmanager
def in_words() -> Iterator[None]:
    """Let Rasa say in a line what is missing, instead of a stack trace."""
    try:
        yield
    except Missing as missing:
        raise InvalidConfigException(str(missing)) from None
