"""SQL for who is at work: which counselors are present, for what, with how many talks; and the teams they are in.

Load is counted from the handoffs, never kept as a number of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import staff_duty, team
from bot.store.tables import staff, staff_session

DESK_ROLES = ("counselor", "lead")
STATUSES = ("online", "break", "meeting", "training", "off")
AWAY_AFTER = timedelta(seconds=30)
LOST_AFTER = timedelta(seconds=120)
OFFERED_AT_MOST = 6  # talks at once that are offered to somebody whose own limit nobody set


@dataclass(frozen=True, slots=True)
class Duty:
    """One counselor at work. `max_active` None: no limit of their own. `beat_at`: last sign of life."""

    staff_id: str
    name: str
    role: str
    teams: tuple[str, ...]
    skills: tuple[str, ...]
    max_active: int | None
    status: str
    status_reason: str
    status_until: datetime | None
    beat_at: datetime | None

    def present(self, at: datetime) -> bool:
        """Say whether they are there and willing to take a talk now."""
        return self.status == "online" and self.beat_at is not None and at - self.beat_at <= AWAY_AFTER

    def serves(self, team_id: str) -> bool:
        """Say whether they take this team's talks; who is in no team takes everybody's."""
        return not self.teams or not team_id or team_id in self.teams


@dataclass(frozen=True, slots=True)
class Team:
    """Counselors for some segments of citizens. `mode`: pull or offer. `aging`: score per minute waited."""

    id: str
    name: str
    segments: tuple[str, ...]
    mode: str
    offer_seconds: int
    aging: int
    fallback_id: str | None
    disabled_at: datetime | None


EVERYBODY = Team("", "센터 전체", (), "pull", 60, 1, None, None)


async def everyone(connection: AsyncConnection) -> list[Duty]:
    """Return every counselor whose account is open, by name."""
    found = (
        select(
            staff.c.id, staff.c.name, staff.c.role, staff_duty.c.teams, staff_duty.c.skills, staff_duty.c.max_active,
            staff_duty.c.status, staff_duty.c.status_reason, staff_duty.c.status_until, staff_duty.c.beat_at,
        )
        .outerjoin(staff_duty, staff_duty.c.staff_id == staff.c.id)
        .where(staff.c.disabled_at.is_(None), staff.c.role.in_(DESK_ROLES))
        .order_by(staff.c.name)
    )  # fmt: skip
    return [_duty(row) for row in await connection.execute(found)]


async def of(connection: AsyncConnection, staff_id: str) -> Duty | None:
    """Return one counselor at work, or None for whom we do not know (or who does not work at the desk)."""
    return next((one for one in await everyone(connection) if one.staff_id == staff_id), None)


async def keep(connection: AsyncConnection, staff_id: str, **values: Any) -> None:
    """Write what is known of one counselor's work, making the row if there is none."""
    changed = await connection.execute(update(staff_duty).where(staff_duty.c.staff_id == staff_id).values(values))
    if not changed.rowcount:
        fresh = {"teams": [], "skills": [], "status": "online", "status_reason": ""}
        await connection.execute(insert(staff_duty).values({"staff_id": staff_id, **fresh, **values}))


async def beat(connection: AsyncConnection, staff_ids: Collection[str], at: datetime) -> None:
    """These counselors are alive."""
    known = staff_duty.c.staff_id.in_(staff_ids)
    await connection.execute(update(staff_duty).where(known).values(beat_at=at))
    there = set((await connection.execute(select(staff_duty.c.staff_id).where(known))).scalars())
    rows = (await connection.execute(select(staff.c.id).where(staff.c.id.in_(set(staff_ids) - there)))).scalars()
    for id in list(rows):
        await keep(connection, id, beat_at=at)


async def back(connection: AsyncConnection, now: datetime) -> int:
    """End breaks whose time is over; return how many."""
    over = (staff_duty.c.status_until.is_not(None), staff_duty.c.status_until <= now)
    done = update(staff_duty).where(*over).values(status="online", status_reason="", status_until=None)
    return (await connection.execute(done)).rowcount


async def sessions(connection: AsyncConnection, staff_id: str) -> int:
    """Return how many browsers a counselor is signed in at."""
    many = select(func.count()).where(staff_session.c.staff_id == staff_id)
    return int((await connection.execute(many)).scalar_one())


async def teams(connection: AsyncConnection, *, also_shut: bool = False) -> list[Team]:
    """Return the teams by name."""
    found = select(team).where(or_(literal(also_shut), team.c.disabled_at.is_(None))).order_by(team.c.name)
    rows = (await connection.execute(found)).mappings()
    return [Team(**{**row, "segments": tuple(row["segments"])}) for row in rows]


async def keep_team(connection: AsyncConnection, id: str, values: dict[str, Any]) -> None:
    """Write a team, making it if it is not there."""
    changed = await connection.execute(update(team).where(team.c.id == id).values(values))
    if not changed.rowcount:
        fresh = {"segments": [], "mode": "pull", "offer_seconds": 60, "aging": 1}
        await connection.execute(insert(team).values({"id": id, **fresh, **values}))


def _duty(row: Any) -> Duty:
    return Duty(
        row.id, row.name, row.role, tuple(row.teams or ()), tuple(row.skills or ()), row.max_active,
        row.status or "online", row.status_reason or "", row.status_until, row.beat_at,
    )  # fmt: skip
