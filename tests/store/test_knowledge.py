"""The version of the knowledge that answered is kept, once, with when it was first seen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.store import knowledge
from bot.store.database import Database

FIRST = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_a_version_is_kept_once_with_its_first_moment(database: Database) -> None:
    for minutes, version in enumerate(("a" * 16, "b" * 16, "a" * 16)):
        at = FIRST + timedelta(minutes=minutes)
        await database.write(lambda c, v=version, at=at: knowledge.note(c, v, at))
    await asyncio.gather(*(database.write(lambda c: knowledge.note(c, "c" * 16, FIRST)) for _ in range(5)))
    async with database.read() as connection:
        kept = dict(await knowledge.versions(connection))
    assert kept == {"a" * 16: FIRST, "b" * 16: FIRST + timedelta(minutes=1), "c" * 16: FIRST}
