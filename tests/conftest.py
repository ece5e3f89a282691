"""Shared by all tests: a database on both backends, a clock that stands still, ids that count."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from bot.store.database import Database
from bot.store.tables import metadata

POSTGRES = os.environ.get("ILJARI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


class FakeClock:
    """A clock that moves only when told: 10:00 in Seoul on Tuesday, 24 November 2026."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def _server() -> asyncpg.Connection | None:
    try:
        return await asyncpg.connect(POSTGRES, timeout=3)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return None


BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(params=BACKENDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An opened database with every table, on SQLite and on PostgreSQL; gone after the test."""
    async with fresh_database(request.param, tmp_path) as opened:
        yield opened


@asynccontextmanager
async def fresh_database(kind: str, folder: Path) -> AsyncIterator[Database]:
    """Open a new database of one kind, with every table."""
    async with empty_database(kind, folder) as url, _opened(url) as opened:
        yield opened


@asynccontextmanager
async def empty_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """Give the address of a database of one kind that holds nothing yet; `folder` is where SQLite keeps its file.

    PostgreSQL is the server at `ILJARI_TEST_POSTGRES`. In CI it must be there; elsewhere a missing one skips.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    server = await _server()
    if server is None:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL at {POSTGRES}: CI runs this suite on both databases")
        pytest.skip("no PostgreSQL here: set ILJARI_TEST_POSTGRES")
    name = f"iljari_{secrets.token_hex(6)}"
    await server.execute(f"CREATE DATABASE {name}")
    try:
        base = POSTGRES.rsplit("/", 1)[0].replace("postgresql://", "postgresql+asyncpg://")
        yield f"{base}/{name}"
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()


class _opened:
    def __init__(self, url: str) -> None:
        self.database = Database(url)

    async def __aenter__(self) -> Database:
        await self.database.open()
        async with self.database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        return self.database

    async def __aexit__(self, *_: object) -> None:
        await self.database.close()
