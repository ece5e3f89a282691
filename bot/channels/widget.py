"""The website's door: one WebSocket per window, on which nothing is lost, doubled or out of order.

    client  hello {token? | cookie?, continue?, identity?, forget?, last_seq, tab, talk?} · rcv {seq} · ping ·
            msg {cid, text | payload_id} · typing · new · context {context} · erase
    server  welcome {token?, practice, control, notice, talk} · msg {seq, cid?, author, kind, body, at} ·
            ack {cid, seq} · refused {cid, code, text} · live {seq} · reset · pong ·
            state {control, position?, counselor?} · typing {on, ttl, author}

After `hello` (`entrance` says who may show what) the client is sent what it misses, then `live {seq}`: it now has
everything up to there. `live` comes again whenever numbers were passed over (notes among staff take numbers, too).
`reset` means: forget what you show, all of it follows. Where no WebSocket gets through, `polling` has the same frames.
Close codes: 1008 not our client, 1009 frame too large, 1011 our fault, 1013 too many or too slow,
4401 this talk was wiped, 4408 no hello in time.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanic import Blueprint, HTTPResponse, Request, Websocket
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.channels import polling, uploads
from bot.channels.entrance import Entrance
from bot.channels.frames import BadFrame, number, read
from bot.channels.lookout import Lookout
from bot.channels.visit import Hangup, Tools, Visit, Wire, wait_for_frame
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.wakeup import Bell
from bot.talk.files import Files
from bot.talk.handoff import Handoffs
from bot.talk.inbox import Inbox
from bot.talk.moving import Moving
from bot.talk.notices import Notices
from bot.talk.outbox import Outbox
from bot.web.limits import Buckets, Seats
from bot.web.origin import Origins, guard_socket
from bot.web.pages import cookie_name
from bot.web.problems import Problem, note
from bot.words import Json

SOCKET = "/ws/widget"
HELLO_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the door stands on."""

    database: Database
    bell: Bell
    clock: Clock
    inbox: Inbox
    outbox: Outbox
    handoffs: Handoffs
    notices: Notices
    moving: Moving
    files: Files


@dataclass(frozen=True, slots=True)
class Limits:
    """`messages` per person, `seats` per address."""

    messages: Buckets
    seats: Seats


def blueprint(rooms: Rooms, origins: Origins, limits: Limits, *, practice: bool, key: str = "") -> Blueprint:
    """Return the rooms behind `/ws/widget`. `key`: what host sites sign their users' names with."""
    room = Blueprint("widget")
    door = WidgetDoor(rooms, limits, practice=practice, key=key)
    named = cookie_name(https=origins.own.startswith("https:"))

    def cookie(request: Request) -> str | None:
        """Only our own page comes by its cookie; a host site that shares our name may not use it."""
        own = origins.is_own(request.headers.get("origin"), request.headers.get("host", ""))
        return request.cookies.get(named) if own else None

    async def check(request: Request) -> None:
        if request.path == SOCKET:
            guard_socket(request, origins, embedded=True)

    room.on_request(check)

    async def talk(request: Request, socket: Websocket) -> None:
        await door.serve(socket, request.client_ip, cookie(request))

    async def poll(request: Request) -> HTTPResponse:
        headers = polling.allowed(request, origins)
        asked = polling.asked_of(request)
        return polling.told(await door.answer(asked, request.client_ip, cookie(request)), headers)

    async def before(request: Request) -> HTTPResponse:
        return polling.preflight(polling.allowed(request, origins))

    bounds = uploads.Bounds(limits.messages, limits.seats)
    uploads.add(room, uploads.UploadDoor(door.entrance, rooms.inbox, rooms.files, bounds), origins, cookie)
    room.add_websocket_route(talk, SOCKET)
    room.add_route(poll, f"{SOCKET}/poll", methods=["POST"])
    room.add_route(before, f"{SOCKET}/poll", methods=["OPTIONS"], name="before_poll")
    return room


class WidgetDoor:
    def __init__(self, rooms: Rooms, limits: Limits, *, practice: bool, key: str = "") -> None:
        self.rooms = rooms
        self.limits = limits
        self.practice = practice
        self.entrance = Entrance(
            rooms.database, rooms.inbox, rooms.moving, rooms.notices, rooms.files, rooms.clock, key
        )
        self.lookout = Lookout(rooms.database, rooms.bell)

    async def serve(self, socket: Websocket, address: str, cookie: str | None = None) -> None:
        """Serve one window until it leaves."""
        with self.limits.seats.sit(address) as seated:
            if not seated:
                await socket.close(1013, "too many connections from this address")
                return
            try:
                visit = await self._visit(await self._hello(socket), socket, cookie)
                await visit.run()
            except Hangup as reason:
                await socket.close(reason.code, reason.text)
            except (WebsocketClosed, ConnectionClosed):
                return
            except Exception as error:  # noqa: BLE001  a fault of ours: the client comes back and resumes
                note(error, "widget socket")
                await socket.close(1011, "please come back")

    async def answer(self, asked: Json, address: str, cookie: str | None) -> list[Json]:
        """Answer one request of a client that has no socket. Raises `Problem` 429 when its address has too many."""
        with self.limits.seats.sit(address) as seated:
            if not seated:
                raise Problem(429, "too_many", "연결이 너무 많아요. 잠시 뒤에 다시 해 주세요.")
            paper = polling.Paper()
            await polling.serve(await self._visit(asked["hello"], paper, cookie), paper, asked)
            return paper.said

    async def _visit(self, hello: Json, wire: Wire, cookie: str | None) -> Visit:
        guest = await self.entrance.enter(hello, cookie)
        rooms = self.rooms
        tools = Tools(
            rooms.database, rooms.bell, rooms.inbox, rooms.outbox, rooms.handoffs, rooms.notices, self.lookout,
            self.limits.messages,
        )  # fmt: skip
        greeting = {**guest.greeting, "practice": self.practice}
        visit = Visit(tools, wire, guest.session, guest.person, guest.conversation_id, greeting)
        talk = hello.get("talk")
        visit.sent = number(hello, "last_seq") if guest.known and talk in (None, guest.conversation_id) else 0
        visit.stale = visit.sent != number(hello, "last_seq")
        return visit

    async def _hello(self, socket: Websocket) -> Json:
        try:
            hello = read(await wait_for_frame(socket, HELLO_WITHIN))
        except TimeoutError:
            raise Hangup(4408, "no hello in time") from None
        except BadFrame as bad:
            raise Hangup(1008, bad.code) from None
        if hello["type"] != "hello":
            raise Hangup(1008, "say hello first")
        return hello
