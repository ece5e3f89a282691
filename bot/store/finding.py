"""What a query means in SQL: which rows fit, and in which order. All of it is answered from narrow indexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, Subquery, Table, and_, case, func, or_, select

from bot.store import fulltext, tables
from bot.store.offers import CourseQuery, Pay, VacancyQuery

Where: TypeAlias = list[ColumnElement[bool]]
Chosen: TypeAlias = Select[int]

ALL = "52000"
PARTS = {"52110": ("52110", "52111", "52113")}  # a city that is also written by its districts
CAREERS = {"new": ("any", "new"), "experienced": ("any", "experienced"), "any": ("any",)}
SCHOOLING = ("any", "middle", "high", "college", "university", "graduate")
PAY_ORDER = {"month": 0, "year": 1, "hour": 2, "day": 3}
KNOWN_BY_TITLE = 2
NEVER = "9999-12-31"
FEW_PLACES = 2  # so many towns are read from the index of places faster than all postings of one work


def vacancy_where(query: VacancyQuery, dialect: str) -> Where:
    """Return the conditions of the query, what is gone or closed left out; `vacancy_numbers` may add the work."""
    v = tables.vacancy.c
    ends = func.coalesce(v.deadline, NEVER)  # an OR would make SQLite read the index twice and sort out what is double
    where = [v.gone_at.is_(None), ends >= query.today.isoformat()]
    where += _region_where(tables.vacancy, query.regions, query.region_exclude)
    where += [v.occupation.in_(query.occupations)] if query.occupations else []
    hidden = v.number + 0  # else SQLite fetches the wide rows by number, instead of reading one narrow index
    where += [hidden.in_(_known_as(query.jobs))] if query.jobs and not _work_first(query) else []
    where += [v.number.not_in(_known_as(query.job_exclude))] if query.job_exclude else []
    where += _pay_where(query.pay)
    where += [v.employment.in_(query.employments)] if query.employments else []
    where += [v.employment.not_in(query.employment_exclude)] if query.employment_exclude else []
    where += _time_where(query)
    where += _person_where(query)
    where += [_marked(each) for each in query.welfare]
    where += [v.posted_on >= query.posted_from.isoformat()] if query.posted_from else []
    where += [v.deadline <= query.closes_by.isoformat()] if query.closes_by else []
    where += [v.deadline_kind.in_(("until_filled", "always"))] if query.until_filled else []
    where += [v.first_seen_at > query.seen_after] if query.seen_after else []
    return where + ([fulltext.holds(tables.vacancy, query.keywords, dialect)] if query.keywords else [])


def vacancy_numbers(query: VacancyQuery, where: Where) -> Chosen:
    """Return the numbers of what fits in the order in which it is shown."""
    v, j = tables.vacancy.c, tables.vacancy_job.c
    if not query.jobs:
        return select(v.number).where(*where).order_by(*_vacancy_order(query))
    if _work_first(query):
        known = _known(query.jobs)
        chosen = select(v.number).join_from(known, tables.vacancy, v.number == known.c.vacancy + 0)
        return chosen.where(*where).order_by(*_vacancy_order(query, known.c.strength >= KNOWN_BY_TITLE))
    by_title = select(j.vacancy).where(j.mark.in_(query.jobs), j.strength >= KNOWN_BY_TITLE)
    return select(v.number).where(*where).order_by(*_vacancy_order(query, v.number.in_(by_title)))


def many(chosen: Chosen) -> Select[int]:
    """Return how many there are in all. Asked apart: counting beside the order keeps every row until the end."""
    return chosen.with_only_columns(func.count()).order_by(None)


def _vacancy_order(query: VacancyQuery, by_title: ColumnElement[bool] | None = None) -> list[ColumnElement[Any]]:
    """Return the order of the query; `by_title` holds for what is known by its title to be the work that is asked."""
    v = tables.vacancy.c
    newest: list[ColumnElement[Any]] = [v.posted_on.desc(), v.id]
    if query.sort == "new":
        return newest
    if query.sort == "deadline":
        return [case((v.deadline.is_(None), 1), else_=0), v.deadline, *newest]
    if query.sort == "pay":
        kind = case(PAY_ORDER, value=v.pay_kind, else_=len(PAY_ORDER))
        return [kind, func.coalesce(v.pay_min, v.pay_max, 0).desc(), *newest]
    first = [] if by_title is None else [case((by_title, 0), else_=1)]
    return [*first, *_region_order(tables.vacancy, query.regions), *newest]


def _work_first(query: VacancyQuery) -> bool:
    """Say whether the work narrows the search more than the place: then its postings are looked up one by one."""
    return bool(query.jobs) and (not query.regions or ALL in query.regions or len(query.regions) > FEW_PLACES)


def _known(marks: Sequence[str]) -> Subquery:
    """Return the postings known by any of the marks, each once, with the strength; `+ 0` keeps SQLite to this order."""
    j = tables.vacancy_job.c
    if len(marks) == 1:
        return select(j.vacancy, j.strength).where(j.mark == marks[0]).subquery("known")
    number, strength = j.vacancy + 0, func.max(j.strength)
    strongest = select(number.label("vacancy"), strength.label("strength")).where(j.mark.in_(marks))
    return strongest.group_by(number).subquery("known")


def course_where(query: CourseQuery, dialect: str) -> Where:
    """Return the conditions of the query, what has begun left out."""
    c = tables.course.c
    where = [c.gone_at.is_(None), c.starts_on >= query.today.isoformat()]
    near = _region_where(tables.course, query.regions, ())
    where += [or_(c.online.is_(True), *near)] if near else []
    where += _region_where(tables.course, (), query.region_exclude)
    where += [c.field.in_(query.fields)] if query.fields else []
    where += [c.kind.in_(query.kinds)] if query.kinds else []
    where += [c.card.is_(query.card)] if query.card is not None else []
    where += [or_(c.fee == 0, c.kind == "centre")] if query.free else []
    where += [c.online.is_(query.online)] if query.online is not None else []
    where += [c.schedule == query.schedule] if query.schedule else []
    where += [or_(c.seats.is_(None), c.seats > 0)] if query.seats else []
    where += [c.starts_on >= query.starts_from.isoformat()] if query.starts_from else []
    where += [c.starts_on <= query.starts_by.isoformat()] if query.starts_by else []
    where += [c.first_seen_at > query.seen_after] if query.seen_after else []
    return where + ([fulltext.holds(tables.course, query.keywords, dialect)] if query.keywords else [])


def course_numbers(query: CourseQuery, where: Where) -> Chosen:
    """Return the numbers of what fits: soonest first, full ones last; by employment rate if asked."""
    c = tables.course.c
    order: list[ColumnElement[Any]] = [case((c.seats == 0, 1), else_=0)]
    if query.sort == "rate":
        order += [case((c.employment_rate.is_(None), 1), else_=0), c.employment_rate.desc()]
    order += _region_order(tables.course, query.regions)
    return select(c.number).where(*where).order_by(*order, c.starts_on, c.id)


def _known_as(marks: Sequence[str]) -> Select[int]:
    j = tables.vacancy_job.c
    return select(j.vacancy).where(j.mark.in_(marks))


def _spread(regions: Sequence[str]) -> list[str]:
    return [part for region in regions for part in PARTS.get(region, (region,))]


def _region_where(table: Table, regions: Sequence[str], excluded: Sequence[str]) -> Where:
    out: Where = [table.c.region.not_in(_spread(excluded))] if excluded else []
    return out if not regions or ALL in regions else [*out, table.c.region.in_(_spread(regions))]


def _region_order(table: Table, regions: Sequence[str]) -> list[ColumnElement[Any]]:
    ranks: dict[str, int] = {}
    for rank, region in enumerate(regions):
        for part in PARTS.get(region, (region,)):
            ranks.setdefault(part, rank)
    return [case(ranks, value=table.c.region, else_=len(regions))] if len(regions) > 1 else []


def _pay_where(pay: Pay | None) -> Where:
    """What is promised at the least must be enough; "up to" compares it as well."""
    if pay is None:
        return []
    v = tables.vacancy.c
    promised = func.coalesce(v.pay_min, v.pay_max)
    enough: Where = [promised >= pay.min] if pay.min is not None else []
    return [v.pay_kind == pay.kind, *enough, *([promised <= pay.max] if pay.max is not None else [])]


def _time_where(query: VacancyQuery) -> Where:
    v = tables.vacancy.c
    where = [v.work_days == query.work_days] if query.work_days is not None else []
    where += [v.shift.in_(query.shifts)] if query.shifts else []
    where += [v.shift.not_in(query.shift_exclude)] if query.shift_exclude else []
    where += [v.night.is_not(True)] if "night" in query.shift_exclude else []
    where += [v.weekend.is_(False)] if "weekend" in query.shift_exclude else []
    where += [v.part.in_(query.parts)] if query.parts else []
    where += [v.part.not_in(query.part_exclude)] if query.part_exclude else []
    where += [v.begins >= query.begins] if query.begins is not None else []
    where += [and_(v.ends <= query.ends, v.ends > v.begins)] if query.ends is not None else []
    return where + ([v.minutes <= query.longest] if query.longest is not None else [])


def _person_where(query: VacancyQuery) -> Where:
    v = tables.vacancy.c
    where: Where = [v.career.in_(CAREERS.get(query.career, (query.career,)))] if query.career else []
    if query.career_months is not None:
        where.append(or_(v.career_months.is_(None), v.career_months <= query.career_months))
    if query.education:
        where.append(v.education.in_(SCHOOLING[: SCHOOLING.index(query.education) + 1]))
    where += [v.car.is_(False)] if query.car_free else []
    return where + ([or_(*(_marked(each) for each in query.targets))] if query.targets else [])


def _marked(value: str) -> ColumnElement[bool]:
    return tables.vacancy.c.marks.contains(f"|{value}|", autoescape=True)
