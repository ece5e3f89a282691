"""A talk with real rooms and a real database; only the engine is a few lines that answer as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.settings import ROOT
from bot.store import messages
from bot.store import turns as kept_turns
from bot.store.clock import new_id, now
from bot.store.database import Database
from bot.store.rows import Message, Staff, Turn
from bot.store.wakeup import Bell
from bot.talk.floor import Floor
from bot.talk.handoff import Handoffs
from bot.talk.inbox import Accepted, Inbox
from bot.talk.notices import Notices
from bot.talk.outbox import Outbox
from bot.talk.scribe import Scribe
from bot.talk.settle import Settler
from bot.talk.turns import Patience, Turns
from bot.words import Answer, Inbound, Letter, Reply, Understanding


class ScriptedBrain:
    """Answers every turn with its own words, after `delay`; remembers what it was asked."""

    def __init__(self) -> None:
        self.open = True
        self.delay: Callable[[], float] = lambda: 0.0
        self.faults: list[Exception] = []
        self.asked: list[Turn] = []
        self.slots: dict[str, Any] = {}

    async def ask(self, turn: Turn, sender: str, metadata: Any) -> Answer:
        self.asked.append(turn)
        await asyncio.sleep(self.delay())
        if self.faults:
            raise self.faults.pop(0)
        said = str(turn.asked.get("text") or turn.asked.get("payload") or turn.asked.get("mode"))
        letters = (Letter("handoff", {"reason": "user_asked", "summary": {"need": said}}),) if "상담원" in said else ()
        return Answer((Reply(f"답: {said}"),), letters, Understanding(slots=self.slots))

    async def watch(self, came_back: Callable[[], Any]) -> None:
        await asyncio.Event().wait()


@dataclass
class Talk:
    database: Database
    brain: ScriptedBrain
    inbox: Inbox
    turns: Turns
    outbox: Outbox
    handoffs: Handoffs
    bell: Bell
    _count: int = field(default=0)

    async def say(self, text: str, person: str = "p1", id: str | None = None) -> Accepted:
        self._count += 1
        return await self.inbox.accept(Inbound("widget", person, id or f"c{self._count}", text))

    async def press(self, payload_id: str, person: str = "p1") -> Accepted:
        self._count += 1
        return await self.inbox.accept(Inbound("widget", person, f"c{self._count}", payload_id=payload_id))

    async def lines(self, conversation_id: str) -> list[Message]:
        async with self.database.read() as connection:
            return await messages.after(connection, conversation_id, 0, messages.FOR_STAFF)

    async def until(self, true: Callable[[], Awaitable[bool]], tries: int = 3_000) -> None:
        for _ in range(tries):
            if await true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it never came true")

    async def answered(self, conversation_id: str, count: int) -> list[Message]:
        """Wait until the bot has said `count` things, delivered or not, and return every line."""

        async def enough() -> bool:
            return sum(m.author_kind == "bot" for m in await self.lines(conversation_id)) >= count

        await self.until(enough)
        return await self.lines(conversation_id)

    async def thinking(self) -> bool:
        """Whether the engine has been asked anything yet."""
        return bool(self.brain.asked)

    async def ended(self, conversation_id: str, seq: int) -> list[Message]:
        """Wait until the turn that message `seq` asked has ended, however it did, and return every line."""

        async def over() -> bool:
            async with self.database.read() as connection:
                asked = await kept_turns.by_seq(connection, conversation_id, [seq])
            return asked[seq].state != "waiting"

        await self.until(over)
        return await self.lines(conversation_id)


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain()


@pytest.fixture
async def talk(database: Database, brain: ScriptedBrain) -> AsyncIterator[Talk]:
    async with talking(database, brain) as rooms:
        yield rooms


@asynccontextmanager
async def talking(database: Database, brain: ScriptedBrain) -> AsyncIterator[Talk]:
    """Run the rooms over a database; only the engine is scripted."""
    bell, notices = Bell(), Notices.of(ROOT / "domain.yml")
    floor = Floor(Scribe(now, new_id), notices, now, new_id)
    turns = Turns(database, bell, brain, Settler(floor, now, "w1"), notices, now, Patience(0.6, 600))
    turns.start()
    inbox = Inbox(database, bell, floor, now, new_id, "k" * 32, turns.wake)
    yield Talk(database, brain, inbox, turns, Outbox(database, now), Handoffs(database, bell, floor, turns.wake), bell)
    await turns.stop()


def counselor(name: str) -> Staff:
    return Staff(f"s-{name}", name, name, "counselor", "", False, 0, None, now(), None)
