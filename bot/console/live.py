"""The desk's socket: says when to look again, and what has no place in the database (typing). The API is the truth."""

from __future__ import annotations

import asyncio
import itertools
import json
import time

from sanic import Blueprint, Request, Websocket
from sanic.exceptions import WebsocketClosed
from websockets.exceptions import ConnectionClosed

from bot.console.desk import Desk
from bot.console.gate import Gate
from bot.console.login import Session, signed_out
from bot.console.presence import Presence
from bot.store import wakeup
from bot.store.wakeup import Bell
from bot.web.limits import Buckets
from bot.web.origin import Origins, guard_socket
from bot.web.problems import Problem, note
from bot.words import Json

PATH = "/ws/console"
LOOK_EVERY = 15.0
TYPING_TTL = 6
SEND_WITHIN = 15.0


def add(room: Blueprint, origins: Origins, door: Gate, desk: Desk, bell: Bell, presence: Presence) -> None:
    """Add `/ws/console` to the room. Only our own page opens it, and only for somebody who is signed in."""

    async def check(request: Request) -> None:
        if request.path == PATH:
            guard_socket(request, origins, embedded=False)
            request.ctx.session = await door.counselor(request)

    async def hints(request: Request, socket: Websocket) -> None:
        await Listener(socket, request.ctx.session, door.token(request), door, desk, bell, presence).run()

    room.on_request(check)
    room.add_websocket_route(hints, PATH)


class Listener:
    """One browser that listens. It is hung up on (4401) when its session ends."""

    def __init__(
        self, socket: Websocket, session: Session, token: str | None, door: Gate, desk: Desk, bell: Bell,
        presence: Presence,
    ) -> None:  # fmt: skip
        self.presence = presence
        self.socket = socket
        self.session = session
        self.token = token
        self.door = door
        self.desk = desk
        self.bell = bell
        self._shown: set[str] = set()
        self._viewing: object = None
        self._event_ids = itertools.count(1)
        self._frames = Buckets(600, 100, time.monotonic)

    async def run(self) -> None:
        """Pass hints on until the browser leaves or the session ends."""
        both = [asyncio.create_task(self._listen()), asyncio.create_task(self._tell())]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.cancelled():
                    task.result()
        except (WebsocketClosed, ConnectionClosed, TimeoutError):
            return
        except Exception as error:  # noqa: BLE001  a fault of ours: the browser comes back and asks the API
            note(error, "console socket")
            await self.socket.close(1011, "please come back")
        finally:
            for task in both:
                task.cancel()
            self._look_at(None)
            await asyncio.gather(*both, return_exceptions=True)

    async def _listen(self) -> None:
        while True:
            data = await self.socket.recv()
            if not self._frames.take(""):
                await self.socket.close(1013, "too many frames")
                return
            frame = _read(data)
            if frame.get("type") == "ping":
                await self.presence.beat(self.session.staff.id)
                self._look_at(self._viewing)
                await self._send({"type": "pong"})
            if "viewing" in frame:
                self._look_at(frame["viewing"])

    def _look_at(self, id: object) -> None:
        """They look at a talk (or at none); whoever else looks at it is told. The desk says what may be read."""
        where = id if isinstance(id, str) and len(id) <= 40 else None
        self._viewing = where
        for changed in self.presence.looks(self, self.session.staff.name, where):
            self.bell.ring(wakeup.DESK, kind="viewing", conversation_id=changed)

    async def _tell(self) -> None:
        with self.bell.listen(wakeup.DESK, signed_out(self.session.staff.id)) as ear:
            self._shown = await self.desk.shown_to(self.session)
            await self._send({"type": "hello", "event_id": 0})
            checked = time.monotonic()
            while True:
                hint = await self._hint(ear)
                if hint is None or hint["kind"] == "signed_out" or time.monotonic() - checked > LOOK_EVERY:
                    checked = time.monotonic()
                    if await self.door.logins.peek(self.token) is None:
                        await self.socket.close(4401, "signed out")
                        return
                if hint is not None:
                    await self._pass_on(hint)

    async def _hint(self, ear: asyncio.Queue[Json]) -> Json | None:
        try:
            async with asyncio.timeout(LOOK_EVERY):  # `wait_for` would swallow being let go when a ring comes just then
                return await ear.get()
        except TimeoutError:
            return None

    async def _pass_on(self, hint: Json) -> None:
        """Tell what concerns this counselor: the queue, who has whom, and what is said where they may read."""
        kind, id = hint["kind"], hint.get("conversation_id")
        if kind == "queue":
            await self._event({"type": "queue", "conversation_id": id})
        elif kind == "handoff":
            await self._handoff(hint)
        elif kind == "viewing" and await self.desk.shows(self.session, str(id)):
            await self._send({"type": "viewing", "conversation_id": id, "staff": self.presence.lookers(str(id))})
        elif kind in ("message", "delivered"):
            await self._message(str(id))
        elif kind == "typing" and await self.desk.holds(self.session, str(id)):
            author = {"kind": "citizen"}
            await self._send({"type": "typing", "conversation_id": id, "on": True, "ttl": TYPING_TTL, "author": author})

    async def _handoff(self, hint: Json) -> None:
        known = {name: hint.get(name) for name in ("id", "state", "owner", "conversation_id")}
        await self._event({"type": "handoff", **known})
        if hint.get("state") == "active" and hint.get("owner") != self.session.staff.name:
            await self._event({"type": "taken", "by": hint.get("owner"), "id": hint.get("id")})

    async def _message(self, id: str) -> None:
        """A message in a talk that is on this desk; one that has just left the desk (cancelled) changes the queue."""
        if await self.desk.shows(self.session, id):
            self._shown.add(id)
            await self._event({"type": "message", "conversation_id": id})
        elif id == self._viewing and id not in self._shown and await self._may_look(id):
            await self._event({"type": "message", "conversation_id": id})
        elif id in self._shown:
            self._shown.discard(id)
            await self._event({"type": "queue", "conversation_id": id})

    async def _may_look(self, id: str) -> bool:
        try:
            await self.desk.check(self.session, id)
        except Problem:
            return False
        return True

    async def _event(self, frame: Json) -> None:
        await self._send({**frame, "event_id": next(self._event_ids)})

    async def _send(self, frame: Json) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            await self.socket.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


def _read(data: object) -> Json:
    """Return a frame, or an empty one for what is none."""
    try:
        frame = json.loads(data) if isinstance(data, str) else None
    except (ValueError, RecursionError):
        frame = None
    return frame if isinstance(frame, dict) else {}
