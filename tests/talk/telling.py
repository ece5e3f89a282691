"""The rooms that alerts need, over a database, with a clock moved by hand and a finder that is told what is new.

`python -m tests.talk.telling <url> <when>` looks once at all that is due, slowly enough to be killed in the middle.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.settings import ROOT
from bot.store import alerts as store
from bot.store import catalogue, conversations, messages
from bot.store.clock import Clock, new_id
from bot.store.database import Database
from bot.store.rows import Conversation, Message
from bot.store.wakeup import Bell
from bot.talk.alerts import Alerts, Match
from bot.talk.floor import Floor
from bot.talk.inbox import Inbox
from bot.talk.notices import Notices
from bot.talk.scribe import Scribe
from bot.words import Card, Inbound, Json

SEARCH: Json = {"kind": "vacancy", "regions": ["52130"], "jobs": ["w:care"], "work": ["요양보호사"]}
LETTER: Json = {"search": SEARCH, "label": "군산시 요양보호사", "how": "instant"}
NEW = ("n1", "n2")


def card(item: str) -> Card:
    return Card("vacancy", item, f"새 일자리 {item}", source="고용24", fetched_at="2026-11-24T09:00+09:00")


@dataclass
class Telling:
    database: Database
    clock: Clock
    new: list[str] = field(default_factory=list)
    away: bool = False
    asked: list[tuple[Json, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bell = Bell()
        notices = Notices.of(ROOT / "domain.yml")
        self.floor = Floor(Scribe(self.clock, new_id, ("telegram", "kakao")), notices, self.clock, new_id)
        self.inbox = Inbox(self.database, self.bell, self.floor, self.clock, new_id, "k" * 32, lambda _: None)
        self.saved = self.inbox.orders.saved
        self.alerts = Alerts(self.database, self.bell, self.floor, self.find, self.clock, budget=100)

    async def find(self, search: Json, since: datetime) -> Sequence[Match] | None:
        self.asked.append((search, since))
        return None if self.away else [Match(item, card(item)) for item in self.new]

    async def meet(self, person: str = "p1", channel: str = "widget") -> Conversation:
        """A person says something, and is known from then on."""
        accepted = await self.inbox.accept(Inbound(channel, person, new_id(), "안녕하세요", address="1"))
        return await self.talk(accepted.conversation_id)

    async def talk(self, id: str) -> Conversation:
        async with self.database.read() as connection:
            known = await conversations.get(connection, id)
        assert known is not None
        return known

    async def say(self, person: str, text: str, channel: str = "widget") -> None:
        await self.inbox.accept(Inbound(channel, person, new_id(), text))

    async def save(self, talk: Conversation, **changes: object) -> None:
        letter = {**LETTER, **changes}
        await self.database.write(lambda c: self.saved.letter(c, talk, "save_search", letter))

    async def brought(self, *items: str) -> None:
        """A source ended a good run that brought these, newest first."""
        self.new = [*items, *self.new]
        at, run = self.clock(), new_id()
        await self.database.write(lambda c: catalogue.start_run(c, run, "work24", at))
        await self.database.write(lambda c: catalogue.finish_run(c, run, at, {}))

    async def kept(self, talk: Conversation) -> list[store.SavedSearch]:
        async with self.database.read() as connection:
            return await store.of_person(connection, talk.person_id)

    async def lines(self, talk: Conversation, event: str = "alert") -> list[Message]:
        async with self.database.read() as connection:
            said = await messages.after(connection, talk.id, 0, messages.FOR_STAFF)
        return [m for m in said if m.body.get("event") == event]

    async def told(self, talk: Conversation) -> list[list[str]]:
        """Return the cards of each line that told of something new."""
        return [[one["id"] for one in m.body["cards"]] for m in await self.lines(talk) if m.body["cards"]]


async def look_slowly(url: str, at: datetime) -> None:
    """Tell everybody who is due, with a breath before every search."""
    database = Database(url)
    await database.open()
    telling = Telling(database, lambda: at, list(NEW))
    find = telling.find

    async def slowly(search: Json, since: datetime) -> Sequence[Match] | None:
        await asyncio.sleep(0.01)
        return await find(search, since)

    telling.alerts.find = slowly
    try:
        await telling.alerts.look()
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(look_slowly(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
