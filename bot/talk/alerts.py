"""Saved searches: kept with consent, told of new matches, stopped by one word.

`SavedSearches` is what a person does with them, inside the transaction of their message. `Alerts` is the scanner that
tells. What is told (the lines, their deliveries and the note that they were told) is one transaction: a process that
dies in the middle has told all of it or nothing, and two gateways tell it once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import alerts, conversations, wakeup
from bot.store.alerts import SavedSearch
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.rows import Conversation
from bot.store.wakeup import Bell
from bot.talk.floor import Floor
from bot.talk.hours import SEOUL, quiet
from bot.talk.scribe import Line, Place
from bot.words import Button, Card, Json

log = logging.getLogger(__name__)

ALERT = "alert"  # the event of a line that tells of new matches
CONSENT = "2026-11"  # the wording of `actions.speech.alerts.ask`; a new one gets a new name
KEPT = timedelta(days=90)
MOST_SAVED = 3  # each has its own button beside the one that stops all
DIGEST_AT = time(9)
LOOK_EVERY = 30.0  # seconds
INSTANT_EVERY = timedelta(minutes=10)
AFTER_WORDS = timedelta(minutes=3)  # who is just talking is not interrupted
CARDS = 3
PAID = frozenset({"kakao"})  # a push costs there: once a day at most, within the budget
VISITED = frozenset({"widget"})  # cannot be pushed to: seen at the next visit
ENDINGS = r"(?:보내|받|해|할|하|줘|주|세|요|래|게|게요|고싶|어|을|지|말|마|달라|합니다|바랍니다|바라요|끄기|기|둘)*"
STOP = re.compile(
    r"(?:이제)?(?:새|받던)?(?:일자리|훈련|구인)?알림(?:을|은)?(?:이제)?(?:모두|다|전부)?"
    rf"(?:그만|꺼|끄|끌|취소|중지|해지|해제|안받){ENDINGS}|(?:이제)?그만받{ENDINGS}|수신거부{ENDINGS}"
)


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a saved search finds. `item` is the same for every posting of one vacancy."""

    item: str
    card: Card


Finder: TypeAlias = Callable[[Json, datetime], Awaitable[Sequence[Match] | None]]
"""Gives what a search finds of what first came after a moment, newest first; None: nobody can say now."""


def is_stop(text: str) -> bool:
    """Say whether a message is nothing but the wish to get no more alerts.

    >>> is_stop("알림 그만!"), is_stop("그만 받을래요"), is_stop("알림 취소하면 어떻게 돼요?"), is_stop("그만")
    (True, True, False, False)
    """
    return STOP.fullmatch(re.sub(r"[\s.!~]", "", text)) is not None


class SavedSearches:
    """What a person says of their own saved searches. Every call runs in the caller's transaction."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor

    async def letter(self, connection: AsyncConnection, talk: Conversation, kind: str, data: Json) -> None:
        """Do what an action's letter asks for."""
        if kind == "save_search":
            await self.save(connection, talk, data)
        elif kind == "list_alerts":
            await self.show(connection, talk)
        elif kind == "stop_alerts":
            await self.stop(connection, talk)

    async def save(self, connection: AsyncConnection, talk: Conversation, data: Json) -> None:
        """Keep a search for its time; the same again is renewed, and more than there is room for is not kept."""
        at, mine = self.floor.clock(), await alerts.of_person(connection, talk.person_id)
        how = "instant" if data.get("how") == "instant" and talk.channel not in PAID else "digest"
        due = at if how == "instant" else next_digest(at)
        search: Json = dict(data["search"])
        same = next((one for one in mine if one.search == search), None)
        if same is not None:
            await alerts.renew(connection, same.id, how, at + KEPT, due)
        elif len(mine) >= MOST_SAVED:
            await self._tell(connection, talk, "alert_many", most=MOST_SAVED)
            await self.show(connection, talk)
            return
        else:
            await alerts.add(connection, SavedSearch(
                self.floor.new_id(), talk.person_id, str(search["kind"]), str(data["label"])[:200], search, how,
                CONSENT, at, at + KEPT, at, due,
            ))  # fmt: skip
        name = "visit" if talk.channel in VISITED else how
        await self._tell(connection, talk, f"alert_saved_{name}", label=data["label"], until=_day(at + KEPT))

    async def show(self, connection: AsyncConnection, talk: Conversation) -> None:
        """List what is kept, with a button to stop each and one to stop all."""
        mine = await alerts.of_person(connection, talk.person_id)
        if not mine:
            await self._tell(connection, talk, "alert_none")
            return
        say = self.floor.notices.say
        lines = [say("alert_line", place=n, label=one.label, until=_day(one.expires_at)).text
                 for n, one in enumerate(mine, 1)]  # fmt: skip
        notice = say("alert_list", many=len(mine), lines="\n".join(lines))
        drops = [replace(say("alert_drop", place=n).buttons[0], payload=f"gateway:alert_drop:{one.id}")
                 for n, one in enumerate(mine, 1)]  # fmt: skip
        listed = replace(notice, buttons=(*drops, *notice.buttons))
        await self.floor.tell(connection, talk, talk.epoch, listed, {"event": "alerts"})

    async def drop(self, connection: AsyncConnection, talk: Conversation, id: str) -> None:
        """Forget one."""
        if await alerts.drop(connection, talk.person_id, id):
            await self._tell(connection, talk, "alert_dropped")

    async def stop(self, connection: AsyncConnection, talk: Conversation) -> int:
        """Forget all, and what still waits to be pushed; return how many there were."""
        await alerts.withdraw(connection, talk.id, ALERT, self.floor.clock())
        many = await alerts.drop(connection, talk.person_id)
        await self._tell(connection, talk, "alert_stopped" if many else "alert_none")
        return many

    async def stopped_by_words(self, connection: AsyncConnection, talk: Conversation, text: str) -> bool:
        """Stop at once when the words say nothing else, whoever has the floor: no engine is asked for this."""
        if not is_stop(text) or not await alerts.of_person(connection, talk.person_id):
            return False
        await self.stop(connection, talk)
        return True

    async def _tell(self, connection: AsyncConnection, talk: Conversation, name: str, **facts: object) -> None:
        notice = self.floor.notices.say(name, **facts)
        await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "alerts"})


class Alerts:
    """Tells of new matches by day. `budget`: won a month that pushes at a channel of `PAID` may cost."""

    def __init__(
        self, database: Database, bell: Bell, floor: Floor, find: Finder, clock: Clock, budget: int
    ) -> None:  # fmt: skip
        self.database = database
        self.bell = bell
        self.floor = floor
        self.find = find
        self.clock = clock
        self.budget = budget
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._for_ever(), name="alerts")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _for_ever(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("a look at the saved searches failed; the next one comes")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Tell all that is due now; in quiet hours nothing is."""
        now = self.clock()
        if quiet(now):
            return
        async with self.database.read() as connection:
            ripe = await alerts.due(connection, now)
        for one in ripe:
            told = await self._one(one, now)
            if told is not None:
                self.bell.ring(wakeup.talk(told), kind="message")
                self.bell.ring(wakeup.DESK, kind="message", conversation_id=told)

    async def _one(self, one: SavedSearch, now: datetime) -> str | None:
        """Tell of one search and return the talk; None: nothing to tell, or not now (then it stays due)."""
        async with self.database.read() as connection:
            talk = await conversations.latest_of(connection, one.person_id)
            if talk is None or not _may_speak(talk, now) or await self._too_dear(connection, talk, now):
                return None
        if one.expires_at <= now:
            return await self.database.write(partial(self._expire, one=one))
        matches = await self.find(one.search, one.consented_at)
        if matches is None:
            return None
        return await self.database.write(partial(self._tell, one=one, matches=matches, now=now))

    async def _too_dear(self, connection: AsyncConnection, talk: Conversation, now: datetime) -> bool:
        if talk.channel not in PAID:
            return False
        month = now.astimezone(SEOUL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return await alerts.spent(connection, talk.channel, month) >= self.budget

    async def _tell(
        self, connection: AsyncConnection, one: SavedSearch, matches: Sequence[Match], now: datetime
    ) -> str | None:
        talk = await conversations.latest_of(connection, one.person_id, hold=True)  # first the talk, as everybody does
        kept = await alerts.get(connection, one.id, hold=True)
        if talk is None or kept is None or not _may_speak(talk, now):
            return None
        known = await alerts.told(connection, one.id, [match.item for match in matches])
        fresh = [match for match in matches if match.item not in known]
        await alerts.looked(connection, one.id, now, next_digest(now) if kept.how == "digest" else now + INSTANT_EVERY)
        if not fresh:
            return None
        await alerts.note_told(connection, one.id, (match.item for match in fresh), now)
        notice = self.floor.notices.say(f"alert_new_{kept.kind}", label=kept.label, many=len(fresh))
        more = (_all_of(notice.buttons[0], kept),) if len(fresh) > CARDS else ()
        reply = replace(
            notice, cards=tuple(match.card for match in fresh[:CARDS]), buttons=(*more, *notice.buttons[1:])
        )
        line = Line("bot", reply, extra={"event": ALERT})
        await self.floor.scribe.put(connection, Place(talk.id, talk.channel, talk.epoch), [line])
        return talk.id

    async def _expire(self, connection: AsyncConnection, one: SavedSearch) -> str | None:
        """The time that was agreed to is over: forget, and say so once."""
        talk = await conversations.latest_of(connection, one.person_id, hold=True)
        if talk is None or not await alerts.drop(connection, one.person_id, one.id):
            return None
        notice = self.floor.notices.say("alert_expired", label=one.label)
        await self.floor.tell(connection, talk, talk.epoch, notice, {"event": ALERT})
        return talk.id


def next_digest(at: datetime) -> datetime:
    """Return the next morning at which digests go out."""
    here = at.astimezone(SEOUL)
    today = datetime.combine(here.date(), DIGEST_AT, SEOUL)
    return today if here < today else today + timedelta(days=1)


def _may_speak(talk: Conversation, now: datetime) -> bool:
    """Say whether the bot may speak unasked: never beside a counselor or a queue, nor into what is just being said."""
    talking = talk.last_citizen_at is not None and now - talk.last_citizen_at < AFTER_WORDS
    return talk.control in ("bot", "closed") and not talking


def _all_of(button: Button, one: SavedSearch) -> Button:
    """Return the button that shows all that the search finds."""
    intent = "find_vacancy" if one.kind == "vacancy" else "find_training"
    only = {"condition": {"only": {**one.search, "sort": "new"}}}
    return replace(button, payload=f"/{intent}{json.dumps(only, ensure_ascii=False)}")


def _day(at: datetime) -> str:
    here = at.astimezone(SEOUL)
    return f"{here.year}년 {here.month}월 {here.day}일"


