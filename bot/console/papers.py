"""Routes of the desk's tools: cards to insert, judging again, taking a line back, a masked copy for a reason."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console import gate
from bot.console.answers import said
from bot.console.desk import AT_MOST, Desk, unknown
from bot.console.gate import Gate
from bot.console.shelf import KINDS, Shelf, programmes
from bot.privacy.masking import mask
from bot.store import deliveries, messages, wakeup
from bot.store.wakeup import Bell
from bot.talk.hours import SEOUL
from bot.web.problems import Problem
from bot.words import Json

UNDO_SECONDS = 8  # five on the button, the rest for the way
WHO = {"citizen": "이용자", "bot": "일자리톡(봇)", "system": "안내"}
MOST_FACTS = 40


def add(room: Blueprint, door: Gate, desk: Desk, shelf: Shelf, bell: Bell) -> None:
    async def cards(request: Request) -> HTTPResponse:
        await door.counselor(request)
        kind = gate.one_of({"kind": request.args.get("kind", "vacancy")}, "kind", *KINDS)
        words = gate.clean(request.args.get("q", "")[:60])
        return said({"items": [card.wire() for card in await shelf.find(kind, words)]})

    async def names(request: Request) -> HTTPResponse:
        await door.counselor(request)
        return said({"items": [{"id": id, "name": known[0]} for id, known in programmes()]})

    async def judge(request: Request, id: str) -> HTTPResponse:
        """Judge with the facts a counselor corrected; nothing of it is kept."""
        session = await door.counselor(request)
        await desk.open(session, id, request.client_ip, "conversation.judge", {})
        sent = gate.body(request)
        facts = sent.get("facts")
        if not isinstance(facts, dict) or len(facts) > MOST_FACTS:
            raise Problem(400, "bad_field", "facts: 항목과 값을 보내 주세요.", field="facts")
        return said(await shelf.judge(gate.text(sent, "programme", 60), facts))

    async def undo(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        await desk.check(session, id)
        seq = gate.number(gate.body(request).get("seq"), "seq") or 0
        await desk.database.write(lambda c: _undo(c, desk, id, seq, session.staff.id))
        bell.ring(wakeup.talk(id), kind="undone")
        bell.ring(wakeup.DESK, kind="message", conversation_id=id)
        return said({"seq": seq})

    async def export(request: Request, id: str) -> HTTPResponse:
        """A masked copy. Leads may take one; why is written down first."""
        session = await door.lead(request)
        reason = gate.text(gate.body(request), "reason", 200, least=2)
        await desk.open(session, id, request.client_ip, "export", {"reason": reason})
        async with desk.database.read() as connection:
            lines = await messages.after(connection, id, 0, messages.PUBLIC, AT_MOST)
        return said({"items": [
            {"at": line.created_at.astimezone(SEOUL).isoformat(timespec="minutes"),
             "who": WHO.get(line.author_kind, "상담사"), "text": mask(str(line.body.get("text", ""))).text,
             "cards": [card["title"] for card in line.body.get("cards", ())]}
            for line in lines
        ]})  # fmt: skip

    room.add_route(cards, "/api/v1/cards", name="cards")
    room.add_route(names, "/api/v1/programmes", name="programmes")
    room.add_route(judge, "/api/v1/conversations/<id:str>/judge", methods=["POST"], name="judge")
    room.add_route(undo, "/api/v1/conversations/<id:str>/messages/undo", methods=["POST"], name="undo")
    room.add_route(export, "/api/v1/conversations/<id:str>/export", methods=["POST"], name="export")


async def _undo(connection: AsyncConnection, desk: Desk, id: str, seq: int, staff_id: str) -> None:
    """Take one's own fresh line back: it keeps its number and is seen by staff only. Raises `Problem` 409."""
    found = [line for line in await messages.after(connection, id, seq - 1, messages.PUBLIC, 1) if line.seq == seq]
    line = found[0] if found and found[0].author_id == staff_id else None
    if line is None:
        raise unknown()
    went = (await deliveries.of(connection, id, seq - 1)).get(seq)
    late = (desk.clock() - line.created_at).total_seconds() > UNDO_SECONDS
    if late or (went is not None and went.state != "queued"):
        raise Problem(409, "too_late", "이미 전달되어 되돌릴 수 없어요.")
    if went is not None:
        await deliveries.finish(connection, id, [seq], "failed", desk.clock(), code="undone", text="taken back")
    body: Json = {**line.body, "undone": True}
    await messages.take_back(connection, id, seq, body)
