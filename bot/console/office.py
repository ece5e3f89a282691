"""Routes by which an admin keeps the centre: staff at work, teams, hours, holidays, outcome codes, webhooks.

A lead may open or stop counselling by hand for today; all else is an admin's. Every change is in the access log.
"""

from __future__ import annotations

import itertools
import re
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from sanic import Blueprint, HTTPResponse, Request

from bot.console import gate
from bot.console.answers import said
from bot.console.desk import Desk, unknown
from bot.console.gate import Gate
from bot.console.watching import moment, person
from bot.privacy.sealing import Sealer
from bot.store import calendars, duty, handoffs, outcomes, staff, webhooks
from bot.talk.hours import WORKDAY, Hours, holidays_of
from bot.talk.routing import SEGMENTS
from bot.web.problems import Problem
from bot.words import Json

CODE = re.compile(r"[a-z][a-z0-9_]{1,23}")
KINDS = ("holiday", "special", "closed")


def add(room: Blueprint, door: Gate, desk: Desk, sealer: Sealer) -> None:
    _people(room, door, desk)
    _hours(room, door, desk)
    _lists(room, door, desk, sealer)


def _people(room: Blueprint, door: Gate, desk: Desk) -> None:
    async def everyone(request: Request) -> HTTPResponse:
        await door.one_of(request, "admin")
        async with desk.database.read() as connection:
            found, loads = await duty.everyone(connection), await handoffs.loads(connection)
            teams = await duty.teams(connection, also_shut=True)
        shown = [{"id": t.id, "name": t.name, "segments": list(t.segments), "mode": t.mode,
                  "offer_seconds": t.offer_seconds, "aging": t.aging, "fallback_id": t.fallback_id,
                  "disabled": t.disabled_at is not None}
                 for t in teams]  # fmt: skip
        now = desk.clock()
        return said({
            "staff": [person(one, loads.get(one.staff_id, 0), now) for one in found], "teams": shown,
            "segments": [{"id": id, "name": name} for id, name in SEGMENTS.items()],
        })  # fmt: skip

    async def keep(request: Request, id: str) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        async with desk.database.read() as connection:
            known = await staff.get(connection, id) if len(id) <= 40 else None
            teams = {t.id for t in await duty.teams(connection)}
        if known is None:
            raise unknown()
        sent = gate.body(request)
        most = gate.number(sent.get("max_active"), "max_active")
        if most is not None and not 1 <= most <= 20:
            raise Problem(400, "bad_field", "max_active: 1~20이어야 해요.", field="max_active")
        values: Json = {"teams": _names(sent, "teams", teams), "skills": _names(sent, "skills"), "max_active": most}
        await desk.note(session, "staff.keep", None, request.client_ip, {"staff": id})
        await desk.database.write(lambda c: duty.keep(c, id, **values))
        return said({"id": id, **values})

    async def team(request: Request) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        sent = gate.body(request)
        id = gate.text(sent, "id", 40, least=0) or desk.new_id()
        seconds = gate.number(sent.get("offer_seconds"), "offer_seconds") or 60
        values: Json = {
            "name": gate.text(sent, "name", 40), "segments": _names(sent, "segments", SEGMENTS),
            "mode": gate.one_of(sent, "mode", "pull", "offer"), "offer_seconds": min(max(seconds, 15), 600),
            "fallback_id": gate.text(sent, "fallback_id", 40, least=0) or None,
            "aging": min(max(gate.number(sent.get("aging"), "aging") or 1, 1), 20),
            "disabled_at": desk.clock() if sent.get("disabled") is True else None,
        }  # fmt: skip
        await desk.note(session, "team.keep", None, request.client_ip, {"team": id})
        await desk.database.write(lambda c: duty.keep_team(c, id, values))
        return said({"id": id}, 201)

    room.add_route(everyone, "/api/v1/admin/staff", name="admin_staff")
    room.add_route(keep, "/api/v1/admin/staff/<id:str>", methods=["POST"], name="admin_keep_staff")
    room.add_route(team, "/api/v1/admin/teams", methods=["POST"], name="admin_team")


def _hours(room: Blueprint, door: Gate, desk: Desk) -> None:
    async def read(request: Request) -> HTTPResponse:
        await door.one_of(request, "counselor", "lead", "admin")
        async with desk.database.read() as connection:
            kept = await calendars.all_kept(connection)
        now = desk.clock()
        standing = Hours(kept, always=desk.always_open).at(now)
        weeks = [{"team_id": team, "weekday": day, "spans": spans} for (team, day), spans in kept.weeks.items()]
        days = [{"team_id": d.team_id, "day": d.day, "kind": d.kind, "name": d.name, "spans": d.spans}
                for d in sorted(kept.days.values(), key=lambda d: d.day)]  # fmt: skip
        switches = [{"team_id": o.team_id, "opened": o.opened, "reason": o.reason, "until": o.until.isoformat()}
                    for o in kept.overrides.values() if o.until > now]  # fmt: skip
        return said({
            "weeks": weeks, "days": days, "overrides": switches, "usual": WORKDAY, "always_open": desk.always_open,
            "holidays": holidays_of(now.year) | holidays_of(now.year + 1),
            "standing": {"kind": standing.kind, "open": standing.open, "opens": standing.opens.isoformat()},
        })  # fmt: skip

    async def week(request: Request) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        sent = gate.body(request)
        team, rows = gate.text(sent, "team_id", 40, least=0), sent.get("weeks")
        if not isinstance(rows, dict) or not set(rows) <= set("0123456"):
            raise Problem(400, "bad_field", "weeks: 요일(0=월)마다 시간 목록을 보내 주세요.", field="weeks")
        weeks = {int(day): _spans(spans) for day, spans in rows.items()}
        await desk.note(session, "hours.week", None, request.client_ip, {"team": team})
        await desk.database.write(lambda c: calendars.set_week(c, team, weeks))
        return said({})

    async def day(request: Request) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        sent = gate.body(request)
        team, when = gate.text(sent, "team_id", 40, least=0), gate.text(sent, "day", 10)
        try:
            date.fromisoformat(when)
        except ValueError:
            raise Problem(400, "bad_field", "day: 2026-05-01처럼 적어 주세요.", field="day") from None
        values: Json | None = None
        if sent.get("remove") is not True:
            kind = gate.one_of(sent, "kind", *KINDS)
            spans = _spans(sent.get("spans") or []) if kind == "special" else []
            values = {"kind": kind, "name": gate.text(sent, "name", 60), "spans": spans}
        await desk.note(session, "hours.day", None, request.client_ip, {"day": when})
        await desk.database.write(lambda c: calendars.set_day(c, team, when, values))
        return said({})

    async def switch(request: Request) -> HTTPResponse:
        """Open or stop by hand; without `until` it ends at the next boundary. A lead: today only."""
        session = await door.one_of(request, "lead", "admin")
        sent = gate.body(request)
        team, now = gate.text(sent, "team_id", 40, least=0), desk.clock()
        values: Json | None = None
        if sent.get("remove") is not True:
            async with desk.database.read() as connection:
                boundary = (await Hours.read(connection)).boundary(now, team)
            until = moment(sent.get("until"), "until") or boundary
            longest = timedelta(days=1) if session.staff.role == "lead" else timedelta(days=30)
            if not now < until <= now + longest:
                raise Problem(400, "bad_field", "until: 지금보다 뒤이고 너무 멀지 않아야 해요.", field="until")
            reason = gate.text(sent, "reason", 120)
            values = {"opened": sent.get("opened") is True, "reason": reason, "until": until,
                      "by_id": session.staff.id, "at": now}  # fmt: skip
        await desk.note(session, "hours.switch", None, request.client_ip, {"team": team})
        await desk.database.write(lambda c: calendars.override(c, team, values))
        return said({"until": values["until"].isoformat() if values else None})

    room.add_route(read, "/api/v1/hours", name="hours")
    room.add_route(week, "/api/v1/admin/hours/week", methods=["POST"], name="hours_week")
    room.add_route(day, "/api/v1/admin/hours/day", methods=["POST"], name="hours_day")
    room.add_route(switch, "/api/v1/hours/switch", methods=["POST"], name="hours_switch")


def _lists(room: Blueprint, door: Gate, desk: Desk, sealer: Sealer) -> None:
    async def code(request: Request) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        sent = gate.body(request)
        id, label = gate.text(sent, "code", 24), gate.text(sent, "label", 40)
        if not CODE.fullmatch(id):
            raise Problem(400, "bad_field", "code: 영문 소문자·숫자·_ 로 적어 주세요.", field="code")
        place = gate.number(sent.get("place"), "place") or 0
        shut = desk.clock() if sent.get("disabled") is True else None
        await desk.note(session, "outcome.keep", None, request.client_ip, {"code": id})
        await desk.database.write(lambda c: outcomes.keep(c, id, label, place, shut))
        return said({"code": id}, 201)

    async def hooks(request: Request) -> HTTPResponse:
        await door.one_of(request, "admin")
        async with desk.database.read() as connection:
            found, dead = await webhooks.listed(connection), await webhooks.dead(connection)
        return said({"items": [_plain(row) for row in found], "dead": [_plain(row) for row in dead]})

    async def hook(request: Request) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        sent = gate.body(request)
        url, secret = gate.text(sent, "url", 300), gate.text(sent, "secret", 200, least=32)
        parts = urlsplit(url)
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise Problem(400, "bad_field", "url: https 주소여야 해요.", field="url")
        events = _names(sent, "events", webhooks.EVENTS) or list(webhooks.EVENTS)
        id = desk.new_id()
        sealed = sealer.seal(secret, f"webhook:{id}")
        await desk.note(session, "webhook.add", None, request.client_ip, {"webhook": id})
        await desk.database.write(lambda c: webhooks.add(c, id, url, sealed, events, desk.clock()))
        return said({"id": id, "events": events}, 201)

    async def shut(request: Request, id: str) -> HTTPResponse:
        session = await door.one_of(request, "admin")
        await desk.note(session, "webhook.shut", None, request.client_ip, {"webhook": id[:40]})
        if not await desk.database.write(lambda c: webhooks.shut(c, id[:40], desk.clock())):
            raise unknown()
        return said({})

    async def again(request: Request, id: str) -> HTTPResponse:
        """Try a dead delivery once more, from the beginning."""
        session = await door.one_of(request, "admin")
        await desk.note(session, "webhook.again", None, request.client_ip, {"delivery": id[:40]})
        now = desk.clock()
        values: Json = {"state": "waiting", "attempts": 0, "due_at": now, "ended_at": None}
        await desk.database.write(lambda c: webhooks.note(c, id[:40], **values))
        return said({})

    room.add_route(code, "/api/v1/admin/outcomes", methods=["POST"], name="admin_outcome")
    room.add_route(hooks, "/api/v1/admin/webhooks", name="admin_webhooks")
    room.add_route(hook, "/api/v1/admin/webhooks", methods=["POST"], name="admin_webhook")
    room.add_route(shut, "/api/v1/admin/webhooks/<id:str>/shut", methods=["POST"], name="admin_webhook_shut")
    room.add_route(again, "/api/v1/admin/deliveries/<id:str>/again", methods=["POST"], name="admin_delivery_again")


def _names(sent: Json, name: str, allowed: Any = None) -> list[str]:
    """Return a list of short names, each one of `allowed` if that is given. Raises `Problem` 400."""
    value = sent.get(name, [])
    fine = isinstance(value, list) and len(value) <= 30 and all(isinstance(v, str) and len(v) <= 40 for v in value)
    if not fine or (allowed is not None and not set(value) <= set(allowed)):
        raise Problem(400, "bad_field", f"{name}: 아는 이름의 목록이어야 해요.", field=name)
    return [gate.clean(v) for v in value]


def _spans(value: object) -> list[list[str]]:
    """Return spans of a day as `[["09:00", "12:00"], …]`, in order and apart. Raises `Problem` 400."""
    try:
        spans = [[time.fromisoformat(a).strftime("%H:%M"), _end(b)] for a, b in value]  # type: ignore[attr-defined]
        apart = all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    except (TypeError, ValueError):
        spans, apart = [], False
    if not apart or len(spans) > 4:
        raise Problem(400, "bad_field", "시간은 09:00~12:00처럼, 서로 겹치지 않게 적어 주세요.", field="spans")
    return spans


def _end(value: str) -> str:
    return "24:00" if value == "24:00" else time.fromisoformat(value).strftime("%H:%M")


def _plain(row: Json) -> Json:
    return {name: v.isoformat() if hasattr(v, "isoformat") else v for name, v in row.items() if name != "payload"}
