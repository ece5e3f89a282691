"""SQL for outcome codes: what came of a consultation, in the centre's own words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import outcome_code


async def listed(connection: AsyncConnection, *, also_shut: bool = False) -> list[dict[str, Any]]:
    """Return the codes in the order in which they are offered."""
    found = select(outcome_code).where(or_(literal(also_shut), outcome_code.c.disabled_at.is_(None)))
    rows = await connection.execute(found.order_by(outcome_code.c.place, outcome_code.c.code))
    return [dict(row) for row in rows.mappings()]


async def read(connection: AsyncConnection, given: str) -> tuple[str, str]:
    """Return code and label of what was given as either; words that are no code stand for themselves."""
    found = select(outcome_code.c.code, outcome_code.c.label).where(
        or_(outcome_code.c.code == given, outcome_code.c.label == given)
    )
    row = (await connection.execute(found.limit(1))).one_or_none()
    return (given, given) if row is None else (row.code, row.label)


async def keep(connection: AsyncConnection, code: str, label: str, place: int, disabled_at: datetime | None) -> None:
    """Write a code; one that was used is shut and never taken away."""
    values = {"label": label, "place": place, "disabled_at": disabled_at}
    done = await connection.execute(update(outcome_code).where(outcome_code.c.code == code).values(values))
    if not done.rowcount:
        await connection.execute(insert(outcome_code).values({"code": code, "parent": None, **values}))
