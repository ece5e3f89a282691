"""SQL for handoffs. Every step is a compare-and-set on the state it leaves, and is written down in `handoff_event`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.desk_tables import team
from bot.store.rows import Handoff, row_as
from bot.store.tables import handoff, handoff_event

COLUMNS = [handoff.c[name] for name in Handoff.__dataclass_fields__]
OPEN = ("queued", "offered", "active")
WAITING = ("queued", "offered")
RETURNING = 15  # points of who comes back to a consultation that was thought to be over
ONE = select(*COLUMNS).where(handoff.c.id == bindparam("this"))  # built once: it costs more than running it
OPEN_OF = select(*COLUMNS).where(handoff.c.conversation_id == bindparam("this"), handoff.c.state.in_(OPEN))


async def add(connection: AsyncConnection, new: Handoff) -> None:
    """Store a new handoff. A unique index refuses a second open one for the same conversation."""
    await connection.execute(insert(handoff).values(asdict(new)))


async def put(connection: AsyncConnection, known: Handoff) -> None:
    """Write a handoff anew, as it is opened again."""
    await connection.execute(update(handoff).where(handoff.c.id == known.id).values(asdict(known)))


async def told(connection: AsyncConnection, id: str, place: int, at: datetime) -> None:
    """The citizen knows their place."""
    await connection.execute(update(handoff).where(handoff.c.id == id).values(told_place=place, told_at=at))


async def get(connection: AsyncConnection, id: str) -> Handoff | None:
    row = (await connection.execute(ONE, {"this": id})).mappings().one_or_none()
    return None if row is None else row_as(Handoff, row)


async def open_of(connection: AsyncConnection, conversation: str) -> Handoff | None:
    """Return the conversation's open handoff, if there is one."""
    row = (await connection.execute(OPEN_OF, {"this": conversation})).mappings().one_or_none()
    return None if row is None else row_as(Handoff, row)


async def latest_of(connection: AsyncConnection, conversation: str) -> Handoff | None:
    found = select(*COLUMNS).where(handoff.c.conversation_id == conversation).order_by(handoff.c.requested_at.desc())
    row = (await connection.execute(found.limit(1))).mappings().one_or_none()
    return None if row is None else row_as(Handoff, row)


async def queued(connection: AsyncConnection) -> list[Handoff]:
    """Return who waits for a person now, in the order in which they are served (see `rank`)."""
    rows = await connection.execute(select(*COLUMNS).where(handoff.c.state.in_(WAITING)))
    waiting = [row_as(Handoff, row) for row in rows.mappings()]
    known = await aging(connection) if any(card.team_id for card in waiting) else {}
    return sorted(waiting, key=lambda card: rank(card, known.get(card.team_id, 1)))


async def aging(connection: AsyncConnection) -> dict[str, int]:
    """Return how many points a minute of waiting is worth, by team."""
    return {row.id: row.aging for row in await connection.execute(select(team.c.id, team.c.aging))}


def head_start(waiting: Handoff, aging: int = 1) -> float:
    """Return how many minutes earlier than they did somebody counts as having asked.

    100 points a repeated request, 10 a step of priority, and `RETURNING`; a team says how many points a minute of
    waiting is worth: the more, the less what is urgent passes who has waited long.
    """
    points = 100 * waiting.urgency + 10 * waiting.priority + RETURNING * bool(waiting.reopened)
    return points / max(aging, 1)


def rank(waiting: Handoff, aging: int = 1) -> tuple[bool, float, datetime, str]:
    """Return the sort key of a place in the queue; smaller is served sooner.

    As everybody's waiting grows by the same minute, the order does not depend on when one looks. Who lost their
    counselor stands before all others.
    """
    asked = waiting.requested_at.timestamp() / 60 - head_start(waiting, aging)
    return not waiting.front, asked, waiting.requested_at, waiting.id


async def of_state(connection: AsyncConnection, *states: str) -> list[Handoff]:
    """Return every handoff that is in one of these states, oldest request first."""
    found = select(*COLUMNS).where(handoff.c.state.in_(states)).order_by(handoff.c.requested_at, handoff.c.id)
    return [row_as(Handoff, row) for row in (await connection.execute(found)).mappings()]


async def step(
    connection: AsyncConnection, held: Handoff, *, guard: dict[str, object] | None = None, **values: object
) -> bool:
    """Change a handoff that is still as it was seen (state, owner, offer, transfer); return whether it was."""
    seen = {"state": held.state, "owner_id": held.owner_id, "offered_to": held.offered_to,
            "transfer_to": held.transfer_to, **(guard or {})}  # fmt: skip
    same = [handoff.c[name].is_(None) if value is None else handoff.c[name] == value for name, value in seen.items()]
    done = await connection.execute(update(handoff).where(handoff.c.id == held.id, *same).values(values))
    return done.rowcount == 1


async def deferred_of(connection: AsyncConnection, conversation: str) -> Handoff | None:
    """Return the conversation's newest request that waits for opening hours, if there is one."""
    found = select(*COLUMNS).where(handoff.c.conversation_id == conversation, handoff.c.state == "deferred")
    rows = await connection.execute(found.order_by(handoff.c.requested_at.desc()).limit(1))
    row = rows.mappings().one_or_none()
    return None if row is None else row_as(Handoff, row)


async def loads(connection: AsyncConnection) -> dict[str, int]:
    """Return how many talks each counselor holds now: counted from the rows, so it cannot drift."""
    many = select(handoff.c.owner_id, func.count()).where(handoff.c.state == "active").group_by(handoff.c.owner_id)
    return {row[0]: int(row[1]) for row in await connection.execute(many)}


async def accepted_since(connection: AsyncConnection, team: str, since: datetime, limit: int = 20) -> list[datetime]:
    """Return when the team's newest handoffs since `since` were accepted, newest first."""
    found = select(handoff.c.accepted_at).where(handoff.c.team_id == team, handoff.c.accepted_at >= since)
    return list((await connection.execute(found.order_by(handoff.c.accepted_at.desc()).limit(limit))).scalars())


async def active_of(connection: AsyncConnection, staff: str) -> list[Handoff]:
    """Return what a counselor holds, oldest first."""
    held = select(*COLUMNS).where(handoff.c.state == "active", handoff.c.owner_id == staff)
    return [row_as(Handoff, row) for row in (await connection.execute(held.order_by(handoff.c.accepted_at))).mappings()]


async def accept(
    connection: AsyncConnection, id: str, *, owner: str, name: str, seen_epoch: int | None, epoch: int, at: datetime,
    came_from: tuple[str, ...] = WAITING,
) -> bool:  # fmt: skip
    """Make `owner` the owner if nobody is yet (and, when given, the epoch is the one the desk saw)."""
    step = update(handoff).where(handoff.c.id == id, handoff.c.state.in_(came_from))
    if seen_epoch is not None:
        step = step.where(handoff.c.epoch == seen_epoch)
    values = {"state": "active", "owner_id": owner, "owner_name": name, "accepted_at": at, "epoch": epoch,
              "front": False, "offered_to": None, "offered_until": None}  # fmt: skip
    return (await connection.execute(step.values(values))).rowcount == 1


async def first_reply(connection: AsyncConnection, id: str, at: datetime) -> None:
    step = update(handoff).where(handoff.c.id == id, handoff.c.first_reply_at.is_(None))
    await connection.execute(step.values(first_reply_at=at))


async def more_urgent(connection: AsyncConnection, id: str) -> None:
    """They asked again: same card, higher up."""
    await connection.execute(update(handoff).where(handoff.c.id == id).values(urgency=handoff.c.urgency + 1))


async def end(
    connection: AsyncConnection,
    id: str,
    *,
    came_from: str,
    state: str,
    epoch: int,
    reason: str,
    outcome: str | None,
    at: datetime,
) -> bool:
    """End a handoff that is in `came_from`; return whether it was. Whoever it was offered to is let go."""
    step = update(handoff).where(handoff.c.id == id, handoff.c.state == came_from)
    values = {"state": state, "ended_at": at, "end_reason": reason, "outcome": outcome, "epoch": epoch,
              "offered_to": None, "offered_until": None, "transfer_to": None}  # fmt: skip
    return (await connection.execute(step.values(values))).rowcount == 1


async def position(connection: AsyncConnection, waiting: Handoff) -> int:
    """Return the place in the queue of one's team, 1 for the next."""
    ahead = [card for card in await queued(connection) if card.team_id == waiting.team_id and card.id != waiting.id]
    rate = (await aging(connection)).get(waiting.team_id, 1) if waiting.team_id else 1
    return sum(rank(card, rate) < rank(waiting, rate) for card in ahead) + 1


async def note(
    connection: AsyncConnection,
    *,
    id: str,
    handoff_id: str,
    actor: tuple[str, str | None],
    change: tuple[str | None, str],
    epoch: int,
    reason: str,
    at: datetime,
) -> None:
    """Write one step of a handoff's life: who, from where to where, in which epoch, why."""
    row = {
        "id": id, "handoff_id": handoff_id, "at": at, "actor_kind": actor[0], "actor_id": actor[1],
        "from_state": change[0], "to_state": change[1], "epoch": epoch, "reason": reason,
    }  # fmt: skip
    await connection.execute(insert(handoff_event).values(row))


async def joined(connection: AsyncConnection, held: Handoff, staff_id: str) -> bool:
    """Return whether a lead has visibly joined this handoff since it was last accepted."""
    found = select(func.count()).where(
        handoff_event.c.handoff_id == held.id, handoff_event.c.actor_id == staff_id,
        handoff_event.c.reason == "join:visible", handoff_event.c.epoch == held.epoch,
    )  # fmt: skip
    return (await connection.execute(found)).scalar_one() > 0


async def events(connection: AsyncConnection, handoff_id: str) -> list[dict[str, object]]:
    """Return the steps of a handoff in order, each as a plain mapping."""
    rows = select(handoff_event).where(handoff_event.c.handoff_id == handoff_id)
    ordered = rows.order_by(handoff_event.c.at, handoff_event.c.epoch)
    return [dict(row) for row in (await connection.execute(ordered)).mappings()]
