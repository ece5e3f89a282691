"""Stock Rasa 3.6.21 as `rasa init` makes it: its own pipeline (DIET, TED), its own model, its REST channel."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.load import Load, Say, Talk, load
from bench.processes import finished, memory, ok, running, seconds_until
from bot.cli.stations import free_ports
from bot.settings import load as load_settings

TEXTS = (
    "hello", "I am doing great", "good afternoon", "I am very sad", "yes", "are you a bot?", "no", "so sad", "bye",
    "good morning",
)  # fmt: skip  # the things its own examples are about


@dataclass(frozen=True)
class Stock:
    """Seconds of the training and of the start, the load, and memory in bytes."""

    trained_in: float
    ready_after: float
    alone: Load
    crowd: Load
    memory: int


async def measure(folder: Path, clients: int, turns: int) -> Stock:
    """Make the project in `folder`, train it, start it, and load it."""
    python, log = str(load_settings().engine_python), folder / "stock.log"
    project = folder / "stock"
    project.mkdir()
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    began = time.perf_counter()
    finished((python, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(project)), project, environment, log)
    trained_in = time.perf_counter() - began
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    began = time.perf_counter()
    with running((python, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port)), project, environment, log) as pid:
        async with httpx.AsyncClient(timeout=60.0, trust_env=False) as client:
            first = {"sender": "first", "message": TEXTS[0]}
            ready_after = await seconds_until(lambda: ok(client, "POST", url, json=first), began)
        alone = await load(_talk(url), TEXTS, clients=1, turns=turns, warm_up=len(TEXTS))
        crowd = await load(_talk(url), TEXTS, clients=clients, turns=turns, warm_up=len(TEXTS))
        return Stock(trained_in, ready_after, alone, crowd, memory(pid))


def _talk(url: str) -> Talk:
    @asynccontextmanager
    async def talk(number: int) -> AsyncIterator[Say]:
        async with httpx.AsyncClient(timeout=60.0, trust_env=False) as client:

            async def say(text: str) -> None:
                response = await client.post(url, json={"sender": f"client-{id(client)}-{number}", "message": text})
                if response.status_code != 200:
                    raise RuntimeError(f"{response.status_code}")

            yield say

    return talk
