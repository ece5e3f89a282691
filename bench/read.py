"""Run by the engine's interpreter: reads sentences (JSON lines) with a trained model, prints what it made of each."""

from __future__ import annotations

import asyncio
import json
import sys
import warnings

warnings.filterwarnings("ignore")


async def main(model: str) -> None:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    for line in sys.stdin:
        read = await agent.parse_message(json.loads(line))
        entities = [[one["entity"], one["start"], one["end"]] for one in read.get("entities") or []]
        knowledge = [one["id"] for one in (read.get("knowledge") or {}).get("faq") or []]
        ranking = read.get("intent_ranking") or [read.get("intent") or {}]
        intent = next((one for one in ranking if one.get("name") != "nlu_fallback"), {})  # what it would be, if forced
        told = {"intent": intent.get("name") or "", "confidence": intent.get("confidence") or 0.0}
        print(json.dumps({**told, "entities": entities, "knowledge": knowledge}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
