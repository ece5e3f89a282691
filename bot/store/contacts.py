"""SQL for how people are known at the channels: a keyed hash to find them, a sealed address to write to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import PersonChannel, row_as
from bot.store.tables import person_channel

COLUMNS = [person_channel.c[name] for name in PersonChannel.__dataclass_fields__]


async def person_of(connection: AsyncConnection, channel: str, external_hash: str) -> str | None:
    """Return the id of the person behind a channel's hashed id, or None if we never met."""
    c = person_channel.c
    found = select(c.person_id).where(c.channel == channel, c.external_hash == external_hash)
    return (await connection.execute(found)).scalar_one_or_none()


async def add(connection: AsyncConnection, person: str, channel: str, external_hash: str, at: datetime) -> None:
    """Know a person at one more channel."""
    row = {
        "channel": channel, "external_hash": external_hash, "person_id": person, "address": None, "state": "ok",
        "pushable": True, "changed_at": at,
    }  # fmt: skip
    await connection.execute(insert(person_channel).values(row))


async def wrote(
    connection: AsyncConnection, channel: str, external_hash: str, *, address: str | None, pushable: bool, at: datetime
) -> None:
    """They wrote: whatever stood between us is over, and this is where they are now."""
    c = person_channel.c
    known = (c.channel == channel, c.external_hash == external_hash)
    values = {"state": "ok", "pushable": pushable, "changed_at": at, **({"address": address} if address else {})}
    await connection.execute(update(person_channel).where(*known).values(values))


async def mark(
    connection: AsyncConnection, person: str, channel: str, at: datetime, *, state: str = "ok", pushable: bool = True
) -> None:
    """Note what became of a person at a channel: `ok`, `blocked` or `left`, and whether we may write first."""
    c = person_channel.c
    values = {"state": state, "pushable": pushable, "changed_at": at}
    await connection.execute(update(person_channel).where(c.person_id == person, c.channel == channel).values(values))


async def at(connection: AsyncConnection, person: str, channel: str) -> PersonChannel | None:
    """Return how a person is known at a channel, the newest if they are known more than once."""
    c = person_channel.c
    found = select(*COLUMNS).where(c.person_id == person, c.channel == channel).order_by(c.changed_at.desc()).limit(1)
    row = (await connection.execute(found)).mappings().one_or_none()
    return None if row is None else row_as(PersonChannel, row)
