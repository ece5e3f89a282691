"""The practice data goes the whole way: source process, sync, store; and what it no longer brings is marked as gone."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.cli.sync import sync
from bot.settings import Settings
from bot.store import catalogue
from bot.store.database import Database
from tests.unit.catalogue.test_catalogue import VACANCY


async def test_practice_data_arrives_and_what_it_lacks_goes(database: Database, clock: Any, tmp_path: Path) -> None:
    settings, ids = Settings(data_dir=tmp_path), count()
    first = await sync(settings, database, "practice", clock, lambda: f"run{next(ids)}")
    assert first.error is None
    assert first.vacancies >= 320
    assert first.courses >= 120
    assert first.gone == 0
    clock.pass_(timedelta(days=1).total_seconds())
    await database.write(lambda c: catalogue.save_vacancies(c, [_withdrawn()], clock() - timedelta(hours=1)))
    second = await sync(settings, database, "practice", clock, lambda: f"run{next(ids)}")
    assert (second.error, second.gone) == (None, 1)
    async with database.read() as connection:
        withdrawn = await catalogue.vacancy(connection, "practice:withdrawn")
    assert withdrawn is not None
    assert withdrawn.gone_at == clock()


def _withdrawn() -> dict[str, Any]:
    return {**VACANCY, "id": "practice:withdrawn", "source": "연습용 자료"}
