"""Measures what a sentence costs to understand, with the sentence encoder and without, on the held-out sets."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

from bot.cli import training
from bot.settings import ROOT, Settings, engine_environment

SETS = ("heldout", "second")


@dataclass(frozen=True, slots=True)
class Understood:
    """Milliseconds a sentence, the share that asked the encoder, sentences a second, bytes at the peak."""

    p50: float
    p95: float
    most: float
    asked: float
    memory: int
    per_second: float


def sentences() -> list[str]:
    """Return the held-out sentences of both sets."""
    files = [(ROOT / f"tests/heldout/{name}.tsv").read_text(encoding="utf-8").splitlines()[1:] for name in SETS]
    return [line.split("\t")[1] for lines in files for line in lines]


def measure(settings: Settings, model: training.Model, encoder: str) -> Understood:
    """Return the figures of the trained pipeline, the encoder `on` or `off`. Raises CalledProcessError."""
    command = (str(settings.engine_python), "-m", "bench.parse", str(model.path(settings)), encoder)
    said = "\n".join(json.dumps(text) for text in sentences())
    done = subprocess.run(  # noqa: S603
        command, input=said, cwd=ROOT, env=engine_environment(settings), capture_output=True, text=True, check=True
    )
    return Understood(**json.loads(done.stdout.strip().splitlines()[-1]))
