"""SQL for the counselor's desk: which talks one may read, and what a card shows. It reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, turns
from bot.store.rows import Conversation, Turn, row_as
from bot.store.tables import conversation, handoff, message, turn


async def may_read(
    connection: AsyncConnection, staff_id: str, conversation_id: str, *, lead: bool = False, teams: Sequence[str] = ()
) -> bool:
    """Return whether a counselor may read a talk.

    Their own, one that is handed to them, one that waits for their team (now, or for opening hours), a closed one they
    had. A lead may read every talk in which a person is or was asked for.
    """
    theirs = handoff.c.owner_id == staff_id
    ours = handoff.c.team_id.in_(("", *teams)) if teams else handoff.c.id.is_not(None)
    allowed = or_(
        and_(conversation.c.control == "human", conversation.c.owner_id == staff_id),
        and_(conversation.c.control == "human", handoff.c.state == "active", handoff.c.transfer_to == staff_id),
        and_(conversation.c.control == "queued", handoff.c.state.in_(("queued", "offered")), ours),
        and_(conversation.c.control == "bot", handoff.c.state == "deferred", ours),
        and_(conversation.c.control == "closed", theirs),
        conversation.c.control != "bot" if lead else false(),
    )
    found = select(
        exists()
        .where(conversation.c.id == conversation_id, handoff.c.conversation_id == conversation.c.id, allowed)
    )  # fmt: skip
    return bool((await connection.execute(found)).scalar_one())


async def latest_words(connection: AsyncConnection, conversation_ids: Sequence[str]) -> dict[str, str]:
    """Return the last thing each citizen said; a button they pressed says little of what they need."""
    last = (
        select(message.c.conversation_id, func.max(message.c.seq).label("seq"))
        .where(
            message.c.conversation_id.in_(conversation_ids), message.c.author_kind == "citizen",
            message.c.body["pressed"].as_boolean().is_not(True),
        )
        .group_by(message.c.conversation_id)
        .subquery()
    )
    said = select(message.c.conversation_id, message.c.body).join(
        last, and_(message.c.conversation_id == last.c.conversation_id, message.c.seq == last.c.seq)
    )
    return {row.conversation_id: str(row.body.get("text", "")) for row in await connection.execute(said)}


async def by_ids(connection: AsyncConnection, conversation_ids: Sequence[str]) -> dict[str, Conversation]:
    """Return conversations by id."""
    found = select(*conversations.COLUMNS).where(conversation.c.id.in_(conversation_ids))
    rows = (await connection.execute(found)).mappings()
    return {row["id"]: row_as(Conversation, row) for row in rows}


async def unanswered_since(connection: AsyncConnection, conversation_ids: Sequence[str]) -> dict[str, datetime]:
    """Return since when a citizen's words have had no counselor's after them; nothing for talks that are answered."""
    answered = (
        select(message.c.conversation_id, func.max(message.c.seq).label("seq"))
        .where(message.c.author_kind == "counselor", message.c.visibility == "public")
        .group_by(message.c.conversation_id)
        .subquery()
    )
    waiting = (
        select(message.c.conversation_id, func.min(message.c.created_at).label("since"))
        .outerjoin(answered, answered.c.conversation_id == message.c.conversation_id)
        .where(
            message.c.conversation_id.in_(conversation_ids),
            message.c.author_kind == "citizen",
            message.c.seq > func.coalesce(answered.c.seq, 0),
        )
        .group_by(message.c.conversation_id)
    )
    return {row.conversation_id: row.since for row in await connection.execute(waiting)}


async def closed_of(connection: AsyncConnection, staff_id: str, limit: int = 50) -> list[Conversation]:
    """Return the closed talks that a counselor had, newest first."""
    theirs = exists().where(handoff.c.conversation_id == conversation.c.id, handoff.c.owner_id == staff_id)
    closed = (
        select(*conversations.COLUMNS)
        .where(conversation.c.control == "closed", theirs)
        .order_by(conversation.c.closed_at.desc())
        .limit(limit)
    )
    return [row_as(Conversation, row) for row in (await connection.execute(closed)).mappings()]


async def latest_turn(connection: AsyncConnection, conversation_id: str) -> Turn | None:
    """Return the newest turn that the engine understood: its slots are what is known of the citizen's case."""
    newest = (
        select(*turns.COLUMNS)
        .where(turn.c.conversation_id == conversation_id, turn.c.state.in_(("answered", "suppressed")))
        .order_by(turn.c.seq.desc(), turn.c.created_at.desc())
        .limit(1)
    )
    row = (await connection.execute(newest)).mappings().one_or_none()
    return None if row is None else row_as(Turn, row)


async def said_in(connection: AsyncConnection, conversation_ids: Sequence[str], words: str) -> dict[str, str]:
    """Return the newest line of each talk that holds the words; texts are JSON, so they are compared here."""
    lines = select(message.c.conversation_id, message.c.body).where(message.c.conversation_id.in_(conversation_ids))
    found: dict[str, str] = {}
    for row in await connection.execute(lines.order_by(message.c.seq)):
        text = str(row.body.get("text", ""))
        if words.casefold() in text.casefold():
            found[row.conversation_id] = text[:200]
    return found
