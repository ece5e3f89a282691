"""Who comes in at the website's door: a token, the page's cookie, a link from elsewhere, or a host site's word for it.

`hello` may show

* `token`: the session's, kept in the host page's storage; the store knows its hash
* `cookie: true`: our own page, whose session is a cookie that no script can read
* `continue`: the token of a link from another door, whose talk goes on here; it works once
* `identity {user, hmac}`: a host site's signed word who this is (HMAC-SHA256 of `user`), so that their talk is the same
  on every device
* `forget`: the token (or `true` with a cookie) of a session to end first: its talk is closed and opens nothing any more
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from bot.channels.frames import TOKEN, identity, token
from bot.store import conversations, widget_sessions
from bot.store.clock import Clock
from bot.store.database import Database
from bot.talk.files import Files
from bot.talk.inbox import Inbox
from bot.talk.moving import Moving
from bot.talk.notices import Notices
from bot.words import Json

CHANNEL = "widget"
MOST_WIPES = 200  # of one cookie


@dataclass(frozen=True, slots=True)
class Guest:
    """Who came in: the `session` (a hash), the `person` for the inbox, their talk, and how they are greeted.

    `known`: the session was there before, so the client may be told only what it misses.
    """

    session: str
    person: str
    conversation_id: str
    greeting: Json
    known: bool


class Entrance:
    """`key` is what host sites sign their users' names with; empty: nobody's word is taken."""

    def __init__(
        self, database: Database, inbox: Inbox, moving: Moving, notices: Notices, files: Files, clock: Clock, key: str
    ) -> None:  # fmt: skip
        self.database = database
        self.inbox = inbox
        self.moving = moving
        self.notices = notices
        self.files = files
        self.clock = clock
        self.key = key.encode()

    async def enter(self, hello: Json, cookie: str | None) -> Guest:
        """Let a client in; whatever it shows, it has a talk afterwards. `cookie`: of our own page, if it came by it."""
        cookie = cookie if hello.get("cookie") is True and cookie and TOKEN.fullmatch(cookie) else None
        await self._forget(hello, cookie)
        shown = await self._of_cookie(cookie) if cookie else token(hello)
        moves = hello.get("continue")
        known = shown is not None and moves is None and await self._known(shown)
        key = shown if shown is not None and (known or cookie) else secrets.token_urlsafe(32)
        session = hash_of(key)
        greeting: Json = {"notice": ""} if cookie else {"token": key, "notice": ""}
        if moves is not None and not await self.moving.enter(moves, CHANNEL, session):
            greeting["notice"] = self.notices.say("link_over").text
        talk = await self.inbox.join(CHANNEL, session)
        if not known and not await self._known(key):
            await self._remember(session, talk)
        person = await self._vouched(hello, session)
        if person != session:
            before, talk = talk, await self.inbox.join(CHANNEL, person)
            known = known and talk == before
        return Guest(session, person, talk, greeting, known)

    async def recognise(self, hello: Json, cookie: str | None) -> Guest | None:
        """Return who this is if they are in already; nobody is let in, moved or wiped by it."""
        shown: Json = {name: hello[name] for name in ("token", "cookie", "identity") if name in hello}
        cookie = cookie if shown.get("cookie") is True and cookie and TOKEN.fullmatch(cookie) else None
        key = await self._of_cookie(cookie) if cookie else token(shown)
        return await self.enter(shown, cookie) if key is not None and await self._known(key) else None

    async def _vouched(self, hello: Json, session: str) -> str:
        """Return the person for the inbox: whom the host site says this is, if its word is good, else the session."""
        said = identity(hello)
        if said is None or not self.key:
            return session
        user, proof = said
        if not hmac.compare_digest(proof.encode(), hmac.new(self.key, user.encode(), "sha256").hexdigest().encode()):
            return session
        person = f"user:{hash_of(user)}"
        await self.moving.also(CHANNEL, session, person)
        return person

    async def _forget(self, hello: Json, cookie: str | None) -> None:
        told = hello.get("forget")
        shown = await self._of_cookie(cookie) if cookie and told is True else token({"token": told})
        if shown is None:
            return
        session, at = hash_of(shown), self.clock()
        if await self.database.write(lambda connection: widget_sessions.end(connection, session, at)):
            talk = await self.inbox.find(CHANNEL, session)
            await self.inbox.leave(CHANNEL, session)
            if talk is not None:
                await self.files.erase_of(talk.person_id)

    async def _of_cookie(self, cookie: str) -> str:
        """Return the session that a cookie stands for now; wiping ends one, and the next is another person."""
        async with self.database.read() as connection:
            for wipes in range(MOST_WIPES):
                key = f"{cookie}~{wipes}"
                if not await widget_sessions.ended(connection, hash_of(key)):
                    return key
        return secrets.token_urlsafe(32)

    async def _known(self, key: str) -> bool:
        async with self.database.read() as connection:
            return await widget_sessions.known(connection, hash_of(key))

    async def _remember(self, session: str, conversation_id: str) -> None:
        async with self.database.read() as connection:
            talk = await conversations.get(connection, conversation_id)
        if talk is None:
            raise LookupError(f"no conversation {conversation_id}")
        at = self.clock()
        await self.database.write(lambda c: widget_sessions.add(c, session, talk.person_id, at))


def hash_of(key: str) -> str:
    """Return how a session token is kept: only as a hash."""
    return hashlib.sha256(key.encode()).hexdigest()
