"""Routes for callbacks: the list without numbers, a number shown only for a purpose that is written down, results."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from bot.console import gate
from bot.console.answers import said
from bot.console.desk import Desk, unknown
from bot.console.gate import Gate
from bot.console.login import Session
from bot.privacy.sealing import Sealer, Unsealable
from bot.store import callbacks, duty
from bot.store.callbacks import Callback
from bot.talk.callbacks import Callbacks
from bot.talk.floor import Floor
from bot.talk.hours import in_words
from bot.web.problems import Problem
from bot.words import Json

SHOWN = ("booked", "due", "calling", "no_answer")
RESULTS = ("done", "no_answer", "wrong_number", "cancelled")
PURPOSES = ("callback", "safety", "correction")
MOST_SLOTS = 32


def add(room: Blueprint, door: Gate, desk: Desk, floor: Floor, sealer: Sealer) -> None:
    booking = Callbacks(floor, sealer)

    async def listed(request: Request) -> HTTPResponse:
        session = await door.counselor(request)
        async with desk.database.read() as connection:
            found = await callbacks.listed(connection, SHOWN)
            mine = await duty.of(connection, session.staff.id)
        ours = [one for one in found if mine is None or mine.serves(one.team_id)]
        ids: Json = {"conversations": [one.conversation_id for one in ours]}
        await desk.note(session, "callbacks.view", None, request.client_ip, ids)
        return said({"items": [_card(one) for one in ours]})

    async def slots(request: Request) -> HTTPResponse:
        await door.counselor(request)
        async with desk.database.read() as connection:
            found = await booking.free(connection, request.args.get("team", "")[:40], desk.clock(), MOST_SLOTS)
        return said({"items": [{"start": slot.isoformat(), "words": in_words(slot)} for slot in found]})

    async def reveal(request: Request, id: str) -> HTTPResponse:
        """Show the number, once the purpose is in the access log."""
        session = await door.counselor(request)
        wanted, sent = await _known(session, id), gate.body(request)
        if sent.get("purpose") not in PURPOSES:
            raise Problem(400, "bad_field", "번호를 왜 보는지 골라 주세요.", field="purpose")
        purpose = gate.one_of(sent, "purpose", *PURPOSES)
        await desk.note(
            session, "person.reveal_phone", wanted.conversation_id, request.client_ip,
            {"callback": wanted.id, "purpose": purpose},
        )  # fmt: skip
        if wanted.phone is None:
            raise unknown()
        try:
            number = sealer.open(wanted.phone, f"callback:{wanted.id}")
        except Unsealable:
            raise Problem(500, "unreadable", "번호를 열 수 없어요. 열쇠가 바뀌었는지 관리자에게 물어보세요.") from None
        await desk.database.write(
            lambda c: callbacks.change(c, id, ("booked", "due"), state="calling", assigned_to=session.staff.id)
        )
        return said({"phone": number})

    async def result(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        wanted, sent = await _known(session, id), gate.body(request)
        if sent.get("result") not in RESULTS:
            raise Problem(400, "bad_field", "전화 결과를 골라 주세요.", field="result")
        chosen = gate.one_of(sent, "result", *RESULTS)
        note = gate.text(sent, "note", 500, least=0)
        values: Json = {
            "result": chosen, "result_note": note, "attempts": wanted.attempts + 1, "assigned_to": session.staff.id
        }
        if chosen == "no_answer" and wanted.attempts < 2:
            values["state"] = "no_answer"
        else:
            over = {"state": "cancelled" if chosen == "cancelled" else "done", "place": None, "phone": None}
            values |= {**over, "ended_at": desk.clock()}
        changed = await desk.database.write(lambda c: callbacks.change(c, id, SHOWN, **values))
        if not changed:
            raise Problem(409, "gone", "이미 끝났거나 취소된 예약이에요.")
        return said({"id": id, "state": values["state"]})

    async def _known(session: Session, id: str) -> Callback:
        async with desk.database.read() as connection:
            found = await callbacks.get(connection, id) if len(id) <= 40 else None
            mine = await duty.of(connection, session.staff.id)
        if found is None or found.state not in SHOWN or (mine is not None and not mine.serves(found.team_id)):
            raise unknown()
        return found

    room.add_route(listed, "/api/v1/callbacks", name="callbacks")
    room.add_route(slots, "/api/v1/callbacks/slots", name="callback_slots")
    room.add_route(reveal, "/api/v1/callbacks/<id:str>/reveal", methods=["POST"], name="callback_reveal")
    room.add_route(result, "/api/v1/callbacks/<id:str>/result", methods=["POST"], name="callback_result")


def _card(one: Callback) -> Json:
    return {
        "id": one.id, "conversation_id": one.conversation_id, "channel": one.channel, "state": one.state,
        "slot_start": one.slot_start.isoformat(), "words": in_words(one.slot_start), "topic": one.topic,
        "phone": f"***-****-{one.phone_tail}" if one.phone_tail else None, "attempts": one.attempts,
        "assigned_to": one.assigned_to,
    }  # fmt: skip
