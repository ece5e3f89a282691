"""From 고용24 to a person's window: what a sync newly brings is told to whoever asked for it, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.stations import store
from bot.cli.sync import sync
from bot.settings import Settings
from bot.store.clock import new_id
from bot.store.database import Database
from bot.talk.news import News
from tests.conftest import FakeClock
from tests.dialogue.conftest import SECRET, Server, serve
from tests.fakes.opendata import KEY, OpenData, open_data
from tests.talk.telling import Telling

WANTED = {"kind": "vacancy", "regions": ["52130"], "jobs": ["w:care"], "work": ["요양보호사"]}
FRESH = {
    "wantedAuthNo": "KJKB999", "company": "새로요양원(연습)", "title": "요양보호사 채용 (주간)",
    "region": "전북특별자치도 군산시",
    "basicAddr": "전북특별자치도 군산시 나운동", "jobsCd": "550100", "closeDt": "채용시까지", "regDt": "26-11-24",
    "salTpNm": "월급", "sal": "230만원", "career": "관계없음", "minEdubg": "학력무관", "holidayTpNm": "주5일근무",
    "empTpCd": "10", "jobsNm": "요양보호사", "jobCont": "어르신 돌봄", "empTpNm": "정규직", "salDetail": "월급 230만원",
    "workdayWorkhrCont": "주 5일", "pfCond": "", "certificate": "요양보호사", "etcWelfare": "",
}  # fmt: skip


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with store(Settings(data_dir=tmp_path)) as opened:
        yield opened


async def test_what_a_sync_brings_is_told_once_to_who_asked_for_it(
    database: Database, tmp_path: Path, clock: FakeClock
) -> None:
    with open_data() as source:
        served = serve(Settings(data_dir=tmp_path).database, tmp_path)
        try:
            await _told_once(database, tmp_path, clock, source, next(served))
        finally:
            served.close()


async def _told_once(database: Database, folder: Path, clock: FakeClock, source: OpenData, server: Server) -> None:
    settings = Settings(
        data_dir=folder, work24_key=KEY, work24_api=source.url, source_pause=0, actions_secret=SECRET,
        actions_port=int(server.url.rpartition(":")[2]),
    )  # fmt: skip
    assert (await sync(settings, database, "work24", clock, new_id)).error is None
    telling = Telling(database, clock)
    telling.alerts.find = News(settings)
    asked, other = await telling.meet("p1"), await telling.meet("p2")
    await telling.save(asked, search=WANTED)
    await telling.save(other, search={**WANTED, "regions": ["52140"]})
    clock.pass_(timedelta(hours=1).total_seconds())
    await telling.alerts.look()
    assert await telling.told(asked) == []
    source.vacancies.append(FRESH)
    brought = await sync(settings, database, "work24", clock, new_id)
    assert (brought.error, brought.refused) == (None, [])
    await telling.alerts.look()
    clock.pass_(timedelta(hours=1).total_seconds())
    assert (await sync(settings, database, "work24", clock, new_id)).error is None
    await telling.alerts.look()
    (line,) = await telling.lines(asked)
    (card,) = line.body["cards"]
    assert (card["title"], card["source"][:4]) == (FRESH["title"], "고용24")
    assert card["fetched_at"]
    assert await telling.lines(other) == []
