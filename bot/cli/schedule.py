"""`sync --watch`: brings every configured source in when it is due, whole at night and what is new by day.

What is due is read from the runs in the database, so a restart neither forgets nor repeats; who else runs the same
source at the same moment holds its lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cli import sync as syncing
from bot.settings import Settings
from bot.store import catalogue
from bot.store.catalogue import Freshness
from bot.store.clock import Clock, MakeId
from bot.store.database import Database

KOREA = ZoneInfo("Asia/Seoul")
NIGHT = time(3, 10)  # 고용24 is least asked then
DAY_BEGINS, DAY_ENDS = time(8), time(20)
EVERY = timedelta(hours=1)
LOOK_EVERY = 60.0  # seconds
NAMES = {"work24": "고용24", "hrd": "고용24 훈련", "alio": "잡알리오", "saeil": "새일센터", "practice": "practice"}
TODAY = "D-0"


def configured(settings: Settings) -> tuple[str, ...]:
    """Return the sources that have a key; in practice mode the invented data is one."""
    keys = {"work24": settings.work24_key, "hrd": settings.hrd_key, "alio": settings.opendata_key,
            "saeil": settings.opendata_key}  # fmt: skip
    found = tuple(name for name, key in keys.items() if key.get_secret_value())
    return ("practice", *found) if settings.practice else found


def due(sources: Sequence[str], runs: Sequence[Freshness], at: datetime) -> Iterator[tuple[str, str | None]]:
    """Yield what is due now, each with `since`: None is the whole source.

    Whole: when the last good run began before the latest night. By day 고용24's newest come every hour.
    """
    good = {run.source: run.fetched_at for run in runs}
    here = at.astimezone(KOREA)
    night = datetime.combine(here.date(), NIGHT, KOREA)
    night = night if night <= here else night - timedelta(days=1)
    for source in sources:
        last = good.get(source)
        if last is None or last < night:
            yield source, None
        elif source == "work24" and DAY_BEGINS <= here.time() < DAY_ENDS and at - last >= EVERY:
            yield source, TODAY


async def watch(
    settings: Settings, database: Database, clock: Clock, new_id: MakeId, say: Callable[[str], None]
) -> None:
    """Look every minute what is due and bring it in, one after the other, until cancelled."""
    failed: dict[str, datetime] = {}
    while True:
        async with database.read() as connection:
            runs = await catalogue.freshness(connection)
        for source, since in due(configured(settings), runs, clock()):
            if clock() - failed.get(source, clock() - EVERY) < EVERY:
                continue  # what failed is tried again in an hour, not every minute
            result = await syncing.sync(settings, database, source, clock, new_id, since=since)
            say(result.told(NAMES[source]))
            if result.error:
                failed[source] = clock()
        await asyncio.sleep(LOOK_EVERY)
