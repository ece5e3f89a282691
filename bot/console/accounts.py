"""Accounts of counselors, as the command line makes and shuts them."""

from __future__ import annotations

import re

from sqlalchemy.exc import IntegrityError

from bot.console.passwords import Passwords, one_time
from bot.store import staff
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.store.rows import Staff

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
ROLES = ("counselor", "lead", "auditor", "admin")
FIRST = ("counselor", "첫 상담사")


class NoSuchAccount(LookupError):
    """There is no account of that login."""


class AccountRefused(ValueError):
    """An account that cannot be made. The message says why, in Korean."""


async def first_account(database: Database, clock: Clock, new_id: MakeId) -> tuple[str, str] | None:
    """Make the first counselor and return login and one-time password; None if there is any account already."""
    async with database.read() as connection:
        if await staff.count(connection):
            return None
    login, name = FIRST
    return login, await add(database, clock, new_id, login=login, name=name, role="counselor")


async def add(database: Database, clock: Clock, new_id: MakeId, *, login: str, name: str, role: str) -> str:
    """Make an account and return its one-time password. Raises `AccountRefused`."""
    if not LOGIN.fullmatch(login):
        raise AccountRefused("아이디는 영문 소문자·숫자로 시작하는 3~40자여야 해요. (._- 가능)")
    if role not in ROLES:
        raise AccountRefused(f"역할은 {', '.join(ROLES)} 가운데 하나여야 해요.")
    if not 1 <= len(name.strip()) <= 40:
        raise AccountRefused("이름은 1~40자여야 해요.")
    password = one_time()
    kept = await Passwords().hash(password)
    id, at = new_id(), clock()
    try:
        await database.write(
            lambda c: staff.add(c, id=id, login=login, name=name.strip(), role=role, password_hash=kept, at=at)
        )
    except IntegrityError:
        raise AccountRefused(f"{login} 아이디가 이미 있어요.") from None
    return password


async def reset(database: Database, login: str) -> str:
    """Unlock an account, end its sessions and return its new one-time password. Raises `NoSuchAccount`."""
    account = await _known(database, login)
    password = one_time()
    kept = await Passwords().hash(password)
    await database.write(lambda c: staff.set_password(c, account.id, kept, must_change=True))
    return password


async def disable(database: Database, clock: Clock, login: str) -> None:
    """Shut an account at once. Raises `NoSuchAccount`."""
    account = await _known(database, login)
    at = clock()
    await database.write(lambda c: staff.disable(c, account.id, at))


async def list_all(database: Database) -> list[Staff]:
    """Return every account, also shut ones, by login."""
    async with database.read() as connection:
        return await staff.everyone(connection)


async def _known(database: Database, login: str) -> Staff:
    async with database.read() as connection:
        account = await staff.by_login(connection, login)
    if account is None:
        raise NoSuchAccount(login)
    return account
