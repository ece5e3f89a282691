"""A sync that is killed, or whose source fails in the middle, leaves a whole catalogue: the last good copy and more."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli.schedule import due
from bot.cli.sync import sync
from bot.settings import ROOT, Settings
from bot.store import catalogue, migrate
from bot.store.clock import new_id, now
from bot.store.database import Database
from tests.fakes.opendata import KEY, TODAY, OpenData, open_data


@pytest.fixture
def served() -> OpenData:
    with open_data() as server:
        yield server


@pytest.fixture
def environment(served: OpenData, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "ILJARI_DATA_DIR": str(tmp_path), "ILJARI_WORK24_KEY": KEY, "ILJARI_WORK24_API": served.url,
            "ILJARI_SOURCE_PAUSE": "0"}  # fmt: skip


def settings_of(environment: dict[str, str]) -> Settings:
    return Settings(
        data_dir=Path(environment["ILJARI_DATA_DIR"]), work24_key=KEY, work24_api=environment["ILJARI_WORK24_API"],
        source_pause=0,
    )  # fmt: skip


def bring(environment: dict[str, str], *, kill_after: float | None = None) -> int:
    command = [sys.executable, "-m", "bot", "sync", "work24"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          start_new_session=True) as process:  # fmt: skip
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        return process.wait(120)


async def state(settings: Settings) -> tuple[int, int, str]:
    """Return how many are open on the fake's day, how many marks point nowhere, and what SQLite says of its file."""
    database = Database(settings.database)
    await database.open()
    try:
        async with database.read() as connection:
            total = (await catalogue.find_vacancies(connection, catalogue.VacancyQuery(today=TODAY), 1)).total
            lost = (await connection.exec_driver_sql(
                "SELECT count(*) FROM vacancy_job WHERE vacancy NOT IN (SELECT number FROM vacancy)"
            )).scalar_one()  # fmt: skip
            words = (await connection.exec_driver_sql("SELECT count(*) FROM ft_vacancy")).scalar_one()
            rows = (await connection.exec_driver_sql("SELECT count(*) FROM vacancy")).scalar_one()
            whole = (await connection.exec_driver_sql("PRAGMA integrity_check")).scalar_one()
    finally:
        await database.close()
    assert words == rows
    return int(total), int(lost), str(whole)


def kill_again_and_again(environment: dict[str, str], served: OpenData, times: int) -> None:
    settings, dice = settings_of(environment), random.Random(5)
    assert bring(environment) == 0
    full, _, _ = asyncio.run(state(settings))
    assert full > 300
    for _ in range(times):
        served.vacancies = dice.sample(served.vacancies, len(served.vacancies))
        bring(environment, kill_after=dice.uniform(0.3, 3.0))
        total, lost, whole = asyncio.run(state(settings))
        assert (total, lost, whole) == (full, 0, "ok")
    assert bring(environment) == 0  # and the next one finds no lock in its way
    assert asyncio.run(state(settings))[0] == full


def test_killed_in_the_middle_the_catalogue_is_whole(environment: dict[str, str], served: OpenData) -> None:
    kill_again_and_again(environment, served, 2)


@pytest.mark.marathon
def test_killed_fifty_times_the_catalogue_is_whole(environment: dict[str, str], served: OpenData) -> None:
    kill_again_and_again(environment, served, 50)


@pytest.mark.parametrize("mood", ["error", "broken", "ignores region"])
async def test_a_source_that_fails_leaves_the_last_good_copy_and_says_so(
    environment: dict[str, str], served: OpenData, mood: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_of(environment)
    served.vacancies = served.vacancies[:120]
    database = Database(settings.database)
    await migrate_to_head(database)
    try:
        assert (await sync(settings, database, "work24", now, new_id)).error is None
        served.moods[mood] = 99
        failed = await sync(settings, database, "work24", now, new_id)
        assert failed.error
        assert KEY not in failed.error + caplog.text
        async with database.read() as connection:
            (run,) = await catalogue.freshness(connection)
        assert run.error == failed.error
        assert run.fetched_at is not None  # the good run before is still what we stand on
    finally:
        await database.close()
    assert (await state(settings))[0] > 80


async def test_a_run_that_breaks_off_never_leaves_a_vacancy_beside_its_own_repost(
    environment: dict[str, str], served: OpenData
) -> None:
    """Which of two postings of one vacancy comes first is up to the source: what came before goes with what comes."""
    settings = settings_of(environment)
    database = Database(settings.database)
    await migrate_to_head(database)
    try:
        assert (await sync(settings, database, "work24", now, new_id)).error is None
        full = (await state(settings))[0]
        served.vacancies.reverse()
        lately = await sync(settings, database, "work24", now, new_id, since="D-0")  # marks nothing as gone at its end
    finally:
        await database.close()
    assert lately.error is None
    assert (await state(settings))[0] == full


async def test_of_two_at_once_one_works_and_the_other_says_so(environment: dict[str, str], served: OpenData) -> None:
    settings = settings_of(environment)
    served.vacancies = served.vacancies[:60]
    database = Database(settings.database)
    await migrate_to_head(database)
    try:
        results = await asyncio.gather(*(sync(settings, database, "work24", now, new_id) for _ in range(2)))
    finally:
        await database.close()
    assert sorted(bool(result.error) for result in results) == [False, True]


async def test_what_was_told_before_is_not_asked_for_again(environment: dict[str, str], served: OpenData) -> None:
    settings = settings_of(environment)
    served.vacancies = served.vacancies[:20]
    database = Database(settings.database)
    await migrate_to_head(database)
    try:
        await sync(settings, database, "work24", now, new_id)
        first = len(served.asked)
        await sync(settings, database, "work24", now, new_id)
    finally:
        await database.close()
    assert len(served.asked) - first == 1  # the list alone
    assert json.dumps(served.asked).count("wantedAuthNo") >= 19


async def migrate_to_head(database: Database) -> None:
    await database.open()
    await migrate.upgrade_open(database)


def test_the_whole_comes_at_night_and_the_new_by_day() -> None:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    noon = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
    night = noon.replace(hour=4)

    def runs(at: datetime) -> list[catalogue.Freshness]:
        return [catalogue.Freshness("work24", at), catalogue.Freshness("hrd", at)]

    sources = ("work24", "hrd")
    assert list(due(sources, [], noon)) == [("work24", None), ("hrd", None)]
    assert list(due(sources, runs(noon - timedelta(days=1)), noon)) == [("work24", None), ("hrd", None)]
    assert list(due(sources, runs(noon - timedelta(hours=2)), noon)) == [("work24", "D-0")]
    assert list(due(sources, runs(noon - timedelta(minutes=5)), noon)) == []
    assert list(due(sources, runs(night), night.replace(hour=6))) == []
    assert list(due(sources, runs(night), noon.replace(hour=23))) == []
