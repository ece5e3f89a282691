"""Who is at the desk: login, sessions, passwords. Wrong name, wrong password and locked account look the same.

A session is an opaque token of 256 bits in a cookie that scripts cannot read; we keep its hash. It ends after idle
time, after a working day, at logout, when the account is shut, and everywhere else when the password changes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.passwords import Passwords
from bot.settings import Settings
from bot.store import staff
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.store.rows import Staff
from bot.store.wakeup import Bell
from bot.web.problems import Problem

FAILURES_ALLOWED = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
BAD_LOGIN = "아이디나 비밀번호가 맞지 않아요. 여러 번 틀리면 잠시 잠기고, 관리자가 풀어 줄 수 있어요."
NOTE_SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Session:
    """A counselor who is signed in, at one browser."""

    staff: Staff
    token_hash: str


def signed_out(staff_id: str) -> str:
    """Return the topic that rings when a session of this counselor ends."""
    return f"staff:{staff_id}"


class Logins:
    def __init__(self, database: Database, bell: Bell, clock: Clock, new_id: MakeId, settings: Settings) -> None:
        self.database = database
        self.bell = bell
        self.clock = clock
        self.new_id = new_id
        self.idle = timedelta(minutes=settings.session_idle_minutes)
        self.longest = timedelta(hours=settings.session_hours)
        self.passwords = Passwords()

    async def sign_in(self, login: str, password: str, address: str, old_token: str | None) -> tuple[Staff, str]:
        """Return who it is and a new session token. Raises `Problem` 401, the same for every reason."""
        async with self.database.read() as connection:
            account = await staff.by_login(connection, login)
        fits = await self.passwords.fits(None if account is None else account.password_hash, password)
        entered = await self.database.write(lambda c: self._enter(c, login, fits, address, old_token))
        if entered is None:
            raise Problem(401, "bad_login", BAD_LOGIN)
        return entered

    async def session(self, token: str | None) -> Session | None:
        """Return the session behind a cookie, or None when it has ended; looking counts as use."""
        found = await self.peek(token)
        if found is None or token is None:
            return None
        now = self.clock()
        async with self.database.read() as connection:
            known = await staff.session(connection, found.token_hash)
        if known is not None and now - known[2] > NOTE_SEEN_EVERY:
            await self.database.write(lambda c: staff.seen(c, found.token_hash, now))
        return found

    async def peek(self, token: str | None) -> Session | None:
        """Return the session behind a cookie without prolonging it."""
        if not token or len(token) > 100:
            return None
        hashed = hash_of(token)
        async with self.database.read() as connection:
            known = await staff.session(connection, hashed)
        if known is None:
            return None
        account, began, seen = known
        now = self.clock()
        over = now - began > self.longest or now - seen > self.idle or account.disabled_at is not None
        return None if over else Session(account, hashed)

    async def sign_out(self, session: Session, address: str) -> None:
        """End this session."""
        await self.database.write(lambda c: self._signed_out(c, session, address))
        self.bell.ring(signed_out(session.staff.id), kind="signed_out")

    async def change_password(self, session: Session, password: str, address: str) -> str:
        """Keep a new password, end every session of the account and return the token of a new one."""
        kept = await self.passwords.hash(password)
        token = await self.database.write(lambda c: self._changed(c, session.staff, kept, address))
        self.bell.ring(signed_out(session.staff.id), kind="signed_out")
        return token

    async def _enter(
        self, connection: AsyncConnection, login: str, fits: bool, address: str, old_token: str | None
    ) -> tuple[Staff, str] | None:
        """Let them in or count the failure. The account is read again: guesses made at once must not pass a lock."""
        account = await staff.by_login(connection, login, lock=True)
        if account is None or account.disabled_at is not None or self._locked(account):
            await self._log(connection, account.id if account else None, "login.refused", address)
            return None
        if not fits:
            await self._failed(connection, account, address)
            return None
        if old_token:
            await staff.end_session(connection, hash_of(old_token))
        await staff.succeeded(connection, account.id)
        await staff.forget_sessions(connection, self.clock() - 2 * self.longest)
        await self._log(connection, account.id, "login", address)
        return account, await self._open(connection, account)

    def _locked(self, account: Staff) -> bool:
        return account.locked_until is not None and account.locked_until > self.clock()

    async def _failed(self, connection: AsyncConnection, account: Staff, address: str) -> None:
        failures = await staff.failed(connection, account.id)
        if failures >= FAILURES_ALLOWED:
            lock = min(FIRST_LOCK * 2 ** min(failures - FAILURES_ALLOWED, 10), LONGEST_LOCK)
            await staff.lock(connection, account.id, self.clock() + lock)
        await self._log(connection, account.id, "login.failed", address)

    async def _signed_out(self, connection: AsyncConnection, session: Session, address: str) -> None:
        await staff.end_session(connection, session.token_hash)
        await self._log(connection, session.staff.id, "logout", address)

    async def _changed(self, connection: AsyncConnection, account: Staff, kept: str, address: str) -> str:
        await staff.set_password(connection, account.id, kept, must_change=False)
        await self._log(connection, account.id, "password.changed", address)
        return await self._open(connection, account)

    async def _open(self, connection: AsyncConnection, account: Staff) -> str:
        token = secrets.token_urlsafe(32)
        await staff.open_session(connection, hash_of(token), account.id, self.clock())
        return token

    async def _log(self, connection: AsyncConnection, staff_id: str | None, action: str, address: str) -> None:
        await staff.log_access(
            connection, id=self.new_id(), at=self.clock(), staff_id=staff_id, action=action, conversation_id=None,
            address=address, detail={},
        )  # fmt: skip


def hash_of(token: str) -> str:
    """Return how a session token is kept: only as a hash."""
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()
