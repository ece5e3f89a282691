"""The one scanner that moves what time moves: nothing of this lives in a timer in memory.

Each look does every step as its own transaction of compare-and-sets, so several gateways may look at once and a
process may die in the middle: offers and transfers that ran out, owners whose heartbeat is lost, citizens who fell
silent, opening and closing time, places in the queue that changed, callbacks that are due.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import callbacks, conversations, desk, duty, handoffs, surveys, wakeup
from bot.store.duty import Duty, Team
from bot.store.rows import Conversation, Handoff
from bot.talk import csat, hours, places, routing
from bot.talk.floor import HOUSE
from bot.talk.held import Gone
from bot.talk.passing import Passing

log = logging.getLogger(__name__)

EVERY = 1.0
TELL_AGAIN = timedelta(minutes=2)
NUDGE_AFTER, CLOSE_AFTER = timedelta(minutes=10), timedelta(minutes=30)
MESSENGER_CLOSE_AFTER = timedelta(hours=24)
BOT_SILENT, BOT_SILENT_MOST, BOT_TURNS = timedelta(minutes=10), timedelta(minutes=40), 3
SURVEYS_EVERY = timedelta(minutes=1)


Step: TypeAlias = Callable[..., Awaitable[object]]


class Watch:
    """`costly`: channels at which writing first costs money or cannot be done: there nothing is said unasked."""

    def __init__(self, passing: Passing, costly: Collection[str] = (), live: Collection[str] = ("widget",)) -> None:
        self.passing = passing
        self.floor = passing.floor
        self.database = passing.database
        self.clock = passing.clock
        self.costly = frozenset(costly)
        self.live = frozenset(live)
        self._task: asyncio.Task[None] | None = None
        self._surveyed: datetime | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._for_ever(), name="desk-watch")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _for_ever(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("a look at the desk failed; the next one comes")
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Do all that is due now."""
        now = self.clock()
        async with self.database.read() as connection:
            cards = await handoffs.of_state(connection, *handoffs.OPEN, "deferred")
            staff, teams = await duty.everyone(connection), await duty.teams(connection)
            opened = await self.floor.hours(connection)
            talks = await desk.by_ids(connection, [c.conversation_id for c in cards if c.state == "active"])
            due = [c for c in await callbacks.listed(connection, ("booked",)) if c.slot_start <= now]
        if any(one.status_until is not None and one.status_until <= now for one in staff):
            await self.database.write(lambda c: duty.back(c, now))
        for booked in due:
            await self._each(partial(callbacks.change, id=booked.id, came_from=("booked",), state="due"), None)
        for card in cards:
            step = self._step(card, now, opened, {one.staff_id: one for one in staff}, talks)
            if step is not None:
                await self._each(partial(step, card=card), card)
        await self._offers([c for c in cards if c.state == "queued"], staff, teams, now)
        rates = {team.id: team.aging for team in teams}
        await self._places([c for c in cards if c.state in handoffs.WAITING], rates, now)
        await self._surveys(now)

    def _step(
        self, card: Handoff, now: datetime, opened: hours.Hours, staff: dict[str, Duty], talks: dict[str, Conversation]
    ) -> Step | None:
        """Return what time asks of one card, if anything; what needs nothing costs no transaction."""
        over = card.offered_until is not None and card.offered_until <= now
        is_open = opened.at(now, card.team_id).open
        if card.state == "offered" and over:
            return self._offer_over
        if card.state == "active" and card.transfer_to and over:
            return self._transfer_over
        if card.state in handoffs.WAITING and not is_open:
            return self._closing
        if card.state == "deferred":
            return self._opening if is_open and card.wished_for and card.wished_for <= now else None
        talk = talks.get(card.conversation_id)
        if card.state != "active" or talk is None:
            return None
        owner = staff.get(card.owner_id or "")
        beat = owner.beat_at if owner else None
        if talk.waiting_on == "us":
            return self._lost if beat is not None and now - beat > duty.LOST_AFTER else None
        return self._idle if now - _last_word(talk, card) >= NUDGE_AFTER else None

    async def _offer_over(self, connection: AsyncConnection, card: Handoff) -> Handoff:
        return await self.passing.decline_in(connection, card.id, None)

    async def _transfer_over(self, connection: AsyncConnection, card: Handoff) -> Handoff:
        return await self.passing.end_transfer_in(connection, card.id, None, "not taken in time")

    async def _lost(self, connection: AsyncConnection, card: Handoff) -> Conversation | None:
        talk = await conversations.get(connection, card.conversation_id, hold=True)
        if talk is None or talk.waiting_on != "us":
            return None
        await self.passing.owner_lost(connection, card)
        return talk

    async def _idle(self, connection: AsyncConnection, card: Handoff) -> Conversation | None:
        """Nudge, then close, whoever we wait for; who waits for us is never closed."""
        talk, now = await conversations.get(connection, card.conversation_id), self.clock()
        if talk is None or talk.waiting_on == "us" or card.accepted_at is None:
            return None
        quiet = now - _last_word(talk, card)
        live = talk.channel in self.live
        if quiet >= (CLOSE_AFTER if live else MESSENGER_CLOSE_AFTER):
            return await self._close(connection, card, talk)
        nudged = card.told_at is not None and card.told_at > now - quiet
        if not live or quiet < NUDGE_AFTER or nudged:
            return None
        await handoffs.told(connection, card.id, 0, now)
        await self.floor.tell(connection, talk, talk.epoch, self.floor.notices.say("nudge"), {"event": "nudge"})
        return talk

    async def _close(self, connection: AsyncConnection, card: Handoff, talk: Conversation) -> Conversation | None:
        epoch = await conversations.change_control(
            connection, talk.id, to="closed", came_from=("human",), at=self.clock()
        )
        if epoch is None:
            return None
        await self.floor.finish(connection, card, HOUSE, "resolved", epoch, "idle", "no_reply")
        notice = self.floor.notices.say("idle_closed")
        await self.floor.tell(connection, talk, epoch, notice, {"event": "ended"})
        return talk

    async def _closing(self, connection: AsyncConnection, card: Handoff) -> Conversation | None:
        """Closing time: nobody is dropped, the queue becomes offers of a callback."""
        talk = await conversations.get(connection, card.conversation_id, hold=True)
        epoch = await conversations.change_control(
            connection, card.conversation_id, to="bot", came_from=("queued",), at=self.clock()
        )
        if talk is None or epoch is None:
            return None
        standing = (await self.floor.hours(connection)).at(self.clock(), card.team_id)
        if not await handoffs.step(
            connection, card, state="deferred", epoch=epoch, offered_to=None, offered_until=None, front=False,
            wished_for=standing.opens,
        ):  # fmt: skip
            raise Gone(card.id)
        await self.floor.note(connection, card, HOUSE, (card.state, "deferred"), epoch, "hours_end")
        notice = places.shut(self.floor.notices, standing, "closing")
        await self.floor.tell(connection, talk, epoch, notice, {"event": "closing"})
        return talk

    async def _opening(self, connection: AsyncConnection, card: Handoff) -> Conversation | None:
        """Opening time: who asked for it is in the queue, with the time they asked."""
        talk = await conversations.get(connection, card.conversation_id, hold=True)
        if talk is None or talk.control != "bot" or await handoffs.open_of(connection, talk.id) is not None:
            return None
        await self.floor.enqueue(connection, talk, card, "opened", known=True)
        return talk

    async def _offers(self, waiting: list[Handoff], staff: list[Duty], teams: list[Team], now: datetime) -> None:
        """Ring the preferred counselor, or in teams that offer, whoever holds fewest; fall back to another team."""
        if not waiting:
            return
        known = {team.id: team for team in teams}
        async with self.database.read() as connection:
            loads = await handoffs.loads(connection)
        for card in sorted(waiting, key=lambda c: handoffs.rank(c, known.get(c.team_id, duty.EVERYBODY).aging)):
            team = known.get(card.team_id, duty.EVERYBODY)
            if card.team_id and not any(one.present(now) and one.serves(card.team_id) for one in staff):
                fallback = team.fallback_id or ""
                if fallback != card.team_id and any(one.present(now) and one.serves(fallback) for one in staff):
                    await self._each(partial(handoffs.step, held=card, team_id=fallback), card)
                    continue
            to = routing.least_loaded(card, staff, loads, now)
            if to is None or (team.mode != "offer" and to.staff_id != card.preferred_id):
                continue
            loads[to.staff_id] = loads.get(to.staff_id, 0) + 1
            offer = partial(self.passing.offer, held=card, to=to.staff_id, seconds=team.offer_seconds)
            await self._each(offer, card)

    async def _places(self, waiting: list[Handoff], rates: dict[str, int], now: datetime) -> None:
        """Tell who waits when their place changed: at most once in two minutes, at once when they are next."""
        counted: dict[str, int] = {}
        for card in sorted(waiting, key=lambda c: handoffs.rank(c, rates.get(c.team_id, 1))):
            place = counted[card.team_id] = counted.get(card.team_id, 0) + 1
            if card.told_place in (None, place) or card.told_at is None:
                continue
            if now - card.told_at >= TELL_AGAIN or (place == 1 and now - card.told_at >= timedelta(seconds=20)):
                back = place > (card.told_place or 0)
                await self._each(partial(self._tell_place, card=card, back=back), card)

    async def _tell_place(self, connection: AsyncConnection, card: Handoff, back: bool) -> Conversation | None:
        fresh = await handoffs.get(connection, card.id)
        talk = await conversations.get(connection, card.conversation_id, hold=True)
        if fresh is None or talk is None or fresh.state not in handoffs.WAITING or fresh.told_at != card.told_at:
            return None
        if talk.channel in self.costly:
            return None
        await self.floor.tell_place(connection, talk, fresh, event="position", moved_back=back)
        return talk

    async def _surveys(self, now: datetime) -> None:
        """Ask how the bot was, once, in talks it finished alone."""
        if self._surveyed is not None and now - self._surveyed < SURVEYS_EVERY:
            return
        self._surveyed = now
        async with self.database.read() as connection:
            quiet = await surveys.finished_with_bot(
                connection, self.live, now - BOT_SILENT_MOST, now - BOT_SILENT, BOT_TURNS
            )
        for id in quiet:
            await self.database.write(partial(self._survey, id=id))
            self.passing.bell.ring(wakeup.talk(id), kind="message")

    async def _survey(self, connection: AsyncConnection, id: str) -> None:
        talk = await conversations.get(connection, id, hold=True)
        if talk is not None and talk.control == "bot":
            await csat.ask(self.floor, connection, talk, "bot", None)

    async def _each(self, work: Callable[[AsyncConnection], Awaitable[object]], card: Handoff | None) -> None:
        """Do one step in its own transaction; one that came too late is no fault."""
        try:
            done = await self.database.write(work)
        except Gone:
            return
        if card is not None and done:
            self.passing.bell.ring(wakeup.talk(card.conversation_id), kind="state")
            self.passing.bell.ring(
                wakeup.DESK, kind="handoff", conversation_id=card.conversation_id, id=card.id, state="changed",
                owner=None,
            )  # fmt: skip


def _last_word(talk: Conversation, card: Handoff) -> datetime:
    """Return when anybody last said anything in a person's stretch."""
    return max(filter(None, (talk.last_citizen_at, talk.last_staff_at, card.accepted_at, card.requested_at)))
