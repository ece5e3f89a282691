"""SQL for the website's sessions: whose token it is, kept as a hash, and how far the talks on show have moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import conversation, widget_session


class Progress(NamedTuple):
    """What changes when anything happens in a talk."""

    next_seq: int
    epoch: int
    control: str


async def known(connection: AsyncConnection, token_hash: str) -> bool:
    """Return whether we gave out this token and it has not ended."""
    found = select(widget_session.c.token_hash).where(
        widget_session.c.token_hash == token_hash, widget_session.c.ended_at.is_(None)
    )
    return (await connection.execute(found)).one_or_none() is not None


async def ended(connection: AsyncConnection, token_hash: str) -> bool:
    """Return whether this session was ended: its talk was wiped."""
    found = select(widget_session.c.token_hash).where(
        widget_session.c.token_hash == token_hash, widget_session.c.ended_at.is_not(None)
    )
    return (await connection.execute(found)).one_or_none() is not None


async def end(connection: AsyncConnection, token_hash: str, at: datetime) -> bool:
    """End a session: its token opens nothing any more. Return False if there was none to end."""
    c = widget_session.c
    open_one = (c.token_hash == token_hash, c.ended_at.is_(None))
    done = await connection.execute(update(widget_session).where(*open_one).values(ended_at=at).returning(c.token_hash))
    return done.one_or_none() is not None


async def add(connection: AsyncConnection, token_hash: str, person_id: str, at: datetime) -> None:
    row = {"token_hash": token_hash, "person_id": person_id, "created_at": at}
    await connection.execute(insert(widget_session).values(row))


async def progress(connection: AsyncConnection, conversation_ids: Sequence[str]) -> dict[str, Progress]:
    """Return how far each of these talks is."""
    c = conversation.c
    rows = await connection.execute(select(c.id, c.next_seq, c.epoch, c.control).where(c.id.in_(conversation_ids)))
    return {row.id: Progress(row.next_seq, row.epoch, row.control) for row in rows}
