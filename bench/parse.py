"""Run by the engine's interpreter: times the trained pipeline on sentences and prints one JSON object."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def main(model: str, encoder: str = "on") -> None:
    from rasa.core.agent import Agent

    from bot.engine import component

    if encoder == "off":
        component.encoder = lambda *_, **__: None
    sentences = [json.loads(line) for line in sys.stdin]
    asked: list[str] = []
    found = component.encoder(1)
    if found is not None:
        vector = found.vector
        found.vector = lambda text: (asked.append(text), vector(text))[1]
    agent = Agent.load(model)
    for text in sentences[:20]:
        asyncio.run(agent.parse_message(text))
    asked.clear()
    times = [_timed(agent, text) for text in sentences]
    cuts = statistics.quantiles(times, n=20)
    figures = {
        "p50": cuts[9],
        "p95": cuts[18],
        "most": max(times),
        "asked": len(asked) / len(times),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "per_second": 1000 / statistics.mean(times),
    }
    print(json.dumps(figures))


def _timed(agent: object, text: str) -> float:
    began = time.perf_counter()
    asyncio.run(agent.parse_message(text))  # type: ignore[attr-defined]
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
