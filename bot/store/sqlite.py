"""SQLite without a thread per connection: what is quick runs where it is asked, what waits runs beside.

A statement on a local file takes some ten microseconds; handing it to a thread and back takes ten times that, and a
turn needs some thirty of them. Only two things wait: a flush to disk (COMMIT) and another writer's lock (BEGIN
IMMEDIATE). Those go to a thread, so that nobody else's turn waits for them.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import URL, Pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import ConnectArgsType
from sqlalchemy.pool import AsyncAdaptedQueuePool, StaticPool
from sqlalchemy.util import await_only

DRIVER = "sqlite+beside"

_beside = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sqlite")


class BesideCursor(sqlite3.Cursor):
    """Runs statements at once. The empty wait is what SQLAlchemy knows an asynchronous driver by."""

    server_side = False

    def execute(self, *what: Any) -> BesideCursor:
        await_only(_nothing())
        return super().execute(*what)

    def executemany(self, *what: Any) -> BesideCursor:
        await_only(_nothing())
        return super().executemany(*what)

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks for it before a result leaves the connection: its rows are here already."""


class BesideConnection(sqlite3.Connection):
    """One connection, used by one task at a time; its waits are awaited."""

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or BesideCursor)

    def begin_immediate(self) -> None:
        """Take the one writer's place, waiting for it as long as `busy_timeout` says."""
        _wait(lambda: sqlite3.Connection.execute(self, "BEGIN IMMEDIATE").close())

    def commit(self) -> None:
        if self.in_transaction:
            _wait(super().commit)


class BesideDialect(SQLiteDialect_pysqlite):
    driver = "beside"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool if cls._is_url_file_db(url) else StaticPool

    def create_connect_args(self, url: URL) -> ConnectArgsType:
        names, options = super().create_connect_args(url)
        return names, {**options, "factory": BesideConnection, "check_same_thread": False}


def _wait(work: Callable[[], Any]) -> None:
    await_only(asyncio.get_running_loop().run_in_executor(_beside, work))


async def _nothing() -> None: ...


registry.register("sqlite.beside", __name__, "BesideDialect")
