"""Station three: one conversation at a time is asked about, many conversations at once.

A turn waits in the database until it ends: answered, suppressed (a person took over), passed (a person reads it
instead) or failed (given up, with an honest sentence). `wake` is a hint; a scanner that looks twice a second finds
what a hint missed, what is due again, and who has waited long enough to be told so. No timer lives in memory.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.store import turns, wakeup
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.wakeup import Bell
from bot.talk.brain import Brain, EngineAway, EngineFailed
from bot.talk.notices import Notices
from bot.talk.settle import Claim, Settler

log = logging.getLogger(__name__)

SCAN_EVERY = 0.5
LONGEST_WAIT = 5.0
FAILURES_ALLOWED = 6


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds until a citizen is told that the answer is late, and until a turn is given up."""

    excuse_after: float
    give_up_after: float


class Turns:
    def __init__(
        self, database: Database, bell: Bell, brain: Brain, settler: Settler, notices: Notices, clock: Clock,
        patience: Patience,
    ) -> None:  # fmt: skip
        self.database = database
        self.bell = bell
        self.brain = brain
        self.settler = settler
        self.notices = notices
        self.clock = clock
        self.patience = patience
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._scanner: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to look for turns that are due."""
        self._scanner = [
            asyncio.create_task(self._scan_for_ever(), name="turn-scanner"),
            asyncio.create_task(self.brain.watch(lambda: None), name="engine-watch"),
        ]

    async def stop(self) -> None:
        """Stop looking, and let turns that are being asked finish or be released within the lease."""
        for task in self._scanner:
            task.cancel()
        for task in list(self._busy.values()):
            task.cancel()
        await asyncio.gather(*self._scanner, *self._busy.values(), return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """Something new waits in this conversation."""
        if conversation_id in self._busy:
            self._again.add(conversation_id)
        elif self.brain.open:
            task = asyncio.create_task(self._work_off(conversation_id))
            self._busy[conversation_id] = task

    async def _work_off(self, conversation_id: str) -> None:
        """Ask one conversation's turns, one after the other, until none is due."""
        try:
            while True:
                self._again.discard(conversation_id)
                claim = await self.database.write(lambda c: self.settler.claim(c, conversation_id))
                while claim is not None:
                    claim = await self._ask(claim)
                if conversation_id not in self._again:
                    return
        except Exception:
            log.exception("a conversation could not be worked off; the scanner will try again")
        finally:
            self._busy.pop(conversation_id, None)

    async def _ask(self, claim: Claim) -> Claim | None:
        """Ask the engine one turn and settle it; return the claim on the next one, if it may be asked now."""
        self.bell.ring(wakeup.talk(claim.talk.id), kind="typing", on=True)
        try:
            metadata = {"epoch": claim.talk.epoch, "channel": claim.talk.channel}
            answer = await self.brain.ask(claim.turn, claim.talk.engine_sender, metadata)
        except (EngineAway, EngineFailed) as error:
            await self._try_later(claim, error)
            return None
        except asyncio.CancelledError:
            await asyncio.shield(self.database.write(lambda c: self.settler.postpone(c, claim, 0)))
            raise
        following = await self.database.write(lambda c: self.settler.settle(c, claim, answer))
        self._ring(claim.talk.id)
        return following

    async def _try_later(self, claim: Claim, error: Exception) -> None:
        waited = (self.clock() - claim.turn.created_at).total_seconds()
        failed = isinstance(error, EngineFailed)
        spent = failed and claim.turn.failures + 1 >= FAILURES_ALLOWED
        if spent or waited > self.patience.give_up_after:
            log.error("turn %s is given up after %d attempts: %s", claim.turn.id, claim.turn.attempts + 1, error)
            notice = self.notices.say("engine_failed")
            await self.database.write(lambda c: self.settler.give_up(c, claim, notice))
            self._again.add(claim.talk.id)
            self._ring(claim.talk.id)
            return
        wait = min(0.25 * 2 ** min(claim.turn.attempts, 8), LONGEST_WAIT)
        await self.database.write(lambda c: self.settler.postpone(c, claim, wait, failed=failed))

    def _ring(self, conversation_id: str) -> None:
        self.bell.ring(wakeup.talk(conversation_id), kind="message")
        self.bell.ring(wakeup.DESK, kind="message", conversation_id=conversation_id)

    async def _scan_for_ever(self) -> None:
        while True:
            try:
                await self._scan()
            except Exception:
                log.exception("the scan for due turns failed; it goes on")
            await asyncio.sleep(SCAN_EVERY)

    async def _scan(self) -> None:
        """Wake what is due, and tell those who have waited too long."""
        now = self.clock()
        async with self.database.read() as connection:
            due = await turns.due(connection, now) if self.brain.open else []
            late = await turns.overdue(connection, now - timedelta(seconds=self.patience.excuse_after))
        for conversation_id in due:
            self.wake(conversation_id)
        for conversation_id in dict.fromkeys(turn.conversation_id for turn in late):
            await self._excuse(conversation_id)

    async def _excuse(self, conversation_id: str) -> None:
        """Say once a wait that the answer is late; the turn itself goes on."""
        if await self.database.write(
            lambda c: self.settler.excuse(c, conversation_id, self.notices.say("engine_late"))
        ):
            self._ring(conversation_id)
