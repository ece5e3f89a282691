"""Who wants to be forgotten is: no word of theirs is left in any table, file, log or at the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.privacy.scanning import Scanner
from bot.privacy.sealing import Sealer
from bot.store import callbacks, conversations, erasure, handoffs, notebook, staff
from bot.store.clock import new_id, now
from bot.store.database import Database
from bot.store.desk_tables import csat
from bot.store.rows import Conversation
from bot.store.tables import metadata
from bot.talk.brain import EngineAway
from bot.talk.erasing import ERASED, Eraser
from bot.talk.files import Files
from bot.words import Inbound
from tests.talk.conftest import ScriptedBrain, Talk, counselor

NONCE = "비밀고양이"


class ForgettingBrain:
    """An engine that is away the first times it is asked to forget."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.forgot: list[str] = []

    async def forget(self, senders: Sequence[str]) -> None:
        if self.away:
            self.away -= 1
            raise EngineAway("loading")
        self.forgot += senders


def eraser(talk: Talk, folder: Path, brain: ForgettingBrain) -> Eraser:
    files = Files(talk.database, folder / "files", Sealer("s" * 32), Scanner(), now, new_id, "k" * 32)
    return Eraser(talk.database, brain, files, now)  # type: ignore[arg-type]


async def everything(database: Database) -> str:
    """Return all that is written anywhere in the database, as one text."""
    rows: list[str] = []
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            rows += [str(tuple(row)) for row in await connection.execute(select(table))]
    return "\n".join(rows)


async def known(talk: Talk, id: str) -> Conversation:
    async with talk.database.read() as connection:
        found = await conversations.get(connection, id)
    assert found is not None
    return found


async def a_full_life(talk: Talk, person: str = "p1", nonce: str = NONCE) -> str:
    """Leave something of a person in every kind of place; return their talk. A counselor holds it."""
    said = await talk.say(f"저는 {nonce}예요", person)
    id = said.conversation_id
    await talk.ended(id, said.seq)
    asked = await talk.say(f"상담원 {nonce}", person)
    await talk.ended(id, asked.seq)
    talked = await known(talk, id)
    async with talk.database.read() as connection:
        waiting = await handoffs.open_of(connection, id)
    assert waiting is not None
    await talk.handoffs.accept(waiting.id, counselor("hana"), talked.epoch)

    async def leave(connection: Any) -> None:
        await staff.add(
            connection, id=f"s-{id}", login=id, name="김하나", role="counselor", password_hash="x", at=now()
        )
        await notebook.keep_draft(connection, f"s-{id}", id, f"{nonce} 님께", False, now())
        wanted = {"search": {"kind": "vacancy", "work": [nonce]}, "label": nonce, "how": "digest"}
        await talk.inbox.orders.saved.letter(connection, talked, "save_search", wanted)
        await callbacks.add(connection, callbacks.Callback(
            new_id(), id, "", "widget", f"sealed-{nonce}", "1234", now(), 0, nonce, "booked", 0, None, None, nonce,
            now(), None,
        ))  # fmt: skip
        rated = {"id": new_id(), "conversation_id": id, "part": "bot", "channel": "widget", "asked_at": now()}
        await connection.execute(insert(csat).values(**rated, score=5, comment=nonce))

    await talk.database.write(leave)
    return id


async def test_no_word_is_left_in_any_table_or_in_the_file(talk: Talk, tmp_path: Path) -> None:
    id = await a_full_life(talk)
    await a_full_life(talk, "p2", "다른나무")
    before = await everything(talk.database)
    await talk.inbox.erase(id)
    assert await eraser(talk, tmp_path, ForgettingBrain()).look() == 1
    after = await everything(talk.database)
    assert before.count(NONCE) > 8
    assert NONCE not in after
    assert before.count("다른나무") == after.count("다른나무")
    on_disk = await asyncio.to_thread(lambda: b"".join(path.read_bytes() for path in tmp_path.glob("test.db*")))
    assert NONCE.encode() not in on_disk
    assert NONCE.encode("unicode_escape") not in on_disk


async def test_the_counselor_loses_the_floor_and_the_bot_says_what_was_done(talk: Talk) -> None:
    id = await a_full_life(talk)
    await talk.inbox.erase(id)
    (line,) = await talk.lines(id)
    assert line.body["event"] == ERASED
    assert "모두 지웠어요" in line.body["text"]
    assert (await known(talk, id)).control == "bot"
    async with talk.database.read() as connection:
        held = await handoffs.latest_of(connection, id)
        booked = await callbacks.open_of(connection, id)
    assert held is not None
    assert (held.state, held.end_reason, held.summary) == ("lost", ERASED, {})
    assert booked is None
    again = await talk.say("안녕하세요")
    assert again.conversation_id == id
    assert (await talk.ended(id, again.seq))[-1].body["text"] == "답: 안녕하세요"


async def test_it_is_asked_first_and_may_be_left(talk: Talk) -> None:
    said = await talk.say(NONCE)
    id = said.conversation_id
    await talk.ended(id, said.seq)
    talked = await known(talk, id)
    await talk.database.write(lambda c: talk.inbox.orders.do(c, talked, "erase"))
    asked = (await talk.lines(id))[-1]
    assert "되돌릴 수 없어요" in asked.body["text"]
    yes, no = asked.body["buttons"]
    await talk.press(no["payload_id"])
    assert any(NONCE in str(line.body) for line in await talk.lines(id))
    await talk.press(yes["payload_id"])
    wish, done = await talk.lines(id)
    assert (wish.author_kind, wish.body["text"], done.body["event"]) == ("citizen", yes["label"], ERASED)


async def test_the_same_wish_twice_is_one(talk: Talk) -> None:
    said = await talk.say(NONCE)
    talked = await known(talk, said.conversation_id)
    await talk.database.write(lambda c: talk.inbox.orders.do(c, talked, "erase"))
    yes = (await talk.lines(talked.id))[-1].body["buttons"][0]
    wish = Inbound("widget", "p1", "the-same", payload_id=yes["payload_id"])
    first, second = await talk.inbox.accept(wish), await talk.inbox.accept(wish)
    assert (second.seq, second.duplicate) == (first.seq, True)


async def test_an_answer_under_way_to_an_old_question_is_not_written(talk: Talk, brain: ScriptedBrain) -> None:
    brain.delay = lambda: 0.3
    said = await talk.say(NONCE)
    await talk.until(talk.thinking)
    await talk.inbox.erase(said.conversation_id)
    await asyncio.sleep(0.6)
    assert [line.body["event"] for line in await talk.lines(said.conversation_id)] == [ERASED]
    assert NONCE not in await everything(talk.database)


async def test_the_engine_is_told_until_it_has_heard(talk: Talk, tmp_path: Path) -> None:
    said = await talk.say(NONCE)
    await talk.ended(said.conversation_id, said.seq)
    sender = (await known(talk, said.conversation_id)).engine_sender
    brain = ForgettingBrain(away=1)
    does = eraser(talk, tmp_path, brain)
    await talk.inbox.erase(said.conversation_id)
    with pytest.raises(EngineAway):
        await does.look()
    assert await does.look() == 1
    assert await does.look() == 0
    assert brain.forgot == [sender]
    assert (await known(talk, said.conversation_id)).engine_sender != sender
    assert sender not in await everything(talk.database)


def test_every_table_that_hangs_on_a_person_is_emptied_or_says_only_who_they_are() -> None:
    hanging = {t for t in metadata.sorted_tables if erasure.whose(t, "p") is not None}
    words = {t.name for t in erasure.WHO & hanging if erasure.labelled(t)}
    assert words == {"person_channel"}, "a table that is not erased may hold no words of people"
    assert hanging >= erasure.COUNTED
    assert not [t.name for t in erasure.COUNTED for c in erasure.labelled(t) if c.unique and not c.nullable]
