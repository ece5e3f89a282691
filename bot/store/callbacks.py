"""SQL for callbacks: a citizen's wish to be telephoned in one quarter of an hour.

As many fit into a slot as there are counselors: each booked one has a `place` in it, and a unique index refuses a
second one in the same place, however many book at once. Ended ones give their place back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import callback

OPEN = ("asking", "booked", "due", "calling")


@dataclass(frozen=True, slots=True)
class Callback:
    """`state`: asking (for the number), booked, due, calling, done, no_answer, cancelled. `phone` is sealed."""

    id: str
    conversation_id: str
    team_id: str
    channel: str
    phone: str | None
    phone_tail: str | None
    slot_start: datetime
    place: int | None
    topic: str
    state: str
    attempts: int
    assigned_to: str | None
    result: str | None
    result_note: str | None
    created_at: datetime
    ended_at: datetime | None


COLUMNS = [callback.c[f.name] for f in fields(Callback)]


async def taken(connection: AsyncConnection, team_id: str, since: datetime, until: datetime) -> dict[datetime, int]:
    """Return how many places are taken in each slot of that time."""
    many = (
        select(callback.c.slot_start, func.count())
        .where(
            callback.c.team_id == team_id, callback.c.slot_start >= since, callback.c.slot_start < until,
            callback.c.place.is_not(None),
        )
        .group_by(callback.c.slot_start)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in await connection.execute(many)}


async def free_place(connection: AsyncConnection, team_id: str, slot: datetime, capacity: int) -> int | None:
    """Return the lowest free place of a slot, or None when it is full."""
    found = select(callback.c.place).where(
        callback.c.team_id == team_id, callback.c.slot_start == slot, callback.c.place.is_not(None)
    )
    used = set((await connection.execute(found)).scalars())
    return next((place for place in range(capacity) if place not in used), None)


async def add(connection: AsyncConnection, new: Callback) -> None:
    """Book. A unique index refuses a place that is taken."""
    await connection.execute(insert(callback).values(asdict(new)))


async def get(connection: AsyncConnection, id: str) -> Callback | None:
    return _one((await connection.execute(select(*COLUMNS).where(callback.c.id == id))).mappings().one_or_none())


async def open_of(connection: AsyncConnection, conversation: str) -> Callback | None:
    """Return the conversation's open callback, if there is one."""
    found = select(*COLUMNS).where(callback.c.conversation_id == conversation, callback.c.state.in_(OPEN))
    rows = await connection.execute(found.order_by(callback.c.created_at.desc()).limit(1))
    return _one(rows.mappings().one_or_none())


async def listed(connection: AsyncConnection, states: Sequence[str], limit: int = 200) -> list[Callback]:
    """Return callbacks in these states, next one first."""
    found = select(*COLUMNS).where(callback.c.state.in_(states)).order_by(callback.c.slot_start, callback.c.created_at)
    rows = (await connection.execute(found.limit(limit))).mappings()
    return [Callback(**row) for row in rows]


async def change(connection: AsyncConnection, id: str, came_from: Sequence[str], **values: Any) -> bool:
    """Change a callback that is in one of these states; return whether it was."""
    step = update(callback).where(callback.c.id == id, callback.c.state.in_(came_from)).values(values)
    return (await connection.execute(step)).rowcount == 1


def _one(row: Any) -> Callback | None:
    return None if row is None else Callback(**row)
