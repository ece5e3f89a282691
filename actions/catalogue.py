"""Looking through the catalogue for the topics vacancies and training: one page, widened when there is nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.memory import Heard, Json, Memory
from actions.names import ours
from actions.room import Room
from actions.search import lasting, next_search
from actions.seeking import finding
from actions.speech import catalogue as speech
from actions.speech.parts import Said
from bot.store import catalogue as store

A_PAGE: Final = 3
SENIOR: Final = 60  # from this age on one may join some of the public jobs for seniors
MOST: Final = 30  # so many are remembered, so that paging does not slip while the catalogue changes


async def begin(room: Room, heard: Heard, memory: Memory, kind: str) -> Said:
    """Search anew or with changed conditions, and show the first page."""
    age = memory.facts.get("age")
    return await show(room, next_search(heard, memory.search, kind), older=isinstance(age, int) and age >= SENIOR)


async def show(room: Room, search: Json, *, older: bool = False) -> Said:
    """Show the page of `search` at its offset; if nothing fits, give up the least important condition and say so.

    Who is `older`, or looks for work for seniors, is told of the public jobs for them on the first page.
    """
    older = search["kind"] == "vacancy" and (older or "senior" in search.get("targets", ()))
    if search.get("regions") and not any(ours(code) for code in search["regions"]):
        return _kept(speech.elsewhere(search, room.names), search, offer="province")
    async with room.database.read() as connection:
        if search.get("found") and search["offset"]:
            return await _next_page(connection, room, search)
        found = await finding.search(connection, search, room.today(), MOST)
    if not found.page.total:
        return _kept(speech.nothing(search, room.names, older=older), search)
    items = _first_for(search, found.page.items)
    first = replace(found.page, items=items[:A_PAGE])
    said = speech.found(first, found.search, room.names, search, found.relaxed, older=older)
    wanted = {"asked": lasting(search)} if found.relaxed else {}  # what one would like to be told of
    return _remembered(said, first, {**found.search, "found": [one.id for one in items], **wanted})


def _first_for(search: Json, items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the newest with those first that are marked for seniors, where one is looking for them; else as it is."""
    if "senior" not in search.get("targets", ()) or search.get("sort"):
        return items
    return tuple(sorted(items, key=lambda one: "senior" not in one.targets))


async def _next_page(connection: AsyncConnection, room: Room, search: Json) -> Said:
    """Go on in the list as it was found, whatever came or went since; what has closed is passed over."""
    offset = int(search["offset"])
    if offset >= len(search["found"]):
        page = await finding.look(connection, search, room.today(), A_PAGE, offset)
    else:
        read = store.courses if search["kind"] == "course" else store.vacancies
        listed = await read(connection, search["found"][offset : offset + A_PAGE])
        still = tuple(one for one in listed if not one.closed(room.today()))
        page = store.Page(still, int(search["total"]), listed[0].fetched_at if listed else None)
    if not page.items:
        return speech.end(search["kind"])
    return _remembered(speech.found(page, search, room.names, search), page, search)


async def item(room: Room, reference: str) -> store.Vacancy | store.Course | None:
    """Return what `vacancy:<id>` or `course:<id>` names."""
    kind, _, id = reference.partition(":")
    async with room.database.read() as connection:
        return await (store.course(connection, id) if kind == "course" else store.vacancy(connection, id))


def _remembered(said: Said, page: store.Page[Any], search: Json) -> Said:
    shown = [f"{search['kind']}:{one.id}" for one in page.items]
    return _kept(said, {**search, "total": page.total}, shown)


def _kept(said: Said, search: Json, shown: list[str] | None = None, offer: str | None = None) -> Said:
    """Remember the search and what was shown; `offer` is what a plain “네” accepts."""
    asking = {"offer": offer} if offer else None
    return Said(said.bubbles, said.answer, {"search": search, "shown": shown or [], "asking": asking}, said.letters)
