"""SQL for saved searches: whose they are, which are due, and what was told of each. Written by `talk.alerts` alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.alert_tables import saved_search, told_match
from bot.store.tables import delivery, message, sync_run
from bot.words import Json


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """What somebody agreed to be told of. `how`: digest (once a day) or instant; `search`: conditions as in a talk."""

    id: str
    person_id: str
    kind: str
    label: str
    search: Json
    how: str
    consent: str
    consented_at: datetime
    expires_at: datetime
    checked_at: datetime
    due_at: datetime


COLUMNS = [saved_search.c[name] for name in SavedSearch.__dataclass_fields__]


async def add(connection: AsyncConnection, new: SavedSearch) -> None:
    await connection.execute(insert(saved_search).values(asdict(new)))


async def renew(connection: AsyncConnection, id: str, how: str, expires_at: datetime, due_at: datetime) -> None:
    """The person asked for the same again: how often, and for how much longer."""
    values = {"how": how, "expires_at": expires_at, "due_at": due_at}
    await connection.execute(update(saved_search).where(saved_search.c.id == id).values(values))


async def of_person(connection: AsyncConnection, person: str) -> list[SavedSearch]:
    """Return a person's saved searches, oldest first."""
    found = select(*COLUMNS).where(saved_search.c.person_id == person)
    rows = await connection.execute(found.order_by(saved_search.c.consented_at, saved_search.c.id))
    return [SavedSearch(**row) for row in rows.mappings()]


async def get(connection: AsyncConnection, id: str, *, hold: bool = False) -> SavedSearch | None:
    """Return a saved search, None if it was stopped. `hold` keeps others from changing it in this transaction."""
    found = select(*COLUMNS).where(saved_search.c.id == id)
    row = (await connection.execute(found.with_for_update() if hold else found)).mappings().one_or_none()
    return None if row is None else SavedSearch(**row)


async def due(connection: AsyncConnection, now: datetime, limit: int = 500) -> list[SavedSearch]:
    """Return what is to be looked at now: its time has come and a source brought something since, or it is over."""
    newest = select(func.max(sync_run.c.ended_at)).where(sync_run.c.state == "done").scalar_subquery()
    c = saved_search.c
    ripe = select(*COLUMNS).where(c.due_at <= now, or_(c.checked_at < newest, c.expires_at <= now))
    rows = await connection.execute(ripe.order_by(c.due_at, c.id).limit(limit))
    return [SavedSearch(**row) for row in rows.mappings()]


async def looked(connection: AsyncConnection, id: str, checked_at: datetime, due_at: datetime) -> None:
    """Note when the search was looked at and when it will be again."""
    values = {"checked_at": checked_at, "due_at": due_at}
    await connection.execute(update(saved_search).where(saved_search.c.id == id).values(values))


async def told(connection: AsyncConnection, id: str, items: Collection[str]) -> set[str]:
    """Return which of the items were told of this search before."""
    t = told_match.c
    found = select(t.item).where(t.saved_search_id == id, t.item.in_(items))
    return set((await connection.execute(found)).scalars())


async def note_told(connection: AsyncConnection, id: str, items: Iterable[str], at: datetime) -> None:
    rows = [{"saved_search_id": id, "item": item, "at": at} for item in dict.fromkeys(items)]
    if rows:
        await connection.execute(insert(told_match), rows)


async def drop(connection: AsyncConnection, person: str, id: str | None = None) -> int:
    """Forget a person's saved search, or all of them, with what was told of it; return how many there were."""
    mine = saved_search.c.person_id == person
    which = mine if id is None else mine & (saved_search.c.id == id)
    ids = select(saved_search.c.id).where(which)
    await connection.execute(delete(told_match).where(told_match.c.saved_search_id.in_(ids)))
    return (await connection.execute(delete(saved_search).where(which))).rowcount


async def withdraw(connection: AsyncConnection, conversation: str, event: str, at: datetime) -> int:
    """What of this event still waits to be pushed is not: consent is withdrawn. Return how many lines."""
    d, m = delivery.c, message.c
    waiting = select(m.seq, m.body).join(delivery, (d.conversation_id == m.conversation_id) & (d.seq == m.seq))
    rows = await connection.execute(waiting.where(d.conversation_id == conversation, d.state == "queued"))
    seqs = [row.seq for row in rows if row.body.get("event") == event]
    values = {"state": "failed", "error_code": "withdrawn", "ended_at": at, "leased_until": None}
    if seqs:
        these = (d.conversation_id == conversation, d.seq.in_(seqs))
        await connection.execute(update(delivery).where(*these).values(values))
    return len(seqs)


async def spent(connection: AsyncConnection, channel: str, since: datetime) -> int:
    """Return the won that pushing at a channel has cost since then."""
    total = select(func.coalesce(func.sum(delivery.c.cost), 0))
    found = total.where(delivery.c.channel == channel, delivery.c.created_at >= since)
    return int((await connection.execute(found)).scalar_one())
