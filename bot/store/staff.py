"""SQL for counselors: their accounts, their sessions, and the log of whose talks they looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import Staff, row_as
from bot.store.tables import access_log, staff, staff_session
from bot.words import Json

COLUMNS = [staff.c[name] for name in Staff.__dataclass_fields__]


async def count(connection: AsyncConnection) -> int:
    return int((await connection.execute(select(func.count()).select_from(staff))).scalar_one())


async def add(
    connection: AsyncConnection, *, id: str, login: str, name: str, role: str, password_hash: str, at: datetime
) -> None:
    """Add an account whose password must be changed at the first login. A login that exists is an `IntegrityError`."""
    row = {
        "id": id, "login": login, "name": name, "role": role, "password_hash": password_hash, "must_change": True,
        "failures": 0, "created_at": at,
    }  # fmt: skip
    await connection.execute(insert(staff).values(row))


async def get(connection: AsyncConnection, id: str) -> Staff | None:
    return await _one(connection, staff.c.id == id)


async def by_login(connection: AsyncConnection, login: str, *, lock: bool = False) -> Staff | None:
    """Return the account; `lock` holds it until the end of the transaction (SQLite has one writer anyway)."""
    return await _one(connection, staff.c.login == login, lock=lock)


async def everyone(connection: AsyncConnection) -> list[Staff]:
    """Return every account, also disabled ones, by login."""
    rows = (await connection.execute(select(*COLUMNS).order_by(staff.c.login))).mappings()
    return [row_as(Staff, row) for row in rows]


async def set_password(connection: AsyncConnection, id: str, password_hash: str, *, must_change: bool) -> None:
    """Give a new password; it also unlocks, and ends every session of the account."""
    values = {"password_hash": password_hash, "must_change": must_change, "failures": 0, "locked_until": None}
    await connection.execute(update(staff).where(staff.c.id == id).values(values))
    await end_sessions(connection, id)


async def disable(connection: AsyncConnection, id: str, at: datetime) -> None:
    """Shut an account at once: its sessions end, its history stays."""
    await connection.execute(update(staff).where(staff.c.id == id).values(disabled_at=at))
    await end_sessions(connection, id)


async def failed(connection: AsyncConnection, id: str) -> int:
    """Count a failed login and return how many there were in a row."""
    step = update(staff).where(staff.c.id == id).values(failures=staff.c.failures + 1).returning(staff.c.failures)
    return int((await connection.execute(step)).scalar_one())


async def lock(connection: AsyncConnection, id: str, until: datetime) -> None:
    await connection.execute(update(staff).where(staff.c.id == id).values(locked_until=until))


async def succeeded(connection: AsyncConnection, id: str) -> None:
    await connection.execute(update(staff).where(staff.c.id == id).values(failures=0, locked_until=None))


async def open_session(connection: AsyncConnection, token_hash: str, staff_id: str, at: datetime) -> None:
    row = {"token_hash": token_hash, "staff_id": staff_id, "created_at": at, "seen_at": at}
    await connection.execute(insert(staff_session).values(row))


async def session(connection: AsyncConnection, token_hash: str) -> tuple[Staff, datetime, datetime] | None:
    """Return whose session this is, when it began and when it was last used; None if it is unknown."""
    found = (
        select(*COLUMNS, staff_session.c.created_at.label("began_at"), staff_session.c.seen_at)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(staff_session.c.token_hash == token_hash)
    )
    row = (await connection.execute(found)).mappings().one_or_none()
    return None if row is None else (row_as(Staff, row), row["began_at"], row["seen_at"])


async def seen(connection: AsyncConnection, token_hash: str, at: datetime) -> None:
    await connection.execute(update(staff_session).where(staff_session.c.token_hash == token_hash).values(seen_at=at))


async def end_session(connection: AsyncConnection, token_hash: str) -> None:
    await connection.execute(delete(staff_session).where(staff_session.c.token_hash == token_hash))


async def end_sessions(connection: AsyncConnection, staff_id: str) -> None:
    await connection.execute(delete(staff_session).where(staff_session.c.staff_id == staff_id))


async def forget_sessions(connection: AsyncConnection, begun_before: datetime) -> None:
    """Remove the rows of sessions that are long over."""
    await connection.execute(delete(staff_session).where(staff_session.c.created_at < begun_before))


async def log_access(
    connection: AsyncConnection, *, id: str, at: datetime, staff_id: str | None, action: str,
    conversation_id: str | None, address: str, detail: Json,
) -> None:  # fmt: skip
    """Write down who did what to whose talk, when and from where."""
    row = {
        "id": id, "at": at, "staff_id": staff_id, "action": action, "conversation_id": conversation_id,
        "address": address, "detail": detail,
    }  # fmt: skip
    await connection.execute(insert(access_log).values(row))


async def accesses(connection: AsyncConnection, conversation_id: str | None = None) -> list[dict[str, Any]]:
    """Return the log, of one conversation or whole, oldest first."""
    rows = select(access_log).order_by(access_log.c.at, access_log.c.id)
    if conversation_id is not None:
        rows = rows.where(access_log.c.conversation_id == conversation_id)
    return [dict(row) for row in (await connection.execute(rows)).mappings()]


async def _one(connection: AsyncConnection, condition: Any, *, lock: bool = False) -> Staff | None:
    asked = select(*COLUMNS).where(condition)
    row = (await connection.execute(asked.with_for_update() if lock else asked)).mappings().one_or_none()
    return None if row is None else row_as(Staff, row)
