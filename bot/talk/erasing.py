"""A person is forgotten: at once in the database, within seconds at the engine, on the disk and in the database's log.

The transaction that forgets also writes down what is still to be done outside, so that no crash leaves a part behind.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, erasure, files
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.rows import Conversation, Erasure
from bot.talk.brain import Brain, EngineAway, EngineFailed
from bot.talk.callbacks import Callbacks
from bot.talk.files import Files
from bot.talk.floor import Floor

log = logging.getLogger(__name__)

ERASED = "erased"
"""The event of the one line that is left; whoever shows the talk shows it anew."""
LOOK_EVERY = 2.0


class Erasing:
    """Forgets inside its caller's transaction; the caller rings the bell."""

    def __init__(self, floor: Floor, callbacks: Callbacks) -> None:
        self.floor = floor
        self.callbacks = callbacks

    async def ask(self, connection: AsyncConnection, talk: Conversation) -> None:
        """Say what would go and ask whether it shall: it cannot be undone."""
        await self._tell(connection, talk, "erase_sure")

    async def keep(self, connection: AsyncConnection, talk: Conversation) -> None:
        """They would rather not."""
        await self._tell(connection, talk, "erase_kept")

    async def erase(self, connection: AsyncConnection, talk: Conversation, *, spare_last: bool = False) -> None:
        """Forget all talks of this person and say so. Whoever had the floor loses it; the bot has it afterwards.

        `spare_last`: the newest line is the wish itself and stays, so that the same wish again is known.
        """
        floor, at, person = self.floor, self.floor.clock(), talk.person_id
        now = await conversations.get(connection, talk.id, hold=True) or talk
        await self._let_go(connection, person)
        kept = await files.of_person(connection, person)
        await files.forget(connection, kept, at)
        spared = (now.id, now.next_seq - 1) if spare_last else None
        gone = await erasure.forget(connection, person, at, spared)
        senders = await erasure.rename_for_engine(connection, person, floor.new_id)
        await erasure.add(connection, Erasure(floor.new_id(), talk.channel, gone, senders, kept, at, None))
        await conversations.change_control(connection, talk.id, to="bot", came_from=("closed",), at=at)
        again = await conversations.get(connection, talk.id) or talk
        await self._tell(connection, again, ERASED if talk.channel not in floor.scribe.pushing else "erased_here")

    async def _let_go(self, connection: AsyncConnection, person: str) -> None:
        """Give back what the person holds: places in the queue, a counselor, a time to be telephoned."""
        for id in await erasure.talks_of(connection, person):
            one = await conversations.get(connection, id, hold=True)
            if one is not None:
                await self.callbacks.drop(connection, one)
                await self.floor.leave(connection, one, ERASED)

    async def _tell(self, connection: AsyncConnection, talk: Conversation, name: str) -> None:
        event = {"event": ERASED if name.startswith(ERASED) else name}
        await self.floor.tell(connection, talk, talk.epoch, self.floor.notices.say(name), event)


class Eraser:
    """Does what is still to be done outside the database, again and again until it is done."""

    def __init__(self, database: Database, brain: Brain, files: Files, clock: Clock) -> None:
        self.database = database
        self.brain = brain
        self.files = files
        self.clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._for_ever(), name="eraser")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> int:
        """Do what can be done now; return how many people are forgotten everywhere since. Raises what goes wrong."""
        async with self.database.read() as connection:
            waiting = await erasure.unfinished(connection)
        if not waiting:
            return 0
        await self.files.discard([id for one in waiting for id in one.files])
        await self.brain.forget([sender for one in waiting for sender in one.senders])
        if not await self.database.scrub():
            return 0
        await self.database.write(lambda c: erasure.finish(c, [one.id for one in waiting], self.clock()))
        return len(waiting)

    async def _for_ever(self) -> None:
        while True:
            try:
                await self.look()
            except (EngineAway, EngineFailed) as error:
                log.warning("the engine could not be told to forget; it is told again: %s", error)
            except Exception:
                log.exception("somebody is not forgotten everywhere yet; it is tried again")
            await asyncio.sleep(LOOK_EVERY)
