"""What operators see of the channels: the values to paste, whether it works, and a secret when they ask for just that.

Whoever runs the system (`admin`) or leads the counselors (`lead`) may look; a secret needs the password once more and
is written down. For a counselor there is one more: to send the citizen a link by which the talk goes on in the web.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from sqlalchemy.exc import SQLAlchemyError

from bot.console import gate
from bot.console.api import LONGEST_PASSWORD, Rooms
from bot.console.desk import Desk, unknown
from bot.console.gate import Gate
from bot.console.login import Logins, Session
from bot.store import staff
from bot.talk.moving import Moving, NotOffered
from bot.talk.sheets import Guide
from bot.web.origin import Origins, guard
from bot.web.problems import Problem, note
from bot.words import Json

ROLES = ("admin", "lead")


@dataclass(frozen=True, slots=True)
class Operators:
    """The one gate to the channels' sheets."""

    rooms: Rooms
    logins: Logins
    gate: Gate

    async def session(self, request: Request) -> Session:
        """Return the session of an operator. Raises `Problem` 401 or 403."""
        session = await self.gate.anybody(request)
        if session.staff.must_change:
            raise Problem(403, "must_change_password", "먼저 비밀번호를 바꿔 주세요.")
        if session.staff.role not in ROLES:
            raise Problem(403, "not_your_role", "이 화면은 운영자만 볼 수 있어요.")
        return session

    async def again(self, request: Request, session: Session) -> None:
        """Ask for the password once more. Raises `Problem` 400 or 429."""
        if not self.rooms.tries.take(request.client_ip):
            raise Problem(429, "slow_down", "너무 여러 번 시도했어요. 1분 뒤에 다시 해 주세요.", {"retry-after": "60"})
        shown = gate.text(gate.body(request), "password", LONGEST_PASSWORD)
        if not await self.logins.passwords.fits(session.staff.password_hash, shown):
            raise Problem(400, "wrong_password", "비밀번호가 맞지 않아요.", field="password")

    async def write_down(self, session: Session, action: str, address: str, detail: Json) -> None:
        """Note in the access log what is about to be shown. Raises `Problem` 503."""
        try:
            await self.rooms.database.write(
                lambda c: staff.log_access(
                    c, id=self.rooms.new_id(), at=self.rooms.clock(), staff_id=session.staff.id, action=action,
                    conversation_id=None, address=address, detail=detail,
                )
            )  # fmt: skip
        except SQLAlchemyError as error:
            note(error, "the access log could not be written")
            raise Problem(503, "log_unavailable", "열람 기록을 남길 수 없어 지금은 보여드릴 수 없어요.") from None


def blueprint(rooms: Rooms, origins: Origins, guides: Mapping[str, Guide], moving: Moving) -> Blueprint:
    """Return the room behind `/api/v1/channels` and the web link of a talk. `guides`: by channel."""
    room = Blueprint("channels")
    guard(room, origins)
    logins = Logins(rooms.database, rooms.bell, rooms.clock, rooms.new_id, rooms.settings)
    door = Gate(logins, https=origins.own.startswith("https:"))
    _operator_routes(room, Operators(rooms, logins, door), guides)
    _link_route(room, door, Desk(rooms.database, rooms.clock, rooms.new_id, rooms.reaching), moving)
    return room


def _operator_routes(room: Blueprint, operators: Operators, guides: Mapping[str, Guide]) -> None:
    def guide(id: str) -> Guide:
        if id not in guides:
            raise unknown()
        return guides[id]

    async def sheets(request: Request) -> HTTPResponse:
        await operators.session(request)
        return _said({"items": [each.sheet().wire() for each in guides.values()]})

    async def secret(request: Request, id: str) -> HTTPResponse:
        session, wanted = await operators.session(request), guide(id)
        await operators.again(request, session)
        value = wanted.secret()
        if value is None:
            raise unknown()
        await operators.write_down(session, "channel.secret", request.client_ip, {"channel": id})
        return _said({"field": value.field, "value": value.value, "hint": value.hint})

    async def test(request: Request, id: str) -> HTTPResponse:
        await operators.session(request)
        wanted = guide(id)
        if not operators.rooms.tries.take(request.client_ip):
            raise Problem(429, "slow_down", "조금 뒤에 다시 확인해 주세요.", {"retry-after": "60"})
        return _said({"items": [finding.wire() for finding in await wanted.try_out()]})

    room.add_route(sheets, "/api/v1/channels")
    room.add_route(secret, "/api/v1/channels/<id:str>/secret", methods=["POST"], name="channel_secret")
    room.add_route(test, "/api/v1/channels/<id:str>/test", methods=["POST"], name="channel_test")


def _link_route(room: Blueprint, door: Gate, desk: Desk, moving: Moving) -> None:
    async def link(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        await desk.check(session, id)
        try:
            seq = await moving.offer(id, session.staff.id)
        except NotOffered as no:
            raise Problem(409, no.code, no.title) from None
        return _said({"seq": seq})

    room.add_route(link, "/api/v1/conversations/<id:str>/web-link", methods=["POST"], name="web_link")


def _said(body: Json) -> HTTPResponse:
    return json(body, headers={"cache-control": "no-store"}, ensure_ascii=False)
