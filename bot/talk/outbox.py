"""Station five: what a citizen has not got yet is delivered, in order, until their client says that it has it.

The stored messages are the outbox. A website's client fetches them by `seq`, and `delivered_seq` says how far it is.
For a messenger each line has a delivery row, written in the line's own transaction, so nothing can be in one and not
in the other; the `Deliverer` works these off by the channel's door.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.sealing import Sealer, Unsealable
from bot.store import contacts, conversations, deliveries, messages, wakeup
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.rows import Conversation, Delivery, Message, PersonChannel
from bot.store.wakeup import Bell
from bot.talk.alerts import ALERT
from bot.talk.doors import Contact, Doors, Failed, Held, Outcome, Parcel, Reach, Sent, Unknown
from bot.talk.hours import quiet

log = logging.getLogger(__name__)

SCAN_EVERY = 1.0
AT_ONCE = 16
PER_PARCEL = 10
CLAIM = timedelta(seconds=60)  # longer than one call to a platform; a claim left by the dead is tried again after it
LONGEST_WAIT = 512.0
NOTE_AGAIN = (0.1, 0.5, 2.0, 8.0)  # seconds between tries to write down what went out, well within a claim
LAST_WORDS = 5.0  # seconds that a stop leaves to what is going out
GIVE_UP_AFTER = timedelta(hours=24)
LOOK_AGAIN = timedelta(days=1)
NIGHT_LOOK = 15.0  # seconds; a person who writes at night gets the answer with what waits, and no later than this


class Outbox:
    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def after(self, conversation_id: str, seq: int, limit: int = 200) -> list[Message]:
        """Return what the citizen may see beyond `seq`, in order, at most `limit`."""
        async with self.database.read() as connection:
            return await messages.after(connection, conversation_id, seq, limit=limit)

    async def since(self, conversation_id: str, seq: int, limit: int) -> tuple[Conversation, list[Message]] | None:
        """Return the talk and what `after` returns, in one look; None for a talk that never was."""
        async with self.database.read() as connection:
            talk = await conversations.get(connection, conversation_id)
            fresh = await messages.after(connection, conversation_id, seq, limit=limit)
        return None if talk is None else (talk, fresh)

    async def newest(self, conversation_id: str, count: int) -> list[Message]:
        """Return the newest `count` messages the citizen may see, in order."""
        async with self.database.read() as connection:
            return await messages.last(connection, conversation_id, count)

    async def acknowledge(self, conversation_id: str, seq: int) -> None:
        """The client has everything up to `seq`; a number that was never given is ignored."""
        at = self.clock()

        async def note(connection: AsyncConnection) -> None:
            if await conversations.delivered(connection, conversation_id, seq):
                await deliveries.seen_elsewhere(connection, conversation_id, seq, at)

        await self.database.write(note)


@dataclass(frozen=True, slots=True)
class _Batch:
    talk: Conversation
    known: PersonChannel | None
    lines: list[tuple[Delivery, Message]]


class Deliverer:
    """Hands messengers' doors what waits, oldest first per conversation, later lines behind earlier ones.

    The bell is a hint; a scanner looks every second for what is due. No timer lives in memory.
    """

    def __init__(self, database: Database, bell: Bell, doors: Doors, sealer: Sealer, clock: Clock) -> None:
        self.database = database
        self.bell = bell
        self.doors = doors
        self.sealer = sealer
        self.clock = clock
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._held: Counter[str] = Counter()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._watchers: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self) -> None:
        """Begin to deliver; without a door that pushes there is nothing to do."""
        if self.doors:
            self._watchers = [
                asyncio.create_task(self._listen(), name="outbox-ear"),
                asyncio.create_task(self._scan_for_ever(), name="outbox-scanner"),
            ]

    async def stop(self) -> None:
        """Stop; a message that is just going out comes to its end, for a platform may not know it again."""
        self._stopping = True
        for watcher in self._watchers:
            watcher.cancel()
        if self._busy:
            await asyncio.wait(list(self._busy.values()), timeout=LAST_WORDS)
        tasks = [*self._watchers, *self._busy.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """Something may be due in this conversation."""
        if conversation_id in self._held:
            return
        if conversation_id in self._busy:
            self._again.add(conversation_id)
        elif not self._stopping:
            self._busy[conversation_id] = asyncio.create_task(self._work_off(conversation_id))

    @contextmanager
    def hold(self, conversation_id: str | None) -> Iterator[None]:
        """While the block runs a door takes this conversation's lines itself, by `claim`; the rest is ours after."""
        if conversation_id is None:
            yield
            return
        self._held[conversation_id] += 1
        try:
            yield
        finally:
            self._held[conversation_id] -= 1
            if not self._held[conversation_id]:
                del self._held[conversation_id]
                self.wake(conversation_id)

    async def hasten(self, conversation_id: str) -> None:
        """A way to the person has opened: what was held for want of one is due now."""
        now = self.clock()
        await self.database.write(lambda c: deliveries.hasten(c, conversation_id, now))
        self.wake(conversation_id)

    async def claim(self, conversation_id: str, limit: int) -> list[Message]:
        """For a door that answers in the platform's own request: claim what waits, due or not. End it by `settle`."""
        now = self.clock()
        found = await self.database.write(
            lambda c: deliveries.claim(c, conversation_id, now, now + CLAIM, early=True, limit=limit)
        )
        return [message for _, message in found]

    async def settle(self, connection: AsyncConnection, lines: list[Message], sent: int) -> None:
        """The first `sent` of the claimed lines go out with what is written here; the others are in line again."""
        if not lines:
            return
        now, id = self.clock(), lines[0].conversation_id
        seqs = [m.seq for m in lines]
        if seqs[:sent]:
            await deliveries.finish(connection, id, seqs[:sent], "sent", now)
        if seqs[sent:]:
            await deliveries.requeue(connection, id, seqs[sent:], now + LOOK_AGAIN)

    async def _listen(self) -> None:
        with self.bell.listen(wakeup.DESK) as ear:
            while True:
                hint = await ear.get()
                if isinstance(id := hint.get("conversation_id"), str) and hint.get("kind") != "delivered":
                    self.wake(id)

    async def _scan_for_ever(self) -> None:
        while True:
            try:
                async with self.database.read() as connection:
                    due = await deliveries.due(connection, self.clock())
                for conversation_id in due:
                    self.wake(conversation_id)
            except Exception:
                log.exception("the scan for due deliveries failed; it goes on")
            await asyncio.sleep(SCAN_EVERY)

    async def _work_off(self, conversation_id: str) -> None:
        try:
            async with self._slots:
                while not self._stopping:
                    self._again.discard(conversation_id)
                    if not await self._next(conversation_id) and conversation_id not in self._again:
                        return
        except Exception:
            log.exception("a conversation could not be delivered to; the scanner will try again")
        finally:
            self._busy.pop(conversation_id, None)

    async def _next(self, conversation_id: str) -> bool:
        """Deliver one parcel; return whether to look for another at once."""
        batch = await self._claim(conversation_id)
        if batch is None:
            return False
        outcome = await self._deliver(batch)
        await self._note_surely(batch, outcome)
        return isinstance(outcome, Sent | Unknown) or (isinstance(outcome, Failed) and not outcome.retry)

    async def _claim(self, conversation_id: str) -> _Batch | None:
        now = self.clock()
        async with self.database.read() as connection:
            talk = await conversations.get(connection, conversation_id)
            if talk is None or not await deliveries.waiting(connection, conversation_id):
                return None
        lines = await self.database.write(
            lambda c: deliveries.claim(c, conversation_id, now, now + CLAIM, early=False, limit=PER_PARCEL)
        )
        if not lines:
            return None
        async with self.database.read() as connection:
            known = await contacts.at(connection, talk.person_id, lines[0][0].channel)
        return _Batch(talk, known, lines)

    async def _deliver(self, batch: _Batch) -> Outcome:
        """Ask the door, unless it is known to be in vain."""
        first = batch.lines[0][0]
        door, contact = self.doors.get(first.channel), _opened(batch.known, self.sealer)
        if door is None or contact is None:
            return Held()
        if contact.state != "ok":
            return Failed(contact.state, "the person has shut us out and must write first")
        if self.clock() - first.created_at > GIVE_UP_AFTER and first.attempts:
            return Failed(first.error_code or "too_old", first.error_text or "tried for a day in vain")
        if quiet(self.clock()) and all(m.body.get("event") == ALERT for _, m in batch.lines):
            return Held(NIGHT_LOOK)
        parcel = Parcel(
            batch.talk.id, contact, tuple(m for _, m in batch.lines), first.attempts, first.provider_id,
            batch.talk.control,
        )  # fmt: skip
        try:
            return await door.deliver(parcel)
        except Exception as error:
            log.error("the door %s failed: %s", first.channel, type(error).__name__, exc_info=True)
            return Failed("door", type(error).__name__, retry=True)

    async def _note_surely(self, batch: _Batch, outcome: Outcome) -> None:
        """What went out but is not written down goes out again when its claim ends: a full disk gets some patience."""
        for wait in NOTE_AGAIN:
            try:
                await self._note(batch, outcome)
            except (OSError, SQLAlchemyError):
                log.exception("what was delivered could not be written down yet")
                await asyncio.sleep(wait)
            else:
                return
        await self._note(batch, outcome)

    async def _note(self, batch: _Batch, outcome: Outcome) -> None:
        talk, now = batch.talk, self.clock()
        seqs, first = [m.seq for _, m in batch.lines], batch.lines[0][0]

        async def write(connection: AsyncConnection) -> None:
            done = 0
            if isinstance(outcome, Sent):
                done, state = outcome.count, "delivered" if outcome.arrived else "sent"
                await deliveries.finish(connection, talk.id, seqs[:done], state, now, provider_id=outcome.provider_id)
            elif isinstance(outcome, Unknown):
                done = outcome.count
                await deliveries.finish(
                    connection, talk.id, seqs[:done], "unknown", now, code=outcome.code, text=outcome.text
                )
            elif isinstance(outcome, Failed) and not outcome.retry:
                done = 1
                await deliveries.finish(
                    connection, talk.id, seqs[:1], "failed", now, code=outcome.code, text=outcome.text
                )
            if isinstance(outcome, Failed) and outcome.contact_state is not None:
                await contacts.mark(connection, talk.person_id, first.channel, now, state=outcome.contact_state)
            if isinstance(outcome, Sent | Held) and outcome.cost:
                await deliveries.charge(connection, talk.id, first.seq, outcome.cost)
            await self._requeue(connection, batch, outcome, seqs[done:], now)

        await self.database.write(write)
        self.tell(talk.id)

    async def _requeue(
        self, connection: AsyncConnection, batch: _Batch, outcome: Outcome, left: list[int], now: datetime
    ) -> None:
        if not left:
            return
        talk = batch.talk.id
        if isinstance(outcome, Held):
            due = now + (LOOK_AGAIN if outcome.retry_after is None else timedelta(seconds=outcome.retry_after))
            await deliveries.requeue(connection, talk, left[:1], due, provider_id=outcome.provider_id)
            await deliveries.requeue(connection, talk, left[1:], due)
        elif isinstance(outcome, Failed) and outcome.retry:
            wait = outcome.retry_after or min(2.0 ** batch.lines[0][0].attempts, LONGEST_WAIT)
            due = now + timedelta(seconds=wait)
            await deliveries.requeue(connection, talk, left[:1], due, tried=True, code=outcome.code, text=outcome.text)
            await deliveries.requeue(connection, talk, left[1:], now)
        else:
            await deliveries.requeue(connection, talk, left, now)

    def tell(self, conversation_id: str) -> None:
        """Let the desk look at what became of its words."""
        self.bell.ring(wakeup.DESK, kind="delivered", conversation_id=conversation_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a citizen can be reached: `reach` by the door, `state` and `waiting` lines, `cost` in won so far."""

    channel: str
    reach: Reach
    state: str
    waiting: int
    cost: int


class Reaching:
    """Answers, before a counselor types, whether and how their words will reach the citizen."""

    def __init__(self, database: Database, doors: Doors, sealer: Sealer) -> None:
        self.database = database
        self.doors = doors
        self.sealer = sealer

    async def of(self, talk: Conversation) -> Standing:
        async with self.database.read() as connection:
            known = await contacts.at(connection, talk.person_id, talk.channel)
            waiting = await deliveries.waiting(connection, talk.id)
            cost = await deliveries.cost(connection, talk.id)
        reach, state = await self._reach(talk, known)
        return Standing(talk.channel, reach, state, waiting, cost)

    async def _reach(self, talk: Conversation, known: PersonChannel | None) -> tuple[Reach, str]:
        door = self.doors.get(talk.channel)
        if known is None or known.address is None:
            return Reach("live", now=True), "ok"
        contact = _opened(known, self.sealer)
        if contact is None or door is None:
            return Reach("next_turn", now=False), known.state
        if contact.state != "ok":
            return Reach("none", now=False), contact.state
        return await door.reach(talk.id, contact), "ok"


def _opened(known: PersonChannel | None, sealer: Sealer) -> Contact | None:
    if known is None or known.address is None:
        return None
    try:
        address = sealer.open(known.address, f"{known.channel}:{known.external_hash}")
    except Unsealable:
        return None
    return Contact(known.person_id, known.channel, address, known.state, known.pushable)
