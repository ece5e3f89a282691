"""SQL for what a messenger must still be told: one row per public line, written in the line's own transaction.

queued -> sent -> delivered, or failed (given up), or unknown (silence after sending). Whoever wants to send claims
rows first, by a lease; only the holder of the claim says what became of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, messages
from bot.store.rows import Delivery, Message, row_as
from bot.store.tables import conversation as conversation_table
from bot.store.tables import delivery, message

COLUMNS = [delivery.c[name] for name in Delivery.__dataclass_fields__]


async def add(connection: AsyncConnection, conversation: str, channel: str, seqs: Sequence[int], at: datetime) -> None:
    """Queue lines for a channel, due now."""
    fixed = {
        "conversation_id": conversation, "channel": channel, "state": "queued", "attempts": 0, "due_at": at, "cost": 0,
        "created_at": at,
    }  # fmt: skip
    if seqs:
        await connection.execute(insert(delivery), [{**fixed, "seq": seq} for seq in seqs])


async def add_missed(connection: AsyncConnection, conversation: str, channel: str, at: datetime) -> None:
    """Queue what the person has not got anywhere else: they have come back from another door."""
    done = exists().where(delivery.c.conversation_id == message.c.conversation_id, delivery.c.seq == message.c.seq)
    talk = conversation_table
    seen = select(talk.c.delivered_seq).where(talk.c.id == conversation).scalar_subquery()
    missed = select(message.c.seq).where(
        message.c.conversation_id == conversation, message.c.visibility == "public",
        message.c.author_kind != "citizen", message.c.seq > seen, ~done,
    )  # fmt: skip
    await add(connection, conversation, channel, list((await connection.execute(missed)).scalars()), at)


async def failed(connection: AsyncConnection, conversation_ids: Sequence[str]) -> dict[str, int]:
    """Return how many of a counselor's lines did not arrive, by conversation, since the citizen last wrote."""
    c, heard = delivery.c, conversation_table.c
    many = (
        select(c.conversation_id, func.count())
        .join(conversation_table, heard.id == c.conversation_id)
        .where(
            c.conversation_id.in_(conversation_ids), c.state.in_(("failed", "unknown")),
            or_(c.error_code.is_(None), c.error_code != "undone"),
            or_(heard.last_citizen_at.is_(None), c.created_at >= heard.last_citizen_at),
        )
        .group_by(c.conversation_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in await connection.execute(many)}


async def due(connection: AsyncConnection, now: datetime, limit: int = 200) -> list[str]:
    """Return conversations of which something is due and not claimed."""
    c = delivery.c
    free = or_(c.leased_until.is_(None), c.leased_until < now)
    found = select(c.conversation_id).where(c.state == "queued", c.due_at <= now, free)
    grouped = found.group_by(c.conversation_id).order_by(func.min(c.due_at)).limit(limit)
    return list((await connection.execute(grouped)).scalars())


async def claim(
    connection: AsyncConnection, conversation: str, now: datetime, until: datetime, *, early: bool, limit: int
) -> list[tuple[Delivery, Message]]:
    """Claim the oldest queued lines, in order; empty while another holds the first of them or it is not due.

    `early`: due or not. The claim ends by `requeue`, `finish`, or by itself at `until`.
    """
    await conversations.get(connection, conversation, hold=True)
    c = delivery.c
    waiting = select(*COLUMNS).where(c.conversation_id == conversation, c.state == "queued")
    rows = [
        row_as(Delivery, r) for r in (await connection.execute(waiting.order_by(c.seq).limit(limit))).mappings()
    ]
    if not rows or (rows[0].leased_until or now) > now or (rows[0].due_at > now and not early):
        return []
    rows = [row for row in rows if row.channel == rows[0].channel]
    seqs = [row.seq for row in rows]
    await connection.execute(update(delivery).where(_these(conversation, seqs)).values(leased_until=until))
    found = await connection.execute(
        select(*messages.COLUMNS).where(message.c.conversation_id == conversation, message.c.seq.in_(seqs))
    )
    said = {row["seq"]: row_as(Message, row) for row in found.mappings()}
    return [(row, said[row.seq]) for row in rows]


async def finish(
    connection: AsyncConnection, conversation: str, seqs: Sequence[int], state: str, at: datetime, *,
    provider_id: str | None = None, code: str | None = None, text: str | None = None,
) -> None:  # fmt: skip
    """Say what became of claimed lines: sent, delivered, failed or unknown."""
    values = {"state": state, "leased_until": None, "error_code": code, "error_text": text, "ended_at": at}
    if provider_id is not None:
        values["provider_id"] = provider_id
    queued = and_(_these(conversation, seqs), delivery.c.state == "queued")
    await connection.execute(update(delivery).where(queued).values(values))


async def requeue(
    connection: AsyncConnection, conversation: str, seqs: Sequence[int], due_at: datetime, *, tried: bool = False,
    provider_id: str | None = None, code: str | None = None, text: str | None = None,
) -> None:  # fmt: skip
    """Put claimed lines back in line for `due_at`. `tried`: it counts as an attempt."""
    values = {
        "leased_until": None, "due_at": due_at, "attempts": delivery.c.attempts + int(tried), "error_code": code,
        "error_text": text, **({"provider_id": provider_id} if provider_id is not None else {}),
    }  # fmt: skip
    queued = and_(_these(conversation, seqs), delivery.c.state == "queued")
    await connection.execute(update(delivery).where(queued).values(values))


async def charge(connection: AsyncConnection, conversation: str, seq: int, won: int) -> None:
    """Count what a line cost."""
    step = update(delivery).where(_these(conversation, [seq])).values(cost=delivery.c.cost + won)
    await connection.execute(step)


async def hasten(connection: AsyncConnection, conversation: str, now: datetime) -> None:
    """What waits for a way is due now: one has opened."""
    c = delivery.c
    waiting = (c.conversation_id == conversation, c.state == "queued", c.due_at > now)
    await connection.execute(update(delivery).where(*waiting).values(due_at=now))


async def seen_elsewhere(connection: AsyncConnection, conversation: str, seq: int, at: datetime) -> None:
    """The person has everything up to `seq` by another door: what is still queued of it need not go out."""
    c = delivery.c
    queued = (c.conversation_id == conversation, c.seq <= seq, c.state == "queued")
    values = {"state": "delivered", "ended_at": at, "leased_until": None}
    await connection.execute(update(delivery).where(*queued).values(values))


async def drop_claims(connection: AsyncConnection) -> None:
    """Let go of every claim: who held them is dead, and nobody else works on this database."""
    held = update(delivery).where(delivery.c.leased_until.is_not(None), delivery.c.state == "queued")
    await connection.execute(held.values(leased_until=None))


async def of(connection: AsyncConnection, conversation: str, after_seq: int = 0) -> dict[int, Delivery]:
    """Return what became of each line beyond `after_seq`."""
    c = delivery.c
    found = select(*COLUMNS).where(c.conversation_id == conversation, c.seq > after_seq)
    return {row["seq"]: row_as(Delivery, row) for row in (await connection.execute(found)).mappings()}


async def waiting(connection: AsyncConnection, conversation: str) -> int:
    """Return how many lines have not gone out."""
    c = delivery.c
    many = select(func.count()).where(c.conversation_id == conversation, c.state == "queued")
    return int((await connection.execute(many)).scalar_one())


async def cost(connection: AsyncConnection, conversation: str) -> int:
    """Return the won that pushing in this conversation has cost."""
    total = select(func.coalesce(func.sum(delivery.c.cost), 0)).where(delivery.c.conversation_id == conversation)
    return int((await connection.execute(total)).scalar_one())


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """Return how many lines there are in each state."""
    many = select(delivery.c.state, func.count()).group_by(delivery.c.state)
    return {row[0]: row[1] for row in (await connection.execute(many)).all()}


def _these(conversation: str, seqs: Sequence[int]) -> ColumnElement[bool]:
    return and_(delivery.c.conversation_id == conversation, delivery.c.seq.in_(seqs))
