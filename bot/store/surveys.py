"""SQL for satisfaction: asked once after a human stretch and once after a finished bot stretch, scored apart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import csat
from bot.store.tables import conversation, turn


async def add(
    connection: AsyncConnection, id: str, conversation_id: str, handoff_id: str | None, part: str, channel: str,
    at: datetime,
) -> None:  # fmt: skip
    row = {"id": id, "conversation_id": conversation_id, "handoff_id": handoff_id, "part": part, "channel": channel,
           "asked_at": at}  # fmt: skip
    await connection.execute(insert(csat).values(row))


async def answer(connection: AsyncConnection, conversation_id: str, part: str, score: int, at: datetime) -> bool:
    """Keep a score for the newest question of that part; another press changes it. False: it was never asked."""
    newest = (
        select(csat.c.id).where(csat.c.conversation_id == conversation_id, csat.c.part == part)
        .order_by(csat.c.asked_at.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    step = update(csat).where(csat.c.id == newest).values(score=score, answered_at=at)
    return (await connection.execute(step)).rowcount == 1


async def of(connection: AsyncConnection, conversation_id: str) -> list[dict[str, Any]]:
    """Return what was asked and answered in a talk, oldest first."""
    found = select(csat).where(csat.c.conversation_id == conversation_id).order_by(csat.c.asked_at)
    return [dict(row) for row in (await connection.execute(found)).mappings()]


async def finished_with_bot(
    connection: AsyncConnection, channels: Collection[str], since: datetime, until: datetime, fewest: int
) -> list[str]:
    """Return talks that the bot alone served and that fell silent between `since` and `until`, not asked before."""
    answered = (
        select(func.count()).where(turn.c.conversation_id == conversation.c.id, turn.c.state == "answered")
        .scalar_subquery()
    )  # fmt: skip
    open_turn = exists().where(turn.c.conversation_id == conversation.c.id, turn.c.state == "waiting")
    asked = exists().where(and_(csat.c.conversation_id == conversation.c.id, csat.c.part == "bot"))
    found = select(conversation.c.id).where(
        conversation.c.control == "bot", conversation.c.channel.in_(channels),
        conversation.c.last_citizen_at >= since, conversation.c.last_citizen_at < until,
        conversation.c.last_staff_at.is_(None), ~asked, ~open_turn, answered >= fewest,
    )  # fmt: skip
    return list((await connection.execute(found.limit(50))).scalars())
