"""One transaction each, whoever shares the commit; migrations go forward and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store import migrate
from bot.store.clock import now
from bot.store.database import Database
from bot.store.tables import metadata, person


def _row(id: str) -> dict[str, object]:
    return {"id": id, "channel": "web", "external_hash": id, "created_at": now()}


async def _count(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(person))).scalar_one()


async def test_a_write_that_fails_takes_nothing_of_the_others_with_it(database: Database) -> None:
    async def work(connection, i: int) -> int:
        await connection.execute(insert(person).values(_row(str(i))))
        if i % 7 == 0:
            raise ZeroDivisionError
        return i

    outcomes = await asyncio.gather(
        *(database.write(lambda c, i=i: work(c, i)) for i in range(100)), return_exceptions=True
    )
    failed = [o for o in outcomes if isinstance(o, ZeroDivisionError)]
    assert len(failed) == 15
    assert await _count(database) == 85


async def test_the_same_row_twice_at_once_is_one_row_and_one_error(database: Database) -> None:
    async def work(connection) -> None:
        await connection.execute(insert(person).values(_row("same")))

    outcomes = await asyncio.gather(*(database.write(work) for _ in range(2)), return_exceptions=True)
    assert sorted(type(o) for o in outcomes if o is not None) == [IntegrityError]
    assert await _count(database) == 1


async def test_what_was_read_is_not_kept_and_what_was_written_is(database: Database, tmp_path: Path) -> None:
    async with database.read() as connection:
        await connection.execute(insert(person).values(_row("ghost")))
    assert await _count(database) == 0


async def test_sqlite_keeps_what_it_said_it_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    first = Database(url)
    await first.open()
    async with first.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"

    async def work(connection) -> None:
        await connection.execute(insert(person).values(_row("kept")))

    await first.write(work)
    second = Database(url)  # as after a kill: nobody closed the first
    assert await _count(second) == 1
    await first.close()
    await second.close()


async def test_migrations_build_just_what_the_tables_say_and_go_back(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    url = database.engine.url.render_as_string(hide_password=False)
    await asyncio.to_thread(migrate.upgrade, url)
    assert await migrate.differences(database) == []
    assert await migrate.pending(database) == []
    await asyncio.to_thread(migrate.downgrade, url, "base")
    assert await migrate.pending(database) != []
    await migrate.upgrade_open(database)
    await migrate.upgrade_open(database)
    assert await migrate.differences(database) == []


@pytest.mark.parametrize("table", list(metadata.tables.values()), ids=lambda table: table.name)
def test_every_column_says_which_personal_data_it_holds(table) -> None:
    for column in table.columns:
        assert column.info.get("pd") in ("none", "personal", "sensitive", "unique-id"), column


async def test_an_error_of_the_database_does_not_repeat_what_people_wrote(database: Database) -> None:
    async def work(connection) -> None:
        await connection.execute(insert(person).values(_row("secret words")))

    await database.write(work)
    with pytest.raises(IntegrityError) as error:
        await database.write(work)
    assert "secret words" not in str(error.value)
