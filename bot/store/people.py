"""SQL for what is known of a person beyond one talk, and for talks the bot holds alone. It reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations
from bot.store.rows import Conversation, row_as
from bot.store.tables import conversation, handoff, message, person_channel, turn

UNSURE = 0.6  # below it the console says that the bot was not sure


async def consultations(
    connection: AsyncConnection, person: str, *, but: str | None, limit: int = 8
) -> list[dict[str, Any]]:
    """Return a person's ended consultations, newest first, without a word of what was said; `but`: not this one."""
    found = (
        select(
            handoff.c.id, handoff.c.conversation_id, handoff.c.requested_at, handoff.c.ended_at, handoff.c.owner_name,
            handoff.c.state, handoff.c.reason, handoff.c.outcome,
        )
        .join(conversation, conversation.c.id == handoff.c.conversation_id)
        .where(
            conversation.c.person_id == person, handoff.c.ended_at.is_not(None), handoff.c.accepted_at.is_not(None),
            handoff.c.id != (but or ""),
        )
        .order_by(handoff.c.ended_at.desc())
        .limit(limit)
    )  # fmt: skip
    return [dict(row) for row in (await connection.execute(found)).mappings()]


async def channels(connection: AsyncConnection, person: str) -> list[dict[str, Any]]:
    """Return where a person is known: `channel`, its `state`, since when; never an address."""
    c = person_channel.c
    found = select(c.channel, c.state, c.changed_at).where(c.person_id == person).order_by(c.changed_at.desc())
    return [dict(row) for row in (await connection.execute(found)).mappings()]


async def with_bot(connection: AsyncConnection, since: datetime, limit: int = 50) -> list[Conversation]:
    """Return the talks in which the bot has the floor and the citizen said something since then, newest first."""
    found = (
        select(*conversations.COLUMNS)
        .where(conversation.c.control == "bot", conversation.c.last_citizen_at >= since)
        .order_by(conversation.c.last_citizen_at.desc())
        .limit(limit)
    )
    return [row_as(Conversation, row) for row in (await connection.execute(found)).mappings()]


async def said(connection: AsyncConnection, ids: list[str]) -> dict[str, int]:
    """Return how many things each citizen said."""
    many = select(message.c.conversation_id, func.count()).where(
        message.c.conversation_id.in_(ids), message.c.author_kind == "citizen"
    )
    rows = await connection.execute(many.group_by(message.c.conversation_id))
    return {row[0]: int(row[1]) for row in rows}


async def unsure(connection: AsyncConnection, ids: list[str], since: datetime) -> dict[str, int]:
    """Return in how many turns since then the bot did not understand, or was not sure."""
    found = select(turn.c.conversation_id, turn.c.understanding).where(
        turn.c.conversation_id.in_(ids), turn.c.created_at >= since, turn.c.kind == "message"
    )
    many: dict[str, int] = {}
    for row in await connection.execute(found):
        read = row.understanding or {}
        intent, confidence = read.get("intent") or "", read.get("confidence") or 0.0
        if intent == "nlu_fallback" or (intent and confidence < UNSURE):
            many[row.conversation_id] = many.get(row.conversation_id, 0) + 1
    return many
