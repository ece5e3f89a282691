"""What a waiting citizen is told: their place, a range of minutes, and what else they can do. Never a promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import handoffs
from bot.store.rows import Handoff
from bot.talk import routing
from bot.talk.hours import SEOUL, Hours, Standing, clock_words, in_words
from bot.talk.notices import Notices
from bot.words import Button, Reply

ONE_BY_HAND = 2  # up to here there is nothing to estimate: one is as good as next


async def estimate(connection: AsyncConnection, team: str, at: datetime) -> list[datetime]:
    """Return when the team's last twenty of today were accepted: what an estimate stands on."""
    midnight = datetime.combine(at.astimezone(SEOUL).date(), time(), SEOUL)
    return await handoffs.accepted_since(connection, team, midnight)


async def notice(
    connection: AsyncConnection, notices: Notices, waits: Handoff, at: datetime, hours: Hours, *, again: bool,
    moved_back: bool = False,
) -> tuple[Reply, int]:  # fmt: skip
    """Return what the citizen is told of their place, and the place."""
    position = await handoffs.position(connection, waits)
    accepted = await estimate(connection, waits.team_id, at)
    ahead = position - 1
    place = notices.say("waiting_behind", ahead=ahead) if ahead else notices.say("waiting_next")
    said = [place.text]
    if words := routing.range_words(routing.minutes_range(position, accepted)):
        said.append(notices.say("waiting_range", range=words).text)
    until = hours.at(at, waits.team_id).until
    left = (until - at).total_seconds() / 60 if until is not None else None
    if left is not None and (many := routing.can_reach(position, accepted, left)) is not None:
        said.append(notices.say("waiting_few", many=many).text)
    if moved_back:
        said.insert(0, notices.say("waiting_moved").text)
    whole = notices.say("waiting_again" if again else "waiting", place=" ".join(said))
    return whole, position


def shut(notices: Notices, standing: Standing, name: str | None = None) -> Reply:
    """Return what is said to who asks while nobody is there: when it opens, and the ways to choose from."""
    opens = in_words(standing.opens)
    kinds = {"lunch": "waiting_lunch", "holiday": "waiting_holiday", "stopped": "waiting_stopped"}
    name = name or kinds.get(standing.kind, "waiting_off_hours")
    facts = {"opens": opens, "clock": clock_words(standing.opens), "name": standing.name}
    said = notices.say(name, **facts)
    return replace(said, buttons=tuple(notices.say("ways_off_hours", **facts).buttons))


def plain(label: str, payload: str) -> Button:
    """Return a button of the gateway's own."""
    return Button(label, f"gateway:{payload}")
