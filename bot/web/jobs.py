"""Vacancies and courses to look at rather than to chat about: `/jobs?q=…`, and what is new today in each town.

The search is the action server's (`POST /search`), the same that the talk uses; here its answer becomes a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import html

from bot.settings import Settings
from bot.web import jobs_page
from bot.web.jobs_page import TOWNS

Json: TypeAlias = dict[str, Any]
A_PAGE = 10
LONGEST = 200
PATIENCE = 6.0  # seconds


def blueprint(settings: Settings) -> Blueprint:
    """Return the pages. Where the action server does not answer, they say so and whom to call."""
    room = Blueprint("jobs")
    search = settings.actions_url.rpartition("/")[0] + "/search"
    secret = {"x-actions-secret": settings.actions_secret.get_secret_value()}

    async def ask(asked: Json) -> Json | None:
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
                answer = await client.post(search, json=asked, headers=secret)
                found = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    @room.get("/jobs")
    async def jobs(request: Request) -> HTTPResponse:
        asked = _asked(request.args)
        found = await ask(asked)
        return _page(jobs_page.results(asked, found, settings.centre_phone, practice=settings.practice), found)

    @room.get("/jobs/new/<region>")
    async def new(request: Request, region: str) -> HTTPResponse:
        if region not in TOWNS:
            raise NotFound
        asked: Json = {"sentence": "", "kind": "vacancy", "region": region, "sort": "new", "posted_within": 0,
                       "page": _number(request.args.get("page")), "limit": A_PAGE}  # fmt: skip
        found = await ask(asked)
        body = jobs_page.new_today(region, asked, found, settings.centre_phone, practice=settings.practice)
        return _page(body, found)

    return room


def _page(body: str, found: Json | None) -> HTTPResponse:
    return html(body, status=200 if found is not None else 503, headers={"cache-control": "no-store"})


def _asked(args: Mapping[str, Any]) -> Json:
    def one(name: str) -> str:
        return str((args.get(name) or [""])[0] if isinstance(args.get(name), list) else args.get(name) or "")

    kind = one("kind")
    return {
        "sentence": one("q")[:LONGEST],
        "kind": kind if kind in ("vacancy", "course") else None,
        "region": one("region") if one("region") in TOWNS else "",
        "sort": one("sort") if one("sort") in jobs_page.SORTS else "",
        "page": _number(one("page")),
        "limit": A_PAGE,
    }


def _number(said: str | None) -> int:
    return min(max(int(said), 1), 1_000) if said and said.isdecimal() and len(said) < 6 else 1
