"""How a talk changes hands between people: transfer that is accepted, taking over unasked, a lead's steps, offers.

Waiting time is never reset: `requested_at` stays what it was. Who gives a talk away keeps it until it was taken.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, duty, handoffs, turns
from bot.store.rows import Conversation, Handoff, Staff
from bot.talk.held import Gone, NotThere, NotYours, Steps
from bot.words import Json

TRANSFER_WAITS = timedelta(seconds=60)
BACK_IN_QUEUE: Json = {
    "state": "queued", "owner_id": None, "owner_name": None, "accepted_at": None, "offered_to": None,
    "offered_until": None, "transfer_to": None, "front": True,
}  # fmt: skip


class Passing(Steps):
    """Each step raises `Gone` or `NotYours` when the talk is not (any more) as the desk saw it."""

    async def transfer(self, id: str, staff: Staff, to: str, note: str) -> Handoff:
        """Ask another counselor, who is present, to take the talk; for 60 s they may. Raises `NotThere`."""
        return await self._do(lambda c: self._transfer(c, id, staff, to, note))

    async def transfer_to_team(self, id: str, staff: Staff, team: str, note: str) -> Handoff:
        """Put the talk in front of another team's queue, with the time it was asked for."""
        return await self._do(lambda c: self._to_team(c, id, staff, team, note))

    async def accept_transfer(self, id: str, staff: Staff) -> Handoff:
        """Take what was handed to me."""
        return await self._do(lambda c: self._accept_transfer(c, id, staff))

    async def end_transfer(self, id: str, staff: Staff | None, reason: str) -> Handoff:
        """The receiver declines, the giver takes it back, or (`staff` None) the time is over: the owner stays."""
        return await self._do(lambda c: self.end_transfer_in(c, id, staff, reason))

    async def seize(self, conversation_id: str, staff: Staff) -> Handoff:
        """Take a talk over that nobody asked a person for; who asked already is accepted."""
        return await self._do(lambda c: self._seize(c, conversation_id, staff))

    async def ask(self, conversation_id: str, reason: str) -> tuple[Handoff, bool]:
        """Ask for a person in the citizen's stead; return the handoff and whether it is a new one."""
        asked, new = await self.database.write(lambda c: self._ask(c, conversation_id, reason))
        self._ring(asked, "handoff")
        return asked, new

    async def decline(self, id: str, staff: Staff | None) -> Handoff:
        """Let an offer pass: it goes back in line and is not offered to the same person next."""
        return await self._do(lambda c: self.decline_in(c, id, staff))

    async def requeue(self, id: str, staff: Staff, reason: str) -> Handoff:
        """Give the talk back to the front of the queue, as its owner or as a lead."""
        return await self._do(lambda c: self._requeue(c, id, staff, reason))

    async def reassign(self, id: str, lead: Staff, to: Staff, reason: str) -> Handoff:
        """A lead gives an open handoff to a counselor."""
        return await self._do(lambda c: self._reassign(c, id, lead, to, reason))

    async def void(self, id: str, staff: Staff, reason: str) -> Handoff:
        """A lead or admin ends an open handoff that cannot end otherwise; the talk is the bot's again."""
        return await self._do(lambda c: self._void(c, id, staff, reason))

    async def join(self, id: str, lead: Staff, mode: str) -> Handoff:
        """A lead reads (`silent`), whispers, or joins so that the citizen sees it (`visible`). Always written down."""
        return await self._do(lambda c: self._join(c, id, lead, mode))

    async def _do(self, work: object) -> Handoff:
        changed: Handoff = await self.database.write(work)  # type: ignore[arg-type]
        self._ring(changed, "handoff")
        return changed

    async def _transfer(self, connection: AsyncConnection, id: str, staff: Staff, to: str, note: str) -> Handoff:
        held = await self._owned(connection, await handoffs.get(connection, id), staff)
        receiver = await duty.of(connection, to)
        if receiver is None or to == staff.id or not receiver.present(self.clock()):
            raise NotThere(receiver.name if receiver else "")
        until = self.clock() + TRANSFER_WAITS
        if not await handoffs.step(connection, held, transfer_to=to, offered_until=until):
            raise Gone(id)
        talk = await self._talk(connection, held.conversation_id)
        await self._hand_note(connection, talk, staff, f"{receiver.name} 상담사에게 넘깁니다: {note}")
        await self.floor.note(connection, held, ("counselor", staff.id), ("active", "transfer"), held.epoch, note)
        return await self._known(connection, id)

    async def _to_team(self, connection: AsyncConnection, id: str, staff: Staff, team: str, note: str) -> Handoff:
        held = await self._owned(connection, await handoffs.get(connection, id), staff)
        name = next((t.name for t in [duty.EVERYBODY, *await duty.teams(connection)] if t.id == team), None)
        if name is None:
            raise NotThere("")
        talk = await self._talk(connection, held.conversation_id)
        await self._hand_note(connection, talk, staff, f"{name} 팀으로 넘깁니다: {note}")
        actor = ("counselor", staff.id)
        return await self._queue_again(connection, held, actor, note, "transferring", team_id=team, preferred_id=None)

    async def _queue_again(
        self, connection: AsyncConnection, held: Handoff, actor: tuple[str, str | None], reason: str, notice: str,
        **values: object,
    ) -> Handoff:  # fmt: skip
        """Take the floor from a person and give it to the front of the queue; tell the citizen once."""
        epoch = await conversations.change_control(
            connection, held.conversation_id, to="queued", came_from=("human",), at=self.clock()
        )
        if epoch is None or not await handoffs.step(connection, held, **{**BACK_IN_QUEUE, "epoch": epoch, **values}):
            raise Gone(held.id)
        await self.floor.note(connection, held, actor, ("active", "queued"), epoch, reason)
        talk = await self._talk(connection, held.conversation_id)
        await self.floor.tell(connection, talk, epoch, self.floor.notices.say(notice), {"event": notice})
        return await self._known(connection, held.id)

    async def owner_lost(self, connection: AsyncConnection, held: Handoff) -> Handoff:
        """Their heartbeat is lost and the citizen waits for us: front of the queue, the owner preferred."""
        actor = ("system", None)
        return await self._queue_again(
            connection, held, actor, "owner_lost", "owner_lost", preferred_id=held.owner_id, skipped_id=None
        )

    async def _accept_transfer(self, connection: AsyncConnection, id: str, staff: Staff) -> Handoff:
        held = await self._known(connection, id)
        if held.state == "active" and held.owner_id == staff.id:
            return held
        if held.state != "active" or held.transfer_to != staff.id:
            raise Gone(id) if held.state != "active" else NotYours(held.owner_name)
        return await self._own(connection, held, staff, ("counselor", staff.id), ("transfer", "active"), "transferred")

    async def _own(
        self, connection: AsyncConnection, held: Handoff, staff: Staff, actor: tuple[str, str | None],
        change: tuple[str | None, str], reason: str,
    ) -> Handoff:  # fmt: skip
        """Make `staff` the owner of an open handoff, whoever was."""
        at = self.clock()
        epoch = await conversations.change_control(
            connection, held.conversation_id, to="human", came_from=("human", "queued"), owner=staff.id, at=at
        )
        values: Json = {
            "state": "active", "owner_id": staff.id, "owner_name": staff.name, "transfer_to": None, "front": False,
            "offered_to": None, "offered_until": None, "accepted_at": held.accepted_at or at, "epoch": epoch,
        }  # fmt: skip
        if epoch is None or not await handoffs.step(connection, held, **values):
            raise Gone(held.id)
        await turns.pass_waiting(connection, held.conversation_id, at)
        await self.floor.note(connection, held, actor, change, epoch, reason)
        talk = await self._talk(connection, held.conversation_id)
        name = "taken_over" if held.owner_name else "connected"
        notice = self.floor.notices.say(name, name=staff.name, before=held.owner_name)
        await self.floor.tell(connection, talk, epoch, notice, {"event": "connected", "name": staff.name})
        return await self._known(connection, held.id)

    async def end_transfer_in(
        self, connection: AsyncConnection, id: str, staff: Staff | None, reason: str
    ) -> Handoff:
        """As `end_transfer`, in the caller's transaction."""
        held = await self._known(connection, id)
        if held.state != "active" or held.transfer_to is None:
            raise Gone(id)
        if staff is not None and staff.id not in (held.transfer_to, held.owner_id):
            raise NotYours(held.owner_name)
        if not await handoffs.step(connection, held, transfer_to=None, offered_until=None):
            raise Gone(id)
        actor = ("counselor", staff.id) if staff else ("system", None)
        await self.floor.note(connection, held, actor, ("transfer", "active"), held.epoch, reason)
        return await self._known(connection, id)

    async def _ask(self, connection: AsyncConnection, conversation_id: str, reason: str) -> tuple[Handoff, bool]:
        talk = await self._talk(connection, conversation_id)
        before = await handoffs.open_of(connection, conversation_id)
        if before is None and talk.control != "bot":
            raise Gone(conversation_id)
        return await self.floor.request(connection, talk, {"reason": reason or "proactive"}), before is None

    async def _seize(self, connection: AsyncConnection, conversation_id: str, staff: Staff) -> Handoff:
        at, talk = self.clock(), await self._talk(connection, conversation_id)
        waiting = await handoffs.open_of(connection, conversation_id)
        if waiting is not None and waiting.state == "active":
            if waiting.owner_id == staff.id:
                return waiting
            raise NotYours(waiting.owner_name)
        if waiting is not None:
            change = (waiting.state, "active")
            return await self._own(connection, waiting, staff, ("counselor", staff.id), change, "accepted")
        epoch = await conversations.change_control(
            connection, conversation_id, to="human", came_from=("bot",), owner=staff.id, at=at
        )
        if epoch is None:
            raise Gone(conversation_id)
        deferred = await handoffs.deferred_of(connection, conversation_id)
        if deferred is not None:
            await self.floor.finish(connection, deferred, ("counselor", staff.id), "cancelled", epoch, "seized", None)
        summary = await self.floor.summary(connection, talk)
        taken = Handoff(
            self.new_id(), talk.id, "active", "proactive", "", summary, 0, epoch, staff.id, staff.name, at, at, None,
            None, None, None,
        )  # fmt: skip
        await handoffs.add(connection, taken)
        await turns.pass_waiting(connection, talk.id, at)
        await self.floor.note(connection, taken, ("counselor", staff.id), (None, "active"), epoch, "proactive")
        await self.floor.announce(connection, "handoff.accepted", taken)
        notice = self.floor.notices.say("connected", name=staff.name)
        said = {"event": "connected", "name": staff.name}
        await self.floor.tell(connection, replace(talk, epoch=epoch), epoch, notice, said)
        return taken

    async def decline_in(self, connection: AsyncConnection, id: str, staff: Staff | None) -> Handoff:
        """As `decline`, in the caller's transaction."""
        held = await self._known(connection, id)
        if held.state != "offered" or (staff is not None and held.offered_to != staff.id):
            raise Gone(id)
        values: Json = {"state": "queued", "offered_to": None, "offered_until": None, "skipped_id": held.offered_to}
        if held.preferred_id == held.offered_to:
            values["preferred_id"] = None
        if not await handoffs.step(connection, held, **values):
            raise Gone(id)
        actor = ("counselor", staff.id) if staff else ("system", None)
        reason = "declined" if staff else "offer timed out"
        await self.floor.note(connection, held, actor, ("offered", "queued"), held.epoch, reason)
        return await self._known(connection, id)

    async def offer(self, connection: AsyncConnection, held: Handoff, to: str, seconds: int) -> bool:
        """Ring one counselor; return False if the card changed meanwhile."""
        until = self.clock() + timedelta(seconds=seconds)
        if held.state != "queued" or not await handoffs.step(
            connection, held, state="offered", offered_to=to, offered_until=until
        ):
            return False
        await self.floor.note(connection, held, ("system", None), ("queued", "offered"), held.epoch, f"offered to {to}")
        return True

    async def _requeue(self, connection: AsyncConnection, id: str, staff: Staff, reason: str) -> Handoff:
        held = await self._known(connection, id)
        if held.state != "active":
            raise Gone(id)
        if held.owner_id != staff.id and staff.role not in ("lead", "admin"):
            raise NotYours(held.owner_name)
        return await self._queue_again(
            connection, held, (staff.role, staff.id), reason, "requeued", preferred_id=None, skipped_id=held.owner_id
        )

    async def _reassign(self, connection: AsyncConnection, id: str, lead: Staff, to: Staff, reason: str) -> Handoff:
        held = await self._known(connection, id)
        if held.state not in handoffs.OPEN:
            raise Gone(id)
        if held.owner_id == to.id:
            return held
        return await self._own(connection, held, to, (lead.role, lead.id), (held.state, "active"), reason)

    async def _void(self, connection: AsyncConnection, id: str, staff: Staff, reason: str) -> Handoff:
        held = await self._known(connection, id)
        if held.state not in (*handoffs.OPEN, "deferred"):
            raise Gone(id)
        talk = await self._talk(connection, held.conversation_id)
        epoch = talk.epoch
        if held.state != "deferred":
            changed = await conversations.change_control(
                connection, talk.id, to="bot", came_from=("queued", "human"), at=self.clock()
            )
            if changed is None:
                raise Gone(id)
            epoch = changed
        await self.floor.finish(connection, held, (staff.role, staff.id), "voided", epoch, "voided", None)
        talk = await self._talk(connection, talk.id)
        await self.floor.whisper(connection, talk, f"상담 요청을 지웠어요: {reason}", {}, (staff.id, staff.name))
        notice = self.floor.notices.say("cancelled")
        await self.floor.tell(connection, talk, epoch, notice, {"event": "cancelled"})
        return await self._known(connection, id)

    async def _join(self, connection: AsyncConnection, id: str, lead: Staff, mode: str) -> Handoff:
        held = await self._known(connection, id)
        if held.state != "active":
            raise Gone(id)
        again = mode == "visible" and await handoffs.joined(connection, held, lead.id)
        await self.floor.note(connection, held, (lead.role, lead.id), ("active", "active"), held.epoch, f"join:{mode}")
        if mode == "visible" and not again:
            talk = await self._talk(connection, held.conversation_id)
            notice = self.floor.notices.say("joined", name=lead.name)
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "joined", "name": lead.name})
        return held

    async def _hand_note(self, connection: AsyncConnection, talk: Conversation, staff: Staff, text: str) -> None:
        await self.floor.whisper(connection, talk, text, {"event": "transfer"}, (staff.id, staff.name))
