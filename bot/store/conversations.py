"""SQL for people and their conversations: one row says who may speak, every change of it is a compare-and-set.

What every turn asks is built once, here: building a statement costs more than running it.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.store import contacts
from bot.store.rows import Conversation, row_as
from bot.store.tables import conversation, person, person_channel

COLUMNS = [conversation.c[name] for name in Conversation.__dataclass_fields__]

THIS = conversation.c.id == bindparam("this")
MINE = conversation.c.lease_no == bindparam("mine")
ONE = select(*COLUMNS).where(THIS)
ONE_HELD = ONE.with_for_update()
NEWEST = (
    select(*COLUMNS)
    .join(person_channel, person_channel.c.person_id == conversation.c.person_id)
    .where(
        person_channel.c.channel == bindparam("channel"), person_channel.c.external_hash == bindparam("external_hash")
    )
    .order_by(conversation.c.opened_at.desc())
    .limit(1)
)
NEWEST_HELD = NEWEST.with_for_update(of=conversation)
LEASE = (
    update(conversation)
    .where(THIS, or_(conversation.c.leased_until.is_(None), conversation.c.leased_until < bindparam("now")))
    .values(leased_by=bindparam("by"), leased_until=bindparam("until"), lease_no=conversation.c.lease_no + 1)
    .returning(*COLUMNS, conversation.c.lease_no)
)
HOLD = update(conversation).where(THIS, MINE).values(leased_until=bindparam("until")).returning(*COLUMNS)
RELEASE = update(conversation).where(THIS, MINE).values(leased_by=None, leased_until=None).returning(*COLUMNS)
DELIVERED = (
    update(conversation)
    .where(THIS, conversation.c.delivered_seq < bindparam("seq"), conversation.c.next_seq > bindparam("seq"))
    .values(delivered_seq=bindparam("seq"))
)


async def of_person(
    connection: AsyncConnection, channel: str, external_hash: str, *, hold: bool = False
) -> Conversation | None:
    """Return the newest conversation of the person behind a channel's hashed id, or None if we never met.

    `hold` keeps others from changing it in this transaction.
    """
    known = {"channel": channel, "external_hash": external_hash}
    row = (await connection.execute(NEWEST_HELD if hold else NEWEST, known)).mappings().one_or_none()
    return None if row is None else row_as(Conversation, row)


async def latest_of(connection: AsyncConnection, person: str, *, hold: bool = False) -> Conversation | None:
    """Return a person's newest conversation, or None. `hold` keeps others from changing it in this transaction."""
    newest = select(*COLUMNS).where(conversation.c.person_id == person)
    newest = newest.order_by(conversation.c.opened_at.desc()).limit(1)
    row = (await connection.execute(newest.with_for_update() if hold else newest)).mappings().one_or_none()
    return None if row is None else row_as(Conversation, row)


async def add_person(connection: AsyncConnection, id: str, channel: str, external_hash: str, at: datetime) -> None:
    """Know a new person, by the channel at which they first came."""
    row = {"id": id, "channel": channel, "external_hash": external_hash, "created_at": at}
    await connection.execute(insert(person).values(row))
    await contacts.add(connection, id, channel, external_hash, at)


async def get(connection: AsyncConnection, id: str, *, hold: bool = False) -> Conversation | None:
    """Return a conversation, or None. `hold` keeps others from changing it in this transaction."""
    row = (await connection.execute(ONE_HELD if hold else ONE, {"this": id})).mappings().one_or_none()
    return None if row is None else row_as(Conversation, row)


async def add(connection: AsyncConnection, id: str, person: str, channel: str, sender: str, at: datetime) -> None:
    """Open a conversation in the bot's hands. `sender` is the random name under which the engine knows it."""
    row = {
        "id": id, "person_id": person, "channel": channel, "control": "bot", "epoch": 1, "next_seq": 1,
        "engine_sender": sender, "lease_no": 0, "delivered_seq": 0, "opened_at": at,
    }  # fmt: skip
    await connection.execute(insert(conversation).values(row))


async def take_seqs(connection: AsyncConnection, id: str, count: int, **seen: datetime) -> int:
    """Reserve `count` dense numbers for messages and return the first. Holds the row until the transaction ends.

    `seen` notes who was last heard of when: `last_citizen_at` or `last_staff_at`.
    """
    taken = await connection.execute(_take(frozenset(seen)), {"this": id, "count": count, **seen})
    return int(taken.scalar_one()) - count


@lru_cache
def _take(seen: frozenset[str]) -> ReturningUpdate[int]:
    moved = {"next_seq": conversation.c.next_seq + bindparam("count"), **{name: bindparam(name) for name in seen}}
    return update(conversation).where(THIS).values(moved).returning(conversation.c.next_seq)


async def change_control(
    connection: AsyncConnection, id: str, *, to: str, came_from: tuple[str, ...], owner: str | None = None, at: datetime
) -> int | None:
    """Give the floor to `to` if it is held by one of `came_from`; return the new epoch, or None if it is not."""
    closed_at = at if to == "closed" else None
    values = {"control": to, "epoch": conversation.c.epoch + 1, "owner_id": owner, "closed_at": closed_at}
    step = (
        update(conversation)
        .where(conversation.c.id == id, conversation.c.control.in_(came_from))
        .values(values)
        .returning(conversation.c.epoch)
    )
    epoch: int | None = (await connection.execute(step)).scalar_one_or_none()
    return epoch


async def move(connection: AsyncConnection, id: str, channel: str) -> None:
    """The citizen is at this door now: answers go there."""
    await connection.execute(update(conversation).where(conversation.c.id == id).values(channel=channel))


async def delivered(connection: AsyncConnection, id: str, seq: int) -> bool:
    """Note that the citizen's client has all up to `seq`. A number not ahead, or never given, is ignored: False."""
    return (await connection.execute(DELIVERED, {"this": id, "seq": seq})).rowcount == 1


async def lease(
    connection: AsyncConnection, id: str, worker: str, now: datetime, until: datetime
) -> tuple[Conversation, int] | None:
    """Take the conversation for one worker; return it with the fencing number, or None while another holds it."""
    asked = {"this": id, "by": worker, "now": now, "until": until}
    row = (await connection.execute(LEASE, asked)).mappings().one_or_none()
    return None if row is None else (row_as(Conversation, row), row["lease_no"])


async def hold(connection: AsyncConnection, id: str, lease_no: int, until: datetime) -> Conversation | None:
    """Prolong a lease; return the conversation as it is now, or None if the lease was lost to another."""
    asked = {"this": id, "mine": lease_no, "until": until}
    row = (await connection.execute(HOLD, asked)).mappings().one_or_none()
    return None if row is None else row_as(Conversation, row)


async def release(connection: AsyncConnection, id: str, lease_no: int) -> Conversation | None:
    """Let go of a lease; return the conversation as it is now, or None if the lease was lost to another."""
    row = (await connection.execute(RELEASE, {"this": id, "mine": lease_no})).mappings().one_or_none()
    return None if row is None else row_as(Conversation, row)


async def drop_leases(connection: AsyncConnection, worker: str) -> None:
    """Let go of what a worker of this name held when it died."""
    step = update(conversation).where(conversation.c.leased_by == worker)
    await connection.execute(step.values(leased_by=None, leased_until=None))


async def owned_by(connection: AsyncConnection, staff: str) -> list[Conversation]:
    """Return the conversations a counselor holds, oldest first."""
    held = select(*COLUMNS).where(conversation.c.owner_id == staff, conversation.c.control == "human")
    rows = (await connection.execute(held.order_by(conversation.c.opened_at))).mappings()
    return [row_as(Conversation, row) for row in rows]
