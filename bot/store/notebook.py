"""SQL for what a counselor keeps at hand: drafts, how far they have read, snippets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import draft, read_mark, snippet
from bot.store.tables import message


async def keep_draft(
    connection: AsyncConnection, staff_id: str, conversation_id: str, text: str, note: bool, at: datetime
) -> None:
    """Keep what somebody has begun to write; an empty text forgets it."""
    this = (draft.c.staff_id == staff_id, draft.c.conversation_id == conversation_id)
    await connection.execute(delete(draft).where(*this))
    if text:
        row = {"staff_id": staff_id, "conversation_id": conversation_id, "text": text, "note": note, "at": at}
        await connection.execute(insert(draft).values(row))


async def drafts(connection: AsyncConnection, staff_id: str) -> dict[str, dict[str, Any]]:
    """Return what a counselor has begun to write, by conversation."""
    found = select(draft.c.conversation_id, draft.c.text, draft.c.note).where(draft.c.staff_id == staff_id)
    return {row.conversation_id: {"text": row.text, "note": row.note} for row in await connection.execute(found)}


async def read_to(connection: AsyncConnection, staff_id: str, conversation_id: str, seq: int) -> None:
    """They have seen everything up to `seq`; it never goes back."""
    this = (read_mark.c.staff_id == staff_id, read_mark.c.conversation_id == conversation_id)
    known = (await connection.execute(select(read_mark.c.seq).where(*this))).scalar_one_or_none()
    if known is None:
        row = {"staff_id": staff_id, "conversation_id": conversation_id, "seq": seq}
        await connection.execute(insert(read_mark).values(row))
    elif known < seq:
        await connection.execute(update(read_mark).where(*this).values(seq=seq))


async def unread(connection: AsyncConnection, staff_id: str, conversation_ids: Sequence[str]) -> dict[str, int]:
    """Return how many of the citizen's messages they have not seen yet."""
    mine = and_(read_mark.c.staff_id == staff_id, read_mark.c.conversation_id == message.c.conversation_id)
    many = (
        select(message.c.conversation_id, func.count())
        .outerjoin(read_mark, mine)
        .where(
            message.c.conversation_id.in_(conversation_ids), message.c.author_kind == "citizen",
            message.c.seq > func.coalesce(read_mark.c.seq, 0),
        )
        .group_by(message.c.conversation_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in await connection.execute(many)}


async def snippets(connection: AsyncConnection, staff_id: str, teams: Collection[str]) -> list[dict[str, Any]]:
    """Return the snippets a counselor may use, most used first: their own, their teams', everybody's."""
    mine = and_(snippet.c.scope == "me", snippet.c.owner_id == staff_id)
    ours = and_(snippet.c.scope == "team", snippet.c.team_id.in_(tuple(teams))) if teams else snippet.c.scope == "team"
    found = select(snippet).where(or_(mine, ours, snippet.c.scope == "all"))
    rows = await connection.execute(found.order_by(snippet.c.uses.desc(), snippet.c.shortcut))
    return [dict(row) for row in rows.mappings()]


async def snippet_of(connection: AsyncConnection, id: str) -> dict[str, Any] | None:
    row = (await connection.execute(select(snippet).where(snippet.c.id == id))).mappings().one_or_none()
    return None if row is None else dict(row)


async def keep_snippet(connection: AsyncConnection, id: str, values: dict[str, Any], at: datetime) -> None:
    done = await connection.execute(update(snippet).where(snippet.c.id == id).values(values))
    if not done.rowcount:
        await connection.execute(insert(snippet).values({"id": id, "uses": 0, "created_at": at, **values}))


async def drop_snippet(connection: AsyncConnection, id: str) -> None:
    await connection.execute(delete(snippet).where(snippet.c.id == id))


async def used(connection: AsyncConnection, id: str, at: datetime) -> None:
    step = update(snippet).where(snippet.c.id == id).values(uses=snippet.c.uses + 1, last_used_at=at)
    await connection.execute(step)
