"""SQL for links by which a talk goes on at another door: each works once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import continuation


async def use(connection: AsyncConnection, token_hash: str, person: str, expires_at: datetime, at: datetime) -> bool:
    """Note that a link was used; return False if it had been before. Those long over are forgotten on the way."""
    found = select(continuation.c.token_hash).where(continuation.c.token_hash == token_hash)
    if (await connection.execute(found)).one_or_none() is not None:
        return False
    await connection.execute(delete(continuation).where(continuation.c.expires_at < at))
    row = {"token_hash": token_hash, "person_id": person, "expires_at": expires_at, "used_at": at}
    await connection.execute(insert(continuation).values(row))
    return True
