"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.database import Database


async def ping(database: Database) -> None:
    """Ask the database the smallest question. Raises `sqlalchemy.exc.DBAPIError` when it does not answer."""
    async with database.read() as connection:
        await connection.execute(select(1))
