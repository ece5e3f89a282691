"""Which versions of the knowledge have answered citizens, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import knowledge_version


async def note(connection: AsyncConnection, version: str, at: datetime) -> None:
    """Keep the version with the moment it was first seen; seen again, nothing changes, also by two at once."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = insert(knowledge_version).values(version=version, first_seen_at=at)
    await connection.execute(row.on_conflict_do_nothing())


async def versions(connection: AsyncConnection) -> list[tuple[str, datetime]]:
    """Return all versions, the oldest first."""
    table = knowledge_version
    rows = await connection.execute(select(table.c.version, table.c.first_seen_at).order_by(table.c.first_seen_at))
    return [(row.version, row.first_seen_at) for row in rows]
