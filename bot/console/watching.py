"""Routes for who is at work: one's own status, who is here with how many talks, and the lead's view of all."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sanic import Blueprint, HTTPResponse, Request

from bot.console import gate
from bot.console.answers import said
from bot.console.desk import Desk
from bot.console.gate import Gate
from bot.store import deliveries, duty, handoffs, wakeup
from bot.store.duty import STATUSES, Duty
from bot.store.wakeup import Bell
from bot.web.problems import Problem
from bot.words import Json

LONGEST_BREAK = timedelta(hours=12)


def add(room: Blueprint, door: Gate, desk: Desk, bell: Bell) -> None:
    async def status(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        sent = gate.body(request)
        chosen = gate.one_of(sent, "status", *STATUSES)
        reason = gate.text(sent, "reason", 60, least=0)
        until = moment(sent.get("until"), "until")
        if until is not None and not desk.clock() < until <= desk.clock() + LONGEST_BREAK:
            raise Problem(400, "bad_field", "until: 지금부터 12시간 안이어야 해요.", field="until")
        values = {"status": chosen, "status_reason": reason, "status_until": until, "beat_at": desk.clock()}
        await desk.database.write(lambda c: duty.keep(c, session.staff.id, **values))
        bell.ring(wakeup.DESK, kind="queue", conversation_id=None)
        return said(await _mine(desk, session.staff.id))

    async def mine(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        return said(await _mine(desk, session.staff.id))

    async def colleagues(request: Request) -> HTTPResponse:
        await door.one_of(request, "counselor", "lead", "admin")
        async with desk.database.read() as connection:
            everyone, loads = await duty.everyone(connection), await handoffs.loads(connection)
            teams = await duty.teams(connection)
        known = [{"id": t.id, "name": t.name, "mode": t.mode} for t in teams]
        now = desk.clock()
        return said({"items": [person(one, loads.get(one.staff_id, 0), now) for one in everyone], "teams": known})

    async def overview(request: Request) -> HTTPResponse:
        """What goes on now, for leads: every open handoff without a word of what was said."""
        await door.one_of(request, "lead", "admin")
        async with desk.database.read() as connection:
            cards = await handoffs.of_state(connection, *handoffs.OPEN, "deferred")
            everyone, loads = await duty.everyone(connection), await handoffs.loads(connection)
            failed = await deliveries.failed(connection, [c.conversation_id for c in cards])
        now = desk.clock()
        return said({
            "staff": [person(one, loads.get(one.staff_id, 0), now) for one in everyone],
            "handoffs": [
                {"id": c.id, "conversation_id": c.conversation_id, "state": c.state, "team_id": c.team_id,
                 "reason": c.reason, "urgency": c.urgency, "owner_name": c.owner_name, "owner_id": c.owner_id,
                 "requested_at": c.requested_at.isoformat(), "failed": failed.get(c.conversation_id, 0)}
                for c in cards
            ],
            "waiting": sum(c.state in handoffs.WAITING for c in cards),
        })  # fmt: skip

    room.add_route(status, "/api/v1/me/status", methods=["POST"], name="set_status")
    room.add_route(mine, "/api/v1/me/status", name="status")
    room.add_route(colleagues, "/api/v1/staff", name="colleagues")
    room.add_route(overview, "/api/v1/live", name="overview")


async def _mine(desk: Desk, staff_id: str) -> Json:
    async with desk.database.read() as connection:
        known, loads = await duty.of(connection, staff_id), await handoffs.loads(connection)
    return person(known, loads.get(staff_id, 0), desk.clock()) if known else {}


def person(one: Duty, load: int, now: datetime) -> Json:
    """Return a colleague as the desk shows them: `there` is whether a talk can be handed to them now."""
    away = one.beat_at is None or now - one.beat_at > duty.AWAY_AFTER
    return {
        "id": one.staff_id, "name": one.name, "role": one.role, "teams": list(one.teams), "skills": list(one.skills),
        "max_active": one.max_active, "status": one.status, "reason": one.status_reason,
        "until": one.status_until.isoformat() if one.status_until else None, "away": away,
        "there": one.present(now), "active": load,
    }  # fmt: skip


def moment(value: object, name: str) -> datetime | None:
    """Return a moment with its zone, or None when it is missing. Raises `Problem` 400."""
    if value in (None, ""):
        return None
    found: datetime | None = None
    with suppress(ValueError):
        found = datetime.fromisoformat(str(value))
    if found is None or found.tzinfo is None:
        raise Problem(400, "bad_field", f"{name}: 시간대가 있는 ISO 8601 시각이어야 해요.", field=name)
    return found
