"""SQL for when counselors are there: weekly spans, single days, and a switch by hand that ends by itself.

`team_id` is empty for the whole centre. Spans are `[["09:00", "12:00"], …]` in Seoul's time; one that ends before it
begins runs past midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import calendar_day, calendar_week, hours_override
from bot.words import Json


@dataclass(frozen=True, slots=True)
class Day:
    """One day that differs from its weekday. `kind`: holiday, special (its own spans) or closed."""

    team_id: str
    day: str
    kind: str
    name: str
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Override:
    """Open or shut by hand until a moment."""

    team_id: str
    opened: bool
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of hours: spans by (team, weekday), days by (team, date), overrides by team."""

    weeks: dict[tuple[str, int], tuple[tuple[str, str], ...]]
    days: dict[tuple[str, str], Day]
    overrides: dict[str, Override]


async def all_kept(connection: AsyncConnection) -> Kept:
    weeks = {(r.team_id, r.weekday): _spans(r.spans) for r in await connection.execute(select(calendar_week))}
    days = {
        (r.team_id, r.day): Day(r.team_id, r.day, r.kind, r.name, _spans(r.spans))
        for r in await connection.execute(select(calendar_day))
    }
    overrides = {
        r.team_id: Override(r.team_id, r.opened, r.reason, r.until)
        for r in await connection.execute(select(hours_override))
    }
    return Kept(weeks, days, overrides)


async def set_week(connection: AsyncConnection, team_id: str, weeks: Mapping[int, list[list[str]]]) -> None:
    """Write a team's week anew; a weekday that is not named is as the centre's (or as it always was)."""
    await connection.execute(delete(calendar_week).where(calendar_week.c.team_id == team_id))
    rows = [{"team_id": team_id, "weekday": day, "spans": spans} for day, spans in weeks.items()]
    if rows:
        await connection.execute(insert(calendar_week), rows)


async def set_day(connection: AsyncConnection, team_id: str, day: str, values: Json | None) -> None:
    """Write one day, or with None let it be like any other."""
    this = (calendar_day.c.team_id == team_id, calendar_day.c.day == day)
    await connection.execute(delete(calendar_day).where(*this))
    if values is not None:
        await connection.execute(insert(calendar_day).values({"team_id": team_id, "day": day, **values}))


async def override(connection: AsyncConnection, team_id: str, values: Json | None) -> None:
    """Open or shut by hand, or with None take that back."""
    if values is None:
        await connection.execute(delete(hours_override).where(hours_override.c.team_id == team_id))
        return
    changed = await connection.execute(
        update(hours_override).where(hours_override.c.team_id == team_id).values(values)
    )
    if not changed.rowcount:
        await connection.execute(insert(hours_override).values({"team_id": team_id, **values}))


def _spans(kept: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(a), str(b)) for a, b in kept)
