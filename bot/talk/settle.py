"""Station four: a turn ends once. Its replies and letters take effect only if the bot still has the floor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, knowledge, turns
from bot.store.clock import Clock
from bot.store.rows import Conversation, Turn
from bot.talk.alerts import SavedSearches
from bot.talk.floor import Floor
from bot.talk.scribe import Line, Place
from bot.words import PRIVATE, Answer, Json, Letter, Reply

LEASE = timedelta(seconds=12)  # longer than one call to the engine, short enough for a dead host to be missed


SAVED = ("save_search", "list_alerts", "stop_alerts")


@dataclass(frozen=True, slots=True)
class Claim:
    """A turn that this worker may ask. `lease_no` is the fencing number: a later worker's is higher."""

    turn: Turn
    talk: Conversation
    lease_no: int


class Settler:
    def __init__(self, floor: Floor, clock: Clock, worker: str) -> None:
        self.floor = floor
        self.clock = clock
        self.worker = worker
        self.saved = SavedSearches(floor)

    async def claim(self, connection: AsyncConnection, conversation_id: str) -> Claim | None:
        """Lease the conversation for its oldest waiting turn. None: held by another, nothing waits, or not due."""
        now = self.clock()
        leased = await conversations.lease(connection, conversation_id, self.worker, now, now + LEASE)
        if leased is None:
            return None
        return await self._next(connection, *leased)

    async def _next(self, connection: AsyncConnection, talk: Conversation, lease_no: int) -> Claim | None:
        """Turn a lease into a claim on the oldest waiting turn, or let go of it."""
        now = self.clock()
        turn = await turns.next_of(connection, talk.id)
        if turn is not None and turn.due_at <= now and talk.control == "bot":
            await turns.asking(connection, turn.id, talk.epoch)
            return Claim(turn, talk, lease_no)
        if talk.control != "bot":
            await turns.pass_waiting(connection, talk.id, now)
        await conversations.release(connection, talk.id, lease_no)
        return None

    async def settle(self, connection: AsyncConnection, claim: Claim, answer: Answer) -> Claim | None:
        """Write the answer into the talk, or keep it as suppressed if the floor changed hands since the asking.

        Returns the claim on the conversation's next turn, if one is due. If the lease was lost meanwhile another
        worker has the turn, and nothing is written.
        """
        now = self.clock()
        talk = await conversations.hold(connection, claim.talk.id, claim.lease_no, now + LEASE)
        if talk is None:
            return None
        spoken = talk.control == "bot" and talk.epoch == claim.talk.epoch
        state, visibility = ("answered", "public") if spoken else ("suppressed", "suppressed")
        lines = [
            Line("bot", reply, visibility=visibility, turn_id=claim.turn.id, extra=_extra(answer, first=i == 0))
            for i, reply in enumerate(answer.replies)
        ]
        await self.floor.scribe.put(connection, Place(talk.id, talk.channel, talk.epoch), lines)
        await turns.end(
            connection, claim.turn.id, state, self.clock(), asdict(answer.understanding), answer.named or None
        )
        if PRIVATE in str(claim.turn.asked.get("payload")):
            await turns.forget_private(connection, talk.id)
        if version := answer.named.get("knowledge"):
            await knowledge.note(connection, str(version), self.clock())
        if spoken:
            for letter in answer.letters:
                talk = await self._apply(connection, talk, letter)
        return await self._next(connection, talk, claim.lease_no)

    async def give_up(self, connection: AsyncConnection, claim: Claim, notice: Reply) -> None:
        """End a turn that cannot be answered with an honest sentence."""
        talk = await conversations.release(connection, claim.talk.id, claim.lease_no)
        if talk is None:
            return
        await turns.end(connection, claim.turn.id, "failed", self.clock())
        await turns.forget_private(connection, talk.id)
        if talk.control == "bot":
            line = Line("bot", notice, kind="event", turn_id=claim.turn.id, extra={"event": "failed"})
            await self.floor.scribe.put(connection, Place(talk.id, talk.channel, talk.epoch), [line])

    async def postpone(self, connection: AsyncConnection, claim: Claim, wait: float, *, failed: bool = False) -> None:
        """Put the turn back in line, to be asked again with the same id."""
        if await conversations.release(connection, claim.talk.id, claim.lease_no) is not None:
            due_at = self.clock() + timedelta(seconds=wait)
            await turns.postpone(connection, claim.turn.id, due_at, failed=failed)

    async def excuse(self, connection: AsyncConnection, conversation_id: str, notice: Reply) -> bool:
        """Tell the citizen once a wait that the answer is late; return whether it was said."""
        first = await turns.excuse(connection, conversation_id, self.clock())
        talk = await conversations.get(connection, conversation_id)
        if not first or talk is None or talk.control != "bot":
            return False
        await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "late"})
        return True

    async def _apply(self, connection: AsyncConnection, talk: Conversation, letter: Letter) -> Conversation:
        """Do what a letter asks for, and return the talk as it is then."""
        if letter.kind == "handoff" and talk.control == "bot":
            await self.floor.request(connection, talk, letter.data)
        elif letter.kind == "cancel_handoff" and talk.control == "queued":
            await self.floor.cancel(connection, talk)
        elif letter.kind in SAVED:
            await self.saved.letter(connection, talk, letter.kind, letter.data)
        return await conversations.get(connection, talk.id) or talk


def _extra(answer: Answer, *, first: bool) -> Json:
    """The first bubble carries which knowledge it shows."""
    return {"answer": answer.named} if first and answer.named else {}
