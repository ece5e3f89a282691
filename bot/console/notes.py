"""Routes for what a counselor keeps at hand: drafts on the server, how far they read, snippets, outcome codes."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from bot.console import gate
from bot.console.answers import said
from bot.console.desk import Desk, unknown
from bot.console.gate import Gate
from bot.console.login import Session
from bot.store import duty, notebook, outcomes
from bot.web.problems import Problem
from bot.words import MAX_TEXT, Json

SCOPES = ("me", "team", "all")


def add(room: Blueprint, door: Gate, desk: Desk) -> None:
    async def draft(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        await desk.check(session, id)
        sent = gate.body(request)
        text, note = gate.text(sent, "text", 2 * MAX_TEXT, least=0), sent.get("note") is True
        at = desk.clock()
        await desk.database.write(lambda c: notebook.keep_draft(c, session.staff.id, id, text, note, at))
        return said({})

    async def read(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        await desk.check(session, id)
        seq = gate.number(gate.body(request).get("seq"), "seq") or 0
        await desk.database.write(lambda c: notebook.read_to(c, session.staff.id, id, seq))
        return said({})

    async def snippets(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        async with desk.database.read() as connection:
            mine = await duty.of(connection, session.staff.id)
            found = await notebook.snippets(connection, session.staff.id, mine.teams if mine else ())
        return said({"items": [_plain(row) for row in found]})

    async def keep(request: Request) -> HTTPResponse:
        session = await door.one_of(request, "counselor", "lead", "admin")
        sent = gate.body(request)
        scope = gate.one_of(sent, "scope", *SCOPES)
        may = {"counselor": ("me",), "lead": ("me", "team"), "admin": ("all",)}[session.staff.role]
        if scope not in may:
            raise Problem(403, "not_your_role", "이 범위의 문구는 고칠 수 없어요.", field="scope")
        id = gate.text(sent, "id", 40, least=0)
        if id:
            await _mine(id, session)
        team = gate.text(sent, "team_id", 40, least=0) if scope == "team" else None
        values: Json = {
            "scope": scope, "team_id": team or None, "owner_id": session.staff.id,
            "shortcut": gate.text(sent, "shortcut", 20), "title": gate.text(sent, "title", 60),
            "body": gate.text(sent, "body", MAX_TEXT),
        }  # fmt: skip
        id = id or desk.new_id()
        await desk.database.write(lambda c: notebook.keep_snippet(c, id, values, desk.clock()))
        return said({"id": id}, 201)

    async def drop(request: Request, id: str) -> HTTPResponse:
        session = await door.one_of(request, "counselor", "lead", "admin")
        await _mine(id, session)
        await desk.database.write(lambda c: notebook.drop_snippet(c, id))
        return said({})

    async def used(request: Request, id: str) -> HTTPResponse:
        await door.counselor(request)
        await desk.database.write(lambda c: notebook.used(c, id[:40], desk.clock()))
        return said({})

    async def codes(request: Request) -> HTTPResponse:
        await door.one_of(request, "counselor", "lead", "admin")
        async with desk.database.read() as connection:
            found = await outcomes.listed(connection)
        return said({"items": [{"code": row["code"], "label": row["label"]} for row in found]})

    async def _mine(id: str, session: Session) -> None:
        async with desk.database.read() as connection:
            row = await notebook.snippet_of(connection, id[:40])
        role = session.staff.role
        allowed = row is not None and (
            row["owner_id"] == session.staff.id or (role == "lead" and row["scope"] == "team")
            or (role == "admin" and row["scope"] == "all")
        )  # fmt: skip
        if not allowed:
            raise unknown()

    room.add_route(draft, "/api/v1/conversations/<id:str>/draft", methods=["POST"])
    room.add_route(read, "/api/v1/conversations/<id:str>/read", methods=["POST"])
    room.add_route(snippets, "/api/v1/snippets")
    room.add_route(keep, "/api/v1/snippets", methods=["POST"], name="keep_snippet")
    room.add_route(drop, "/api/v1/snippets/<id:str>/delete", methods=["POST"], name="drop_snippet")
    room.add_route(used, "/api/v1/snippets/<id:str>/used", methods=["POST"], name="used_snippet")
    room.add_route(codes, "/api/v1/outcomes")


def _plain(row: Json) -> Json:
    return {name: row[name] for name in ("id", "scope", "shortcut", "title", "body", "uses")}
