"""One window's stay at the website's door: what it says is taken in, what it misses is sent, always read by `seq`."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from bot.channels.frames import BadFrame, aside, inbound, msg, number, read
from bot.channels.lookout import Lookout
from bot.store import turns, wakeup, widget_sessions
from bot.store.database import Database
from bot.store.rows import Conversation, Message
from bot.store.wakeup import Bell
from bot.talk.erasing import ERASED
from bot.talk.handoff import Handoffs, TalkState
from bot.talk.inbox import Inbox, Refused
from bot.talk.notices import Notices
from bot.talk.outbox import Outbox
from bot.web.limits import Buckets
from bot.words import Json

REPLAY = 200  # more than this is not replayed but shown anew, newest first kept
SEND_WITHIN = 15.0
TYPING_TTL = 6
TYPING_AGAIN = 4.0
FRAMES_PER_MINUTE, FRAMES_AT_ONCE = 1_200, 400  # a replay of 200 is acknowledged frame by frame
BAD_FRAMES_ALLOWED = 20
ACKNOWLEDGE_EVERY = 1.0  # seconds: one write for all that arrived meanwhile


class Wire(Protocol):
    """What a visit needs of a WebSocket, so that it can be held over plain requests, too."""

    async def recv(self) -> str | bytes | None: ...

    async def send(self, data: str) -> None: ...

    def fail_connection(self, code: int = ..., reason: str = ...) -> object: ...


class Hangup(Exception):
    """End the connection, and say why in the close frame."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Tools:
    """What a visit works with."""

    database: Database
    bell: Bell
    inbox: Inbox
    outbox: Outbox
    handoffs: Handoffs
    notices: Notices
    lookout: Lookout
    messages: Buckets


class Visit:
    """Runs a reader and a pusher until one of them ends. `sent`: the client has been sent everything up to there.

    `stale`: what the client shows is not this talk; it is told to forget it first.
    """

    def __init__(
        self, tools: Tools, socket: Wire, session: str, person: str, conversation_id: str, greeting: Json
    ) -> None:
        self.tools = tools
        self.socket = socket
        self.session = session
        self.person = person
        self.conversation_id = conversation_id
        self.greeting = greeting
        self.sent = 0
        self.stale = False
        self._acknowledged = 0
        self._noting: asyncio.Task[None] | None = None
        self._renewed = False
        self._awaiting = False
        self._state: TalkState | None = None
        self.told: Json | None = None
        self._frames = Buckets(FRAMES_PER_MINUTE, FRAMES_AT_ONCE, time.monotonic)
        self._bad = 0
        self._wrote = 0.0

    async def run(self) -> None:
        """Serve the window until it leaves. Raises `Hangup` to end it."""
        both = [asyncio.create_task(self._listen()), asyncio.create_task(self._push())]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.cancelled():
                    task.result()
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            await self.close()

    async def close(self) -> None:
        """Write down what was still to be written down."""
        if self._noting is not None:
            self._noting.cancel()
            self._noting = None
            await self._note()

    # ---- what the client says

    async def _listen(self) -> None:
        while True:
            await self.hear(await self.socket.recv())

    async def hear(self, data: str | bytes | None) -> None:
        """Do what one frame says; a bad one is refused. Raises `Hangup` when there are too many."""
        do: dict[str, Callable[[Json], Awaitable[None]]] = {
            "msg": self._on_msg, "rcv": self._on_rcv, "ping": self._on_ping, "typing": self._on_typing,
            "new": self._on_new, "context": self._on_aside, "erase": self._on_erase,
        }  # fmt: skip
        if not self._frames.take(""):
            raise Hangup(1013, "too many frames")
        try:
            frame = read(data)
            if frame["type"] in do:
                await do[frame["type"]](frame)
        except BadFrame as bad:
            await self._refuse(bad.cid, bad.code, "")
            self._count_bad()

    async def _on_msg(self, frame: Json) -> None:
        said = inbound(frame, self.person)
        if not self.tools.messages.take(self.person):
            await self._refuse(said.external_id, "slow_down", self.tools.notices.say("slow_down").text)
            return
        try:
            accepted = await self.tools.inbox.accept(said)
        except Refused as no:
            await self._refuse(said.external_id, no.code, no.text)
            return
        await self._send({"type": "ack", "cid": said.external_id, "seq": accepted.seq})

    async def _on_rcv(self, frame: Json) -> None:
        seq = min(number(frame, "seq"), self.sent)
        if seq <= self._acknowledged:
            return
        self._acknowledged = seq
        if self._state is not None and self._state.control == "human":  # the desk watches each of its words arrive
            await self._note()
            self.tools.bell.ring(wakeup.DESK, kind="delivered", conversation_id=self.conversation_id)
        elif self._noting is None:
            self._noting = asyncio.create_task(self._note_later())

    async def _note_later(self) -> None:
        await asyncio.sleep(ACKNOWLEDGE_EVERY)
        self._noting = None
        await self._note()

    async def _note(self) -> None:
        """Write down how far the client is. If this is lost with the process, the client only says it again."""
        await self.tools.outbox.acknowledge(self.conversation_id, self._acknowledged)

    async def _on_ping(self, frame: Json) -> None:
        await self._send({"type": "pong"})

    async def _on_typing(self, frame: Json) -> None:
        now = time.monotonic()
        if self._state is None or self._state.control != "human" or now - self._wrote < TYPING_AGAIN / 2:
            return
        self._wrote = now
        self.tools.bell.ring(wakeup.DESK, kind="typing", conversation_id=self.conversation_id, author="citizen")

    async def _on_new(self, frame: Json) -> None:
        """Begin a new talk, unless they come too fast; either way the window is shown where it is now."""
        if self.tools.messages.take(self.person):
            await self.tools.inbox.start_over("widget", self.person)
        self._renewed = True
        self.tools.bell.ring(wakeup.talk(self.conversation_id), kind="state")

    async def _on_aside(self, frame: Json) -> None:
        """What is said beside the talk: where the citizen is on the host site."""
        if not self.tools.messages.take(self.person):
            return
        said = aside(frame)
        if said is not None:
            await self.tools.inbox.remark(self.conversation_id, said.text, said.event)

    async def _on_erase(self, frame: Json) -> None:
        """The citizen, who was asked whether they are sure, wants to be forgotten."""
        if self.tools.messages.take(self.person):
            await self.tools.inbox.erase(self.conversation_id)
        else:
            await self._refuse(None, "slow_down", self.tools.notices.say("slow_down").text)

    async def _refuse(self, cid: str | None, code: str, text: str) -> None:
        await self._send({"type": "refused", "cid": cid, "code": code, "text": text})

    def _count_bad(self) -> None:
        self._bad += 1
        if self._bad > BAD_FRAMES_ALLOWED:
            raise Hangup(1008, "too many bad frames")

    # ---- what the client is sent

    async def _push(self) -> None:
        while True:
            id = self.conversation_id
            with self.tools.bell.listen(wakeup.talk(id)) as ear, self.tools.lookout.watch(id):
                await self.begin()
                await self._follow(ear)
            await self.move_on()

    async def move_on(self) -> None:
        """Turn to the talk that is now the person's."""
        self.conversation_id = await self.tools.inbox.join("widget", self.person)
        self.sent, self.stale, self._state, self.told, self._renewed = 0, True, None, None, False

    async def wait(self, seconds: float, said: Callable[[], bool]) -> None:
        """For a client that asks: send what it misses, or wait until there is something, or until the time is over."""
        ends = time.monotonic() + seconds
        id = self.conversation_id
        with self.tools.bell.listen(wakeup.talk(id)) as ear, self.tools.lookout.watch(id):
            moved = await self._catch_up()
            while not moved and not said() and (left := ends - time.monotonic()) > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        hint = await self._hint(ear)
                    moved = await self._heed(hint)
        if moved:
            await self.move_on()
            await self.begin()

    async def begin(self) -> None:
        """Greet, send what the client misses, and say when it has everything."""
        talk, missed = await self._since(self.sent, REPLAY + 1)
        if self.stale or self.sent >= talk.next_seq or len(missed) > REPLAY or _erased(missed):
            self.stale = True
            missed = await self.tools.outbox.newest(talk.id, REPLAY)
        if self.stale:
            await self._send({"type": "reset"})
        await self._send({"type": "welcome", **self.greeting, "control": talk.control, "talk": talk.id})
        await self._send_all(missed)
        self.stale, self._acknowledged = False, talk.delivered_seq
        self.sent = max(talk.next_seq - 1, *(m.seq for m in missed), 0)
        await self._send({"type": "live", "seq": self.sent})
        await self._tell_state(talk)
        await self._tell_typing()

    async def _follow(self, ear: asyncio.Queue[Json]) -> None:
        """Send what comes, until the person's talk is another one."""
        while not self._renewed:
            if await self._heed(await self._hint(ear)):
                return

    async def _heed(self, hint: Json | None) -> bool:
        """Send what a ring is about; return whether the person has moved on to another talk."""
        if hint is None:
            await self._tell_typing()
        elif hint.get("kind") == "typing":
            await self._forward_typing(hint)
        elif hint.get("kind") == "undone":  # a line was taken back: what the window shows is sent anew
            self.stale = True
            await self.begin()
        else:
            return await self._catch_up()
        return False

    async def _hint(self, ear: asyncio.Queue[Json]) -> Json | None:
        """Wait for a ring, taking many at once as one; None when it is time to renew the bot's typing."""
        try:
            async with asyncio.timeout(TYPING_AGAIN if self._awaiting else None):
                hint = await ear.get()
        except TimeoutError:
            return None
        while hint.get("kind") == "typing" and not ear.empty():
            hint = ear.get_nowait()
        while hint.get("kind") != "typing" and not ear.empty():
            more = ear.get_nowait()
            hint = more if more.get("kind") == "undone" else hint
        return hint

    async def _catch_up(self) -> bool:
        """Send everything beyond `sent`; return whether the person has moved on to another talk."""
        while True:
            talk, fresh = await self._since(self.sent)
            if talk.control == "closed":
                await self._still_known()
                if await self.tools.inbox.join("widget", self.person) != talk.id:
                    return True
            if _erased(fresh):  # what the window shows is no longer there
                self.stale = True
                await self.begin()
                return False
            await self._send_all(fresh)
            newest = fresh[-1].seq if len(fresh) == REPLAY else max(talk.next_seq - 1, *(m.seq for m in fresh), 0)
            passed_over = newest - self.sent > len(fresh)
            self.sent = max(self.sent, newest)
            if passed_over:
                await self._send({"type": "live", "seq": self.sent})
            if len(fresh) < REPLAY:
                break
        await self._tell_state(talk)
        return False

    async def _still_known(self) -> None:
        """Raise `Hangup` when the citizen has wiped this talk somewhere: no window may go on showing it."""
        async with self.tools.database.read() as connection:
            if await widget_sessions.ended(connection, self.session):
                await self._send({"type": "reset"})
                raise Hangup(4401, "this talk was wiped")

    async def _send_all(self, messages: list[Message]) -> None:
        for message in messages:
            await self._send(msg(message))
            if message.author_kind != "system":
                self._awaiting = message.author_kind == "citizen"

    async def _tell_state(self, talk: Conversation) -> None:
        """Say who has the floor, if that is news. A counselor keeps it for a whole epoch; places change within one."""
        state = TalkState(talk.control, talk.epoch)
        if talk.control == "human" and self._state is not None and self._state.epoch == talk.epoch:
            state = self._state
        elif talk.control in ("queued", "human"):
            state = await self.tools.handoffs.state(talk.id)
        self._state = state
        self._awaiting = self._awaiting and state.control == "bot"
        said = {"control": state.control, "position": state.position, "counselor": state.counselor}
        told = {name: value for name, value in said.items() if value is not None}
        if told != self.told:
            self.told = told
            await self._send({"type": "state", **told})

    async def _tell_typing(self) -> None:
        """While a turn waits for the engine the bot is at it; the dots end by themselves if we say no more."""
        if not self._awaiting:
            return
        async with self.tools.database.read() as connection:
            self._awaiting = await turns.next_of(connection, self.conversation_id) is not None
        if self._awaiting:
            await self._forward_typing({"on": True})

    async def _forward_typing(self, hint: Json) -> None:
        author = {"kind": str(hint.get("author", "bot")), "name": hint.get("name")}
        if author["kind"] == "bot" and self._state is not None and self._state.control != "bot":
            return
        await self._send({"type": "typing", "on": bool(hint.get("on")), "ttl": TYPING_TTL, "author": author})

    async def _since(self, seq: int, limit: int = REPLAY) -> tuple[Conversation, list[Message]]:
        """Return the talk as it is and what the client may see beyond `seq`, in one look."""
        found = await self.tools.outbox.since(self.conversation_id, seq, limit)
        if found is None:
            raise Hangup(1011, "the talk is gone")
        return found

    async def _send(self, frame: Json) -> None:
        """Send one frame; a reader that is too slow for it is let go."""
        try:
            async with asyncio.timeout(SEND_WITHIN):
                await self.socket.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))
        except TimeoutError:
            self.socket.fail_connection(1013, "too slow")
            raise Hangup(1013, "too slow") from None


async def wait_for_frame(socket: Wire, seconds: float) -> str | bytes | None:
    """Return the next frame. Raises `TimeoutError`."""
    async with asyncio.timeout(seconds):
        return await socket.recv()


def _erased(lines: list[Message]) -> bool:
    return any(line.body.get("event") == ERASED for line in lines)
