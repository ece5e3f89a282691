"""The console's API under `/api/v1`: thin routes that check who asks and what was sent, then hand over to the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from sanic import Blueprint, HTTPResponse, Request

from bot.console import attachments, calls, gate, handling, live, notes, office, openapi, papers, passwords, watching
from bot.console.answers import done, said
from bot.console.desk import Desk, message, unknown
from bot.console.gate import Gate
from bot.console.login import Logins
from bot.console.presence import Presence
from bot.console.shelf import KINDS, Shelf
from bot.settings import Settings
from bot.store import wakeup
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.store.rows import Staff
from bot.store.wakeup import Bell
from bot.talk.files import Files
from bot.talk.handoff import Handoffs, Mode
from bot.talk.outbox import Reaching
from bot.talk.passing import Passing
from bot.web.limits import Buckets
from bot.web.origin import Origins, guard
from bot.web.problems import Problem
from bot.words import MAX_TEXT, Card, Json

LONGEST_PASSWORD = 200
LONGEST_OUTCOME = 40


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the console stands on. `tries`: logins per address."""

    database: Database
    bell: Bell
    clock: Clock
    new_id: MakeId
    handoffs: Handoffs
    settings: Settings
    tries: Buckets
    reaching: Reaching
    files: Files


def blueprint(rooms: Rooms, origins: Origins) -> Blueprint:
    """Return the room behind `/api/v1` and `/ws/console`."""
    room = Blueprint("console")
    guard(room, origins, bytes_at="/files")
    logins = Logins(rooms.database, rooms.bell, rooms.clock, rooms.new_id, rooms.settings)
    presence = Presence(rooms.database, rooms.clock)
    door = Gate(logins, https=origins.own.startswith("https:"), presence=presence)
    floor = rooms.handoffs.floor
    desk = Desk(rooms.database, rooms.clock, rooms.new_id, rooms.reaching, always_open=floor.always_open)
    passing = Passing(rooms.database, rooms.bell, floor, rooms.handoffs.wake)
    _sign_in_routes(room, rooms, logins, door)
    _reading_routes(room, door, desk)
    _handoff_routes(room, rooms.handoffs, door, desk)
    shelf = Shelf(rooms.database, rooms.clock)
    _writing_routes(room, rooms, door, desk, shelf)
    handling.add(room, door, desk, passing)
    notes.add(room, door, desk)
    calls.add(room, door, desk, floor, rooms.reaching.sealer)
    watching.add(room, door, desk, rooms.bell)
    papers.add(room, door, desk, shelf, rooms.bell)
    office.add(room, door, desk, rooms.reaching.sealer)
    attachments.add(room, door, desk, rooms.files, rooms.handoffs)
    openapi.add(room)
    live.add(room, origins, door, desk, rooms.bell, presence)
    return room


def _sign_in_routes(room: Blueprint, rooms: Rooms, logins: Logins, door: Gate) -> None:
    def me(staff: Staff) -> Json:
        who = {"id": staff.id, "login": staff.login, "name": staff.name, "role": staff.role}
        return {**who, "must_change": staff.must_change, "practice": rooms.settings.practice}

    def count(request: Request) -> None:
        if not rooms.tries.take(request.client_ip):
            raise Problem(429, "slow_down", "너무 여러 번 시도했어요. 1분 뒤에 다시 해 주세요.", {"retry-after": "60"})

    async def login(request: Request) -> HTTPResponse:
        count(request)
        sent = gate.body(request)
        name, password = gate.text(sent, "login", 60), gate.text(sent, "password", LONGEST_PASSWORD)
        staff, token = await logins.sign_in(name.strip().lower(), password, request.client_ip, door.token(request))
        return door.keep(said(me(staff)), token)

    async def change(request: Request) -> HTTPResponse:
        session = await door.anybody(request)
        count(request)
        sent = gate.body(request)
        current, new = gate.text(sent, "current", LONGEST_PASSWORD), gate.text(sent, "new", LONGEST_PASSWORD)
        await _check_new(logins, session.staff, current, new)
        token = await logins.change_password(session, new, request.client_ip)
        return door.keep(said({**me(session.staff), "must_change": False}), token)

    async def logout(request: Request) -> HTTPResponse:
        session = await door.anybody(request)
        await logins.sign_out(session, request.client_ip)
        if door.presence is not None:
            await door.presence.gone(session.staff.id)
        return door.drop(said({}))

    async def who(request: Request) -> HTTPResponse:
        return said(me((await door.anybody(request)).staff))

    async def practice(request: Request) -> HTTPResponse:
        return said({"practice": rooms.settings.practice})

    room.add_route(practice, "/api/v1/practice")
    room.add_route(login, "/api/v1/auth/login", methods=["POST"])
    room.add_route(change, "/api/v1/auth/password", methods=["POST"])
    room.add_route(logout, "/api/v1/auth/logout", methods=["POST"])
    room.add_route(who, "/api/v1/me")


async def _check_new(logins: Logins, staff: Staff, current: str, new: str) -> None:
    """Raise `Problem` unless `current` is right and `new` may be used."""
    if not await logins.passwords.fits(staff.password_hash, current):
        raise Problem(400, "wrong_password", "지금 비밀번호가 맞지 않아요.", field="current")
    if new == current:
        raise Problem(400, "weak_password", "지금과 다른 비밀번호를 골라 주세요.", field="new")
    try:
        passwords.check(new, staff.login, staff.name)
    except passwords.WeakPassword as weak:
        raise Problem(400, "weak_password", str(weak), field="new") from None


def _reading_routes(room: Blueprint, door: Gate, desk: Desk) -> None:
    async def queue(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        return said(await desk.waiting(session, request.client_ip))

    async def talks(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        scope = gate.one_of({"scope": request.args.get("scope", "mine")}, "scope", "mine", "closed")
        words = gate.clean(request.args.get("q", "")[:60]).strip()
        if words:
            return said({"items": await desk.search(session, words, request.client_ip)})
        return said({"items": await desk.talks(session, scope)})

    async def with_bot(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        return said({"items": await desk.with_bot(session, request.client_ip)})

    async def talk(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        return said(await desk.talk(session, id, request.client_ip))

    async def lines(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        after = gate.number(request.args.get("after_seq"), "after_seq") or 0
        return said({"items": await desk.messages(session, id, after, request.client_ip)})

    room.add_route(queue, "/api/v1/queue")
    room.add_route(talks, "/api/v1/conversations")
    room.add_route(with_bot, "/api/v1/bot-talks", name="bot_talks")
    room.add_route(talk, "/api/v1/conversations/<id:str>")
    room.add_route(lines, "/api/v1/conversations/<id:str>/messages", name="lines")


def _handoff_routes(room: Blueprint, handoffs: Handoffs, door: Gate, desk: Desk) -> None:
    async def accept(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        sent = gate.body(request)
        epoch, late = gate.number(sent.get("epoch"), "epoch"), sent.get("after_hours") is True
        wanted = await desk.handoff(id)
        await done(handoffs.accept(wanted.id, session.staff, epoch, after_hours=late))
        return said(await desk.talk(session, wanted.conversation_id, request.client_ip))

    async def give_back(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        held, sent = await desk.handoff_of_mine(session, id), gate.body(request)
        mode = cast(Mode, gate.one_of(sent, "mode", "resume", "restart", "menu"))
        outcome = _outcome(sent)
        ended = await done(handoffs.give_back(held.id, session.staff, mode, outcome))
        return said({"id": ended.id, "state": ended.state, "epoch": ended.epoch})

    async def resolve(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        held, sent = await desk.handoff_of_mine(session, id), gate.body(request)
        outcome, survey = _outcome(sent), gate.one_of(sent, "csat", "ask", "skip") == "ask"
        ended = await done(handoffs.resolve(held.id, session.staff, outcome, survey=survey))
        return said({"id": ended.id, "state": ended.state, "epoch": ended.epoch})

    room.add_route(accept, "/api/v1/handoffs/<id:str>/accept", methods=["POST"])
    room.add_route(give_back, "/api/v1/handoffs/<id:str>/return", methods=["POST"])
    room.add_route(resolve, "/api/v1/handoffs/<id:str>/resolve", methods=["POST"])


def _writing_routes(room: Blueprint, rooms: Rooms, door: Gate, desk: Desk, shelf: Shelf) -> None:
    async def wanted_card(sent: Json) -> tuple[Card, ...]:
        asked = sent.get("card")
        if asked is None:
            return ()
        known = asked if isinstance(asked, dict) else {}
        card = await shelf.card(gate.one_of(known, "kind", *KINDS), gate.text(known, "id", 80))
        if card is None:
            raise Problem(409, "gone", "이 카드는 마감됐거나 없어졌어요.", field="card")
        return (card,)

    async def say(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        sent = gate.body(request)
        cid = gate.text(sent, "client_msg_id", 64)
        text = gate.text(sent, "text", MAX_TEXT, least=0 if "card" in sent else 1)
        if not text.strip() and "card" not in sent:
            raise Problem(400, "empty", "보낼 말을 적어 주세요.", field="text")
        visible = cast(Literal["public", "internal"], gate.one_of(sent, "visibility", "public", "internal"))
        epoch = gate.number(sent.get("expect_epoch"), "expect_epoch")
        await desk.check(session, id)
        cards = await wanted_card(sent)
        stored = await done(rooms.handoffs.say(id, session.staff, cid, text, visible, epoch, cards))
        return said(message(stored, 0), status=201)

    async def typing(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        if not await desk.holds(session, id):
            raise unknown()
        name = session.staff.name
        rooms.bell.ring(wakeup.talk(id), kind="typing", on=True, author="counselor", name=name)
        return said({})

    room.add_route(say, "/api/v1/conversations/<id:str>/messages", methods=["POST"])
    room.add_route(typing, "/api/v1/conversations/<id:str>/typing", methods=["POST"])


def _outcome(sent: Json) -> str:
    """Return what came of a consultation: none ends without it. Raises `Problem` 400."""
    outcome = gate.text(sent, "outcome", LONGEST_OUTCOME).strip()
    if not outcome:
        raise Problem(400, "bad_field", "상담 결과를 골라 주세요.", field="outcome")
    return outcome
