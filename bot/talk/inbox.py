"""Station two: a message is accepted once, masked, numbered and stored, all before anyone is told that it arrived."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.masking import Masked, mask
from bot.privacy.sealing import Sealer
from bot.store import contacts, conversations, deliveries, files, handoffs, messages, turns, wakeup
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.store.rows import Conversation, Handoff, Message
from bot.store.wakeup import Bell
from bot.talk.callbacks import number_in
from bot.talk.floor import Floor
from bot.talk.orders import GATEWAY, Orders
from bot.talk.reopening import Reopening
from bot.talk.scribe import Line, Place, Scribe
from bot.words import MAX_TEXT, MEDIA, PRIVATE, Inbound, Json, Reply

UNSAID = "(버튼으로 답했어요. 내용은 남기지 않아요)"
"""What is stored of a pressed button whose answer is nobody's business: health, disability, a record."""

REACHABLE = {
    "blocked": "이 분이 메신저에서 우리를 차단했어요. 먼저 말을 걸어 오시기 전에는 보낼 수 없어요.",
    "ok": "이 분이 차단을 풀었어요. 이제 다시 보낼 수 있어요.",
}
"""What the desk reads when a person shuts us out or lets us in."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where a message stands now. `duplicate`: it had come before, nothing was changed."""

    conversation_id: str
    seq: int
    duplicate: bool


class Refused(Exception):
    """A message that cannot be taken. `code` is for programs, `text` is what the citizen is told."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class _Said:
    """What a message says once it was cleaned: the line to store and what the engine or the gateway is asked."""

    text: str
    asked: Json
    notices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    media: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a message does to a closed talk: nothing but thanks, the same consultation again, or the bot's turn."""

    talk: Conversation
    thanks: bool = False
    goes_on: Handoff | None = None
    greets: bool = False


class Inbox:
    def __init__(
        self, database: Database, bell: Bell, floor: Floor, clock: Clock, new_id: MakeId, identity_key: str,
        wake: Callable[[str], None], sealer: Sealer | None = None,
    ) -> None:  # fmt: skip
        self.sealer = sealer
        self.database = database
        self.bell = bell
        self.floor = floor
        self.scribe: Scribe = floor.scribe
        self.clock = clock
        self.new_id = new_id
        self.key = identity_key.encode()
        self.wake = wake
        self.orders = Orders(floor, sealer)
        self.reopening = Reopening(floor)

    async def accept(self, inbound: Inbound) -> Accepted:
        """Store one message durably and put it in line. Raises `Refused`; the same message twice is accepted once."""
        said = self._clean(inbound)
        accepted = await self.database.write(lambda connection: self._accept(connection, inbound, said))
        if not accepted.duplicate:
            self.bell.ring(wakeup.talk(accepted.conversation_id), kind="message")
            self.bell.ring(wakeup.DESK, kind="message", conversation_id=accepted.conversation_id)
            self.wake(accepted.conversation_id)
        return accepted

    async def join(self, channel: str, person: str) -> str:
        """Return the person's conversation, opening one if there is none."""
        hashed = self.hash_of(channel, person)
        async with self.database.read() as connection:
            talk = await conversations.of_person(connection, channel, hashed)
        if talk is None:
            talk = await self.database.write(lambda connection: self._talk(connection, channel, hashed))
        return talk.id

    async def find(self, channel: str, person: str) -> Conversation | None:
        """Return the person's conversation, or None if we never met."""
        async with self.database.read() as connection:
            return await conversations.of_person(connection, channel, self.hash_of(channel, person))

    async def start_over(self, channel: str, person: str) -> str:
        """Close the person's talk and open a new one, which nothing of the old one reaches."""
        hashed = self.hash_of(channel, person)
        closed, opened = await self.database.write(lambda connection: self._start_over(connection, channel, hashed))
        self.bell.ring(wakeup.talk(closed), kind="state")
        self.bell.ring(wakeup.DESK, kind="queue", conversation_id=closed)
        return opened

    async def leave(self, channel: str, person: str) -> None:
        """Close the person's talk, if there is one: whoever had the floor is told that they left."""
        hashed = self.hash_of(channel, person)

        async def close(connection: AsyncConnection) -> str | None:
            talk = await conversations.of_person(connection, channel, hashed, hold=True)
            if talk is None:
                return None
            await self.floor.leave(connection, talk)
            return talk.id

        closed = await self.database.write(close)
        if closed is not None:
            self.bell.ring(wakeup.talk(closed), kind="state")
            self.bell.ring(wakeup.DESK, kind="queue", conversation_id=closed)

    async def erase(self, conversation_id: str) -> None:
        """Forget all that the person of this talk ever said here; the one line that is left says so."""

        async def forget(connection: AsyncConnection) -> None:
            await self.orders.erasing.erase(connection, await _known(connection, conversation_id))

        await self.database.write(forget)
        self.bell.ring(wakeup.talk(conversation_id), kind="state")
        self.bell.ring(wakeup.DESK, kind="queue", conversation_id=conversation_id)

    async def remark(self, conversation_id: str, text: str, event: str) -> None:
        """Write a line about the citizen that only staff see."""

        async def write(connection: AsyncConnection) -> None:
            talk = await _known(connection, conversation_id)
            place = Place(talk.id, talk.channel, talk.epoch)
            line = Line("system", Reply(mask(text).text), visibility="internal", kind="event", extra={"event": event})
            await self.scribe.put(connection, place, [line])

        await self.database.write(write)
        self.bell.ring(wakeup.talk(conversation_id), kind="message")
        self.bell.ring(wakeup.DESK, kind="message", conversation_id=conversation_id)

    async def earlier(self, channel: str, person: str, external_id: str) -> Message | None:
        """Return a message that was accepted before under the door's own id."""
        hashed = self.hash_of(channel, person)
        async with self.database.read() as connection:
            talk = await conversations.of_person(connection, channel, hashed)
            if talk is None:
                return None
            return await messages.by_external_id(connection, channel, _external(talk, external_id))

    async def reachable(self, channel: str, person: str, state: str) -> None:
        """The person shut us out of a channel (`blocked`) or let us in again (`ok`): the desk is told, if new.

        Who waits for a person and cannot be reached any more waits no longer; who talks with one keeps them, for there
        is still the telephone. What they write later is a talk again.
        """
        hashed = self.hash_of(channel, person)
        talk = await self.database.write(lambda connection: self._reachable(connection, channel, hashed, state))
        if talk is not None:
            self.bell.ring(wakeup.talk(talk), kind="state")
            self.bell.ring(wakeup.DESK, kind="message", conversation_id=talk)

    def _clean(self, inbound: Inbound) -> _Said:
        if inbound.payload_id is not None:
            return _Said("", {"payload_id": inbound.payload_id})
        whole = (inbound.text or "").replace("\x00", "").encode("utf-8", "ignore").decode().strip()
        if inbound.payload is not None:
            return _Said(whole, {"payload": inbound.payload})
        if not whole and inbound.media is None:
            raise Refused("empty", self.floor.notices.say("empty").text)
        masked: Masked = mask(whole[:MAX_TEXT])
        notices = ("too_long",) * (len(whole) > MAX_TEXT) + ("masked",) * bool(masked.kinds)
        asked = {"text": masked.text} if masked.text and inbound.media != "edited" else {}
        shown = masked.text if inbound.media is None else f"[{MEDIA[inbound.media]}] {masked.text}".strip()
        return _Said(shown, asked, notices, masked.kinds, inbound.media, number_in(whole))

    async def _accept(self, connection: AsyncConnection, inbound: Inbound, said: _Said) -> Accepted:
        hashed = self.hash_of(inbound.channel, inbound.person)
        talk = await self._talk(connection, inbound.channel, hashed)
        external = _external(talk, inbound.external_id)
        earlier = await messages.by_external_id(connection, inbound.channel, external)
        if earlier is not None:
            return Accepted(earlier.conversation_id, earlier.seq, duplicate=True)
        if inbound.file is not None and talk.control != "human":
            raise Refused("file_not_now", self.floor.notices.say("file_not_now").text)
        said = await self._pressed(connection, talk, said)
        opened = await self._reopened(connection, talk, said)
        talk = await self._arrived(connection, inbound, hashed, opened.talk)
        line = Line("citizen", Reply(said.text), external_id=external, extra=_extra(inbound))
        (stored,) = await self.scribe.put(connection, Place(talk.id, talk.channel, talk.epoch), [line])
        if inbound.file is not None:
            await files.add(connection, inbound.file, talk.id, stored.seq, "citizen", stored.created_at)
        if opened.thanks:
            await self.reopening.acknowledge(connection, talk)
        elif opened.goes_on is not None:
            await self.reopening.to_person(connection, talk, opened.goes_on)
        else:
            await self._route(connection, talk, stored.seq, said)
            if opened.greets:
                await self.reopening.greet(connection, talk)
        return Accepted(talk.id, stored.seq, duplicate=False)

    async def _arrived(
        self, connection: AsyncConnection, inbound: Inbound, hashed: str, talk: Conversation
    ) -> Conversation:
        """Note where the citizen is now; what they have not got at the door they left goes to this one."""
        at = self.clock()
        if talk.channel != inbound.channel:
            await conversations.move(connection, talk.id, inbound.channel)
        if inbound.channel in self.scribe.pushing:
            about = f"{inbound.channel}:{hashed}"
            sealed = self.sealer.seal(inbound.address, about) if inbound.address and self.sealer else None
            await contacts.wrote(connection, inbound.channel, hashed, address=sealed, pushable=inbound.pushable, at=at)
            if talk.channel != inbound.channel:
                await deliveries.add_missed(connection, talk.id, inbound.channel, at)
        return replace(talk, channel=inbound.channel)

    async def _route(self, connection: AsyncConnection, talk: Conversation, seq: int, said: _Said) -> None:
        """Hand the message to whoever has the floor, after telling what was done to it."""
        for name in said.notices:
            notice = self.floor.notices.say(name, kinds="·".join(said.kinds), most=f"{MAX_TEXT:,}")
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": name})
        if said.media is not None and talk.control == "bot":
            notice = self.floor.notices.say(f"media_{said.media}")
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "media"})
        payload = str(said.asked.get("payload", ""))
        if payload.startswith(GATEWAY):
            await self.orders.do(connection, talk, payload.removeprefix(GATEWAY))
        elif await self.orders.words(connection, talk, said.text, said.phone):
            return
        elif talk.control == "bot" and said.asked:
            await turns.add(
                connection, id=self.new_id(), conversation=talk.id, seq=seq, epoch=talk.epoch, kind="message",
                asked=said.asked, at=self.clock(),
            )  # fmt: skip

    async def _pressed(self, connection: AsyncConnection, talk: Conversation, said: _Said) -> _Said:
        """Turn a button's opaque id into what it stands for in this talk."""
        if "payload_id" not in said.asked:
            return said
        known = await messages.button_of(connection, talk.id, str(said.asked["payload_id"]))
        if known is None:
            raise Refused("unknown_button", self.floor.notices.say("unknown_button").text)
        label, payload = known
        return _Said(UNSAID if PRIVATE in payload else label, {"payload": payload})

    async def _reopened(self, connection: AsyncConnection, talk: Conversation, said: _Said) -> _Opened:
        """A closed talk to which somebody writes is the bot's again, unless it is thanks or goes on with a person."""
        payload = str(said.asked.get("payload", ""))
        if talk.control != "closed" or payload.startswith(f"{GATEWAY}csat:"):
            return _Opened(talk)
        if not payload and await self.reopening.only_thanks(connection, talk, said.text, said.media):
            return _Opened(talk, thanks=True)
        last, there = await self.reopening.same(connection, talk)
        if there and last is not None and not payload:
            return _Opened(talk, goes_on=last)
        await conversations.change_control(connection, talk.id, to="bot", came_from=("closed",), at=self.clock())
        return _Opened(await _known(connection, talk.id), greets=last is not None and not payload)

    async def _talk(self, connection: AsyncConnection, channel: str, hashed: str) -> Conversation:
        talk = await conversations.of_person(connection, channel, hashed, hold=True)
        if talk is not None:
            return talk
        person = self.new_id()
        await conversations.add_person(connection, person, channel, hashed, self.clock())
        return await self._open(connection, channel, person)

    async def _open(self, connection: AsyncConnection, channel: str, person: str) -> Conversation:
        id = self.new_id()
        await conversations.add(connection, id, person, channel, self.new_id(), self.clock())
        return await _known(connection, id)

    async def _reachable(self, connection: AsyncConnection, channel: str, hashed: str, state: str) -> str | None:
        at = self.clock()
        person = await contacts.person_of(connection, channel, hashed)
        known = await contacts.at(connection, person, channel) if person else None
        if known is None or known.state == state:
            return None
        await contacts.mark(connection, known.person_id, channel, at, state=state)
        talk = await conversations.latest_of(connection, known.person_id, hold=True)
        if talk is None:
            return None
        line = Line("system", Reply(REACHABLE[state]), visibility="internal", kind="event", extra={"event": state})
        await self.scribe.put(connection, Place(talk.id, talk.channel, talk.epoch), [line])
        await deliveries.hasten(connection, talk.id, at)
        waits = talk.control == "queued" or await handoffs.deferred_of(connection, talk.id) is not None
        if state == "blocked" and talk.channel == channel and waits and talk.control != "human":
            await self.floor.leave(connection, talk, "blocked")
        return talk.id

    async def _start_over(self, connection: AsyncConnection, channel: str, hashed: str) -> tuple[str, str]:
        old = await self._talk(connection, channel, hashed)
        await self.floor.leave(connection, old)
        return old.id, (await self._open(connection, channel, old.person_id)).id

    def hash_of(self, channel: str, person: str) -> str:
        """Return the keyed hash under which a person is known, so that a stolen database names nobody."""
        return hmac.new(self.key, f"{channel}:{person}".encode("utf-8", "ignore"), hashlib.sha256).hexdigest()


def _external(talk: Conversation, id: str) -> str:
    """Return the door's own id of a message as it is kept: no two people share one."""
    return f"{talk.person_id}:{hashlib.sha256(id.encode('utf-8', 'ignore')).hexdigest()}"


def _extra(inbound: Inbound) -> Json:
    """The door's own id goes back with the message, so that a client knows its own words again."""
    extra: Json = {"cid": inbound.external_id}
    if inbound.media is not None:
        extra["media"] = inbound.media
    if inbound.file is not None:
        extra["file"] = inbound.file.wire()
    return {**extra, "pressed": True} if inbound.payload_id is not None else extra


async def _known(connection: AsyncConnection, id: str) -> Conversation:
    talk = await conversations.get(connection, id)
    if talk is None:
        raise LookupError(f"no conversation {id}")
    return talk
