"""Station two: accepted once, masked before it is stored, numbered without holes."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.store import messages
from bot.store.clock import now
from bot.talk.inbox import Refused
from bot.words import MAX_TEXT, Inbound
from tests.talk.conftest import Talk


async def test_a_message_sent_five_times_at_once_is_one_message_with_one_answer(talk: Talk) -> None:
    accepted = await asyncio.gather(*(talk.say("안녕", id="same") for _ in range(5)))
    lines = await talk.answered(accepted[0].conversation_id, 1)
    assert sorted(a.duplicate for a in accepted) == [False, True, True, True, True]
    assert {a.seq for a in accepted} == {1}
    assert [m.author_kind for m in lines] == ["citizen", "bot"]


async def test_the_same_id_of_another_person_is_another_message(talk: Talk) -> None:
    first, second = await talk.say("안녕", "p1", "same"), await talk.say("안녕", "p2", "same")
    assert first.conversation_id != second.conversation_id
    assert not second.duplicate


async def test_a_resident_number_is_nowhere_in_the_database(talk: Talk) -> None:
    accepted = await talk.say("제 주민번호는 900101-1234567이고 010-1234-5678로 전화 주세요")
    lines = await talk.answered(accepted.conversation_id, 1)
    assert "[주민등록번호]" in lines[0].body["text"]
    assert "주민등록번호·전화번호" in lines[1].body["text"]
    async with talk.database.read() as connection:
        for table in ("message", "turn", "button"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608
            assert "1234567" not in str(rows)
            assert "5678" not in str(rows)


async def test_a_wall_of_text_is_cut_and_the_citizen_is_told(talk: Talk) -> None:
    accepted = await talk.say("가" * 5000)
    lines = await talk.answered(accepted.conversation_id, 1)
    assert len(lines[0].body["text"]) == MAX_TEXT
    assert lines[1].body["event"] == "too_long"


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "\x00", "\ud800"])
async def test_an_empty_message_is_refused_with_a_sentence(talk: Talk, nothing: str) -> None:
    with pytest.raises(Refused) as refused:
        await talk.say(nothing)
    assert refused.value.code == "empty"
    assert refused.value.text.endswith(".") or refused.value.text.endswith("줘")


async def test_a_button_of_another_talk_is_unknown_here(talk: Talk) -> None:
    mine = await talk.say("상담원 불러 줘")
    lines = await talk.answered(mine.conversation_id, 1)
    button = lines[-1].body["buttons"][0]["payload_id"]
    with pytest.raises(Refused) as refused:
        await talk.press(button, "someone else")
    assert refused.value.code == "unknown_button"


async def test_payloads_are_never_shown(talk: Talk) -> None:
    mine = await talk.say("상담원 불러 줘")
    lines = await talk.answered(mine.conversation_id, 1)
    assert "gateway:" not in str([m.body for m in lines])


async def test_people_are_known_by_a_keyed_hash_only(talk: Talk) -> None:
    await talk.inbox.accept(Inbound("kakao", "bot-user-key-4711", "1", "안녕"))
    async with talk.database.read() as connection:
        rows = (await connection.execute(text("SELECT * FROM person"))).all()
    assert "4711" not in str(rows)


async def test_quick_messages_keep_their_order_and_leave_no_hole(talk: Talk) -> None:
    first = await talk.say("0")
    for i in range(1, 20):
        await talk.say(str(i))
    lines = await talk.answered(first.conversation_id, 20)
    assert [m.seq for m in lines] == list(range(1, 41))
    assert [m.body["text"] for m in lines if m.author_kind == "bot"] == [f"답: {i}" for i in range(20)]


async def test_starting_over_opens_a_talk_that_nothing_of_the_old_one_reaches(talk: Talk) -> None:
    old = await talk.say("안녕")
    await talk.answered(old.conversation_id, 1)
    new = await talk.inbox.start_over("widget", "p1")
    assert new != old.conversation_id
    assert await talk.lines(new) == []
    assert (await talk.say("다시")).conversation_id == new


async def test_what_a_private_button_answers_is_nowhere_once_it_was_asked(talk: Talk) -> None:
    """Health and the like: the engine is asked, then neither the label nor the answer is in any table but the offer."""
    here = (await talk.say("장애인 지원 받을 수 있어요?")).conversation_id
    await talk.answered(here, 1)
    payload = '/provide_info{"fact": {"disability": "severe", "private": true}}'
    offered = ("b-private", "중증 등록장애인이에요", payload)
    await talk.database.write(lambda c: messages.add_buttons(c, here, [offered], now()))
    await talk.press("b-private")
    await talk.answered(here, 2)
    assert talk.brain.asked[-1].asked == {"payload": payload}
    async with talk.database.read() as connection:
        asked = (await connection.execute(text("SELECT asked FROM turn"))).scalars().all()
    assert "severe" not in str(asked)
    said = [m.body for m in await talk.lines(here) if m.author_kind == "citizen"]
    assert said[-1]["text"] == "(버튼으로 답했어요. 내용은 남기지 않아요)"
    assert "중증" not in str(said)
    assert "severe" not in str(said)
