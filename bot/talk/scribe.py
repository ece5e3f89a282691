"""Writes lines into a talk: reserves dense numbers, and gives every button an opaque id before anyone sees it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, deliveries, messages
from bot.store.clock import Clock, MakeId
from bot.store.rows import Message
from bot.words import Button, Json, Reply


@dataclass(frozen=True, slots=True)
class Line:
    """One message to be written. `reply` is what it says; `extra` goes into the stored body beside it."""

    author_kind: str
    reply: Reply
    author_id: str | None = None
    author_name: str | None = None
    visibility: str = "public"
    kind: str = "text"
    turn_id: str | None = None
    external_id: str | None = None
    extra: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines are written: which talk, at which door, in which epoch.

    `to`: the channel at which the citizen is, when the line came in by another door (the desk).
    """

    conversation_id: str
    channel: str
    epoch: int
    to: str | None = None


class Scribe:
    """`pushing`: the channels whose doors must be handed what is said; each such line is queued with it."""

    def __init__(self, clock: Clock, new_id: MakeId, pushing: Collection[str] = ()) -> None:
        self.clock = clock
        self.new_id = new_id
        self.pushing = pushing

    async def put(self, connection: AsyncConnection, place: Place, lines: Sequence[Line]) -> list[Message]:
        """Write the lines in order, in the caller's transaction, and return them as stored."""
        if not lines:
            return []
        at = self.clock()
        offered: list[tuple[str, str, str]] = []
        first = await conversations.take_seqs(connection, place.conversation_id, len(lines), **_seen(lines, at))
        stored = [
            Message(
                place.conversation_id, first + i, self.new_id(), line.external_id, line.author_kind, line.author_id,
                line.author_name, line.visibility, line.kind, {**self._seal(line.reply, offered).wire(), **line.extra},
                line.turn_id, place.epoch, at,
            )
            for i, line in enumerate(lines)
        ]  # fmt: skip
        await messages.add(connection, place.channel, stored)
        await messages.add_buttons(connection, place.conversation_id, offered, at)
        await self._queue(connection, place, stored)
        return stored

    async def _queue(self, connection: AsyncConnection, place: Place, stored: Sequence[Message]) -> None:
        channel = place.to or place.channel
        if channel in self.pushing:
            said = [m.seq for m in stored if m.visibility == "public" and m.author_kind != "citizen"]
            await deliveries.add(connection, place.conversation_id, channel, said, self.clock())

    def _seal(self, reply: Reply, offered: list[tuple[str, str, str]]) -> Reply:
        """Return the reply with opaque ids in place of payloads, noting in `offered` what they stand for."""
        cards = tuple(replace(card, buttons=self._seal_all(card.buttons, offered)) for card in reply.cards)
        return replace(reply, cards=cards, buttons=self._seal_all(reply.buttons, offered))

    def _seal_all(self, buttons: tuple[Button, ...], offered: list[tuple[str, str, str]]) -> tuple[Button, ...]:
        sealed = []
        for button in buttons:
            if button.url or not button.payload:
                sealed.append(button)
                continue
            id = self.new_id()
            offered.append((id, button.label, button.payload))
            sealed.append(Button(button.label, payload_id=id))
        return tuple(sealed)


def _seen(lines: Sequence[Line], at: datetime) -> dict[str, datetime]:
    """Note who is heard of by these lines."""
    speaking = {line.author_kind for line in lines if line.visibility == "public"}
    names = {"citizen": "last_citizen_at", "counselor": "last_staff_at"}
    return {names[kind]: at for kind in speaking & names.keys()}
