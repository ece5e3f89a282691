"""A search in the catalogue: what fits, and where nothing does, what fits without the least important conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.names import nearby
from actions.search import (
    GIVEN_UP_FIRST,
    conditions,
    course_query,
    vacancy_query,
    without,
)
from actions.seeking import codes
from bot.store import catalogue as store

Json: TypeAlias = dict[str, Any]
PROVINCE: Final = "52000"
GREAT: Final = ("regions", "fields", "occupations", "jobs")


@dataclass(frozen=True, slots=True)
class Found:
    """A page, the search that found it, and the conditions given up for it, in that order (empty: all hold)."""

    page: store.Page[Any]
    search: Json
    relaxed: tuple[str, ...] = ()


async def search(connection: AsyncConnection, wish: Json, today: date, limit: int, offset: int = 0) -> Found:
    """Find the page; with nothing to show give up as little as possible, and say how old what there is would be."""
    found = await _nearest(connection, wish, today, limit, offset)
    if found.page.items:
        return found
    return replace(found, page=replace(found.page, fetched_at=await store.filled_at(connection, wish["kind"])))


async def _nearest(connection: AsyncConnection, wish: Json, today: date, limit: int, offset: int) -> Found:
    """Find what fits, or what fits with the least given up, what matters least first.

    The steps: one lesser condition; the towns next door; several lesser conditions, here and next door; the whole
    province; work that is akin; any work.
    """
    page = await look(connection, wish, today, limit, offset)
    if page.total or offset:
        return Found(page, wish)
    for lost in (name for name in GIVEN_UP_FIRST if name in conditions(wish) and name not in GREAT):
        fewer = without(wish, lost)
        page = await look(connection, fewer, today, limit)
        if page.total:
            return Found(page, fewer, (lost,))
    for wider, given_up in _wider(wish):
        page = await look(connection, wider, today, limit)
        if page.total:
            return Found(page, wider, given_up)
        fewest = await _fewest(connection, wider, today)
        if fewest is not None:
            bare, lesser = fewest
            return Found(await look(connection, bare, today, limit), bare, (*lesser, *given_up))
    return Found(page, wish)


def _wider(wish: Json) -> Iterator[tuple[Json, tuple[str, ...]]]:
    """Yield the search as it is, next door, in the whole province, and the same for work that is akin and for any."""
    works: list[tuple[Json, tuple[str, ...]]] = (
        [(wish, ())] if not wish.get("jobs") else [(wish, ()), (_akin(wish), ("jobs",)), (_free(wish), ("jobs",))]
    )
    works += [(without(wish, name), (name,)) for name in ("fields", "occupations") if wish.get(name)]
    for work, lost_work in works:
        if not lost_work:
            near = list(nearby(tuple(wish.get("regions") or ())))
            yield work, ()
            if near:
                yield {**work, "regions": near, "offset": 0}, ("regions",)
        else:
            yield work, lost_work
        if wish.get("regions"):
            yield {**work, "regions": [PROVINCE], "offset": 0}, (*lost_work, "regions")


async def _fewest(connection: AsyncConnection, wish: Json, today: date) -> tuple[Json, tuple[str, ...]] | None:
    """Give up lesser conditions until something is found, then take back those that were given up for nothing."""
    lost: list[str] = []
    bare = wish
    for name in [name for name in GIVEN_UP_FIRST if name in conditions(wish) and name not in GREAT]:
        lost.append(name)
        bare = without(bare, name)
        if (await look(connection, bare, today, 1)).total:
            break
    else:
        return None
    for name in lost[-2::-1]:
        tried = wish
        for other in lost:
            tried = tried if other == name else without(tried, other)
        if (await look(connection, tried, today, 1)).total:
            lost.remove(name)
            bare = tried
    return bare, tuple(lost)


async def look(connection: AsyncConnection, wish: Json, today: date, limit: int, offset: int = 0) -> store.Page[Any]:
    """Return one page of exactly this search."""
    if wish["kind"] == "course":
        return await store.find_courses(connection, course_query(wish, today), limit, offset)
    return await store.find_vacancies(connection, vacancy_query(wish, today), limit, offset)


def _akin(wish: Json) -> Json:
    """Widen the work to its official groups: 편의점 판매원 to 소규모 판매점장 및 상점 판매."""
    groups = dict.fromkeys(codes.group_of(code) for code in wish.get("jobs", ()) if len(code) == 6)
    wider = [code for group in groups if group for code in codes.groups()[group]]
    return {**wish, "jobs": list(dict.fromkeys([*wish.get("jobs", ()), *wider])), "offset": 0}


def _free(wish: Json) -> Json:
    return without(wish, "jobs")
