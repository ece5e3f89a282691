"""Killed while it tells people of new vacancies, it has told each of them all of it once, or nothing yet."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from datetime import timedelta

from sqlalchemy import func, select

from bot.settings import ROOT
from bot.store.alert_tables import told_match
from bot.store.database import Database
from tests.conftest import FakeClock
from tests.talk.telling import NEW, Telling

PEOPLE = 40
KILLS = 4


async def test_killed_in_the_middle_everybody_is_told_once(database: Database, clock: FakeClock) -> None:
    telling, dice = Telling(database, clock), random.Random(5)
    talks = [await telling.meet(f"p{n}") for n in range(PEOPLE)]
    for talk in talks:
        await telling.save(talk)
    clock.pass_(timedelta(hours=1).total_seconds())
    await telling.brought(*NEW)
    url = database.engine.url.render_as_string(hide_password=False).replace("+iljari", "")
    command = [sys.executable, "-m", "tests.talk.telling", url, clock().isoformat()]
    cut_off = 0
    for _ in range(KILLS):
        process = subprocess.Popen(command, cwd=ROOT)  # noqa: ASYNC220  it is killed, not awaited
        await _until_some_more(database, dice.randrange(1, 12), process)
        process.kill()
        cut_off += process.wait() < 0 and await _noted(database) < PEOPLE * len(NEW)
    assert cut_off, "every run came to its end before it was killed"
    await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True)
    for talk in talks:
        assert await telling.told(talk) == [list(NEW)]
    assert await _noted(database) == PEOPLE * len(NEW)


async def _until_some_more(database: Database, more: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until it has told so many more people, or has come to its end."""
    before = await _noted(database)
    # Another process writes: there is nothing to wait on but what it wrote.
    while process.poll() is None and await _noted(database) < before + more * len(NEW):  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def _noted(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(told_match))).scalar_one()
