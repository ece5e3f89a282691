"""A centre with counselors at their desks, a clock that is told, and one look of the watch at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.sealing import Sealer
from bot.settings import ROOT
from bot.store import conversations, duty, handoffs, staff
from bot.store.clock import MakeId, new_id
from bot.store.database import Database
from bot.store.rows import Conversation, Handoff, Staff
from bot.store.wakeup import Bell
from bot.talk.floor import Floor
from bot.talk.handoff import Handoffs
from bot.talk.inbox import Inbox
from bot.talk.notices import Notices
from bot.talk.outbox import Outbox
from bot.talk.passing import Passing
from bot.talk.scribe import Scribe
from bot.talk.settle import Settler
from bot.talk.turns import Patience, Turns
from bot.talk.watch import Watch
from tests.conftest import FakeClock
from tests.talk.conftest import ScriptedBrain, Talk


@dataclass
class Centre(Talk):
    """`Talk` with people at the desk. Times are said as seconds that pass."""

    clock: FakeClock = None  # type: ignore[assignment]
    floor: Floor = None  # type: ignore[assignment]
    passing: Passing = None  # type: ignore[assignment]
    watch: Watch = None  # type: ignore[assignment]

    async def sits(self, name: str, role: str = "counselor", **duties: object) -> Staff:
        """Put a counselor at their desk."""
        one = Staff(f"s-{name}", f"{name}-{new_id()[:6]}", name, role, "", False, 0, None, self.clock(), None)

        async def add(connection: AsyncConnection) -> None:
            await staff.add(
                connection, id=one.id, login=one.login, name=name, role=role, password_hash="x", at=self.clock()
            )
            await duty.keep(connection, one.id, beat_at=self.clock(), **duties)

        await self.database.write(add)
        return one

    async def beats(self, *ones: Staff) -> None:
        await self.database.write(lambda c: duty.beat(c, [one.id for one in ones], self.clock()))

    async def passes(self, seconds: float, *alive: Staff) -> None:
        """Let time pass while these counselors stay alive, then look once."""
        self.clock.pass_(seconds)
        if alive:
            await self.beats(*alive)
        await self.watch.look()

    async def asks(self, person: str = "p1") -> tuple[str, str]:
        """A person presses for a counselor; return the conversation and the handoff, whatever became of it."""
        self.clock.pass_(1)
        id = await self.inbox.join("widget", person)

        async def ask(connection: AsyncConnection) -> str:
            talk = await conversations.get(connection, id, hold=True)
            assert talk is not None
            return (await self.floor.request(connection, talk, {"reason": "user_asked"})).id

        return id, await self.database.write(ask)

    async def handoff(self, id: str) -> Handoff:
        async with self.database.read() as connection:
            found = await handoffs.get(connection, id)
        assert found is not None
        return found

    async def talk_of(self, id: str) -> Conversation:
        async with self.database.read() as connection:
            found = await conversations.get(connection, id)
        assert found is not None
        return found

    async def events(self, conversation: str) -> list[str]:
        """What the house said in a talk, by name."""
        return [m.body["event"] for m in await self.lines(conversation) if m.body.get("event")]

    async def button(self, conversation: str, label: str, person: str = "p1") -> None:
        """Press the newest button of that name."""
        for line in reversed(await self.lines(conversation)):
            for button in line.body.get("buttons", ()):
                if label in button["label"]:
                    await self.press(button["payload_id"], person)
                    return
        raise AssertionError(f"no button {label}")


@asynccontextmanager
async def centre(
    database: Database, brain: ScriptedBrain, clock: FakeClock, *, always_open: bool = False, thinking: bool = True,
    make_id: MakeId = new_id,
) -> AsyncIterator[Centre]:  # fmt: skip
    """Run the rooms under a told clock. The watch looks only when asked to, the bot thinks unless told not to."""
    bell, notices = Bell(), Notices.of(ROOT / "domain.yml")
    floor = Floor(Scribe(clock, make_id), notices, clock, make_id, always_open=always_open)
    turns = Turns(database, bell, brain, Settler(floor, clock, "w1"), notices, clock, Patience(3600, 7200))
    if thinking:
        turns.start()
    inbox = Inbox(database, bell, floor, clock, make_id, "k" * 32, turns.wake, Sealer("s" * 32))
    steps = (database, bell, floor, turns.wake)
    passing = Passing(*steps)
    yield Centre(
        database, brain, inbox, turns, Outbox(database, clock), Handoffs(*steps), bell, 0, clock, floor, passing,
        Watch(passing),
    )  # fmt: skip
    await turns.stop()
