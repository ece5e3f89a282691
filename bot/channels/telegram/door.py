"""The way out: what a conversation waits for goes to its chat, one line at a time, a long line in several messages."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.channels.capabilities import TELEGRAM
from bot.channels.telegram.api import Api
from bot.channels.telegram.render import bubbles
from bot.channels.telegram.visit import Answering
from bot.talk.doors import Contact, Failed, Held, Outcome, Parcel, Reach, Sent, Unknown
from bot.talk.moving import LINK

PARTS_DONE = re.compile(r"parts:(\d{1,4})")
AGAIN_AFTER = 5.0
MOST_PARTS = 20  # of one call: the claim on the conversation must not run out


class TelegramDoor:
    """`answering`: presses that are being answered; a person sees that first. `link` makes a signed web link."""

    capabilities = TELEGRAM

    def __init__(self, api: Api, answering: Answering, link: Callable[[str], str]) -> None:
        self.api = api
        self.link = link
        self.answering = answering

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Send the oldest line. What was sent of it before is kept in `provider_id`, and not sent again."""
        if not re.fullmatch(r"-?\d{1,16}", parcel.contact.address):
            return Failed("address", "not a chat id")
        chat, message = int(parcel.contact.address), parcel.messages[0]
        await self.answering.over(chat)
        offers = message.body.get("event") == LINK
        parts = bubbles(message, self.link(parcel.contact.person_id) if offers else "")
        done = _done(parcel.provider_id)
        for number, bubble in enumerate(parts[done : done + MOST_PARTS], start=done + 1):
            outcome = await self.api.send(chat, bubble)
            if not isinstance(outcome, Sent):
                bot_asks_once_more = message.author_kind != "counselor" and parcel.attempts == 0
                return _interrupted(outcome, number - 1, once_more=bot_asks_once_more)
        if done + MOST_PARTS < len(parts):
            return Held(1.0, f"parts:{done + MOST_PARTS}")
        return outcome if parts[done:] else Sent()

    async def reach(self, conversation_id: str, contact: Contact) -> Reach:
        """Telegram lets a bot write at any time, for nothing, to whoever has written to it."""
        return Reach("push", now=True)


def _interrupted(outcome: Outcome, done: int, *, once_more: bool) -> Outcome:
    """Say what became of a line of which `done` parts are out.

    After a silence the bot's own words are tried once more, at the risk of being there twice; a counselor is told
    instead that nobody knows, and decides.
    """
    if isinstance(outcome, Unknown) and once_more:
        outcome = Failed(outcome.code, outcome.text, retry=True)
    if not done:
        return outcome
    if isinstance(outcome, Held):
        return Held(outcome.retry_after, f"parts:{done}")
    if isinstance(outcome, Failed) and outcome.retry:
        return Held(outcome.retry_after or AGAIN_AFTER, f"parts:{done}")
    return outcome


def _done(provider_id: str | None) -> int:
    found = PARTS_DONE.fullmatch(provider_id or "")
    return int(found[1]) if found else 0
