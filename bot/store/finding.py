"""What a query means in SQL: which rows fit, and in which order. All of it is answered from narrow indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, Table, UnaryExpression, and_, asc, case, desc, func, or_, select

from bot.store import fulltext, tables
from bot.store.offers import CourseQuery, Pay, VacancyQuery

Where: TypeAlias = list[ColumnElement[bool]]
Order: TypeAlias = list[tuple[Callable[[Any], UnaryExpression[Any]], ColumnElement[Any]]]
Chosen: TypeAlias = Select[int]

ALL = "52000"
PARTS = {"52110": ("52110", "52111", "52113")}  # a city that is also written by its districts
CAREERS = {"new": ("any", "new"), "experienced": ("any", "experienced"), "any": ("any",)}
SCHOOLING = ("any", "middle", "high", "college", "university", "graduate")
PAY_ORDER = {"month": 0, "year": 1, "hour": 2, "day": 3}
NEVER = "9999-12-31"
SEVERAL = 2


def vacancy_numbers(query: VacancyQuery, dialect: str) -> Chosen:
    """Return the numbers of the open vacancies that fit, in the order in which they are shown.

    Work is asked of its marks: they hold what else may be asked, and come in the order that is shown.
    """
    of = tables.vacancy_job if query.jobs else tables.vacancy
    where, order = _vacancy_where(of, query, dialect), _vacancy_order(of, query)
    if len(query.jobs) < SEVERAL:
        return select(_number(of)).where(*where).order_by(*(way(by) for way, by in order))
    number = _number(of) + 0  # else SQLite may walk all postings by number, to have them grouped already
    return select(number).where(*where).group_by(number).order_by(*(_of_group(way)(by) for way, by in order))


def many(chosen: Chosen, most: int) -> Select[int]:
    """Return how many there are, counted to `most`. Asked apart: the order would keep every row until the end."""
    return select(func.count()).select_from(chosen.order_by(None).limit(most).subquery())


def _vacancy_where(of: Table, query: VacancyQuery, dialect: str) -> Where:
    """Return the conditions of the query, what is gone or closed left out."""
    v = of.c
    ends = func.coalesce(v.deadline, NEVER)  # an OR would make SQLite read the index twice and sort out what is double
    where: Where = [v.mark.in_(query.jobs) if query.jobs else v.gone_at.is_(None), ends >= query.today.isoformat()]
    where += _region_where(of, query.regions, query.region_exclude)
    where += [_number(of).not_in(_known_as(query.job_exclude))] if query.job_exclude else []
    where += _pay_where(of, query.pay)
    where += [v.employment.in_(query.employments)] if query.employments else []
    where += [v.employment.not_in(query.employment_exclude)] if query.employment_exclude else []
    where += _time_where(of, query)
    where += _person_where(of, query)
    where += [_marked(of, each) for each in query.welfare]
    where += [v.posted_on >= query.posted_from.isoformat()] if query.posted_from else []
    where += [v.deadline <= query.closes_by.isoformat()] if query.closes_by else []
    where += [v.deadline_kind.in_(("until_filled", "always"))] if query.until_filled else []
    return where + _wide_where(of, query, dialect)


def _wide_where(of: Table, query: VacancyQuery, dialect: str) -> Where:
    """Return the conditions that only the wide row can answer."""
    v, number = tables.vacancy.c, _number(of)
    where: Where = [v.occupation.in_(query.occupations)] if query.occupations else []
    where += [v.first_seen_at > query.seen_after] if query.seen_after else []
    where = [number.in_(select(v.number).where(*where))] if where and of is not tables.vacancy else where
    return where + ([fulltext.holds(tables.vacancy, number, query.keywords, dialect)] if query.keywords else [])


def _vacancy_order(of: Table, query: VacancyQuery) -> Order:
    """Return the order of the query; what is known by its title to be the work that is asked comes first."""
    v = of.c
    newest: Order = [(desc, v.posted_on), (asc, v.id)]
    if query.sort == "new":
        return newest
    if query.sort == "deadline":
        return [(asc, case((v.deadline.is_(None), 1), else_=0)), (asc, v.deadline), *newest]
    if query.sort == "pay":
        kind = case(PAY_ORDER, value=v.pay_kind, else_=len(PAY_ORDER))
        return [(asc, kind), (desc, func.coalesce(v.pay_min, v.pay_max, 0)), *newest]
    first: Order = [(desc, v.strength)] if query.jobs else []
    return [*first, *((asc, rank) for rank in _region_order(of, query.regions)), *newest]


def _of_group(way: Callable[[Any], UnaryExpression[Any]]) -> Callable[[Any], UnaryExpression[Any]]:
    """Order groups by what comes first of each: a posting is known by several marks, by one more surely."""
    return lambda by: way(func.max(by) if way is desc else func.min(by))


def _number(of: Table) -> ColumnElement[int]:
    return of.c.number if of is tables.vacancy else of.c.vacancy


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
    return where + ([fulltext.holds(tables.course, c.number, query.keywords, dialect)] if query.keywords else [])


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


def _pay_where(of: Table, pay: Pay | None) -> Where:
    """What is promised at the least must be enough; "up to" compares it as well."""
    if pay is None:
        return []
    v = of.c
    promised = func.coalesce(v.pay_min, v.pay_max)
    enough: Where = [promised >= pay.min] if pay.min is not None else []
    return [v.pay_kind == pay.kind, *enough, *([promised <= pay.max] if pay.max is not None else [])]


def _time_where(of: Table, query: VacancyQuery) -> Where:
    v = of.c
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


def _person_where(of: Table, query: VacancyQuery) -> Where:
    v = of.c
    where: Where = [v.career.in_(CAREERS.get(query.career, (query.career,)))] if query.career else []
    if query.career_months is not None:
        where.append(or_(v.career_months.is_(None), v.career_months <= query.career_months))
    if query.education:
        where.append(v.education.in_(SCHOOLING[: SCHOOLING.index(query.education) + 1]))
    where += [v.car.is_(False)] if query.car_free else []
    return where + ([or_(*(_marked(of, each) for each in query.targets))] if query.targets else [])


def _marked(of: Table, value: str) -> ColumnElement[bool]:
    return of.c.marks.contains(f"|{value}|", autoescape=True)
