"""Answers one skill call inside Kakao's five seconds, whatever the engine does.

A call is taken in like any message; then the lines that wait are taken out of the outbox into the response. They count
as sent once the response has been written to the platform: what a death or a broken line keeps from it waits on. What
is not there in time follows by callback (if the call brought one), by an event, or when the person next asks. The same
call again gets the same answer: it is kept beside the message, and copies that come at once wait for the first.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.kakao.door import KakaoDoor, sealed
from bot.channels.kakao.payload import SkillRequest
from bot.channels.kakao.render import notice, render, waiting
from bot.store import conversations, deliveries, skill_calls, turns, wakeup
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.rows import Conversation, Message
from bot.store.wakeup import Bell
from bot.talk.inbox import Inbox, Refused
from bot.talk.notices import Notices
from bot.talk.outbox import Deliverer
from bot.web.limits import Buckets
from bot.web.problems import note
from bot.words import Inbound, Json, Reply

CHANNEL = "kakao"
WAIT = 3.4  # seconds from the call's arrival in which an answer is waited for
ANSWER = 3.8  # seconds after which we answer whatever is going on
CALLBACK = timedelta(seconds=55)  # of Kakao's 60
KEEP = timedelta(days=1)
FORGET_EVERY = 500
PER_CALL = 10
CLAIM_TRIES = 10


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the skill stands on."""

    database: Database
    bell: Bell
    clock: Clock
    inbox: Inbox
    notices: Notices
    deliverer: Deliverer
    messages: Buckets


@dataclass(slots=True)
class _Call:
    """One call on its way. `response` is set once it is decided; `over`: it was answered without us.

    `written`: whether the platform got the response; `asking`: how many copies of the call are being answered.
    """

    request: SkillRequest
    id: str
    started: float
    at: datetime
    response: Json | None = None
    over: bool = False
    asking: int = 0
    decided: asyncio.Event = field(default_factory=asyncio.Event)
    written: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def decide(self, response: Json) -> Json:
        """Set the response, if there is none yet; return what it is."""
        self.response = self.response or response
        self.decided.set()
        return self.response

    def left_with(self, *, written: bool) -> None:
        """One copy was answered, or could not be; the last one that could not says so."""
        self.asking -= 1
        if not self.written.done() and (written or not self.asking):
            self.written.set_result(written)

    def left(self, within: float) -> float:
        """Return how much of `within` seconds from the call's arrival is left."""
        return self.started + within - time.monotonic()


class Skill:
    """`wait` and `within`: seconds in which an answer is waited for, and after which we answer whatever is going on."""

    def __init__(self, rooms: Rooms, door: KakaoDoor, wait: float = WAIT, within: float = ANSWER) -> None:
        self.wait = wait
        self.within = within
        self.rooms = rooms
        self.door = door
        self._open: dict[str, _Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._orders: dict[str, asyncio.Lock] = {}
        self._count = 0

    @asynccontextmanager
    async def answer(self, request: SkillRequest) -> AsyncIterator[Json]:
        """Give the response to a call, in at most `within` seconds (and a little), always valid.

        The block writes it to the platform; when it fails or is cut off nothing counts as sent.
        """
        if request.kind not in ("message", "pull"):
            yield self._aside(request)
            return
        call, written = self._call(request), False
        call.asking += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(call.left(self.within), 0)):
                    await call.decided.wait()
            call.over = call.over or call.response is None
            yield call.decide(notice(self.rooms.notices.say("kakao_late"), self.door.ways))
            written = True
        finally:
            call.left_with(written=written)

    def _call(self, request: SkillRequest) -> _Call:
        """Return the call that is being answered, or begin to answer it."""
        at = self.rooms.clock()
        id = _id(request, at)
        if id in self._open:
            return self._open[id]
        call = self._open[id] = _Call(request, id, time.monotonic(), at)
        task = asyncio.create_task(self._see_to(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return call

    async def _see_to(self, call: _Call) -> None:
        """Answer a call and write down what became of that; who meets a fault of ours is told so, and not nothing."""
        try:
            await self._handle(call)
        except Exception as error:  # noqa: BLE001
            note(error, "a skill call could not be answered")
            call.decide(notice(self.rooms.notices.say("kakao_trouble"), self.door.ways))
        finally:
            self._open.pop(call.id, None)

    async def stop(self) -> None:
        """Let calls that are being answered come to their end."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _aside(self, request: SkillRequest) -> Json:
        """What is nobody's message: the flat validation shape, tests, rooms of many, calls without a user."""
        if request.kind == "validation":
            return {"status": "IGNORE"}
        name = {"group": "group", "test": "kakao_test"}.get(request.kind, "empty")
        return notice(replace(self.rooms.notices.say(name), buttons=()), self.door.ways)

    async def _handle(self, call: _Call) -> None:
        rooms = self.rooms
        async with rooms.database.read() as connection:
            known = await skill_calls.get(connection, call.id)
        if known is not None and known.answer is not None:
            call.decide(json.loads(known.answer))
            return
        met = await rooms.inbox.find(CHANNEL, call.request.person)
        with rooms.deliverer.hold(met.id if met else None):
            try:
                seq, talk_id = await self._take_in(call, met)
            except Refused as no:
                call.decide(notice(Reply(no.text), self.door.ways))
                return
            await self._respond(call, talk_id, seq)

    async def _take_in(self, call: _Call, met: Conversation | None) -> tuple[int, str]:
        """Store the message (a pull is none). Raises `Refused`. One person's calls are taken in the order they came."""
        request = call.request
        if request.kind == "pull":
            if met is None:
                raise Refused("nothing", self.rooms.notices.say("kakao_nothing_new").text)
            return 0, met.id
        if not self.rooms.messages.take(request.person):
            raise Refused("slow_down", self.rooms.notices.say("slow_down").text)
        said = Inbound(
            CHANNEL, request.person, request.external_id(call.at.timestamp()),
            text=None if request.payload_id else request.text or None, payload_id=request.payload_id,
            media="photo" if request.images and not request.payload_id else None, address=request.address,
            pushable=request.friend,
        )  # fmt: skip
        lock = self._orders.setdefault(request.person, asyncio.Lock())
        try:
            async with lock:
                accepted = await self.rooms.inbox.accept(said)
        finally:
            if not lock.locked():
                self._orders.pop(request.person, None)
        return accepted.seq, accepted.conversation_id

    async def _respond(self, call: _Call, talk_id: str, seq: int) -> None:
        """Wait for the answer, take what is there, decide the response; once it is written, keep it."""
        rooms = self.rooms
        until = call.at + timedelta(seconds=self.within + 1)
        with rooms.deliverer.hold(talk_id):
            await rooms.database.write(
                lambda c: skill_calls.open(c, call.id, talk_id, seq, until, call.at)
            )
            waits = bool(seq) and not await self._until_answered(call, talk_id, seq)
            lines = await self._claim(call, talk_id)
            async with rooms.database.read() as connection:
                talk = await conversations.get(connection, talk_id)
            decided, sent, callback = self._decide(call, talk, lines, waits=waits)
            over = call.over
            call.decide(decided)
            written = await call.written
            if over or not written:  # too slow, or cut off: nothing of this was shown, so nothing of it was sent
                sent, callback = 0, None
            await self._keep(call, talk_id, lines, sent, callback, written=written)

    async def _until_answered(self, call: _Call, talk_id: str, seq: int) -> bool:
        """Wait until the turn that the message asked has ended, if it asked one; return False if it still runs."""
        with self.rooms.bell.listen(wakeup.talk(talk_id)) as ear:
            while True:
                async with self.rooms.database.read() as connection:
                    turn = (await turns.by_seq(connection, talk_id, [seq])).get(seq)
                if turn is None or turn.state != "waiting":
                    return True
                left = call.left(self.wait)
                if left <= 0:
                    return False
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, 1.0)):
                        await ear.get()
                while not ear.empty():
                    ear.get_nowait()

    async def _claim(self, call: _Call, talk_id: str) -> list[Message]:
        """Claim what waits; another who has just claimed it and finds us answering puts it back at once."""
        for _ in range(CLAIM_TRIES):
            lines = await self.rooms.deliverer.claim(talk_id, PER_CALL)
            if lines or call.left(self.within) < 0.2:
                return lines
            async with self.rooms.database.read() as connection:
                if not await deliveries.waiting(connection, talk_id):
                    return []
            await asyncio.sleep(0.05)
        return []

    def _decide(
        self, call: _Call, talk: Conversation | None, lines: list[Message], *, waits: bool
    ) -> tuple[Json, int, str | None]:
        """Return the response, how many lines it settles, and the callback to keep for what comes later."""
        news = [m for m in lines if m.body.get("event") != "late"]
        callback = call.request.callback
        ways = self.door.ways.for_person(talk.person_id if talk else "", friend=call.request.friend)
        if waits and not news:
            if callback:
                return waiting(self.rooms.notices.say("kakao_late_callback").text), len(lines), callback
            return notice(self.rooms.notices.say("kakao_late"), ways), len(lines), None
        if news:
            rendered = render(news, self.door.sayings, ways)
            sent = lines.index(news[rendered.count]) if rendered.more else len(lines)
            return rendered.response, sent, None
        with_people = talk is not None and talk.control in ("queued", "human")
        if call.request.kind == "pull" or not with_people:
            return notice(self.rooms.notices.say("kakao_nothing_new"), ways), len(lines), None
        if callback:
            return waiting(self.rooms.notices.say("kakao_relayed_push").text), len(lines), callback
        pushed = bool(self.door.event) and call.request.friend
        receipt = self.rooms.notices.say("kakao_relayed_push" if pushed else "kakao_relayed")
        return notice(receipt, ways, self.door.sayings.add), len(lines), None

    async def _keep(
        self, call: _Call, talk_id: str, lines: list[Message], sent: int, callback: str | None, *, written: bool
    ) -> None:
        """Write down what was answered and what of it has gone out; what was cut off may be asked for again."""
        answer = json.dumps(call.response, ensure_ascii=False) if written else None
        now = self.rooms.clock()
        kept = sealed(self.door.sealer, callback) if callback else None
        until = call.at + CALLBACK if callback else None
        self._count += 1
        old = self._count % FORGET_EVERY == 1

        async def write(connection: AsyncConnection) -> None:
            await skill_calls.answered(connection, call.id, answer, now, callback=kept, until=until)
            await self.rooms.deliverer.settle(connection, lines, sent)
            if old:
                await skill_calls.forget(connection, now, now - KEEP)

        await self.rooms.database.write(write)
        if lines:
            self.rooms.deliverer.tell(talk_id)
        elif kept is not None or call.over:
            await self.rooms.deliverer.hasten(talk_id)


def _id(request: SkillRequest, at: datetime) -> str:
    """Return under which id the answer is kept: whose call it is, and which."""
    external = request.external_id(at.timestamp())
    return hashlib.sha256(f"{request.person}\x00{external}".encode("utf-8", "ignore")).hexdigest()
