"""What a citizen asks of the house itself: by a button of ours, or by one of the two words that count while waiting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.sealing import Sealer
from bot.store import callbacks, handoffs
from bot.store.rows import Conversation
from bot.talk import csat
from bot.talk.alerts import SavedSearches
from bot.talk.callbacks import Callbacks
from bot.talk.erasing import Erasing
from bot.talk.floor import CITIZEN, Floor
from bot.talk.hours import in_words

GATEWAY = "gateway:"
POLITE = r"\s?(?:할게요|할래요?|해\s?(?:줘요?|주세요)|하고\s?싶어요?|요)?[.!~\s]*"
CANCEL_WORDS = re.compile(rf"\s*(?:그냥\s?)?(?:취소|그만){POLITE}")
BOOK_WORDS = re.compile(rf"\s*(?:(?:전화\s?)?예약|전화\s?(?:좀\s?)?(?=해|주)(?:주세요)?){POLITE}")
JUST_A_NUMBER = 30  # characters: a longer text with a number in it tells a story
PHONE_WORDS = re.compile(r"전화\s?번호|번호\s?(?:뭐|뭔|알려|좀|가)|몇\s?시까지|대표\s?전화")
NUMBERLESS = frozenset({"telegram"})


class Orders:
    def __init__(self, floor: Floor, sealer: Sealer | None) -> None:
        self.floor = floor
        self.callbacks = Callbacks(floor, sealer, NUMBERLESS)
        self.saved = SavedSearches(floor)
        self.erasing = Erasing(floor, self.callbacks)

    async def do(self, connection: AsyncConnection, talk: Conversation, order: str) -> None:
        """Do what a button of the gateway's own says; one that has had its day does nothing."""
        name, _, rest = order.partition(":")
        if name == "request_handoff" and talk.control in ("bot", "queued"):
            await self.floor.request(connection, talk, {"reason": "user_asked"})
        elif name == "cancel_handoff":
            await self._cancel(connection, talk)
        elif name in ("callback", "callback_after") and talk.control in ("bot", "queued"):
            await self._callback(connection, talk, name, rest)
        elif name == "callback_cancel":
            await self.callbacks.cancel(connection, talk)
        elif name == "defer" and talk.control == "bot":
            await self._defer(connection, talk)
        elif name == "stay" and talk.control == "bot":
            await self._stay(connection, talk)
        elif name == "csat":
            await csat.answer(self.floor, connection, talk, rest)
        elif name == "alerts":
            await self.saved.show(connection, talk)
        elif name == "alert_drop":
            await self.saved.drop(connection, talk, rest)
        elif name == "alerts_stop":
            await self.saved.stop(connection, talk)
        elif name == "erase":
            await self.erasing.ask(connection, talk)
        elif name == "erase_no":
            await self.erasing.keep(connection, talk)
        elif name == "erase_yes":
            await self.erasing.erase(connection, talk, spare_last=True)

    async def words(self, connection: AsyncConnection, talk: Conversation, text: str, phone: str | None) -> bool:
        """Take a number that a booking waits for, or what the house itself can answer while one waits in the queue.

        That is 취소, 예약 (or a number, which is a wish to be called) and the centre's telephone. Return whether it was
        one of them; everything else is for the counselor. The words that stop all alerts stop them, whoever has the
        floor.
        """
        if await self.saved.stopped_by_words(connection, talk, text):
            return True
        if talk.control in ("bot", "queued") and await self.callbacks.number(connection, talk, phone):
            return True
        if talk.control == "bot" and _is_number(text) and await self._wants_number(connection, talk):
            notice = self.floor.notices.say("callback_number_again")
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "callback"})
            return True
        if talk.control != "queued":
            return False
        if CANCEL_WORDS.fullmatch(text):
            return await self.floor.cancel(connection, talk)
        if (phone is not None and len(text) <= JUST_A_NUMBER) or BOOK_WORDS.fullmatch(text):
            await self.callbacks.offer(connection, talk)
            return True
        if PHONE_WORDS.search(text):
            notice = self.floor.notices.say("waiting_phone")
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "centre"})
            return True
        return False

    async def _cancel(self, connection: AsyncConnection, talk: Conversation) -> None:
        if talk.control == "queued":
            await self.floor.cancel(connection, talk)
            return
        deferred = await handoffs.deferred_of(connection, talk.id)
        if deferred is not None:
            await self.floor.finish(connection, deferred, CITIZEN, "cancelled", talk.epoch, "citizen", None)
            notice = self.floor.notices.say("cancelled")
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "cancelled"})

    async def _callback(self, connection: AsyncConnection, talk: Conversation, name: str, rest: str) -> None:
        at = _moment(rest)
        if name == "callback" and at is not None:
            await self.callbacks.book(connection, talk, at)
        else:
            await self.callbacks.offer(connection, talk, at)

    async def _defer(self, connection: AsyncConnection, talk: Conversation) -> None:
        """Put a deferred wish in line for the next opening."""
        deferred = await handoffs.deferred_of(connection, talk.id)
        if deferred is None:
            await self.floor.request(connection, talk, {"reason": "user_asked"})
            deferred = await handoffs.deferred_of(connection, talk.id)
            if deferred is None:
                return
        opens = (await self.floor.hours(connection)).at(self.floor.clock(), deferred.team_id).opens
        await handoffs.put(connection, replace(deferred, wished_for=opens))
        notice = self.floor.notices.say("deferred", opens=in_words(opens))
        await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "deferred"})

    async def _stay(self, connection: AsyncConnection, talk: Conversation) -> None:
        deferred = await handoffs.deferred_of(connection, talk.id)
        if deferred is not None:
            await self.floor.finish(connection, deferred, CITIZEN, "cancelled", talk.epoch, "stays with the bot", None)
        await self.floor.tell(connection, talk, talk.epoch, self.floor.notices.say("stay"), {"event": "stay"})

    async def _wants_number(self, connection: AsyncConnection, talk: Conversation) -> bool:
        waiting = await callbacks.open_of(connection, talk.id)
        return waiting is not None and waiting.state == "asking"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def _is_number(text: str) -> bool:
    """Say whether a text is mostly digits: somebody who tries to give a number."""
    plain = [c for c in text if not c.isspace() and c not in "-.+()"]
    return len(plain) >= 4 and sum(c.isdigit() for c in plain) >= len(plain) * 0.8
