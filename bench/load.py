"""Load: clients that talk without a pause, and the figures of it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

Say = Callable[[str], Awaitable[None]]
"""Sends one message and returns when its answer is there; raises when none comes."""
Talk = Callable[[int], AbstractAsyncContextManager[Say]]
"""Opens the talk of the nth client."""


@dataclass(frozen=True)
class Load:
    """What a number of clients got: turns in all, seconds in all, and the sorted seconds of each turn."""

    clients: int
    seconds: float
    turns: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.turns) / self.seconds

    def percentile(self, p: float) -> float:
        """Return the smallest time within which `p` percent of the turns were answered, in seconds."""
        return self.turns[max(0, math.ceil(len(self.turns) * p / 100) - 1)]


async def load(talk: Talk, texts: Sequence[str], clients: int, turns: int, warm_up: int) -> Load:
    """Let `clients` say `turns` texts each, all at once, after `warm_up` uncounted ones each."""
    warm = asyncio.Barrier(clients + 1)

    async def one(number: int) -> list[float]:
        async with talk(number) as say:
            for step in range(warm_up):
                await say(texts[(number + step) % len(texts)])
            await warm.wait()
            return [await _timed(say, texts[(number + step) % len(texts)]) for step in range(turns)]

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one(number)) for number in range(clients)]
        await warm.wait()
        began = time.perf_counter()
    seconds = time.perf_counter() - began
    return Load(clients, seconds, tuple(sorted(taken for each in running for taken in each.result())))


async def _timed(say: Say, text: str) -> float:
    began = time.perf_counter()
    await say(text)
    return time.perf_counter() - began
