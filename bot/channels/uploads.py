"""Files at the website's door: sent in pieces while a person has the floor, opened by a link that holds for a minute.

    POST   /ws/widget/file?cid=&at=&size=&name=   a piece   → {"at": n} | {"seq": n, "file": {…}} | 409 {"at": n}
    DELETE /ws/widget/file?cid=                   cancelled
    POST   /ws/widget/file/open {hello, id}       → {"url": …}
    GET    /files/<signed>                        the file, as a download

Who sends says so in `x-hello`: the `hello` of the socket as base64url JSON; a session that is not known is not let in.
The `cid` is a message's, with all its promises: a piece or a whole file that comes twice is there once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, raw
from sanic.response import json as answer

from bot.channels import polling
from bot.channels.entrance import CHANNEL, Entrance, Guest
from bot.privacy.contents import MIME, PICTURES
from bot.talk.files import PIECE, Files, Missing, NotTaken, OutOfStep
from bot.talk.inbox import Inbox, Refused
from bot.web import pieces
from bot.web.limits import Buckets, Seats
from bot.web.origin import Origins
from bot.web.problems import Problem
from bot.words import Attachment, Inbound, Json

PATH, OPEN, LINK = "/ws/widget/file", "/ws/widget/file/open", "/files"
LONGEST_HELLO = 2_000
GONE = "지워졌거나 열 수 있는 시간이 지난 파일이에요. 대화 창에서 다시 받아 주세요."
Cookie = Callable[[Request], str | None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """`messages` per person, `seats` per address."""

    messages: Buckets
    seats: Seats


def add(room: Blueprint, door: UploadDoor, origins: Origins, cookie: Cookie) -> None:
    """Put the routes into the widget's room."""

    async def told(request: Request, work: Callable[[], Awaitable[Json]]) -> HTTPResponse:
        """Answer in a way that a host site's page may read, also when it is a refusal."""
        headers = polling.allowed(request, origins)
        try:
            return answer(await work(), headers=headers)
        except Problem as problem:
            problem.headers.update(headers)
            raise

    async def send(request: Request) -> HTTPResponse:
        async def work() -> Json:
            piece = await pieces.read(request, PIECE)
            return await door.take(await door.guest(_hello(request), cookie(request)), piece, request.client_ip)

        return await told(request, work)

    async def cancel(request: Request) -> HTTPResponse:
        async def work() -> Json:
            guest = await door.guest(_hello(request), cookie(request))
            await door.files.cancel(guest.person, pieces.cid_of(request))
            return {}

        return await told(request, work)

    async def link(request: Request) -> HTTPResponse:
        async def work() -> Json:
            asked = polling.asked_of(request)
            guest = await door.guest(asked["hello"], cookie(request))
            file = await door.files.of_talk(guest.conversation_id, str(asked.get("id", "")))
            if file is None:
                raise Problem(404, "not_found", GONE)
            return {"url": f"{LINK}/{door.files.link(file)}"}

        return await told(request, work)

    async def get(request: Request, signed: str) -> HTTPResponse:
        file = await door.files.linked(signed)
        try:
            data = await door.files.read(file) if file is not None else None
        except Missing:
            data = None
        if file is None or data is None:
            raise Problem(404, "not_found", GONE)
        return raw(data, headers=pieces.sent_as(file.name, MIME[file.kind]))

    async def before(request: Request) -> HTTPResponse:
        more = {"access-control-allow-methods": "POST, DELETE", "access-control-allow-headers": "content-type, x-hello"}
        return empty(204, {**polling.allowed(request, origins), **more, "access-control-max-age": "600"})

    room.add_route(send, PATH, methods=["POST"], stream=True, name="send_file")
    room.add_route(cancel, PATH, methods=["DELETE"], name="cancel_file")
    room.add_route(link, OPEN, methods=["POST"], name="link_file")
    room.add_route(get, f"{LINK}/<signed:str>", name="get_file")
    room.add_route(before, PATH, methods=["OPTIONS"], name="before_file")
    room.add_route(before, OPEN, methods=["OPTIONS"], name="before_open_file")


class UploadDoor:
    """Takes files from citizens: into the folder piece by piece, into the talk when they are whole."""

    def __init__(self, entrance: Entrance, inbox: Inbox, files: Files, bounds: Bounds) -> None:
        self.entrance = entrance
        self.inbox = inbox
        self.files = files
        self.bounds = bounds

    async def guest(self, hello: Json, cookie: str | None) -> Guest:
        """Return who this is. Raises `Problem` 401."""
        guest = await self.entrance.recognise(hello, cookie)
        if guest is None:
            raise Problem(401, "unknown", "먼저 대화를 열어 주세요.")
        return guest

    async def take(self, guest: Guest, piece: pieces.Piece, address: str) -> Json:
        """Take a piece; the last one makes a message of the file. Raises `Problem`."""
        with self.bounds.seats.sit(address) as seated:
            if not seated:
                raise Problem(429, "slow_down", self._say("slow_down"))
            try:
                return await self._take(guest, piece)
            except OutOfStep as step:
                raise Problem(409, "out_of_step", "이어지지 않는 조각이에요.", at=step.at) from None
            except NotTaken as no:
                await self.files.cancel(guest.person, piece.cid)
                raise Problem(422, no.code, self._say(no.code)) from None
            except Refused as no:
                raise Problem(422, no.code, no.text) from None

    async def _take(self, guest: Guest, piece: pieces.Piece) -> Json:
        before = await self.inbox.earlier(CHANNEL, guest.person, piece.cid)
        if before is not None:
            return {"seq": before.seq, "file": before.body.get("file")}
        if piece.at == 0:
            await self._may_begin(guest)
        there = await self.files.receive(guest.person, piece.cid, piece.at, piece.size, piece.data)
        if there < piece.size:
            return {"at": there}
        file = await self.files.keep(guest.person, piece.cid, piece.name)
        try:
            await self.files.may_send(guest.conversation_id, "citizen")
            accepted = await self.inbox.accept(self._inbound(guest.person, piece.cid, file))
        except BaseException:
            await self.files.discard([file.id])
            raise
        if accepted.duplicate:
            await self.files.discard([file.id])
            return await self._take(guest, piece)
        return {"seq": accepted.seq, "file": file.wire()}

    async def _may_begin(self, guest: Guest) -> None:
        """Say at once what would be said at the end."""
        if not self.bounds.messages.take(guest.person):
            raise Refused("slow_down", self._say("slow_down"))
        talk = await self.inbox.find(CHANNEL, guest.person)
        if talk is None or talk.control != "human":
            raise NotTaken("file_not_now")
        await self.files.may_send(talk.id, "citizen")

    def _inbound(self, person: str, cid: str, file: Attachment) -> Inbound:
        media = "photo" if file.kind in PICTURES else "file"
        return Inbound(CHANNEL, person, cid, file.name, media=media, file=file)

    def _say(self, name: str) -> str:
        return self.inbox.floor.notices.say(name).text


def _hello(request: Request) -> Json:
    """Return what `x-hello` says. Raises `Problem` 400."""
    said = request.headers.get("x-hello", "")[:LONGEST_HELLO]
    try:
        hello: Any = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except ValueError:
        raise Problem(400, "bad_request", "요청을 이해하지 못했어요.") from None
    if not isinstance(hello, dict):
        raise Problem(400, "bad_request", "요청을 이해하지 못했어요.")
    return hello
