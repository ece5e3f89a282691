"""SQL for turns: questions to the engine that wait, are tried again, and end in exactly one way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Text, bindparam, cast, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import Turn, row_as
from bot.store.tables import conversation, turn
from bot.words import PRIVATE, Json

COLUMNS = [turn.c[name] for name in Turn.__dataclass_fields__]

THIS = turn.c.id == bindparam("this")
WAITING = turn.c.state == "waiting"
ADD = insert(turn)
OLDEST = select(*COLUMNS).where(turn.c.conversation_id == bindparam("talk"), WAITING).order_by(turn.c.seq).limit(1)
ASKING = update(turn).where(THIS).values(attempts=turn.c.attempts + 1, epoch=bindparam("now_epoch"))
END = (
    update(turn)
    .where(THIS, WAITING)
    .values(
        state=bindparam("how"),
        ended_at=bindparam("at"),
        understanding=bindparam("understood", type_=turn.c.understanding.type),
        named=bindparam("knowledge", type_=turn.c.named.type),
    )
)


async def add(
    connection: AsyncConnection,
    *,
    id: str,
    conversation: str,
    seq: int,
    epoch: int,
    kind: str,
    asked: Json,
    at: datetime,
) -> None:
    """Put a turn in line. Its place in the conversation is that of the message `seq` that asked."""
    row = {
        "id": id, "conversation_id": conversation, "seq": seq, "kind": kind, "state": "waiting", "epoch": epoch,
        "asked": asked, "attempts": 0, "failures": 0, "due_at": at, "created_at": at,
    }  # fmt: skip
    await connection.execute(ADD, row)


async def next_of(connection: AsyncConnection, conversation: str) -> Turn | None:
    """Return the oldest turn of the conversation that still waits."""
    row = (await connection.execute(OLDEST, {"talk": conversation})).mappings().one_or_none()
    return None if row is None else row_as(Turn, row)


async def asking(connection: AsyncConnection, id: str, epoch: int) -> None:
    """Count an attempt and note the epoch in which the engine is asked."""
    await connection.execute(ASKING, {"this": id, "now_epoch": epoch})


async def end(
    connection: AsyncConnection,
    id: str,
    state: str,
    at: datetime,
    understanding: Json | None = None,
    named: Json | None = None,
) -> None:
    """End a turn: answered, suppressed, passed (a person answers instead) or failed."""
    how = {"this": id, "how": state, "at": at, "understood": understanding, "knowledge": named}
    await connection.execute(END, how)


async def forget_private(connection: AsyncConnection, conversation: str) -> None:
    """Blank private answers in turns that have ended: they were needed to ask the engine, and are no longer."""
    written = cast(turn.c.asked, Text).contains(json.dumps(PRIVATE)[1:-1], autoescape=True)
    ended = update(turn).where(turn.c.conversation_id == conversation, turn.c.state != "waiting", written)
    await connection.execute(ended.values(asked={}))


async def pass_waiting(connection: AsyncConnection, conversation: str, at: datetime) -> None:
    """The floor is a person's now: what still waits for the engine will be read by that person."""
    waiting = update(turn).where(turn.c.conversation_id == conversation, turn.c.state == "waiting")
    await connection.execute(waiting.values(state="passed", ended_at=at))
    await forget_private(connection, conversation)


async def postpone(connection: AsyncConnection, id: str, due_at: datetime, *, failed: bool) -> None:
    """Ask again later. `failed`: the engine was there and could not answer, which is not allowed for ever."""
    values = {"due_at": due_at, "failures": turn.c.failures + int(failed)}
    await connection.execute(update(turn).where(turn.c.id == id, turn.c.state == "waiting").values(values))


async def due(connection: AsyncConnection, now: datetime, limit: int = 200) -> list[str]:
    """Return the conversations whose oldest waiting turns are due and not leased, longest waiting first."""
    ready = (
        select(turn.c.conversation_id)
        .join(conversation, conversation.c.id == turn.c.conversation_id)
        .where(
            turn.c.state == "waiting",
            turn.c.due_at <= now,
            (conversation.c.leased_until.is_(None)) | (conversation.c.leased_until < now),
        )
        .group_by(turn.c.conversation_id)
        .order_by(func.min(turn.c.due_at))
        .limit(limit)
    )
    return list((await connection.execute(ready)).scalars())


async def overdue(connection: AsyncConnection, created_before: datetime, limit: int = 200) -> list[Turn]:
    """Return waiting turns that are older than people should wait and were not excused yet."""
    late = (
        select(*COLUMNS)
        .where(turn.c.state == "waiting", turn.c.created_at <= created_before, turn.c.excused_at.is_(None))
        .order_by(turn.c.created_at)
        .limit(limit)
    )
    return [row_as(Turn, row) for row in (await connection.execute(late)).mappings()]


async def excuse(connection: AsyncConnection, conversation: str, at: datetime) -> bool:
    """Mark every waiting turn of the conversation as excused; return whether it is the first excuse of this wait."""
    waiting = (turn.c.conversation_id == conversation, turn.c.state == "waiting")
    excused = select(func.count()).where(*waiting, turn.c.excused_at.is_not(None))
    first = (await connection.execute(excused)).scalar_one() == 0
    fresh = update(turn).where(*waiting, turn.c.excused_at.is_(None)).values(excused_at=at)
    changed = (await connection.execute(fresh)).rowcount
    return first and changed > 0


async def by_seq(connection: AsyncConnection, conversation: str, seqs: Sequence[int]) -> dict[int, Turn]:
    """Return the turns that the given messages asked."""
    asked = select(*COLUMNS).where(turn.c.conversation_id == conversation, turn.c.seq.in_(seqs))
    return {row["seq"]: row_as(Turn, row) for row in (await connection.execute(asked)).mappings()}


async def last_slots(connection: AsyncConnection, conversation: str) -> Json:
    """Return what the engine remembered after the newest turn it understood; empty if there is none."""
    newest = select(turn.c.understanding).where(turn.c.conversation_id == conversation, turn.c.state == "answered")
    found = (await connection.execute(newest.order_by(turn.c.seq.desc()).limit(1))).scalar_one_or_none()
    return dict((found or {}).get("slots") or {})


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """Return how many turns there are in each state."""
    many = select(turn.c.state, func.count()).group_by(turn.c.state)
    return {row[0]: row[1] for row in (await connection.execute(many)).all()}
