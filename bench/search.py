"""Measures the search over a generated catalogue, beside LIKE and PostgreSQL's plain text search.

The rows are drawn from the practice data with another place, pay and day: its values, as often as there.
"""

from __future__ import annotations

import json
import random
import secrets
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]
import psutil
import yaml
from sqlalchemy import select, text

from actions.seeking import finding, reading
from actions.sources.__main__ import lines
from actions.sources.lookups import neighbours
from bench.paper import machine
from bot.store import catalogue, migrate, tables
from bot.store.clock import now
from bot.store.database import Database

SENTENCES: Final = Path(__file__).resolve().parent.parent / "tests/unit/seeking/judged.yml"
SERVER: Final = "postgresql://postgres@127.0.0.1:5432/postgres"
TOGETHER: Final = 1_000
COURSES: Final = 20_000
A_PAGE: Final = 5
SEED: Final = 20261123


@dataclass(frozen=True, slots=True)
class Searched:
    """Milliseconds of one way to search over one catalogue, and the share of shown rows that are of the asked work."""

    name: str
    rows: int
    p50: float
    p95: float
    fitting: float
    filled_in: float = 0.0
    peak: int = 0


def generated(kind: str, rows: int, today: date) -> Iterator[dict[str, Any]]:
    """Yield so many records of a kind, drawn from the practice data."""
    dice = random.Random(SEED)  # noqa: S311  the same rows every time
    practice = [record[kind] for line in lines(today) if kind in (record := json.loads(line))]
    places = sorted(neighbours())
    for number in range(rows):
        one = dict(dice.choice(practice))
        one |= {"id": f"bench:{kind}:{number}", "region": dice.choice(places), "source": "측정", "likeness": ""}
        if kind == "vacancy":
            one["posted_on"] = (today - timedelta(days=dice.randrange(60))).isoformat()
            if one["pay_min"]:
                one["pay_min"] = round(one["pay_min"] * dice.uniform(0.95, 1.15), -2)
        yield one


async def measure(folder: Path, rows: int) -> list[Searched]:
    """Return our search on SQLite and on PostgreSQL, a LIKE search, and PostgreSQL's text search as it comes."""
    today = now().date()
    wishes = [(sentence, wish) for sentence in yaml.safe_load(SENTENCES.read_text("utf-8"))
              if (wish := reading.read(sentence))["kind"] == "vacancy"]  # fmt: skip
    found = []
    async with _sqlite(folder, rows) as database:
        seconds, peak = await _fill(database, rows, today)
        found.append(await _ours("SQLite", database, rows, wishes, today, (seconds, peak)))
        found.append(await _plain("SQLite LIKE", database, rows, wishes, _like))
    async with _postgres() as database:
        if database is not None:
            seconds, peak = await _fill(database, rows, today)
            found.append(await _ours("PostgreSQL", database, rows, wishes, today, (seconds, peak)))
            await _index_simple(database)
            found.append(await _plain("PostgreSQL 'simple'", database, rows, wishes, _simple))
    return found


async def _fill(database: Database, rows: int, today: date) -> tuple[float, int]:
    """Bring all rows in as a sync does; return the seconds it took and the peak of our memory in bytes."""
    at, began = now(), time.perf_counter()
    process, peak = psutil.Process(), 0
    before = process.memory_info().rss
    for kind, many, save in (("vacancy", rows, catalogue.save_vacancies), ("course", COURSES, catalogue.save_courses)):
        batch: list[dict[str, Any]] = []
        for record in generated(kind, many, today):
            batch.append(record)
            if len(batch) == TOGETHER:
                await database.write(lambda c, save=save, batch=tuple(batch): save(c, batch, at))  # type: ignore[misc]
                batch.clear()
                peak = max(peak, process.memory_info().rss - before)
        await database.write(lambda c, save=save, batch=tuple(batch): save(c, batch, at))  # type: ignore[misc]
    seconds = time.perf_counter() - began
    if not database.sqlite:  # what autovacuum does there; SQLite is never analysed, here as in earnest
        async with database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("VACUUM ANALYZE")
    return seconds, peak


async def _ours(
    name: str, database: Database, rows: int, wishes: list[tuple[str, Any]], today: date, filled: tuple[float, int]
) -> Searched:
    times, fitting, shown = [], 0, 0
    for sentence, wish in wishes:
        began = time.perf_counter()
        asked = reading.read(sentence)
        async with database.read() as connection:
            found = await finding.search(connection, asked, today, A_PAGE)
        times.append((time.perf_counter() - began) * 1_000)
        fits = await _fits(database, [v.id for v in found.page.items], wish)
        fitting, shown = fitting + fits, shown + len(found.page.items)
    return Searched(name, rows, statistics.median(times), _p95(times), fitting / max(shown, 1), *filled)


async def _plain(
    name: str, database: Database, rows: int, wishes: list[tuple[str, Any]], search: Callable[..., Awaitable[list[str]]]
) -> Searched:
    times, fitting, shown = [], 0, 0
    for sentence, wish in wishes:
        began = time.perf_counter()
        ids = await search(database, sentence)
        times.append((time.perf_counter() - began) * 1_000)
        fitting, shown = fitting + await _fits(database, ids, wish), shown + max(len(ids), 1)
    return Searched(name, rows, statistics.median(times), _p95(times), fitting / max(shown, 1))


async def _like(database: Database, sentence: str) -> list[str]:
    """Every word of the sentence must stand somewhere in title, place or company."""
    words = sentence.split()
    where = " AND ".join(f"(title || ' ' || place || ' ' || company) LIKE :w{n}" for n in range(len(words)))
    asked = text(f"SELECT id FROM vacancy WHERE {where} ORDER BY posted_on DESC LIMIT {A_PAGE}")  # noqa: S608
    async with database.read() as connection:
        rows = await connection.execute(asked, {f"w{n}": f"%{word}%" for n, word in enumerate(words)})
        return [row.id for row in rows]


async def _index_simple(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE INDEX plain ON vacancy USING gin "
            "(to_tsvector('simple'::regconfig, title || ' ' || place || ' ' || company))"
        )


async def _simple(database: Database, sentence: str) -> list[str]:
    document = "to_tsvector('simple'::regconfig, title || ' ' || place || ' ' || company)"
    where = f"{document} @@ plainto_tsquery('simple', :q)"
    asked = text(f"SELECT id FROM vacancy WHERE {where} ORDER BY posted_on DESC LIMIT {A_PAGE}")  # noqa: S608
    async with database.read() as connection:
        return [row.id for row in await connection.execute(asked, {"q": sentence})]


async def _fits(database: Database, ids: list[str], wish: dict[str, Any]) -> int:
    """Count the rows that are of the asked work and place: nothing shown where something was asked fits nothing."""
    if not ids:
        return 0
    marks, places = wish.get("jobs", []), [p[:5] for p in wish.get("regions", []) if p != "52000"]
    async with database.read() as connection:
        found = await catalogue.vacancies(connection, ids)
        j = tables.vacancy_job.c
        numbers = [catalogue.number(id) for id in ids]
        rows = await connection.execute(select(j.vacancy, j.mark).where(j.vacancy.in_(numbers)))
        known: dict[int, set[str]] = {}
        for row in rows:
            known.setdefault(row.vacancy, set()).add(row.mark)
    return sum(
        (not marks or bool(known.get(catalogue.number(v.id), set()) & set(marks)))
        and (not places or any(v.region == p or (p == "52110" and v.region.startswith("5211")) for p in places))
        for v in found
    )


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@asynccontextmanager
async def _sqlite(folder: Path, rows: int) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{folder / f'search-{rows}.db'}")
    await database.open()
    try:
        await migrate.upgrade_open(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _postgres() -> AsyncIterator[Database | None]:
    """Give a database of its own on the server at hand, None where there is no server."""
    try:
        server = await asyncpg.connect(SERVER, timeout=3)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        yield None
        return
    name = f"bench_{secrets.token_hex(4)}"
    await server.execute(f"CREATE DATABASE {name}")
    database = Database(f"postgresql+asyncpg://postgres@127.0.0.1:5432/{name}")
    try:
        await migrate.upgrade_open(database)
        yield database
    finally:
        await database.close()
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()


def search_paper(found: list[Searched]) -> str:
    """Return the figures as a table of Markdown."""
    columns = "search | vacancies | p50 | p95 | of the asked work and place | filled in | memory grew by"
    head = f"{machine()}\n\n| {columns} |\n"
    return f"{head}|---|---|---|---|---|---|---|\n" + "".join(
        f"| {one.name} | {one.rows:,} | {one.p50:.1f} ms | {one.p95:.1f} ms | {one.fitting:.0%} | "
        f"{_or_dash(one.filled_in, 's')} | {_or_dash(one.peak / 2**20, 'MB')} |\n"
        for one in found
    )


def _or_dash(figure: float, unit: str) -> str:
    return f"{figure:.0f} {unit}" if figure else "-"
