"""The local copy of vacancies and courses: readers for the actions, writers for `sync`.

Readers take a connection of `Database.read()`; writers run inside `Database.write()`. Nothing that is gone or past
its date is ever found; `vacancy` and `course` still give it, so that one can say it has closed (`closed(today)`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Table, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import finding, tables
from bot.store.finding import Chosen
from bot.store.offers import COUNTED, Course, CourseQuery, Freshness, Page, Pay, Vacancy, VacancyQuery

__all__ = [
    "Course", "CourseQuery", "Freshness", "Page", "Pay", "Vacancy", "VacancyQuery",
    "course", "courses", "filled_at", "find_courses", "find_vacancies", "finish_run", "freshness", "mark_gone",
    "number", "save_courses", "save_vacancies", "start_run", "told", "vacancies", "vacancy",
]  # fmt: skip


KEPT = ("id", "number", "first_seen_at")  # what a renewed row keeps
STILL_THE_SAME = timedelta(days=60)  # a posting that was gone for longer is a new vacancy

T = TypeVar("T")


async def find_vacancies(
    connection: AsyncConnection, query: VacancyQuery, limit: int, offset: int = 0
) -> Page[Vacancy]:
    """Return at most `limit` open vacancies from `offset` on, in a stable order, and how many (see `Page`)."""
    chosen = finding.vacancy_numbers(query, connection.dialect.name)
    return await _page(connection, tables.vacancy, chosen, limit, offset, _vacancy)


async def vacancies(connection: AsyncConnection, ids: Sequence[str]) -> tuple[Vacancy, ...]:
    """Return the vacancies of these ids, open or closed, in this order; those never fetched are left out."""
    v = tables.vacancy
    found = {row.id: _vacancy(row) for row in await connection.execute(select(v).where(v.c.id.in_(ids)))}
    return tuple(found[id] for id in ids if id in found)


async def vacancy(connection: AsyncConnection, id: str) -> Vacancy | None:
    """Return the vacancy, open or closed; None if it was never fetched."""
    row = (await connection.execute(select(tables.vacancy).where(tables.vacancy.c.id == id))).one_or_none()
    return _vacancy(row) if row else None


async def find_courses(connection: AsyncConnection, query: CourseQuery, limit: int, offset: int = 0) -> Page[Course]:
    """Return at most `limit` courses that have not begun, soonest first (full ones last), and how many."""
    c, where = tables.course, finding.course_where(query, connection.dialect.name)
    return await _page(connection, c, finding.course_numbers(query, where), limit, offset, _course)


async def courses(connection: AsyncConnection, ids: Sequence[str]) -> tuple[Course, ...]:
    """Return the course runs of these ids, open or closed, in this order; those never fetched are left out."""
    c = tables.course
    found = {row.id: _course(row) for row in await connection.execute(select(c).where(c.c.id.in_(ids)))}
    return tuple(found[id] for id in ids if id in found)


async def course(connection: AsyncConnection, id: str) -> Course | None:
    """Return the course run, open or closed; None if it was never fetched."""
    row = (await connection.execute(select(tables.course).where(tables.course.c.id == id))).one_or_none()
    return _course(row) if row else None


async def freshness(connection: AsyncConnection) -> list[Freshness]:
    """Return how every source stands that was ever fetched, by name."""
    r = tables.sync_run
    rows = (await connection.execute(select(r).order_by(r.c.source, r.c.started_at, r.c.id))).all()
    return [_freshness(source, [row for row in rows if row.source == source]) for source in {r.source: 0 for r in rows}]


async def filled_at(connection: AsyncConnection, kind: str) -> datetime | None:
    """Return when something of a kind, `vacancy` or `course`, was fetched; None if nothing ever was."""
    table = tables.course if kind == "course" else tables.vacancy
    some: datetime | None = (await connection.execute(select(table.c.fetched_at).limit(1))).scalar_one_or_none()
    return some


async def told(connection: AsyncConnection, source: str) -> dict[str, dict[str, str]]:
    """Return the rows of a source's open vacancies as they were received, by id."""
    v = tables.vacancy.c
    rows = await connection.execute(select(v.id, v.raw).where(v.source == source, v.gone_at.is_(None)))
    return {row.id: dict(row.raw) for row in rows}


async def start_run(connection: AsyncConnection, id: str, source: str, at: datetime) -> None:
    """Note that `source` is being fetched from `at` on; a run of it that never ended has died and is closed."""
    r = tables.sync_run
    died = {"state": "failed", "ended_at": at, "error": "끝나지 못하고 멈췄어요."}
    await connection.execute(update(r).where(r.c.source == source, r.c.state == "running").values(died))
    values = {"id": id, "source": source, "started_at": at, "state": "running", "counts": {}}
    await connection.execute(r.insert().values(values))


async def finish_run(
    connection: AsyncConnection, id: str, at: datetime, counts: Mapping[str, int], error: str | None = None
) -> None:
    """Note how the run ended: state `done`, or `failed` with its one-sentence error."""
    r = tables.sync_run
    values = {"ended_at": at, "state": "failed" if error else "done", "counts": dict(counts), "error": error}
    await connection.execute(update(r).where(r.c.id == id).values(values))


async def save_vacancies(
    connection: AsyncConnection, records: Sequence[Mapping[str, Any]], fetched_at: datetime,
    came_at: datetime | None = None,
) -> int:  # fmt: skip
    """Insert or renew vacancies by id (one that was gone comes back) and return how many.

    A record has the fields of `Vacancy` but the last two, dates as ISO text, and `likeness`; a missing field is a
    `KeyError`. An older posting of the same vacancy goes in the same transaction as the newer one comes, so that both
    never stand beside each other, whenever a run breaks off; the newer one keeps the moment at which the first came.
    `fetched_at` is when the run began, `came_at` this moment (else the same).
    """
    saved = await _save(
        connection, tables.vacancy, await _with_first_seen(connection, records, came_at or fetched_at), fetched_at
    )
    await _mark_jobs(connection, records)
    await _replace_older(connection, records, fetched_at)
    return saved


async def save_courses(
    connection: AsyncConnection, records: Sequence[Mapping[str, Any]], fetched_at: datetime,
    came_at: datetime | None = None,
) -> int:  # fmt: skip
    """Insert or renew course runs by id and return how many; records have the fields of `Course` but the last two."""
    seen = [{"first_seen_at": came_at or fetched_at, **record} for record in records]
    return await _save(connection, tables.course, seen, fetched_at)


async def mark_gone(connection: AsyncConnection, source: str, fetched_at: datetime) -> int:
    """Mark as gone what `source` did not bring in the run that saved with `fetched_at`; return how many.

    Call it only after a complete run: a stream that broke off says nothing about what is gone.
    """
    gone = 0
    for table in (tables.vacancy, tables.course):
        missed = and_(table.c.source == source, table.c.fetched_at < fetched_at, table.c.gone_at.is_(None))
        gone += await _take_away(connection, table, missed, fetched_at)
    return gone


def number(id: str) -> int:
    """Return the number by which the indexes know an id: 63 bits of its hash, the same everywhere and always."""
    return int.from_bytes(blake2b(id.encode(), digest_size=8).digest()) >> 1


async def _page(
    connection: AsyncConnection, table: Table, chosen: Chosen, limit: int, offset: int, build: Callable[[Row[Any]], T]
) -> Page[T]:
    numbers = (await connection.execute(chosen.limit(limit).offset(offset))).scalars().all()
    items = await _by_number(connection, table, numbers, build)
    whole = not offset and len(numbers) < limit
    most = max(COUNTED, offset + limit) + 1  # one more: there is a next page, however far one goes
    total = len(numbers) if whole else int((await connection.execute(finding.many(chosen, most))).scalar_one())
    return Page(items, total, _newest(items))


def _newest(items: Sequence[Any]) -> datetime | None:
    return max((item.fetched_at for item in items), default=None)


async def _by_number(
    connection: AsyncConnection, table: Table, numbers: Sequence[int], build: Callable[[Row[Any]], T]
) -> tuple[T, ...]:
    if not numbers:
        return ()
    rows = (await connection.execute(select(table).where(table.c.number.in_(numbers)))).all()
    found = {row.number: build(row) for row in rows}
    return tuple(found[each] for each in numbers if each in found)


async def _with_first_seen(
    connection: AsyncConnection, records: Sequence[Mapping[str, Any]], at: datetime
) -> list[dict[str, Any]]:
    """Return the records with the moment at which the first posting of each vacancy came."""
    v = tables.vacancy.c
    lately = or_(v.gone_at.is_(None), v.gone_at > at - STILL_THE_SAME)
    first = select(v.source, v.likeness, func.min(v.first_seen_at)).where(_alike(records), lately)
    rows = await connection.execute(first.group_by(v.source, v.likeness)) if records else ()
    known = {(row[0], row[1]): row[2] for row in rows}
    return [{"first_seen_at": known.get((each["source"], each["likeness"]), at), **each} for each in records]


async def _replace_older(connection: AsyncConnection, records: Sequence[Mapping[str, Any]], at: datetime) -> None:
    v = tables.vacancy.c
    come = [number(record["id"]) for record in records]
    older = and_(_alike(records), v.number.not_in(come), v.fetched_at < at, v.gone_at.is_(None))
    if records:
        await _take_away(connection, tables.vacancy, older, at)


async def _take_away(connection: AsyncConnection, table: Table, which: ColumnElement[bool], at: datetime) -> int:
    """Mark as gone and return how many; no work is known any more for what is gone."""
    if table is tables.vacancy:
        j = tables.vacancy_job
        await connection.execute(delete(j).where(j.c.vacancy.in_(select(table.c.number).where(which))))
    return (await connection.execute(update(table).where(which).values(gone_at=at))).rowcount


def _alike(records: Sequence[Mapping[str, Any]]) -> ColumnElement[bool]:
    """Return the condition that a row is a posting of one of these vacancies, of the same source."""
    v = tables.vacancy.c
    likes = {record["likeness"] for record in records} - {""}
    return and_(v.likeness.in_(sorted(likes)), v.source.in_(sorted({record["source"] for record in records})))


async def _save(
    connection: AsyncConnection, table: Table, records: Sequence[Mapping[str, Any]], fetched_at: datetime
) -> int:
    if not records:
        return 0
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table)
    renewed = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in KEPT}
    statement = insert.on_conflict_do_update(index_elements=["id"], set_=renewed)
    await connection.execute(statement, [_row(table, record, fetched_at) for record in records])
    return len(records)


def _row(table: Table, record: Mapping[str, Any], fetched_at: datetime) -> dict[str, Any]:
    own = {"number": number(record["id"]), "marks": _marks(record), "fetched_at": fetched_at, "gone_at": None,
           "first_seen_at": record.get("first_seen_at", fetched_at)}  # fmt: skip
    return {c.name: own[c.name] if c.name in own else record[c.name] for c in table.columns}


async def _mark_jobs(connection: AsyncConnection, records: Sequence[Mapping[str, Any]]) -> None:
    """Renew under which codes and words for work the postings are found: `jobs` is {mark: strength}."""
    if not records:
        return
    j = tables.vacancy_job
    await connection.execute(delete(j).where(j.c.vacancy.in_([number(record["id"]) for record in records])))
    rows = [{"mark": mark, "vacancy": number(record["id"]), "strength": strength, **_copied(record)}
            for record in {each["id"]: each for each in records}.values()
            for mark, strength in record["jobs"].items()]  # fmt: skip
    if rows:
        await connection.execute(j.insert(), rows)


def _copied(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _marks(record) if name == "marks" else record[name] for name in tables.COPIED}


def _marks(record: Mapping[str, Any]) -> str:
    return "".join(f"|{each}" for each in (*record.get("targets", ()), *record.get("welfare", ()))) + "|"


def _vacancy(row: Row[Any]) -> Vacancy:
    values = {each.name: getattr(row, each.name) for each in fields(Vacancy)}
    ends = row.deadline and date.fromisoformat(row.deadline)
    lists = {"targets": tuple(row.targets), "welfare": tuple(row.welfare)}
    return Vacancy(**{**values, **lists, "deadline": ends, "posted_on": date.fromisoformat(row.posted_on)})


def _course(row: Row[Any]) -> Course:
    values = {each.name: getattr(row, each.name) for each in fields(Course)}
    dates = {name: date.fromisoformat(getattr(row, name)) for name in ("starts_on", "ends_on")}
    return Course(**{**values, **dates})


def _freshness(source: str, runs: Sequence[Row[Any]]) -> Freshness:
    good = [run for run in runs if run.state == "done"]
    last = good[-1] if good else None
    error = runs[-1].error if runs[-1].state == "failed" else None
    return Freshness(source, last and last.ended_at, error, last.counts if last else {})
