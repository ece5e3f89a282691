"""One at a time, whoever starts it: a lock that ends with its holder, also when that is killed."""

from __future__ import annotations

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import func, select

from bot.store.database import Database


@asynccontextmanager
async def alone(database: Database, name: str) -> AsyncIterator[bool]:
    """Give True to the one that may work under this name now, False to all others.

    PostgreSQL holds an advisory lock of the session; beside an SQLite file stands a locked file.
    """
    if not database.sqlite:
        async with database.engine.connect() as connection:
            key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
            mine = bool((await connection.execute(select(func.pg_try_advisory_lock(key)))).scalar())
            try:
                yield mine
            finally:
                if mine:
                    await connection.execute(select(func.pg_advisory_unlock(key)))
        return
    path = Path(f"{database.engine.url.database}.{name}.lock")
    with path.open("a") as file:  # noqa: ASYNC230  empty, and local
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
