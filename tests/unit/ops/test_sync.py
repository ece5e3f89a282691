"""`sync` brings a source into the local copy and notes how it went."""

from datetime import timedelta

import pytest

from bot.cli.stations import fill_catalogue, store
from bot.cli.sync import stale, sync
from bot.settings import SECRETS, Settings
from bot.store import catalogue
from bot.store.clock import new_id, now


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, **{name: name * 8 for name in SECRETS})


@pytest.fixture
async def database(settings):
    async with store(settings) as opened:
        yield opened


async def runs(database):
    async with database.read() as connection:
        return await catalogue.freshness(connection)


async def test_practice_data_come_whole_and_the_run_is_noted(settings, database):
    result = await sync(settings, database, "practice", now, new_id)
    assert result.error is None
    assert result.vacancies >= 300
    assert result.courses >= 100
    (run,) = await runs(database)
    assert (run.source, run.error, dict(run.counts)) == ("practice", None, result.counts())


async def test_what_a_later_run_does_not_bring_is_gone(settings, database):
    await sync(settings, database, "practice", now, new_id)
    record = {
        "id": "practice:old", "source": "연습용 자료", "practice": True, "title": "옛 공고", "company": "옛 회사",
        "region": "52110", "place": "전주", "occupation": "office", "occupation_name": "사무", "pay_kind": "month",
        "pay_min": None, "pay_max": None, "pay_text": "", "employment": "regular", "work_days": None, "hours_text": "",
        "shift": "day", "begins": None, "ends": None, "minutes": None, "part": "", "night": None, "weekend": None,
            "job_code": "", "jobs": {}, "car": False, "career_months": None, "words": "옛 공고", "career": "any",
            "education": "any", "targets": [], "welfare": [], "deadline_kind": "open",
        "deadline": None, "posted_on": "2026-01-02", "likeness": "", "link": None, "raw": {},
    }  # fmt: skip
    await database.write(lambda c: catalogue.save_vacancies(c, [record], now()))
    result = await sync(settings, database, "practice", now, new_id)
    assert result.gone == 1
    async with database.read() as connection:
        assert (await catalogue.vacancy(connection, "practice:old")).closed(now().date())


async def test_a_source_that_breaks_off_takes_nothing_away_and_says_why(settings, database):
    await sync(settings, database, "practice", now, new_id)
    result = await sync(settings, database, "no-such-source", now, new_id)
    assert (result.vacancies, result.gone) == (0, 0)
    assert "no-such-source" in result.error
    assert {run.source: bool(run.error) for run in await runs(database)} == {"practice": False, "no-such-source": True}


async def test_the_catalogue_is_filled_when_empty_or_a_day_old(settings, database):
    assert await stale(database, "practice", now())
    assert await fill_catalogue(settings, database)
    assert await fill_catalogue(settings, database) is None
    assert await stale(database, "practice", now() + timedelta(days=1, minutes=1))


async def test_production_is_never_filled_with_invented_data(settings, database):
    assert await fill_catalogue(settings.model_copy(update={"mode": "production"}), database) is None
    assert await runs(database) == []
