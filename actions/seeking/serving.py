"""The search as the gateway asks for it: POST /search for the page `/jobs`, POST /news for saved searches, in JSON."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as as_json

from actions import alerts
from actions.room import Room
from actions.seeking import finding, reading
from actions.seeking.__main__ import card, told
from actions.speech import conditions as words
from actions.speech.catalogue import course_card, vacancy_card
from bot.store.offers import Course, Vacancy

MOST: Final = 20
LONGEST: Final = 200
SORTS: Final = ("pay", "deadline", "new", "relevance")


def serve(app: Sanic[Any, Any], room: Room) -> None:
    """Add the routes.

    /search asks `{"sentence", "region", "sort", "posted_within", "page", "limit"}`, all optional; /news asks
    `{"search", "since"}`, a search as `actions.alerts.kept` wrote it, and answers `{"items": [{"item", "card"}]}`.
    """

    @app.post("/search")
    async def search(request: Request) -> HTTPResponse:
        asked = request.json if isinstance(request.json, dict) else {}
        wish = _wish(asked)
        limit = min(max(int(asked.get("limit") or 10), 1), MOST)
        page = max(int(asked.get("page") or 1), 1)
        async with room.database.read() as connection:
            found = await finding.search(connection, wish, room.today(), limit, (page - 1) * limit)
        lost = dict.fromkeys(words.CONDITION.get(name, name) for name in found.relaxed)
        work = {"work": wish.get("work")}
        return as_json({
            "kind": wish["kind"], "conditions": told(wish), "understood": list(words.said(wish | work, room.names)),
            "relaxed": list(lost), "total": found.page.total, "page": page, "limit": limit,
            "cards": [{**card(item, found.search, room.names), "lines": _lines(item)} for item in found.page.items],
            "fetched_at": found.page.fetched_at.isoformat() if found.page.fetched_at else None,
        })  # fmt: skip

    @app.post("/news")
    async def news(request: Request) -> HTTPResponse:
        since = datetime.fromisoformat(str(request.json["since"]))
        return as_json({"items": await alerts.news(room, request.json["search"], since)})


def _wish(asked: dict[str, Any]) -> dict[str, Any]:
    kind = asked.get("kind") if asked.get("kind") in ("vacancy", "course") else None
    wish = reading.read(str(asked.get("sentence") or "")[:LONGEST], kind)
    region = str(asked.get("region") or "")
    if re.fullmatch(r"52\d{3}", region):
        wish["regions"] = [region]
    if asked.get("sort") in SORTS:
        wish["sort"] = asked["sort"]
    if isinstance(asked.get("posted_within"), int):
        wish["posted_within"] = asked["posted_within"]
    return wish


def _lines(item: Vacancy | Course) -> list[str]:
    made = vacancy_card(item) if isinstance(item, Vacancy) else course_card(item)
    return list(made.lines)
