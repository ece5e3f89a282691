"""SQL for the files of talks: what is kept, for whom, and what must go. The content itself lies in the data folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import KeptFile, row_as
from bot.store.tables import conversation, message, talk_file
from bot.words import Attachment

C = talk_file.c
COLUMNS = [C[name] for name in KeptFile.__dataclass_fields__]
ERASED = "[지운 파일]"


async def add(
    connection: AsyncConnection, file: Attachment, conversation_id: str, seq: int, author_kind: str, at: datetime
) -> None:
    """Know a file as part of message `seq`."""
    row = {
        "id": file.id, "conversation_id": conversation_id, "seq": seq, "author_kind": author_kind, "name": file.name,
        "kind": file.kind, "size": file.size, "sha256": file.sha256, "picture": file.picture, "created_at": at,
    }  # fmt: skip
    await connection.execute(insert(talk_file).values(row))


async def get(
    connection: AsyncConnection, conversation_id: str, id: str, visible: Iterable[str]
) -> KeptFile | None:  # fmt: skip
    """Return a file of this talk that has not been erased and whose message is as visible as that, or None."""
    line = (message.c.conversation_id == C.conversation_id) & (message.c.seq == C.seq)
    found = (
        select(*COLUMNS)
        .join(message, line)
        .where(C.id == id, C.conversation_id == conversation_id, C.erased_at.is_(None))
        .where(message.c.visibility.in_(tuple(visible)))
    )
    row = (await connection.execute(found)).mappings().one_or_none()
    return None if row is None else row_as(KeptFile, row)


async def count(connection: AsyncConnection, conversation_id: str, author_kind: str) -> int:
    """Return how many files one side has sent in a talk, erased ones, too."""
    many = select(func.count()).where(C.conversation_id == conversation_id, C.author_kind == author_kind)
    return int((await connection.execute(many)).scalar_one())


async def of_person(connection: AsyncConnection, person_id: str) -> list[str]:
    """Return the files in all talks of a person."""
    theirs = select(conversation.c.id).where(conversation.c.person_id == person_id)
    found = select(C.id).where(C.conversation_id.in_(theirs), C.erased_at.is_(None))
    return list((await connection.execute(found)).scalars())


async def outlived(connection: AsyncConnection, before: datetime) -> list[str]:
    """Return the files of talks in which nothing has been said since `before`."""
    last = func.coalesce(conversation.c.last_citizen_at, conversation.c.opened_at)
    quiet = select(conversation.c.id).where(
        last < before, or_(conversation.c.last_staff_at.is_(None), conversation.c.last_staff_at < before)
    )
    found = select(C.id).where(C.conversation_id.in_(quiet), C.created_at < before, C.erased_at.is_(None))
    return list((await connection.execute(found)).scalars())


async def kept(connection: AsyncConnection, ids: Sequence[str]) -> set[str]:
    """Return which of these are files of a talk and have not been erased."""
    found = select(C.id).where(C.id.in_(ids), C.erased_at.is_(None))
    return set((await connection.execute(found)).scalars())


async def forget(connection: AsyncConnection, ids: Sequence[str], at: datetime) -> None:
    """Forget files: their names too, and what their messages say of them."""
    for id in ids:
        gone = update(talk_file).where(C.id == id, C.erased_at.is_(None)).values(erased_at=at, name="", sha256="")
        row = (await connection.execute(gone.returning(C.conversation_id, C.seq))).one_or_none()
        if row is None:
            continue
        this = (message.c.conversation_id == row.conversation_id, message.c.seq == row.seq)
        body = (await connection.execute(select(message.c.body).where(*this))).scalar_one_or_none()
        if body is not None:
            left = {**body, "text": ERASED, "file": {"gone": True}}
            await connection.execute(update(message).where(*this).values(body=left))
