"""Trains a pipeline of Rasa's on sentences and reads others with it: ours and the stock one go the same way."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.corpora import Line
from bot.settings import ROOT, Settings, engine_environment

STOCK: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 7},
]
"""What `rasa init` writes, without what only chats need. Its seed is ours, so that the figures come again."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of one sentence."""

    intent: str
    confidence: float
    entities: frozenset[tuple[str, int, int]]
    knowledge: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A trained pipeline, and the seconds of its training."""

    settings: Settings
    model: Path
    trained_in: float

    def read(self, texts: Iterable[str]) -> list[Read]:
        """Read each text. Raises CalledProcessError."""
        said = "".join(json.dumps(text) + "\n" for text in texts)
        done = _run(self.settings, ("-m", "bench.read", str(self.model)), said)
        return [_read(json.loads(line)) for line in done.splitlines() if line.startswith("{")]


def ours() -> list[dict[str, Any]]:
    """Return the pipeline of config.yml."""
    return list(yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"])


def tried(settings: Settings, folder: Path, pipeline: Sequence[dict[str, Any]], lines: Sequence[Line]) -> Tried:
    """Train `pipeline` on `lines` in `folder`, as `rasa train nlu` does. Raises CalledProcessError."""
    folder.mkdir(parents=True)
    config, examples = folder / "config.yml", folder / "nlu.yml"
    config.write_text(yaml.safe_dump({"recipe": "default.v1", "language": "ko", "pipeline": list(pipeline)}))
    examples.write_text(_examples(lines), encoding="utf-8")
    named = ("--config", str(config), "--nlu", str(examples), "--out", str(folder), "--fixed-model-name", "tried")
    began = time.perf_counter()
    _run(settings, ("-m", "bot.engine", "train", "nlu", *named), "")
    return Tried(settings, folder / "tried.tar.gz", time.perf_counter() - began)


def _examples(lines: Sequence[Line]) -> str:
    by_intent: dict[str, list[str]] = {}
    for line in lines:
        by_intent.setdefault(line.intent, []).append(_marked(line))
    blocks = [
        f"- intent: {name}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for name, texts in by_intent.items()
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


def _marked(line: Line) -> str:
    text = line.text
    for kind, start, end in reversed(line.spans):
        text = f"{text[:start]}[{text[start:end]}]({kind}){text[end:]}"
    return text


def _read(told: dict[str, Any]) -> Read:
    spans = frozenset((kind, start, end) for kind, start, end in told["entities"])
    return Read(told["intent"], told["confidence"], spans, tuple(told["knowledge"]))


def _run(settings: Settings, arguments: Sequence[str], said: str) -> str:
    command = (str(settings.engine_python), *arguments)
    environment = {**engine_environment(settings), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        command, input=said, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout
