"""SQL for outgoing webhooks: where to tell of handoffs, and what is still to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.clock import MakeId
from bot.store.desk_tables import webhook, webhook_delivery
from bot.words import Json

EVENTS = ("handoff.created", "handoff.accepted", "handoff.ended")


async def enqueue(connection: AsyncConnection, new_id: MakeId, event: str, at: datetime, data: Json) -> None:
    """Put an event in line for everyone who wants it; all share its id, so that a receiver knows it again."""
    wanted = select(webhook.c.id, webhook.c.events).where(webhook.c.disabled_at.is_(None))
    takers = [row.id for row in await connection.execute(wanted) if event in row.events]
    if not takers:
        return
    event_id = new_id()
    payload = {"event": event, "event_id": event_id, "at": at.isoformat(), "data": data}
    rows = [
        {"id": new_id(), "webhook_id": id, "event_id": event_id, "event": event, "payload": payload,
         "state": "waiting", "attempts": 0, "due_at": at, "created_at": at}
        for id in takers
    ]  # fmt: skip
    await connection.execute(insert(webhook_delivery), rows)


async def due(connection: AsyncConnection, now: datetime, limit: int = 20) -> list[dict[str, Any]]:
    """Return what is to be sent now, oldest first, each with the `url` and the sealed `secret` of its taker."""
    found = (
        select(webhook_delivery, webhook.c.url, webhook.c.secret)
        .join(webhook, webhook.c.id == webhook_delivery.c.webhook_id)
        .where(webhook_delivery.c.state == "waiting", webhook_delivery.c.due_at <= now)
        .order_by(webhook_delivery.c.due_at)
        .limit(limit)
    )
    return [dict(row) for row in (await connection.execute(found)).mappings()]


async def claim(connection: AsyncConnection, id: str, attempts: int, until: datetime) -> bool:
    """Take one delivery for a try; return False if another process was quicker."""
    this = (webhook_delivery.c.id == id, webhook_delivery.c.attempts == attempts, webhook_delivery.c.state == "waiting")
    step = update(webhook_delivery).where(*this).values(attempts=attempts + 1, due_at=until)
    return (await connection.execute(step)).rowcount == 1


async def note(connection: AsyncConnection, id: str, **values: Any) -> None:
    await connection.execute(update(webhook_delivery).where(webhook_delivery.c.id == id).values(values))


async def listed(connection: AsyncConnection) -> list[dict[str, Any]]:
    """Return the webhooks without their secrets."""
    found = select(webhook.c.id, webhook.c.url, webhook.c.events, webhook.c.created_at, webhook.c.disabled_at)
    return [dict(row) for row in (await connection.execute(found.order_by(webhook.c.created_at))).mappings()]


async def dead(connection: AsyncConnection, limit: int = 100) -> list[dict[str, Any]]:
    """Return what could not be told after every try, newest first."""
    found = select(webhook_delivery).where(webhook_delivery.c.state == "dead")
    rows = await connection.execute(found.order_by(webhook_delivery.c.created_at.desc()).limit(limit))
    return [dict(row) for row in rows.mappings()]


async def add(connection: AsyncConnection, id: str, url: str, secret: str, events: list[str], at: datetime) -> None:
    row = {"id": id, "url": url, "secret": secret, "events": events, "created_at": at}
    await connection.execute(insert(webhook).values(row))


async def shut(connection: AsyncConnection, id: str, at: datetime) -> bool:
    """Tell it nothing more; what waits for it is given up."""
    step = update(webhook).where(webhook.c.id == id, webhook.c.disabled_at.is_(None)).values(disabled_at=at)
    waiting = (webhook_delivery.c.webhook_id == id, webhook_delivery.c.state == "waiting")
    await connection.execute(update(webhook_delivery).where(*waiting).values(state="dropped", ended_at=at))
    return (await connection.execute(step)).rowcount == 1
