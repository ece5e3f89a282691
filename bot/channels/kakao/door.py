"""The ways to a Kakao user when no call of theirs is open: a callback, an event of 15 won, their next words.

An event carries no words. It starts a block of ours, which calls the skill, which hands over what waits; so one event
may bring several lines, and a line counts as sent only once Kakao has fetched it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.channels.capabilities import KAKAO
from bot.channels.kakao.api import KakaoApi
from bot.channels.kakao.ports import PushPort
from bot.channels.kakao.render import Sayings, Ways, render
from bot.privacy.sealing import Sealer, Unsealable
from bot.store import contacts, skill_calls
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.rows import Message, SkillCall
from bot.talk.doors import Contact, Held, Outcome, Parcel, Reach, Sent, Unknown

ABOUT = "kakao:callback"
KNOCK_PATIENCE = 30.0  # seconds in which Kakao fetches after an event
LOOK_SOON = 1.0
LATE = "late"


class KakaoDoor:
    """`event`: the name of the block's event; empty when events are not configured. A `talk.doors.Door`.

    `ports`: other contracts by which the same person can be pushed to, best first; tried after a callback.
    """

    capabilities = KAKAO

    def __init__(
        self, api: KakaoApi, database: Database, sealer: Sealer, clock: Clock, ways: Ways, sayings: Sayings, event: str,
        ports: Sequence[PushPort] = (),
    ) -> None:  # fmt: skip
        self.ports = ports
        self.api = api
        self.database = database
        self.sealer = sealer
        self.clock = clock
        self.ways = ways
        self.sayings = sayings
        self.event = event

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Try the ways in order of what they cost; what finds none waits for the person's next words."""
        late = _late(parcel.messages)
        if late:
            return Sent(late, "told")  # the answer that is late has said so itself
        async with self.database.read() as connection:
            if await skill_calls.answering(connection, parcel.conversation_id, self.clock()):
                return Held(LOOK_SOON)
        by_callback = await self._by_callback(parcel)
        return by_callback or await self._by_port(parcel) or await self._by_event(parcel)

    async def reach(self, conversation_id: str, contact: Contact) -> Reach:
        """Say how words written now would travel."""
        way = await self._late_way(conversation_id)
        if way is not None:
            return Reach("callback", now=True, until=way.callback_until)
        for port in self.ports:
            if (reach := await port.reach(contact)) is not None:
                return reach
        if self.event and contact.pushable:
            return Reach("event", now=True, cost=KAKAO.push_cost)
        return Reach("next_turn", now=False)

    async def _by_callback(self, parcel: Parcel) -> Outcome | None:
        """Use the one callback that is open; None when there is none, or Kakao would not have it."""
        way = await self._late_way(parcel.conversation_id)
        if way is None or way.callback is None:
            return None
        try:
            url = self.sealer.open(way.callback, ABOUT)
        except Unsealable:
            return None
        if not await self.database.write(lambda c: skill_calls.use(c, way.id)):
            return None
        ways = self.ways.for_person(parcel.contact.person_id, friend=parcel.contact.pushable)
        rendered = render(parcel.messages, self.sayings, ways)
        result = await self.api.callback(url, rendered.response)
        if result.verdict == "success":
            return Sent(rendered.count, result.task)
        if result.verdict == "silent":
            return Unknown("callback_silent", result.text, rendered.count)
        return None

    async def _by_port(self, parcel: Parcel) -> Outcome | None:
        for port in self.ports:
            if await port.reach(parcel.contact) is not None:
                return await port.push(parcel.contact, parcel.messages)
        return None

    async def _by_event(self, parcel: Parcel) -> Outcome:
        contact = parcel.contact
        if not self.event or not contact.pushable:
            return Held()
        if parcel.provider_id is not None:
            return await self._after_knock(contact, parcel.provider_id)
        to = json.loads(contact.address)
        result = await self.api.event(to["bot"], to["user"], to["type"], self.event)
        if result.verdict == "success":
            return Held(KNOCK_PATIENCE, result.task or "event", KAKAO.push_cost)
        if result.verdict == "refused":
            await self._not_pushable(contact)
            return Held()
        if result.verdict == "silent":
            return Held(KNOCK_PATIENCE, "silent")
        return Held(KNOCK_PATIENCE)

    async def _after_knock(self, contact: Contact, task: str) -> Outcome:
        """Nobody fetched after the event: never pay twice for one line, and learn whether events reach them at all."""
        if await self.api.task_failed(task):
            await self._not_pushable(contact)
        return Held()

    async def _not_pushable(self, contact: Contact) -> None:
        at = self.clock()
        await self.database.write(
            lambda c: contacts.mark(c, contact.person_id, contact.channel, at, pushable=False)
        )

    async def _late_way(self, conversation_id: str) -> SkillCall | None:
        now = self.clock()
        async with self.database.read() as connection:
            return await skill_calls.late_way(connection, conversation_id, now)


def _late(messages: Sequence[Message]) -> int:
    """Return how many of the first messages only say that an answer is late."""
    count = 0
    while count < len(messages) and messages[count].body.get("event") == LATE:
        count += 1
    return count


def sealed(sealer: Sealer, callback: str) -> str:
    """Return a callback address as it is kept."""
    return sealer.seal(callback, ABOUT)

