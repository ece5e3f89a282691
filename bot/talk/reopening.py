"""Somebody writes after a consultation was closed: thanks, the same consultation again, or a talk with the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, duty, handoffs
from bot.store.rows import Conversation, Handoff
from bot.talk.floor import CITIZEN, Floor
from bot.talk.thanks import is_only_thanks

WITHIN = timedelta(hours=4)  # of working time
OFFER_SECONDS = 60


class Reopening:
    def __init__(self, floor: Floor) -> None:
        self.floor = floor

    async def only_thanks(self, connection: AsyncConnection, talk: Conversation, text: str, media: str | None) -> bool:
        """Take thanks kindly; return whether it was nothing else. The consultation stays closed."""
        if talk.control != "closed" or not is_only_thanks(text, media):
            return False
        last = await handoffs.latest_of(connection, talk.id)
        return last is not None and last.state == "resolved"

    async def acknowledge(self, connection: AsyncConnection, talk: Conversation) -> None:
        await self.floor.tell(connection, talk, talk.epoch, self.floor.notices.say("thanks"), {"event": "thanks"})

    async def same(self, connection: AsyncConnection, talk: Conversation) -> tuple[Handoff | None, bool]:
        """Return the consultation that is to go on (None: too long ago), and whether its counselor is there now."""
        last = await handoffs.latest_of(connection, talk.id)
        if last is None or last.state != "resolved" or talk.closed_at is None:
            return None, False
        now, hours = self.floor.clock(), await self.floor.hours(connection)
        if hours.worked(talk.closed_at, now, last.team_id) > WITHIN:
            return None, False
        owner = await duty.of(connection, last.owner_id) if last.owner_id else None
        there = owner is not None and owner.present(now) and hours.at(now, last.team_id).open
        return last, there

    async def to_person(
        self, connection: AsyncConnection, talk: Conversation, last: Handoff
    ) -> None:
        """Open the same consultation again, offered to its counselor first."""
        floor, at = self.floor, self.floor.clock()
        epoch = await conversations.change_control(connection, talk.id, to="queued", came_from=("closed",), at=at)
        if epoch is None:
            return
        until = at + timedelta(seconds=OFFER_SECONDS)
        again = replace(
            last, state="offered", epoch=epoch, owner_id=None, owner_name=None, accepted_at=None, first_reply_at=None,
            ended_at=None, end_reason=None, outcome=None, requested_at=at, front=False, preferred_id=last.owner_id,
            offered_to=last.owner_id, offered_until=until, skipped_id=None, reopened=last.reopened + 1,
            told_place=None, told_at=None,
        )  # fmt: skip
        await handoffs.put(connection, again)
        await floor.note(connection, last, CITIZEN, (last.state, "offered"), epoch, "reopened")
        position = await handoffs.position(connection, again)
        place = floor.notices.say("waiting_behind" if position > 1 else "waiting_next", ahead=position - 1)
        notice = floor.notices.say("reopened", place=place.text)
        said = {"event": "queued", "position": position}
        await floor.tell(connection, replace(talk, epoch=epoch), epoch, notice, said)
        await handoffs.told(connection, again.id, position, at)

    async def greet(self, connection: AsyncConnection, talk: Conversation) -> None:
        """The bot has it again; offer the way back to a person."""
        notice = self.floor.notices.say("reopened_bot")
        await self.floor.tell(connection, talk, talk.epoch, notice, {"event": "reopened"})
