"""Brings a database to the shape of `tables.py`, forward and back, SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import fulltext
from bot.store.database import Database
from bot.store.tables import metadata

OPTIONS: dict[str, Any] = {"include_object": fulltext.ours}
SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, to: str = "head") -> None:
    """Migrate the database at `url` forward; nothing to do is quick. Raises what the database raises."""
    asyncio.run(_run(url, lambda config: command.upgrade(config, to)))


def downgrade(url: str, to: str) -> None:
    """Migrate back to revision `to` (`base` for an empty database)."""
    asyncio.run(_run(url, lambda config: command.downgrade(config, to)))


async def upgrade_open(database: Database) -> None:
    """Migrate a database that is already open in this event loop."""
    async with database.engine.connect() as connection:
        await _on(connection, lambda config: command.upgrade(config, "head"))


async def pending(database: Database) -> list[str]:
    """Return the revisions that the database still lacks, oldest first."""
    script = ScriptDirectory.from_config(_config(None))
    async with database.engine.connect() as connection:
        at = await connection.run_sync(lambda raw: MigrationContext.configure(raw).get_current_revision())
    return [r.revision for r in script.iterate_revisions("head", at or "base")][::-1]


async def differences(database: Database) -> list[Any]:
    """Return what sets the database apart from `tables.py`; empty when it is as it should be."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(
            lambda raw: list(compare_metadata(MigrationContext.configure(raw, opts=OPTIONS), metadata))
        )


def draft(url: str, message: str, rev_id: str) -> None:
    """Write a new revision from what `tables.py` has and the database at `url` lacks: for developers, then reviewed."""
    asyncio.run(_run(url, lambda config: command.revision(config, message, autogenerate=True, rev_id=rev_id)))


async def _run(url: str, step: Callable[[Config], Any]) -> None:
    database = Database(url)
    try:
        async with database.engine.connect() as connection:
            await _on(connection, step)
    finally:
        await database.close()


async def _on(connection: AsyncConnection, step: Callable[[Config], Any]) -> None:
    await connection.run_sync(lambda raw: step(_config(raw)))
    await connection.commit()


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS))
    return config
