"""Telegram's door as a whole, and what runs beside it: the webhook is set once, or updates are fetched.

Nothing of it is on the gateway's way to its start: when Telegram is away or the token is wrong, others are served.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import hook
from bot.channels.telegram.api import POLL_SECONDS, Api, seconds_of
from bot.channels.telegram.door import TelegramDoor
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.typing import Typist
from bot.channels.telegram.updates import ALLOWED, heard
from bot.channels.telegram.visit import Answering, Visitor
from bot.settings import Settings
from bot.store.database import Database
from bot.store.wakeup import Bell
from bot.talk.inbox import Inbox
from bot.talk.notices import Notices
from bot.web.limits import Buckets

log = logging.getLogger(__name__)

AGAIN_AFTER, LONGEST_WAIT = 1.0, 300.0


class Station:
    """`door` delivers, `room` is the webhook (None when updates are fetched), `state` is how we stand with Telegram.

    `link` makes a signed web link for a person id.
    """

    def __init__(
        self, settings: Settings, database: Database, bell: Bell, inbox: Inbox, notices: Notices, messages: Buckets,
        link: Callable[[str], str], pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.api = Api(
            settings.telegram_token.get_secret_value(), settings.telegram_api, settings.telegram_proxy, pace or Pace()
        )
        answering = Answering()
        self.answering = answering
        self.typist = Typist(self.api, database, bell)
        self.visitor = Visitor(self.api, inbox, notices, self.typist, answering, messages)
        self.door = TelegramDoor(self.api, answering, link)
        self.secret = settings.telegram_secret.get_secret_value()
        before, webhook = settings.telegram_secret_previous.get_secret_value(), settings.telegram == "webhook"
        self.room: Blueprint | None = hook.blueprint(self.visitor, [self.secret, before]) if webhook else None
        self.state = "starting"
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to reach Telegram; returns at once."""
        work = self._set_webhook if self.room is not None else self._poll
        self._task = asyncio.create_task(self._for_ever(work), name="telegram")

    async def close(self) -> None:
        """Let go of Telegram, after nobody delivers any more."""
        await self.api.close()

    async def stop(self) -> None:
        """Stop fetching, finish what was begun."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.typist.stop()
        await self.answering.stop()

    async def ready(self) -> str:
        """Say `ready`, or in a word what is wrong."""
        return self.state

    async def _for_ever(self, work: Any) -> None:
        """Try until it is done; wait longer each time it cannot be."""
        wait = AGAIN_AFTER
        while True:
            try:
                if await work():
                    return
                wait = AGAIN_AFTER
                continue
            except RetryAfter as slow:
                wait = seconds_of(slow)
            except InvalidToken:
                self._is("wrong_token", "the token of the Telegram bot is not accepted")
                wait = LONGEST_WAIT
            except TelegramError as error:
                self._is("away", f"telegram: {error.message}")
            except Exception:
                self._is("away", "telegram: something unexpected")
                log.exception("telegram")
            await asyncio.sleep(wait * random.uniform(0.8, 1.0))  # noqa: S311
            wait = min(wait * 2, LONGEST_WAIT)

    async def _set_webhook(self) -> bool:
        """Tell Telegram once where we are. Updates that wait there are kept."""
        await self.api.bot.set_webhook(
            f"{self.settings.own_url}{hook.path_of(self.secret)}", allowed_updates=ALLOWED,
            secret_token=self.secret, max_connections=40, drop_pending_updates=False,
        )  # fmt: skip
        self._is("ready")
        return True

    async def _poll(self) -> bool:
        """Fetch until something fails. What was not kept is not confirmed, and comes again."""
        await self.api.bot.delete_webhook(drop_pending_updates=False)
        offset = 0
        while True:
            found = await self.api.bot.get_updates(offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED)
            self._is("ready")
            for update in found:
                if not await hook.taken(self.visitor, heard(update)):
                    await asyncio.sleep(AGAIN_AFTER)
                    break
                offset = update.update_id + 1

    def _is(self, state: str, why: str = "") -> None:
        if state != self.state:
            self.state = state
            log.log(logging.INFO if state == "ready" else logging.ERROR, "telegram is %s %s", state, why)
