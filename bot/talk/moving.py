"""One person, several doors: a signed link that works once and soon ends takes a talk from a messenger to the web."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import contacts, continuations, conversations, wakeup
from bot.store.clock import Clock
from bot.store.database import Database
from bot.talk.inbox import Inbox

LIFETIME = timedelta(minutes=30)
LONGEST = 300
LINK = "web_link"  # the event of a line under which a messenger's door shows a fresh link


class NotOffered(Exception):
    """A link is of no use here: `code` for programs, `title` for the counselor."""

    def __init__(self, code: str, title: str) -> None:
        super().__init__(code)
        self.code = code
        self.title = title


class Moving:
    """`key` signs; `page` is the address that takes `?continue=<token>`."""

    def __init__(self, database: Database, inbox: Inbox, clock: Clock, key: str, page: str) -> None:
        self.database = database
        self.inbox = inbox
        self.clock = clock
        self.key = hashlib.sha256(b"continue\x00" + key.encode()).digest()
        self.page = page

    def link(self, person_id: str) -> str:
        """Return a fresh link for a person."""
        ends = int((self.clock() + LIFETIME).timestamp())
        said = f"{person_id}.{ends}.{secrets.token_urlsafe(9)}"
        return f"{self.page}?continue={said}.{self._sign(said)}"

    async def offer(self, conversation_id: str, staff_id: str) -> int:
        """Offer the citizen a link, as the counselor who holds the talk; return the line's number.

        The line holds no link: the door makes one when it is handed over. Raises `NotOffered`.
        """
        seq = await self.database.write(lambda c: self._offer(c, conversation_id, staff_id))
        self.inbox.bell.ring(wakeup.DESK, kind="message", conversation_id=conversation_id)
        self.inbox.bell.ring(wakeup.talk(conversation_id), kind="message")
        return seq

    async def _offer(self, connection: AsyncConnection, id: str, staff_id: str) -> int:
        talk = await conversations.get(connection, id, hold=True)
        if talk is None or talk.control != "human" or talk.owner_id != staff_id:
            raise NotOffered("not_yours", "지금 맡고 있는 상담에만 보낼 수 있어요.")
        floor = self.inbox.floor
        if talk.channel not in floor.scribe.pushing:
            raise NotOffered("already_web", "이용자는 이미 웹에 있어요.")
        await floor.tell(connection, talk, talk.epoch, floor.notices.say("web_link"), {"event": LINK})
        return talk.next_seq

    async def enter(self, token: object, channel: str, person: str) -> bool:
        """Know the door's `person` as whom the link was made for; return False for a link that is used, over or forged.

        From then on what is said goes to that door, until they write at another one.
        """
        read = self._read(token)
        if read is None:
            return False
        person_id, ends, used = read
        hashed, at = self.inbox.hash_of(channel, person), self.clock()

        async def move(connection: AsyncConnection) -> str | None:
            talk = await conversations.latest_of(connection, person_id, hold=True)
            if talk is None or not await continuations.use(connection, used, person_id, ends, at):
                return None
            await contacts.add(connection, person_id, channel, hashed, at)
            await conversations.move(connection, talk.id, channel)
            return talk.id

        moved = await self.database.write(move)
        if moved is not None:
            self.inbox.bell.ring(wakeup.DESK, kind="message", conversation_id=moved)
        return moved is not None

    async def also(self, channel: str, person: str, other: str) -> None:
        """Know the door's `person` as `other`, too, unless `other` is somebody already."""
        mine, theirs, at = self.inbox.hash_of(channel, person), self.inbox.hash_of(channel, other), self.clock()

        async def know(connection: AsyncConnection) -> None:
            known = await contacts.person_of(connection, channel, mine)
            if known is not None and await contacts.person_of(connection, channel, theirs) is None:
                await contacts.add(connection, known, channel, theirs, at)

        await self.database.write(know)

    def _read(self, token: object) -> tuple[str, datetime, str] | None:
        """Return whose link it is, until when, and the hash under which its use is noted."""
        if not isinstance(token, str) or len(token) > LONGEST or not token.isascii():
            return None
        said, _, signature = token.rpartition(".")
        parts = said.split(".")
        if len(parts) != 3 or not hmac.compare_digest(signature, self._sign(said)):
            return None
        ends = datetime.fromtimestamp(int(parts[1]), UTC)
        if ends < self.clock():
            return None
        return parts[0], ends, hashlib.sha256(token.encode()).hexdigest()

    def _sign(self, said: str) -> str:
        made = hmac.new(self.key, said.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")
