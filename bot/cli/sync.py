"""`sync`: brings a source's vacancies and courses into the local copy, as JSON lines from a process of the actions."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import ROOT, Settings, house_environment
from bot.store import catalogue
from bot.store.alone import alone
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.words import Json

Progress: TypeAlias = Callable[[str], None]
Times: TypeAlias = tuple[datetime, Clock]  # when the run began, and now
EVERY = 1_000  # records between two words of progress
TOGETHER = 200  # records in one transaction
LONGEST_LINE = 1 << 20
FRESH_FOR = timedelta(days=1)


@dataclass
class Synced:
    """What one run brought: counts as `sync_run` keeps them, the refused rows, and why it broke off, if it did."""

    vacancies: int = 0
    courses: int = 0
    gone: int = 0
    refused: list[str] = field(default_factory=list)
    error: str | None = None

    def counts(self) -> dict[str, int]:
        return {"vacancies": self.vacancies, "courses": self.courses, "gone": self.gone, "refused": len(self.refused)}

    def told(self, source: str) -> str:
        """Return the run in one Korean sentence."""
        if self.error:
            return f"{source} 자료를 다 받지 못했어요: {self.error}"
        refused = f", 받지 않은 줄 {len(self.refused)}개" if self.refused else ""
        came = f"일자리 {self.vacancies}건, 훈련 {self.courses}건, 내려간 것 {self.gone}건"
        return f"{source} 자료를 받았어요. {came}{refused}."


async def stale(database: Database, source: str, at: datetime) -> bool:
    """Tell whether the source never had a good run, or none within a day."""
    async with database.read() as connection:
        runs = [run for run in await catalogue.freshness(connection) if run.source == source]
    return not any(run.fetched_at and at - run.fetched_at < FRESH_FOR for run in runs)


async def sync(
    settings: Settings,
    database: Database,
    source: str,
    clock: Clock,
    new_id: MakeId,
    *,
    since: str | None = None,
    file: Path | None = None,
    progress: Progress = lambda _: None,
) -> Synced:
    """Fetch the source once, note the run, and return what came; a stream that broke off marks nothing as gone.

    What is there stays until something newer has come. One run of a source works at a time, whoever starts it: a
    second one ends with an error that says so. `progress` is told about every thousand records.
    """
    async with alone(database, f"sync-{source}") as mine:
        if not mine:
            return Synced(error="다른 곳에서 같은 자료를 받고 있어요.")
        run, started, result = new_id(), clock(), Synced()
        await database.write(lambda connection: catalogue.start_run(connection, run, source, started))
        words = [source, *([str(file)] if file else []), *(["--since", since] if since else [])]
        await _bring(settings, database, words, (started, clock), result, progress)
        await database.write(lambda c: catalogue.finish_run(c, run, clock(), result.counts(), result.error))
        return result


async def _bring(
    settings: Settings, database: Database, words: list[str], times: Times, result: Synced, progress: Progress
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "actions.sources", *words, cwd=ROOT,
        env=house_environment(settings), stdout=PIPE, stderr=PIPE, limit=LONGEST_LINE,
    )  # fmt: skip
    try:
        end, complaint = await asyncio.gather(_take(process, database, times, result, progress), _listen(process))
        if end is None:
            result.error = complaint or "자료가 끝까지 오지 않았어요."
        elif end.get("whole", True):
            result.gone = await database.write(lambda c: catalogue.mark_gone(c, str(end["source"]), times[0]))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _take(
    process: Process, database: Database, times: Times, result: Synced, progress: Progress
) -> Json | None:
    """Save everything that comes; return the last line, None if the stream broke off."""
    waiting: dict[str, list[Json]] = {"vacancy": [], "course": []}
    end, told = None, 0
    assert process.stdout is not None  # noqa: S101  asked for above
    async for line in process.stdout:
        ((kind, record),) = json.loads(line).items()
        if kind == "end":
            end = record
            result.refused += record["errors"]
            continue
        waiting[kind].append(record)
        if sum(map(len, waiting.values())) >= TOGETHER:
            await _save(database, waiting, times, result)
            if result.vacancies + result.courses - told >= EVERY:
                told = result.vacancies + result.courses
                progress(f"{told:,}건째 받고 있어요.")
    await _save(database, waiting, times, result)
    return end


async def _save(database: Database, waiting: dict[str, list[Json]], times: Times, result: Synced) -> None:
    fetched_at, came_at = times[0], times[1]()

    async def work(connection: AsyncConnection) -> tuple[int, int]:
        vacancies = await catalogue.save_vacancies(connection, waiting["vacancy"], fetched_at, came_at)
        return vacancies, await catalogue.save_courses(connection, waiting["course"], fetched_at, came_at)

    vacancies, courses = await database.write(work)
    result.vacancies += vacancies
    result.courses += courses
    for records in waiting.values():
        records.clear()


async def _listen(process: Process) -> str:
    """Return the last thing that the source complained about, in case it breaks off."""
    assert process.stderr is not None  # noqa: S101  asked for above
    said = [line.decode(errors="replace").strip() async for line in process.stderr]
    return next((line for line in reversed(said) if line), "")
