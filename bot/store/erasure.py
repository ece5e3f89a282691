"""SQL that forgets what a person said: whatever hangs on them, found by foreign keys, goes; what is counted is emptied.

Which columns are emptied is told by their labels (`tables.column(pd=…)`), so a new table is covered when it is made.
Who the person is to a door (a keyed hash, a session) stays, so that they can be answered when they write again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, and_, delete, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.clock import MakeId
from bot.store.desk_tables import callback, csat
from bot.store.rows import Erasure, row_as
from bot.store.tables import (
    continuation,
    conversation,
    erasure,
    handoff,
    handoff_event,
    message,
    metadata,
    person,
    person_channel,
    skill_call,
    talk_file,
    widget_session,
)

WHO = frozenset({person, person_channel, widget_session, continuation, conversation})
COUNTED = frozenset({handoff, handoff_event, callback, csat, talk_file, skill_call})
COLUMNS = [erasure.c[name] for name in Erasure.__dataclass_fields__]


async def talks_of(connection: AsyncConnection, person_id: str) -> list[str]:
    """Return every conversation of a person, oldest first."""
    theirs = select(conversation.c.id).where(conversation.c.person_id == person_id)
    return list((await connection.execute(theirs.order_by(conversation.c.opened_at))).scalars())


async def forget(
    connection: AsyncConnection, person_id: str, at: datetime, spared: tuple[str, int] | None = None
) -> int:  # fmt: skip
    """Forget all that was said by and to a person; return how many messages that were.

    `spared`: the conversation and number of the one message that stays, because it asked for this.
    """
    gone = 0
    for table in reversed(metadata.sorted_tables):
        theirs = None if table in WHO else whose(table, person_id)
        if theirs is None:
            continue
        if table is skill_call:  # what a platform still waits for is answered first; it holds no older word
            theirs = and_(theirs, skill_call.c.answering_until <= at)
        if table is message and spared is not None:
            this = and_(message.c.conversation_id == spared[0], message.c.seq == spared[1])
            theirs = and_(theirs, not_(this))
        if table not in COUNTED:
            done = await connection.execute(delete(table).where(theirs))
            gone += done.rowcount if table is message else 0
        elif empty := {c.name: _nothing(c) for c in labelled(table)}:
            await connection.execute(update(table).where(theirs).values(empty))
    return gone


def whose(table: Table, person_id: str) -> ColumnElement[bool] | None:
    """Return what picks the rows of a table that hang on a person, or None if nothing in it hangs on people."""
    for key in table.foreign_keys:
        parent = key.column.table
        if parent is person:
            return key.parent == person_id
        above = whose(parent, person_id)
        if above is not None:
            return key.parent.in_(select(key.column).where(above))
    return None


def labelled(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that say something about a person; keys to other rows are not among them."""
    return [c for c in table.columns if c.info["pd"] != "none" and not c.foreign_keys and not c.primary_key]


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSON) else ""


async def rename_for_engine(connection: AsyncConnection, person_id: str, make_id: MakeId) -> list[str]:
    """Give each talk of a person a new name at the engine and return the old ones.

    Leases go, too: an answer that is still under way to an old question finds its lease lost and writes nothing.
    """
    c, old = conversation.c, []
    for id, sender in list(await connection.execute(select(c.id, c.engine_sender).where(c.person_id == person_id))):
        old.append(sender)
        fresh = {"engine_sender": make_id(), "leased_by": None, "leased_until": None, "lease_no": c.lease_no + 1}
        await connection.execute(update(conversation).where(c.id == id).values(fresh))
    return old


# ---- what is still to be done outside the database


async def add(connection: AsyncConnection, new: Erasure) -> None:
    """Write down that somebody was forgotten, and what of it is still to be done."""
    row = {name: getattr(new, name) for name in Erasure.__dataclass_fields__}
    await connection.execute(insert(erasure).values(row))


async def unfinished(connection: AsyncConnection, most: int = 50) -> list[Erasure]:
    """Return what is still to be done, oldest first."""
    found = select(*COLUMNS).where(erasure.c.done_at.is_(None)).order_by(erasure.c.at).limit(most)
    return [row_as(Erasure, row) for row in (await connection.execute(found)).mappings()]


async def finish(connection: AsyncConnection, ids: Sequence[str], at: datetime) -> None:
    """Nothing is left of these; neither are the names under which it was known."""
    step = update(erasure).where(erasure.c.id.in_(ids))
    await connection.execute(step.values(done_at=at, senders=[], files=[]))
