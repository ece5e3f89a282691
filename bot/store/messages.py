"""SQL for messages and for the buttons offered in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import Message, row_as
from bot.store.tables import button, message
from bot.words import Json

COLUMNS = [message.c[name] for name in Message.__dataclass_fields__]
PUBLIC = ("public",)
FOR_STAFF = ("public", "internal", "suppressed")

TALK = message.c.conversation_id == bindparam("talk")
SHOWN = message.c.visibility.in_(bindparam("visible", expanding=True))
LATER = (
    select(*COLUMNS)
    .where(TALK, message.c.seq > bindparam("seq"), SHOWN)
    .order_by(message.c.seq)
    .limit(bindparam("most"))
)
EARLIER = select(*COLUMNS).where(
    message.c.channel == bindparam("channel"), message.c.external_id == bindparam("external_id")
)
ADD, ADD_BUTTON = insert(message), insert(button)


async def add(connection: AsyncConnection, channel: str, messages: Sequence[Message]) -> None:
    """Store messages whose `seq` was reserved in this transaction."""
    if messages:
        await connection.execute(ADD, [{**asdict(m), "channel": channel} for m in messages])


async def by_external_id(connection: AsyncConnection, channel: str, external_id: str) -> Message | None:
    """Return the message that carries the door's own id, if it came before."""
    asked = {"channel": channel, "external_id": external_id}
    row = (await connection.execute(EARLIER, asked)).mappings().one_or_none()
    return None if row is None else row_as(Message, row)


async def after(
    connection: AsyncConnection, conversation: str, seq: int, visible: Iterable[str] = PUBLIC, limit: int = 500
) -> list[Message]:
    """Return the messages with a higher `seq`, in order."""
    asked = {"talk": conversation, "seq": seq, "visible": tuple(visible), "most": limit}
    return [row_as(Message, row) for row in (await connection.execute(LATER, asked)).mappings()]


async def last(
    connection: AsyncConnection, conversation: str, count: int, visible: Iterable[str] = PUBLIC
) -> list[Message]:
    """Return the newest `count` messages, in order."""
    newest = (
        select(*COLUMNS)
        .where(message.c.conversation_id == conversation, message.c.visibility.in_(tuple(visible)))
        .order_by(message.c.seq.desc())
        .limit(count)
    )
    return [row_as(Message, row) for row in (await connection.execute(newest)).mappings()][::-1]


async def of_turn(connection: AsyncConnection, turn: str) -> list[Message]:
    """Return what a turn said, delivered or suppressed, in order."""
    said = select(*COLUMNS).where(message.c.turn_id == turn, message.c.author_kind == "bot").order_by(message.c.seq)
    return [row_as(Message, row) for row in (await connection.execute(said)).mappings()]


async def count_after(connection: AsyncConnection, conversation: str, seq: int, author_kind: str) -> int:
    """Return how many messages of one kind of author came after `seq`."""
    many = select(func.count()).where(
        message.c.conversation_id == conversation, message.c.seq > seq, message.c.author_kind == author_kind
    )
    return int((await connection.execute(many)).scalar_one())


async def take_back(connection: AsyncConnection, conversation: str, seq: int, body: Json) -> None:
    """Hide a line from the citizen for ever; its number stays taken."""
    this = (message.c.conversation_id == conversation, message.c.seq == seq)
    await connection.execute(update(message).where(*this).values(visibility="suppressed", body=body))


async def add_buttons(
    connection: AsyncConnection, conversation: str, buttons: Sequence[tuple[str, str, str]], at: datetime
) -> None:
    """Remember what opaque button ids stand for: `(id, label, payload)` each."""
    if buttons:
        rows = [
            {"id": id, "conversation_id": conversation, "label": label, "payload": payload, "created_at": at}
            for id, label, payload in buttons
        ]
        await connection.execute(ADD_BUTTON, rows)


async def button_of(connection: AsyncConnection, conversation: str, id: str) -> tuple[str, str] | None:
    """Return `(label, payload)` of a button offered in this conversation, or None: another's button is unknown here."""
    found = select(button.c.label, button.c.payload).where(button.c.id == id, button.c.conversation_id == conversation)
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else (row.label, row.payload)
