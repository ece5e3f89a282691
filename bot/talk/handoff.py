"""What counselors do with a talk: accept it, write in it, give it back to the bot, end it.

Accepting is a compare-and-set: of any number who try at once one becomes the owner and the others are told who.
From the accept on nothing the bot says is delivered (its late answers are kept as suppressed, see `settle`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.masking import mask
from bot.store import conversations, duty, files, handoffs, messages, notebook, outcomes, turns
from bot.store.rows import Conversation, Handoff, Message, Staff
from bot.talk import csat
from bot.talk.held import Closed, Full, Gone, NotThere, NotYours, Steps, Taken
from bot.talk.scribe import Line, Place
from bot.words import MAX_TEXT, Attachment, Card, Json, Reply

__all__ = ["Closed", "Full", "Gone", "Handoffs", "Mode", "NotThere", "NotYours", "Taken", "TalkState"]
Mode: TypeAlias = Literal["resume", "restart", "menu"]


@dataclass(frozen=True, slots=True)
class TalkState:
    """What a citizen may know about who speaks. `position` only while queued, `counselor` only while a person does."""

    control: str
    epoch: int
    position: int | None = None
    counselor: str | None = None


class Handoffs(Steps):
    async def accept(
        self, handoff_id: str, staff: Staff, epoch: int | None = None, *, after_hours: bool = False
    ) -> Handoff:
        """Make `staff` the owner. Accepting what one already owns changes nothing.

        `after_hours`: they know that it is closed now. Raises `Taken`, `Gone`, `Full` or `Closed`.
        """
        accepted = await self.database.write(lambda c: self._accept(c, handoff_id, staff, epoch, after_hours))
        self._ring(accepted, "handoff")
        return accepted

    async def say(
        self, conversation_id: str, staff: Staff, client_msg_id: str, text: str,
        visibility: Literal["public", "internal"] = "public", expect_epoch: int | None = None,
        cards: tuple[Card, ...] = (), file: Attachment | None = None,
    ) -> Message:  # fmt: skip
        """Write as a counselor; the same `client_msg_id` is written once in a talk, and found again whoever has it now.

        Raises `NotYours`, or `Gone` if unknown.
        """
        stored, held = await self.database.write(
            lambda c: self._say(c, conversation_id, staff, client_msg_id, text, visibility, expect_epoch, cards, file)
        )
        if held is not None:
            self._ring(held, "message")
        return stored

    async def said(self, conversation_id: str, staff: Staff, client_msg_id: str) -> Message | None:
        """Return what was written before under this id, or None."""
        async with self.database.read() as connection:
            talk = await conversations.get(connection, conversation_id)
            if talk is None:
                return None
            return await messages.by_external_id(connection, "desk", _once(staff, talk, client_msg_id))

    async def give_back(self, handoff_id: str, staff: Staff, mode: Mode, outcome: str) -> Handoff:
        """Return the talk to the bot, which says what happened and what can be done next. Raises `NotYours`, `Gone`."""
        ended = await self.database.write(lambda c: self._end(c, handoff_id, staff, "returned", outcome, mode))
        self._ring(ended, "handoff")
        self.wake(ended.conversation_id)
        return ended

    async def resolve(self, handoff_id: str, staff: Staff, outcome: str, *, survey: bool = True) -> Handoff:
        """End the consultation; `survey`: ask how it was, unless they wait for an answer of ours.

        Raises `NotYours` or `Gone`.
        """
        ended = await self.database.write(lambda c: self._end(c, handoff_id, staff, "resolved", outcome, None, survey))
        self._ring(ended, "handoff")
        return ended

    async def state(self, conversation_id: str) -> TalkState:
        """Return who has the floor, as the citizen may know it. Raises `Gone` for a talk that never was."""
        async with self.database.read() as connection:
            talk = await conversations.get(connection, conversation_id)
            held = await handoffs.open_of(connection, conversation_id)
            if talk is None:
                raise Gone(conversation_id)
            queued = held is not None and held.state in handoffs.WAITING
            position = await handoffs.position(connection, held) if held is not None and queued else None
        counselor = held.owner_name if held is not None and talk.control == "human" else None
        return TalkState(talk.control, talk.epoch, position, counselor)

    async def _accept(
        self, connection: AsyncConnection, id: str, staff: Staff, seen_epoch: int | None, after_hours: bool
    ) -> Handoff:
        wanted = await handoffs.get(connection, id)
        if wanted is None:
            raise Gone(id)
        if wanted.state == "active" and wanted.owner_id == staff.id:
            return wanted
        if wanted.state in (*handoffs.WAITING, "deferred"):
            await self._may(connection, wanted, staff, after_hours)
        at, deferred = self.clock(), wanted.state == "deferred"
        epoch = await conversations.change_control(
            connection, wanted.conversation_id, to="human", came_from=("bot",) if deferred else ("queued",),
            owner=staff.id, at=at,
        )  # fmt: skip
        if epoch is None or not await handoffs.accept(
            connection, id, owner=staff.id, name=staff.name, seen_epoch=seen_epoch, epoch=epoch, at=at,
            came_from=("deferred",) if deferred else handoffs.WAITING,
        ):  # fmt: skip
            return await self._too_late(connection, id, staff)
        talk = await self._talk(connection, wanted.conversation_id)
        await turns.pass_waiting(connection, talk.id, at)
        actor = ("counselor", staff.id)
        await self.floor.note(connection, wanted, actor, (wanted.state, "active"), epoch, "accepted")
        await self.floor.announce(connection, "handoff.accepted", replace(wanted, state="active"))
        greeting = self.floor.notices.say("connected", name=staff.name)
        await self.floor.tell(connection, talk, epoch, greeting, {"event": "connected", "name": staff.name})
        return await self._known(connection, id)

    async def _may(self, connection: AsyncConnection, wanted: Handoff, staff: Staff, after_hours: bool) -> None:
        """Raise `Full` or `Closed` when a counselor may not take one more now, whatever held when they were asked."""
        known = await duty.of(connection, staff.id)
        most = known.max_active if known is not None else None
        if most is not None and (await handoffs.loads(connection)).get(staff.id, 0) >= most:
            raise Full(most)
        standing = (await self.floor.hours(connection)).at(self.clock(), wanted.team_id)
        if not standing.open and not after_hours:
            raise Closed(standing.opens)

    async def _too_late(self, connection: AsyncConnection, id: str, staff: Staff) -> Handoff:
        """Say why an accept came too late; to who pressed twice it did not."""
        now = await self._known(connection, id)
        if now.state == "active" and now.owner_id == staff.id:
            return now
        if now.state == "active" and now.owner_name is not None and now.accepted_at is not None:
            raise Taken(now.owner_name, now.accepted_at)
        raise Gone(id)

    async def _say(
        self, connection: AsyncConnection, conversation_id: str, staff: Staff, client_msg_id: str, text: str,
        visibility: str, expect_epoch: int | None, cards: tuple[Card, ...], file: Attachment | None = None,
    ) -> tuple[Message, Handoff | None]:  # fmt: skip
        talk = await self._talk(connection, conversation_id)
        external = _once(staff, talk, client_msg_id)
        earlier = await messages.by_external_id(connection, "desk", external)
        if earlier is not None:
            return earlier, None
        held = await self._writable(connection, await handoffs.open_of(connection, conversation_id), staff, visibility)
        if expect_epoch is not None and expect_epoch != talk.epoch:
            raise NotYours(held.owner_name)
        line = Line(
            "counselor", Reply(mask(text.strip()[:MAX_TEXT]).text, cards), staff.id, staff.name, visibility,
            external_id=external, extra={"cid": client_msg_id, **({"file": file.wire()} if file else {})},
        )  # fmt: skip
        (stored,) = await self.floor.scribe.put(connection, Place(talk.id, "desk", talk.epoch, to=talk.channel), [line])
        if file is not None:
            await files.add(connection, file, talk.id, stored.seq, "counselor", stored.created_at)
        else:
            await notebook.keep_draft(connection, staff.id, talk.id, "", note=False, at=stored.created_at)
        if visibility == "public" and held.first_reply_at is None:
            await handoffs.first_reply(connection, held.id, stored.created_at)
        return stored, held

    async def _writable(
        self, connection: AsyncConnection, held: Handoff | None, staff: Staff, visibility: str
    ) -> Handoff:
        """The owner writes; a lead whispers, and speaks once they have visibly joined."""
        others = held is not None and held.state == "active" and held.owner_id != staff.id
        if held is not None and others and staff.role == "lead" and (
            visibility == "internal" or await handoffs.joined(connection, held, staff.id)
        ):  # fmt: skip
            return held
        return await self._owned(connection, held, staff)

    async def _end(
        self, connection: AsyncConnection, id: str, staff: Staff, state: str, outcome: str, mode: Mode | None,
        survey: bool = False,
    ) -> Handoff:  # fmt: skip
        held = await self._owned(connection, await handoffs.get(connection, id), staff)
        before = await self._talk(connection, held.conversation_id)
        to = "closed" if mode is None else "bot"
        epoch = await conversations.change_control(
            connection, held.conversation_id, to=to, came_from=("human",), at=self.clock()
        )
        if epoch is None:
            raise Gone(id)
        code, label = await outcomes.read(connection, outcome)
        await self.floor.finish(connection, held, ("counselor", staff.id), state, epoch, state, code)
        talk = await self._talk(connection, held.conversation_id)
        event = "ended" if mode is None else "transferred_back"
        notice = self.floor.notices.say(event, name=staff.name)
        await self.floor.tell(connection, talk, epoch, notice, {"event": event, "name": staff.name})
        if survey and before.waiting_on == "citizen":
            await csat.ask(self.floor, connection, talk, "human", held.id)
        if mode is not None:
            await self._ask_the_bot(connection, talk, {"mode": mode, "outcome": label, "counselor": staff.name})
        return await self._known(connection, id)

    async def _ask_the_bot(self, connection: AsyncConnection, talk: Conversation, asked: Json) -> None:
        """Let the bot take the floor again by a turn of its own, with the same promises as any other."""
        await turns.add(
            connection, id=self.new_id(), conversation=talk.id, seq=talk.next_seq - 1, epoch=talk.epoch,
            kind="handback", asked=asked, at=self.clock(),
        )  # fmt: skip


def _once(staff: Staff, talk: Conversation, client_msg_id: str) -> str:
    """Return the name by which one browser's line is known: its own id counts within a talk, not beyond."""
    return f"{staff.id}:{hashlib.sha256(f'{talk.id}:{client_msg_id}'.encode()).hexdigest()[:48]}"
