"""Telegram keeps words abroad: off unless told, no telephone numbers, and no fact outlives its question there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.act import Act
from actions.memory import Heard, Memory
from actions.speech.parts import Bubble, Said
from bot.channels import DOORS
from bot.settings import Settings

ROOM: Any = SimpleNamespace(knowledge=SimpleNamespace(version="1"))


class Asks(Act):
    title = "action_test"
    takes_asides = False
    asking: dict[str, Any] | None = None

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return Said((Bubble("네."),), {}, {"facts": {**memory.facts, "age": 35}, "asking": self.asking})


async def remembered(channel: str, asking: dict[str, Any] | None) -> Any:
    act = Asks(ROOM)
    act.asking = asking
    message = {"text": "저는 35살이에요", "metadata": {"channel": channel}}
    tracker = SimpleNamespace(latest_message=message, slots={"facts": {"region": "전주시"}}, events=[])
    events = await act.run(CollectingDispatcher(), tracker, {})
    return next(event["value"] for event in events if event["name"] == "facts")


@pytest.mark.parametrize("channel", ["widget", "kakao"])
async def test_what_was_told_is_kept_at_home(channel: str) -> None:
    assert await remembered(channel, None) == {"region": "전주시", "age": 35}


async def test_at_telegram_it_is_kept_only_while_its_question_is_open() -> None:
    assert await remembered("telegram", {"programme": "x", "field": "age"}) == {"region": "전주시", "age": 35}
    assert await remembered("telegram", None) is None


def test_telegram_is_off_by_default_and_takes_no_numbers() -> None:
    assert Settings(_env_file=None).telegram == "off"
    assert [name for name, door in DOORS.items() if not door.takes_numbers] == ["telegram"]
