"""What a saved search finds now, asked of the action server: it knows how a search is read and how a card looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import httpx

from bot.settings import Settings
from bot.talk.alerts import Match
from bot.talk.brain import card_of
from bot.words import Json

PATIENCE = 6.0  # seconds


class News:
    """A `talk.alerts.Finder` over HTTP."""

    def __init__(self, settings: Settings) -> None:
        self.url = settings.actions_url.rpartition("/")[0] + "/news"
        self.secret = {"x-actions-secret": settings.actions_secret.get_secret_value()}

    async def __call__(self, search: Json, since: datetime) -> Sequence[Match] | None:
        asked = {"search": search, "since": since.isoformat()}
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
                answer = await client.post(self.url, json=asked, headers=self.secret)
                found = answer.json()["items"] if answer.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, ValueError, KeyError):
            return None
        return None if found is None else [Match(str(one["item"]), card_of(one["card"])) for one in found]
