"""The calls to the Bot API, and what each of its refusals means to us.

The order of the `except` clauses matters: `BadRequest` and `TimedOut` of python-telegram-bot are `NetworkError`s, too.
Telegram has no key by which a message sent twice would be known. After a silence we do not know whether it arrived.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.telegram.pace import Pace
from bot.channels.telegram.render import URL, Bubble, Rows
from bot.talk.doors import Failed, Held, Outcome, Sent, Unknown

T = TypeVar("T")
log = logging.getLogger(__name__)

OFFICIAL = "https://api.telegram.org"
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
TALKATIVE = ("httpx", "httpcore", "telegram")  # they write whole addresses into the log, and the token is in them
TOAST = 200
POLL_SECONDS = 25
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Api:
    """One bot. `close()` it. Nothing is called before it is needed, so that an outage keeps nobody from starting."""

    def __init__(self, token: str, api: str, proxy: str, pace: Pace, timeout: float = 10.0) -> None:
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self.bot = Bot(
            token or "0:none", base_url=f"{api.rstrip('/')}/bot", base_file_url=f"{api.rstrip('/')}/file/bot",
            request=_request(proxy, timeout, 64), get_updates_request=_request(proxy, timeout, 2),
        )  # fmt: skip
        self.pace = pace

    async def close(self) -> None:
        """Let go of the connections."""
        await asyncio.gather(*(request.shutdown() for request in self.bot._request))

    async def send(self, chat: int, bubble: Bubble) -> Outcome:
        """Send one message at the chat's pace. `Sent` carries Telegram's id of it."""
        if wait := self.pace.held(chat):
            return Held(wait)
        await self.pace.turn(chat)
        try:
            return Sent(provider_id=str(await self._send(chat, bubble)))
        except RetryAfter as slow:
            self.pace.hold(chat, seconds_of(slow))
            return Held(seconds_of(slow))
        except Forbidden as no:
            return Failed("forbidden", no.message, contact_state="blocked" if "blocked" in no.message else "left")
        except ChatMigrated as moved:
            return Failed("migrated", moved.message, contact_state="left")
        except InvalidToken as wrong:
            return Failed("token", wrong.message, retry=True, retry_after=60)
        except BadRequest as bad:
            lost = "chat not found" in bad.message.lower() or "PEER_ID_INVALID" in bad.message
            return Failed("refused", bad.message, contact_state="left" if lost else None)
        except NetworkError as error:
            return _trouble(error)
        except TelegramError as error:
            return Failed("telegram", error.message, retry=True)

    async def _send(self, chat: int, bubble: Bubble) -> int:
        """Send as HTML; if Telegram cannot read that as plain words, and at last without what hangs on them."""
        if bubble.photo and (shown := await self._photo(chat, bubble)):
            return shown
        markup = keyboard_of(bubble.keyboard)
        tries: list[dict[str, Any]] = [
            {"text": bubble.html, "parse_mode": ParseMode.HTML, "reply_markup": markup},
            {"text": bubble.plain, "reply_markup": markup},
        ]
        tries += [{"text": bubble.plain}] if bubble.keyboard else []
        for number, attempt in enumerate(tries, start=1):
            try:
                sent = await self.bot.send_message(chat, link_preview_options=NO_PREVIEW, **attempt)
            except BadRequest as bad:
                if number == len(tries) or "chat not found" in bad.message.lower():
                    raise
                log.warning("telegram refused a message (%s); it is tried plainer", bad.message)
            else:
                return sent.message_id
        raise AssertionError("unreachable")

    async def _photo(self, chat: int, bubble: Bubble) -> int | None:
        """Send a picture; None if Telegram cannot fetch it: then its words go out alone."""
        try:
            return (await self.bot.send_photo(chat, bubble.photo, caption=bubble.plain)).message_id
        except BadRequest as bad:
            if "chat not found" in bad.message.lower():
                raise
            log.warning("telegram refused a picture (%s); its words are sent alone", bad.message)
            return None

    async def answer(self, query: str, text: str = "") -> None:
        """End the waiting circle on a pressed button, saying `text` in passing."""
        said = text[: TOAST - 1] or None
        await _best_effort(self.bot.answer_callback_query(query, said, show_alert=bool(said)))

    async def replace_keyboard(self, chat: int, message: int, rows: Rows) -> None:
        """Show other buttons under a message that was sent."""
        markup = keyboard_of(rows)
        await _best_effort(self.bot.edit_message_reply_markup(chat, message, reply_markup=markup))

    async def typing(self, chat: int) -> None:
        """Show for five seconds that an answer is being written."""
        if not self.pace.held(chat):
            await _best_effort(self.bot.send_chat_action(chat, ChatAction.TYPING))

    async def tell(self, chat: int, text: str) -> None:
        """Say something that is not part of a talk, once and without promise."""
        await self.pace.turn(chat)
        await _best_effort(self.bot.send_message(chat, text))

    async def leave(self, chat: int) -> None:
        """Leave a group."""
        await _best_effort(self.bot.leave_chat(chat))


def keyboard_of(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return rows as Telegram's keyboard; None when there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(label, data) for label, data in row] for row in rows])


def seconds_of(slow: RetryAfter) -> float:
    """Return how long to wait; the library says it in seconds or, as it is set, as a span of time."""
    wait = slow.retry_after
    return max(wait.total_seconds() if isinstance(wait, timedelta) else float(wait), 1.0)


def _button(label: str, data: str) -> InlineKeyboardButton:
    if data.startswith(URL):
        return InlineKeyboardButton(label, url=data.removeprefix(URL))
    return InlineKeyboardButton(label, callback_data=data)


def _trouble(error: NetworkError) -> Outcome:
    """Tell a message that surely did not go out from one of which nobody knows."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError) and not isinstance(cause, NOT_SENT):
        return Unknown("silence", type(cause).__name__)
    return Failed("network", type(cause).__name__ if cause else error.message, retry=True)


async def _best_effort(call: Awaitable[T]) -> T | None:
    """Do what may as well fail: an old query, a message that is not modified, a network that is away."""
    try:
        return await call
    except TelegramError as error:
        log.debug("telegram: %s", error.message)
        return None


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _request(proxy: str, timeout: float, connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections, read_timeout=timeout, write_timeout=timeout, connect_timeout=timeout / 2,
        pool_timeout=timeout, proxy=proxy or None, httpx_kwargs={"trust_env": False, "verify": _trusted()},
    )  # fmt: skip
