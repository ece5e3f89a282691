"""SQL for calls of a platform that takes its answer in the response: what was answered, and one late way back each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import SkillCall, row_as
from bot.store.tables import skill_call

COLUMNS = [skill_call.c[name] for name in SkillCall.__dataclass_fields__]


async def get(connection: AsyncConnection, id: str) -> SkillCall | None:
    row = (await connection.execute(select(*COLUMNS).where(skill_call.c.id == id))).mappings().one_or_none()
    return None if row is None else row_as(SkillCall, row)


async def open(
    connection: AsyncConnection, id: str, conversation: str, seq: int, answering_until: datetime, at: datetime
) -> None:
    """Note that a call is being answered; one that was open before stays as it is."""
    known = await get(connection, id)
    if known is None:
        row = {
            "id": id, "conversation_id": conversation, "seq": seq, "answering_until": answering_until, "created_at": at,
        }  # fmt: skip
        await connection.execute(insert(skill_call).values(row))


async def answered(
    connection: AsyncConnection, id: str, answer: str | None, at: datetime, *, callback: str | None,
    until: datetime | None,
) -> None:  # fmt: skip
    """Keep the answer, for the same call again, and the way by which a later one may follow.

    `answer` None: the platform did not get it, and the same call may ask again.
    """
    values = {"answer": answer, "answering_until": at, "callback": callback, "callback_until": until}
    await connection.execute(update(skill_call).where(skill_call.c.id == id).values(values))


async def answering(connection: AsyncConnection, conversation: str, now: datetime) -> bool:
    """Return whether a call in this conversation is still open and will take what waits."""
    c = skill_call.c
    found = select(c.id).where(c.conversation_id == conversation, c.answering_until > now, c.answer.is_(None))
    return (await connection.execute(found.limit(1))).scalar_one_or_none() is not None


async def late_way(connection: AsyncConnection, conversation: str, now: datetime) -> SkillCall | None:
    """Return the call with the callback that is open longest, or None."""
    c = skill_call.c
    found = select(*COLUMNS).where(
        c.conversation_id == conversation, c.callback.is_not(None), c.callback_until > now
    )
    row = (await connection.execute(found.order_by(c.callback_until.desc()).limit(1))).mappings().one_or_none()
    return None if row is None else row_as(SkillCall, row)


async def use(connection: AsyncConnection, id: str) -> bool:
    """Take a callback, which works once; return whether it was still there."""
    step = update(skill_call).where(skill_call.c.id == id, skill_call.c.callback.is_not(None))
    return (await connection.execute(step.values(callback=None))).rowcount == 1


async def forget(connection: AsyncConnection, now: datetime, before: datetime) -> None:
    """Forget calls from before `before`, and every callback that is over."""
    c = skill_call.c
    await connection.execute(delete(skill_call).where(c.created_at < before))
    over = (c.callback.is_not(None), or_(c.callback_until.is_(None), c.callback_until < now))
    await connection.execute(update(skill_call).where(*over).values(callback=None))
