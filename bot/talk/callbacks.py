"""Booking a callback as text and buttons: which quarter of an hour, then the number, which never enters the talk."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.sealing import Sealer
from bot.store import callbacks, duty, handoffs
from bot.store.callbacks import OPEN, Callback
from bot.store.rows import Conversation
from bot.talk.floor import CITIZEN, Floor
from bot.talk.hours import in_words
from bot.talk.places import plain

MINUTES = 15
SHOWN = 3  # slots a page; a fourth button shows later ones
LEAD = timedelta(minutes=15)  # nobody is called sooner than this
PHONE = re.compile(r"(?<!\d)(?:\+?82[-.\s]?)?0?(?:1[016-9]|2|[3-6][1-5]|70|50\d)[-.\s]?\d{3,4}[-.\s]?\d{4}(?!\d)")


def number_in(text: str) -> str | None:
    """Return the first Korean telephone number of a text as digits, or None.

    >>> number_in("010-1234-5678 로 주세요"), number_in("2026년 3월")
    ('01012345678', None)
    """
    found = PHONE.search(text)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found.group())
    return f"0{digits[2:].lstrip('0')}" if digits.startswith("82") else digits if digits[0] == "0" else f"0{digits}"


class Callbacks:
    """`numberless`: the channels at which no telephone number is taken."""

    def __init__(self, floor: Floor, sealer: Sealer | None, numberless: frozenset[str] = frozenset()) -> None:
        self.floor = floor
        self.sealer = sealer
        self.numberless = numberless

    async def free(self, connection: AsyncConnection, team: str, after: datetime, most: int) -> list[datetime]:
        """Return the next slots in which a counselor is free."""
        capacity = await self.capacity(connection, team)
        hours = await self.floor.hours(connection)
        slots = list(itertools.islice(hours.slots(after, MINUTES, team), most + 400))
        if not slots or not capacity:
            return []
        taken = await callbacks.taken(connection, team, slots[0], slots[-1] + timedelta(minutes=1))
        return [slot for slot in slots if taken.get(slot, 0) < capacity][:most]

    async def capacity(self, connection: AsyncConnection, team: str) -> int:
        """Return how many can be called at once: the counselors of the team."""
        return sum(one.serves(team) for one in await duty.everyone(connection))

    async def offer(self, connection: AsyncConnection, talk: Conversation, after: datetime | None = None) -> None:
        """Ask when, three slots and a way to later ones."""
        floor = self.floor
        held = await handoffs.open_of(connection, talk.id) or await handoffs.deferred_of(connection, talk.id)
        slots = await self.free(connection, held.team_id if held else "", after or floor.clock() + LEAD, SHOWN + 1)
        if not slots:
            await floor.tell(connection, talk, talk.epoch, floor.notices.say("callback_none"), {"event": "callback"})
            return
        buttons = [plain(in_words(slot), f"callback:{slot.isoformat()}") for slot in slots[:SHOWN]]
        if len(slots) > SHOWN:
            later = slots[SHOWN] if after is None else slots[SHOWN] + timedelta(hours=1)
            buttons.append(plain("다른 시간", f"callback_after:{later.isoformat()}"))
        notice = replace(floor.notices.say("callback_offer"), buttons=tuple(buttons))
        await floor.tell(connection, talk, talk.epoch, notice, {"event": "callback"})

    async def book(self, connection: AsyncConnection, talk: Conversation, slot: datetime) -> None:
        """Take a place in the slot and ask for the number; who waited in the queue leaves it."""
        floor = self.floor
        held = await handoffs.open_of(connection, talk.id) or await handoffs.deferred_of(connection, talk.id)
        team = held.team_id if held else ""
        valid = slot > floor.clock() and await self.free(connection, team, slot, 1)
        place = await callbacks.free_place(connection, team, slot, await self.capacity(connection, team))
        if not valid or valid[0] != slot or place is None:
            await floor.tell(connection, talk, talk.epoch, floor.notices.say("callback_full"), {"event": "callback"})
            await self.offer(connection, talk)
            return
        await self.drop(connection, talk)
        here = talk.channel in self.numberless or self.sealer is None
        topic = str((held.summary.get("need") if held else "") or "")[:200]
        booked = Callback(
            floor.new_id(), talk.id, team, talk.channel, None, None, slot, place, topic, "booked" if here else "asking",
            0, None, None, None, floor.clock(), None,
        )  # fmt: skip
        await callbacks.add(connection, booked)
        if held is not None and held.state == "deferred":
            await floor.finish(connection, held, CITIZEN, "cancelled", talk.epoch, "callback", None)
        elif talk.control == "queued":
            await floor.cancel(connection, talk, notice="")
        name = "callback_here" if here else "callback_number"
        notice = floor.notices.say(name, slot=in_words(slot))
        await floor.tell(connection, talk, talk.epoch, notice, {"event": "callback"})

    async def number(self, connection: AsyncConnection, talk: Conversation, phone: str | None) -> bool:
        """Take the number that an open booking waits for. False: none waits, or nothing like a number was said."""
        waiting = await callbacks.open_of(connection, talk.id)
        if waiting is None or waiting.state != "asking" or phone is None or self.sealer is None:
            return False
        sealed = self.sealer.seal(phone, f"callback:{waiting.id}")
        await callbacks.change(
            connection, waiting.id, ("asking",), state="booked", phone=sealed, phone_tail=phone[-4:]
        )
        notice = self.floor.notices.say("callback_booked", slot=in_words(waiting.slot_start), tail=phone[-4:])
        await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "callback"})
        return True

    async def cancel(self, connection: AsyncConnection, talk: Conversation) -> None:
        """Give the place back and forget the number."""
        if await self.drop(connection, talk):
            notice = self.floor.notices.say("callback_cancelled")
            await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "callback"})

    async def drop(self, connection: AsyncConnection, talk: Conversation) -> bool:
        """Give the place back and forget the number without a word; return whether there was one."""
        known = await callbacks.open_of(connection, talk.id)
        return known is not None and await callbacks.change(
            connection, known.id, OPEN, state="cancelled", place=None, phone=None, phone_tail=None,
            ended_at=self.floor.clock(),
        )  # fmt: skip

