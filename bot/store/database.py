"""The one way to the database: `read` for looking, `write` for one transaction.

On SQLite every write goes through one connection and transactions that wait at the same time share a commit
(each keeps its own savepoint, so one that fails takes nothing of the others with it): durable commits cost a
disk flush, and a flush shared by ten turns costs a tenth each. On PostgreSQL each write is its own transaction.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.sqlite import DRIVER

T = TypeVar("T")
Work: TypeAlias = Callable[[AsyncConnection], Awaitable[T]]

MOST_PER_COMMIT = 64
RACES_LOST = 2
PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "temp_store=MEMORY",
    "secure_delete=ON",
)  # fmt: skip


class Database:
    """One database for one process. `await open()` before use, `await close()` after."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {} if self.sqlite else {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        address = make_url(url).set(drivername=DRIVER) if self.sqlite else make_url(url)
        self.engine: AsyncEngine = create_async_engine(address, hide_parameters=True, **options)
        self._waiting: asyncio.Queue[_Write] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None
        if self.sqlite:
            _prepare_sqlite(self.engine)

    async def open(self) -> None:
        """Start the writer. Idempotent."""
        if self.sqlite and self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="sqlite-writer")

    async def close(self) -> None:
        """Finish what was handed in, then let go of every connection."""
        if self._writer is not None:
            await self._waiting.join()
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
            self._writer = None
        await self.engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for looking; nothing done on it is kept."""
        async with self.engine.connect() as connection:
            yield await connection.execution_options(reading=True)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction and return its result once it is on disk.

        Raises what `work` raises, with nothing kept, and `sqlalchemy.exc.DBAPIError` if the commit fails. `work`
        must do nothing but SQL: it may run in a transaction that others share.
        """
        if not self.sqlite:
            return await self._write_alone(work)
        if self._writer is None:
            raise RuntimeError("open() the database first")
        entry = _Write(work, asyncio.get_running_loop().create_future())
        self._waiting.put_nowait(entry)
        return await entry.done  # type: ignore[no-any-return]

    async def scrub(self) -> bool:
        """Take what was deleted out of SQLite's log as well; return whether that could be done just now.

        Deleted cells are overwritten (`secure_delete`); the log keeps older pages until it is folded in. PostgreSQL
        sees to both by itself.
        """
        path = self.engine.url.database
        return not self.sqlite or not path or await asyncio.to_thread(_fold_log, path)

    async def _write_alone(self, work: Work[T]) -> T:
        """Run `work` in a transaction of its own; one that lost a race to insert finds the winner's row."""
        for _ in range(RACES_LOST):
            try:
                async with self.engine.begin() as connection:
                    return await work(connection)
            except IntegrityError:
                continue
        async with self.engine.begin() as connection:
            return await work(connection)

    async def _write_all(self) -> None:
        """Serve writes for ever, as many a commit as are waiting."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST_PER_COMMIT and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._commit(batch)
            except Exception as error:  # noqa: BLE001  the writer must outlive any fault; each caller is told
                for entry in batch:
                    entry.fail(error)
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def _commit(self, batch: list[_Write]) -> None:
        async with self.engine.begin() as connection:
            for entry in batch:
                await entry.run(connection, alone=len(batch) == 1)
        for entry in batch:
            entry.tell()


class _Write:
    """One piece of work on its way to a commit."""

    def __init__(self, work: Work[Any], done: asyncio.Future[Any]) -> None:
        self.work = work
        self.done = done
        self.result: Any = None
        self.error: Exception | None = None

    async def run(self, connection: AsyncConnection, *, alone: bool) -> None:
        if alone:  # an error ends the whole transaction, which is just this one
            self.result = await self.work(connection)
            return
        try:
            async with connection.begin_nested():
                self.result = await self.work(connection)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            self.error = error
        except Exception as error:  # noqa: BLE001  belongs to this caller alone
            self.error = error

    def tell(self) -> None:
        if self.done.done():
            return
        if self.error is None:
            self.done.set_result(self.result)
        else:
            self.done.set_exception(self.error)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """Durable settings on every connection, and BEGIN IMMEDIATE so that a writer never fails half-way for the lock."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("reading", False):
            connection.exec_driver_sql("BEGIN")
        else:
            connection.connection.dbapi_connection.begin_immediate()


def _fold_log(path: str) -> bool:
    with closing(sqlite3.connect(path, timeout=5)) as file:
        busy: int = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return busy == 0
