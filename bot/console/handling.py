"""Routes by which a talk changes hands: transfer, offer, seize, and what a lead may do."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from bot.console import gate
from bot.console.answers import done, said
from bot.console.desk import Desk, unknown
from bot.console.gate import Gate
from bot.store import staff
from bot.store.rows import Handoff
from bot.talk.passing import Passing
from bot.web.problems import Problem

LONGEST_NOTE = 500


def add(room: Blueprint, door: Gate, desk: Desk, passing: Passing) -> None:
    async def transfer(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        held, sent = await desk.handoff_of_mine(session, id), gate.body(request)
        note = gate.text(sent, "note", LONGEST_NOTE)
        if not note.strip():
            raise Problem(400, "bad_field", "넘길 때에는 받는 분에게 남길 말을 적어 주세요.", field="note")
        if "team" in sent:
            team = gate.text(sent, "team", 40, least=0)
            return _state(await done(passing.transfer_to_team(held.id, session.staff, team, note)))
        return _state(await done(passing.transfer(held.id, session.staff, gate.text(sent, "to", 40), note)))

    async def take(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        held = await desk.handoff(id)
        await done(passing.accept_transfer(held.id, session.staff))
        return said(await desk.talk(session, held.conversation_id, request.client_ip))

    async def refuse(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        held = await desk.handoff(id)
        return _state(await done(passing.end_transfer(held.id, session.staff, "declined")))

    async def decline(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        return _state(await done(passing.decline((await desk.handoff(id)).id, session.staff)))

    async def requeue(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        held = await desk.handoff(id)
        if session.staff.role != "lead" and held.owner_id != session.staff.id:
            raise unknown()
        reason = gate.text(gate.body(request), "reason", LONGEST_NOTE)
        return _state(await done(passing.requeue(held.id, session.staff, reason)))

    async def reassign(request: Request, id: str) -> HTTPResponse:
        session = await door.lead(request)
        sent = gate.body(request)
        to, reason = gate.text(sent, "to", 40), gate.text(sent, "reason", LONGEST_NOTE)
        held = await desk.handoff(id)
        async with desk.database.read() as connection:
            receiver = await staff.get(connection, to)
        if receiver is None or receiver.role not in gate.DESK_ROLES or receiver.disabled_at is not None:
            raise unknown()
        await desk.note(session, "handoff.reassign", held.conversation_id, request.client_ip, {"to": to})
        return _state(await done(passing.reassign(held.id, session.staff, receiver, reason)))

    async def void(request: Request, id: str) -> HTTPResponse:
        session = await door.one_of(request, "lead", "admin")
        reason = gate.text(gate.body(request), "reason", LONGEST_NOTE)
        held = await desk.handoff(id)
        await desk.note(session, "handoff.void", held.conversation_id, request.client_ip, {})
        return _state(await done(passing.void(held.id, session.staff, reason)))

    async def join(request: Request, id: str) -> HTTPResponse:
        session = await door.lead(request)
        mode = gate.one_of(gate.body(request), "mode", "silent", "whisper", "visible")
        held = await desk.open_handoff(id)
        await desk.note(session, f"conversation.join.{mode}", id, request.client_ip, {})
        return _state(await done(passing.join(held.id, session.staff, mode)))

    async def seize(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        await desk.open(session, id, request.client_ip, "conversation.seize", {})
        await done(passing.seize(id, session.staff))
        return said(await desk.talk(session, id, request.client_ip))

    async def ask(request: Request, id: str) -> HTTPResponse:
        """A counselor asks for a person in a citizen's stead: idempotent."""
        session = await door.counselor(request)
        await desk.check(session, id)
        held, new = await done(passing.ask(id, gate.text(gate.body(request), "reason", 24, least=0)))
        return said({"id": held.id, "state": held.state, "epoch": held.epoch}, 201 if new else 200)

    for name, handler in (
        ("transfer", transfer), ("transfer/accept", take), ("transfer/decline", refuse), ("decline", decline),
        ("requeue", requeue), ("reassign", reassign), ("void", void),
    ):  # fmt: skip
        where = f"/api/v1/handoffs/<id:str>/{name}"
        room.add_route(handler, where, methods=["POST"], name=f"handoff_{name.replace('/', '_')}")
    room.add_route(join, "/api/v1/conversations/<id:str>/join", methods=["POST"])
    room.add_route(seize, "/api/v1/conversations/<id:str>/seize", methods=["POST"])
    room.add_route(ask, "/api/v1/conversations/<id:str>/handoffs", methods=["POST"], name="ask")


def _state(held: Handoff) -> HTTPResponse:
    state = "transfer_pending" if held.state == "active" and held.transfer_to else held.state
    return said({"id": held.id, "state": state, "epoch": held.epoch, "owner_name": held.owner_name})
