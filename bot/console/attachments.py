"""Files at the desk: a counselor sends them in pieces, and opens what a talk that they may read holds; each look is
written down. The citizen's side of it is `channels.uploads`."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from bot.console import gate
from bot.console.answers import done, said
from bot.console.desk import Desk, message, unknown
from bot.console.gate import Gate
from bot.console.login import Session
from bot.privacy.contents import MIME
from bot.talk.files import PIECE, Files, Missing, NotTaken, OutOfStep
from bot.talk.handoff import Handoffs
from bot.web import pieces
from bot.web.problems import Problem
from bot.words import MEDIA, Json

PATH = "/api/v1/conversations/<id:str>/files"


def add(room: Blueprint, door: Gate, desk: Desk, files: Files, handoffs: Handoffs) -> None:
    async def send(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)  # before a byte of a stranger's is read
        await desk.check(session, id)
        piece = await pieces.read(request, PIECE)
        epoch = gate.number(request.args.get("expect_epoch"), "expect_epoch")
        try:
            told = await _take(desk, files, handoffs, session, id, piece, epoch)
        except OutOfStep as step:
            raise Problem(409, "out_of_step", "이어지지 않는 조각이에요.", at=step.at) from None
        except NotTaken as no:
            await files.cancel(session.staff.id, piece.cid)
            raise Problem(422, no.code, handoffs.floor.notices.say(no.code).text) from None
        return said(told)

    async def cancel(request: Request, id: str) -> HTTPResponse:
        session = await door.counselor(request)
        await files.cancel(session.staff.id, pieces.cid_of(request))
        return said({})

    async def get(request: Request, id: str, file: str) -> HTTPResponse:
        return await show(request, id, file, small=False)

    async def small(request: Request, id: str, file: str) -> HTTPResponse:
        return await show(request, id, file, small=True)

    async def show(request: Request, id: str, file: str, *, small: bool) -> HTTPResponse:
        session = await door.counselor(request)
        await desk.open(session, id, request.client_ip, "conversation.file", {"file": file[:40], "small": small})
        kept = await files.of_talk(id, file, staff=True)
        if kept is None:
            raise unknown()
        try:
            data = await files.read(kept, small=small)
        except Missing:
            raise unknown() from None
        return raw(data, headers=pieces.sent_as(kept.name, "image/jpeg" if small else MIME[kept.kind]))

    room.add_route(send, PATH, methods=["POST"], stream=True, name="send_file")
    room.add_route(cancel, PATH, methods=["DELETE"], name="cancel_file")
    room.add_route(get, f"{PATH}/<file:str>", name="get_file")
    room.add_route(small, f"{PATH}/<file:str>/small", name="small_file")


async def _take(
    desk: Desk, files: Files, handoffs: Handoffs, session: Session, id: str, piece: pieces.Piece, epoch: int | None
) -> Json:  # fmt: skip
    """Take a piece; the last one makes a line of the file."""
    staff = session.staff
    before = await handoffs.said(id, staff, piece.cid)
    if before is not None:
        return {"message": message(before, 0)}
    if not await desk.holds(session, id):
        raise Problem(409, "not_yours", "지금 맡고 있는 상담이 아니에요.")
    if (await desk.channel(id)) != "widget":
        raise Problem(409, "not_here", "메신저로는 파일을 보낼 수 없어요. 웹 링크를 보내 이어가 주세요.")
    await files.may_send(id, "counselor")
    there = await files.receive(staff.id, piece.cid, piece.at, piece.size, piece.data)
    if there < piece.size:
        return {"at": there}
    file = await files.keep(staff.id, piece.cid, piece.name)
    text = f"[{MEDIA['photo' if file.picture else 'file']}] {file.name}"
    try:
        stored = await done(handoffs.say(id, staff, piece.cid, text, expect_epoch=epoch, file=file))
    except BaseException:
        await files.discard([file.id])
        raise
    if (stored.body.get("file") or {}).get("id") != file.id:  # its twin was quicker
        await files.discard([file.id])
    return {"message": message(stored, 0)}
