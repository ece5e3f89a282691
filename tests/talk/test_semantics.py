"""The cases by which naive handoffs break, one test each, on both databases."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.store import callbacks, handoffs, surveys
from bot.store.database import Database
from bot.talk.handoff import Closed, Full, Gone, NotThere, NotYours, Taken
from tests.conftest import FakeClock
from tests.talk.conftest import ScriptedBrain, counselor
from tests.talk.desk import Centre, centre


@pytest.fixture
async def desk(database: Database, brain: ScriptedBrain, clock: FakeClock) -> AsyncIterator[Centre]:
    async with centre(database, brain, clock) as running:
        yield running


async def held(desk: Centre, person: str = "p1") -> tuple[str, str, object]:
    """A talk that Kim holds."""
    kim = await desk.sits("김하나")
    conversation, handoff = await desk.asks(person)
    await desk.handoffs.accept(handoff, kim)
    return conversation, handoff, kim


# 1 ---- the citizen keeps typing while waiting


async def test_five_messages_while_queued_are_kept_in_order_and_answered_by_nobody(desk: Centre) -> None:
    conversation, handoff = await desk.asks()
    for n in range(5):
        await desk.say(f"{n}번째 글")
        await desk.passes(0.6)
    lines = await desk.lines(conversation)
    assert [m.body["text"] for m in lines if m.author_kind == "citizen"] == [f"{n}번째 글" for n in range(5)]
    assert not [m for m in lines if m.author_kind == "bot"]
    assert (await desk.events(conversation)) == ["queued"]
    assert desk.brain.asked == []
    kim = await desk.sits("김하나")
    await desk.handoffs.accept(handoff, kim)
    assert [m.seq for m in await desk.lines(conversation)] == list(range(1, 8))


async def test_two_words_count_while_waiting(desk: Centre) -> None:
    await desk.sits("김하나")
    conversation, handoff = await desk.asks()
    await desk.say("예약")
    assert (await desk.events(conversation))[-1] == "callback"
    await desk.say("취소")
    assert (await desk.talk_of(conversation)).control == "bot"
    assert (await desk.handoff(handoff)).end_reason == "citizen"


@pytest.mark.parametrize("said", ["예약해주세요", "전화 예약 할게요", "전화 주세요", "010-1234-5678"])
async def test_a_wish_to_be_called_is_heard_while_waiting(desk: Centre, said: str) -> None:
    await desk.sits("김하나")
    conversation, _ = await desk.asks()
    await desk.say(said)
    assert (await desk.events(conversation))[-1] == "callback"
    assert (await desk.talk_of(conversation)).control == "queued"


async def test_who_asks_for_the_telephone_while_waiting_is_not_met_with_silence(desk: Centre) -> None:
    await desk.sits("김하나")
    conversation, _ = await desk.asks()
    await desk.say("전화번호 뭔데")
    assert "1577-0365" in (await desk.lines(conversation))[-1].body["text"]
    await desk.say("전 회사 번호는 063-123-4567인데 거기서 석 달 일했고 지금은 쉬고 있어요")
    assert "callback" not in await desk.events(conversation)
    assert (await desk.talk_of(conversation)).control == "queued"


# 2 ---- many accept at once


@pytest.mark.marathon
async def test_thirteen_clients_accept_two_hundred_handoffs(desk: Centre) -> None:
    await accept_at_once(desk, 200)


async def test_thirteen_clients_accept_the_same_handoffs_at_once(desk: Centre) -> None:
    await accept_at_once(desk, 20)


async def accept_at_once(desk: Centre, many: int) -> None:
    staff = [counselor(f"상담{n}") for n in range(13)]
    slow: list[float] = []
    for n in range(many):
        conversation, handoff = await desk.asks(f"p{n}")

        async def accept(one, handoff=handoff) -> object:
            began = time.perf_counter()
            try:
                return await desk.handoffs.accept(handoff, one)
            except Taken as taken:
                slow.append(time.perf_counter() - began)
                return taken

        outcomes = await asyncio.gather(*(accept(one) for one in staff))
        lost = [o for o in outcomes if isinstance(o, Taken)]
        assert len(lost) == 12
        owner = (await desk.handoff(handoff)).owner_name
        assert {o.owner_name for o in lost} == {owner}
        assert (await desk.events(conversation)).count("connected") == 1
        async with desk.database.read() as connection:
            steps = [e for e in await handoffs.events(connection, handoff) if e["to_state"] == "active"]
        assert len(steps) == 1
    print(f"losers told after at most {max(slow) * 1000:.0f} ms")


async def test_a_counselor_who_is_full_is_told_so(desk: Centre) -> None:
    kim = await desk.sits("김하나", max_active=1)
    (_, first), (_, second) = await desk.asks("p1"), await desk.asks("p2")
    await desk.handoffs.accept(first, kim)
    with pytest.raises(Full):
        await desk.handoffs.accept(second, kim)
    assert (await desk.handoff(second)).state == "queued"


# 3 ---- the counselor's browser dies


async def test_a_lost_counselor_gives_the_talk_to_the_front_and_gets_it_back(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    _, other = await desk.asks("p2")
    await desk.passes(1)
    await desk.say("여보세요?")
    await desk.passes(116)
    assert (await desk.handoff(handoff)).state == "active"
    await desk.passes(3)
    lost = await desk.handoff(handoff)
    assert (lost.state, lost.front, lost.preferred_id) == ("queued", True, kim.id)
    assert (await desk.events(conversation)).count("owner_lost") == 1
    async with desk.database.read() as connection:
        assert [card.id for card in await handoffs.queued(connection)] == [handoff, other]
    await desk.passes(5)
    assert (await desk.events(conversation)).count("owner_lost") == 1
    await desk.beats(kim)
    await desk.watch.look()
    assert (await desk.handoff(handoff)).offered_to == kim.id
    back = await desk.handoffs.accept(handoff, kim)
    assert (back.owner_id, back.front) == (kim.id, False)


async def test_a_lost_counselor_keeps_a_talk_in_which_nobody_waits_for_us(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.say("네")
    await desk.passes(1)
    await desk.handoffs.say(conversation, kim, "1", "확인해 볼게요")
    await desk.passes(300)
    assert (await desk.handoff(handoff)).state == "active"


# 4 ---- the citizen leaves or falls silent


async def test_only_whoever_we_wait_for_is_nudged_and_closed(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.say("질문이에요")
    await desk.passes(3600, kim)
    assert (await desk.handoff(handoff)).state == "active"
    await desk.handoffs.say(conversation, kim, "1", "답이에요")
    await desk.passes(599, kim)
    assert "nudge" not in await desk.events(conversation)
    await desk.passes(2, kim)
    await desk.passes(60, kim)
    assert (await desk.events(conversation)).count("nudge") == 1
    await desk.passes(1200, kim)
    closed = await desk.handoff(handoff)
    assert (closed.state, closed.end_reason, closed.outcome) == ("resolved", "idle", "no_reply")
    assert (await desk.talk_of(conversation)).control == "closed"
    assert "csat" not in await desk.events(conversation)


async def test_a_messenger_that_is_silent_is_not_gone(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    async with desk.database.read() as connection:
        assert await handoffs.open_of(connection, conversation)
    await desk.database.write(lambda c: _move(c, conversation))
    await desk.handoffs.say(conversation, kim, "1", "답이에요")
    await desk.passes(3 * 3600, kim)
    assert (await desk.handoff(handoff)).state == "active"
    assert "nudge" not in await desk.events(conversation)


async def _move(connection, conversation: str) -> None:
    from bot.store import conversations

    await conversations.move(connection, conversation, "telegram")


# 7 ---- back to the bot; every closing has a reason


@pytest.mark.parametrize("mode", ["resume", "restart", "menu"])
async def test_the_bot_takes_up_the_talk_in_three_ways(desk: Centre, mode: str) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.say("사람에게 하는 말")
    await desk.handoffs.give_back(handoff, kim, mode, "answered")
    lines = await desk.answered(conversation, 1)
    assert lines[-1].body["text"] == f"답: {mode}"
    assert [turn.kind for turn in desk.brain.asked] == ["handback"]
    ended = await desk.handoff(handoff)
    assert (ended.state, ended.end_reason, ended.outcome) == ("returned", "returned", "answered")


# 8 ---- transfer


async def test_a_transfer_is_the_givers_until_the_receiver_takes_it(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    park = await desk.sits("박두리")
    asked_at = (await desk.handoff(handoff)).requested_at
    await desk.passing.transfer(handoff, kim, park.id, "직업훈련을 잘 아세요")
    await desk.handoffs.say(conversation, kim, "1", "잠시만요")
    with pytest.raises(NotYours):
        await desk.handoffs.say(conversation, park, "1", "아직 아니에요")
    with pytest.raises(NotYours):
        await desk.passing.accept_transfer(handoff, counselor("남"))
    taken = await desk.passing.accept_transfer(handoff, park)
    assert (taken.owner_id, taken.transfer_to, taken.requested_at) == (park.id, None, asked_at)
    with pytest.raises(NotYours):
        await desk.handoffs.say(conversation, kim, "2", "늦었어요")
    await desk.handoffs.say(conversation, park, "3", "이어서 도와드릴게요")
    lines = await desk.lines(conversation)
    assert any("직업훈련을 잘 아세요" in m.body["text"] and m.visibility == "internal" for m in lines)
    assert any("김하나 상담사에 이어 박두리 상담사" in m.body["text"] for m in lines)


async def test_a_transfer_nobody_takes_comes_back_after_a_minute(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    park = await desk.sits("박두리")
    await desk.passing.transfer(handoff, kim, park.id, "부탁해요")
    await desk.passes(61, kim, park)
    back = await desk.handoff(handoff)
    assert (back.state, back.owner_id, back.transfer_to) == ("active", kim.id, None)
    with pytest.raises(NotYours):
        await desk.passing.accept_transfer(handoff, park)
    assert (await desk.talk_of(conversation)).owner_id == kim.id


async def test_a_talk_is_only_handed_to_who_is_there(desk: Centre) -> None:
    _, handoff, kim = await held(desk)
    away = await desk.sits("이세미", status="break")
    gone = await desk.sits("최네온")
    await desk.passes(60, kim, away)
    for one in (away, gone):
        with pytest.raises(NotThere):
            await desk.passing.transfer(handoff, kim, one.id, "부탁해요")


async def test_a_team_gets_it_in_front_with_the_time_it_was_asked_for(desk: Centre) -> None:
    from bot.store import duty

    conversation, handoff, kim = await held(desk)
    await desk.database.write(lambda c: duty.keep_team(c, "t1", {"name": "훈련팀"}))
    asked_at = (await desk.handoff(handoff)).requested_at
    await desk.passes(30, kim)
    queued = await desk.passing.transfer_to_team(handoff, kim, "t1", "훈련 상담이에요")
    assert (queued.state, queued.team_id, queued.front, queued.requested_at) == ("queued", "t1", True, asked_at)
    assert (await desk.talk_of(conversation)).control == "queued"
    with pytest.raises(NotYours):
        await desk.handoffs.say(conversation, kim, "9", "아직 여기")


# 9 ---- hours


async def test_closing_time_drops_nobody_and_opening_time_brings_them_back(desk: Centre) -> None:
    desk.clock.at = desk.clock.at.replace(hour=8, minute=55)  # 17:55 in Seoul
    talks = [await desk.asks(f"p{n}") for n in range(3)]
    kim = await desk.sits("김하나")
    await desk.passes(301, kim)
    for conversation, handoff in talks:
        deferred = await desk.handoff(handoff)
        assert (deferred.state, (await desk.talk_of(conversation)).control) == ("deferred", "bot")
        lines = await desk.lines(conversation)
        assert lines[-1].body["event"] == "closing"
        assert "오전 9시" in lines[-1].body["text"]
        labels = [b["label"] for b in lines[-1].body["buttons"]]
        assert labels == ["전화 예약", "오전 9시 대기열에 넣기", "챗봇과 계속하기"]
    desk.clock.at = desk.clock.at.replace(hour=23, minute=59)
    await desk.passes(61, kim)  # 09:00 of the next day
    for conversation, handoff in talks:
        assert (await desk.handoff(handoff)).state in ("queued", "offered")
        assert (await desk.talk_of(conversation)).control == "queued"


async def test_who_asks_off_hours_is_told_when_it_opens_and_chooses(desk: Centre) -> None:
    await desk.sits("김하나")
    desk.clock.at = desk.clock.at.replace(hour=11)  # 20:00
    conversation, handoff = await desk.asks()
    assert (await desk.handoff(handoff)).state == "deferred"
    said = (await desk.lines(conversation))[-1]
    assert "11월 25일(수) 오전 9시" in said.body["text"]
    await desk.say("그동안 궁금한 거요")
    await desk.answered(conversation, 1)
    await desk.button(conversation, "대기열에 넣기")
    assert (await desk.handoff(handoff)).wished_for is not None
    again, same = await desk.asks()
    assert same == handoff
    desk.clock.at = desk.clock.at.replace(day=25, hour=0, minute=0, second=1)
    await desk.watch.look()
    assert (await desk.talk_of(again)).control == "queued"


async def test_hours_count_again_when_a_counselor_would_accept(desk: Centre) -> None:
    kim = await desk.sits("김하나")
    _, handoff = await desk.asks()
    desk.clock.at = desk.clock.at.replace(hour=9, second=30)  # 18:00:30
    with pytest.raises(Closed) as closed:
        await desk.handoffs.accept(handoff, kim)
    assert closed.value.opens.hour == 0
    assert (await desk.handoffs.accept(handoff, kim, after_hours=True)).owner_id == kim.id


async def test_a_callback_takes_the_number_and_never_writes_it(desk: Centre) -> None:
    await desk.sits("김하나")
    conversation, handoff = await desk.asks()
    await desk.button(conversation, "전화 예약")
    slots = (await desk.lines(conversation))[-1].body["buttons"]
    assert [b["label"] for b in slots][-1] == "다른 시간"
    await desk.press(slots[0]["payload_id"])
    assert (await desk.handoff(handoff)).end_reason == "citizen"
    await desk.say("010-9876-5432예요")
    async with desk.database.read() as connection:
        booked = await callbacks.open_of(connection, conversation)
    assert booked is not None
    assert (booked.state, booked.phone_tail) == ("booked", "5432")
    assert "98765432" not in str(booked)
    assert "9876" not in str([m.body for m in await desk.lines(conversation)])
    await desk.passes(3600)
    async with desk.database.read() as connection:
        assert (await callbacks.open_of(connection, conversation)).state == "due"
    await desk.button(conversation, "예약 취소")
    async with desk.database.read() as connection:
        assert await callbacks.open_of(connection, conversation) is None


async def test_a_slot_holds_as_many_as_there_are_counselors(desk: Centre) -> None:
    await desk.sits("김하나")
    await desk.sits("박두리")
    slot = None
    for n in range(5):
        conversation, _ = await desk.asks(f"p{n}")
        await desk.button(conversation, "전화 예약", f"p{n}")
        buttons = (await desk.lines(conversation))[-1].body["buttons"]
        slot = slot or buttons[0]["label"]
        full = n >= 2
        assert (buttons[0]["label"] != slot) is full
        if not full:
            await desk.press(buttons[0]["payload_id"], f"p{n}")


# 10 ---- place and estimate


async def test_a_place_is_told_when_it_changes_and_not_more_than_every_two_minutes(desk: Centre) -> None:
    kim = await desk.sits("김하나")
    others = [await desk.asks(f"q{n}") for n in range(4)]
    mine, _ = await desk.asks("me")
    await desk.handoffs.accept(others[0][1], kim)
    await desk.passes(5, kim)
    await desk.handoffs.accept(others[1][1], kim)
    await desk.passes(5, kim)
    assert (await desk.events(mine)) == ["queued"]
    await desk.passes(120, kim)
    await desk.passes(5, kim)
    lines = await desk.lines(mine)
    assert (await desk.events(mine)) == ["queued", "position"]
    assert "앞에 2분" in lines[-1].body["text"]
    await desk.handoffs.accept(others[2][1], kim)
    await desk.handoffs.accept(others[3][1], kim)
    await desk.passes(25, kim)
    assert "바로 다음 차례" in (await desk.lines(mine))[-1].body["text"]


async def test_a_place_that_falls_back_is_explained(desk: Centre) -> None:
    mine, _ = await desk.asks("me")
    urgent, _ = await desk.asks("q")
    await desk.asks("q")
    await desk.passes(121)
    said = (await desk.lines(mine))[-1].body
    assert said["event"] == "position"
    assert "급한 사정" in said["text"]
    assert urgent


async def test_an_estimate_needs_five_samples_and_is_a_range(desk: Centre) -> None:
    kim = await desk.sits("김하나")
    for n in range(5):
        first, handoff = await desk.asks(f"p{n}")
        assert "분 걸릴" not in (await desk.lines(first))[-1].body["text"]
        await desk.handoffs.accept(handoff, kim)
        await desk.passes(360, kim)
    await desk.asks("p8")
    late, _ = await desk.asks("p9")
    assert "약 5~20분 걸릴 수 있어요" in (await desk.lines(late))[-1].body["text"]


async def test_near_closing_time_it_says_how_many_can_still_be_reached(desk: Centre) -> None:
    kim = await desk.sits("김하나")
    for n in range(5):
        _, handoff = await desk.asks(f"p{n}")
        await desk.handoffs.accept(handoff, kim)
        await desk.passes(360, kim)
    desk.clock.at = desk.clock.at.replace(hour=8, minute=41)  # 17:41
    await desk.beats(kim)
    for n in range(8):
        last, _ = await desk.asks(f"q{n}")
    assert "앞으로 3분쯤 연결" in (await desk.lines(last))[-1].body["text"]


# 11 ---- asked again


async def test_asking_again_makes_one_card_more_urgent_however_it_is_asked(desk: Centre) -> None:
    outcomes = await asyncio.gather(*(desk.asks("p1") for _ in range(5)))
    assert len({handoff for _, handoff in outcomes}) == 1
    conversation, handoff = outcomes[0]
    assert (await desk.handoff(handoff)).urgency == 4
    assert (await desk.events(conversation)).count("queued") == 1


# 13 ---- somebody writes after the end


async def test_thanks_reopens_nothing(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.handoffs.resolve(handoff, kim, "answered")
    for thanks in ("감사합니다", "네 고마워요~", "👍"):
        await desk.say(thanks)
    assert (await desk.talk_of(conversation)).control == "closed"
    assert (await desk.events(conversation)).count("thanks") == 3
    assert desk.brain.asked == []


async def test_within_four_working_hours_it_is_the_same_consultation_and_counselor(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.handoffs.resolve(handoff, kim, "answered")
    await desk.passes(3 * 3600, kim)
    await desk.say("하나만 더 여쭤볼게요")
    again = await desk.handoff(handoff)
    assert (again.state, again.offered_to, again.reopened) == ("offered", kim.id, 1)
    assert (await desk.talk_of(conversation)).control == "queued"
    await desk.passes(61, kim)
    assert (await desk.handoff(handoff)).state == "queued"
    await desk.handoffs.accept(handoff, kim)


async def test_when_the_counselor_went_home_the_bot_greets_and_later_it_is_a_new_one(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.handoffs.resolve(handoff, kim, "answered")
    await desk.passes(1800)
    await desk.say("하나만 더요")
    await desk.answered(conversation, 1)
    assert (await desk.talk_of(conversation)).control == "bot"
    assert "reopened" in await desk.events(conversation)
    await desk.passes(24 * 3600, kim)
    _, later = await desk.asks()
    new = await desk.handoff(later)
    assert later != handoff
    assert (new.previous_id, new.reopened) == (handoff, 0)


async def test_a_survey_is_asked_after_a_person_and_never_while_they_wait_on_us(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.say("질문")
    await desk.handoffs.resolve(handoff, kim, "answered")
    assert "csat" not in await desk.events(conversation)
    second, other = await desk.asks("p2")
    await desk.handoffs.accept(other, kim)
    await desk.passes(1, kim)
    await desk.handoffs.say(second, kim, "1", "답이에요")
    await desk.handoffs.resolve(other, kim, "answered")
    await desk.button(second, "좋았어요", "p2")
    async with desk.database.read() as connection:
        (asked,) = await surveys.of(connection, second)
    assert (asked["part"], asked["score"]) == ("human", 5)
    assert (await desk.talk_of(second)).control == "closed"


async def test_a_finished_talk_with_the_bot_is_asked_once_and_scored_apart(desk: Centre) -> None:
    for n in range(3):
        said = await desk.say(f"질문 {n}")
        await desk.answered(said.conversation_id, n + 1)
    await desk.passes(601)
    await desk.passes(120)
    assert (await desk.events(said.conversation_id)).count("csat") == 1
    await desk.button(said.conversation_id, "아쉬웠어요")
    async with desk.database.read() as connection:
        (asked,) = await surveys.of(connection, said.conversation_id)
    assert (asked["part"], asked["score"]) == ("bot", 1)


# taking over unasked, offers, a lead's steps


async def test_a_counselor_may_take_a_talk_nobody_asked_for(desk: Centre) -> None:
    kim = await desk.sits("김하나")
    desk.brain.delay = lambda: 0.2
    said = await desk.say("지원금이 궁금해요")
    await asyncio.sleep(0.05)
    taken = await desk.passing.seize(said.conversation_id, kim)
    assert (taken.state, taken.reason, taken.owner_id) == ("active", "proactive", kim.id)
    lines = await desk.answered(said.conversation_id, 1)
    assert [m.visibility for m in lines if m.author_kind == "bot"] == ["suppressed"]
    with pytest.raises(NotYours):
        await desk.passing.seize(said.conversation_id, await desk.sits("박두리"))


async def test_an_offer_rings_who_holds_fewest_and_passes_on(desk: Centre) -> None:
    from bot.store import duty

    youth = {"name": "청년팀", "segments": ["youth"], "mode": "offer"}
    await desk.database.write(lambda c: duty.keep_team(c, "t", youth))
    kim, park = await desk.sits("김하나", teams=["t"]), await desk.sits("박두리", teams=["t"])
    async with desk.database.read() as connection:
        assert len(await duty.teams(connection)) == 1
    conversation = await desk.inbox.join("widget", "p1")

    async def ask(connection):
        from bot.store import conversations

        talk = await conversations.get(connection, conversation, hold=True)
        return (await desk.floor.request(connection, talk, {"segment": "youth"})).id

    handoff = await desk.database.write(ask)
    await desk.watch.look()
    first = (await desk.handoff(handoff)).offered_to
    await desk.passes(61, kim, park)
    await desk.passes(1, kim, park)
    second = (await desk.handoff(handoff)).offered_to
    assert {first, second} == {kim.id, park.id}
    one = kim if second == kim.id else park
    await desk.passing.decline(handoff, one)
    assert (await desk.handoff(handoff)).state == "queued"


async def test_an_offer_rings_whose_skill_the_wish_names(desk: Centre) -> None:
    from bot.store import duty

    abroad = {"name": "외국인팀", "segments": ["foreign_disabled"], "mode": "offer"}
    await desk.database.write(lambda c: duty.keep_team(c, "t", abroad))
    busy = await desk.sits("가온", teams=["t"], skills=["이력서"])
    speaks = await desk.sits("하늘", teams=["t"], skills=["실업급여", "베트남 어"])
    conversation = await desk.inbox.join("widget", "p1")

    async def ask(connection):
        from bot.store import conversations

        talk = await conversations.get(connection, conversation, hold=True)
        wish = {"segment": "foreign_disabled", "summary": {"need": "베트남어로 상담하고 싶어요"}}
        return (await desk.floor.request(connection, talk, wish)).id

    handoff = await desk.database.write(ask)
    await desk.beats(busy, speaks)
    await desk.watch.look()
    assert (await desk.handoff(handoff)).offered_to == speaks.id


async def test_a_lead_whispers_joins_reassigns_and_repairs(desk: Centre) -> None:
    conversation, handoff, _ = await held(desk)
    lead, park = await desk.sits("한팀장", "lead"), await desk.sits("박두리")
    await desk.handoffs.say(conversation, lead, "1", "이 제도는 마감됐어요", visibility="internal")
    with pytest.raises(NotYours):
        await desk.handoffs.say(conversation, lead, "2", "안녕하세요")
    await desk.passing.join(handoff, lead, "visible")
    await desk.handoffs.say(conversation, lead, "3", "함께 도와드릴게요")
    await desk.passing.reassign(handoff, lead, park, "휴가")
    assert (await desk.talk_of(conversation)).owner_id == park.id
    await desk.passing.requeue(handoff, lead, "다시")
    await desk.passing.void(handoff, lead, "시험이었어요")
    assert (await desk.handoff(handoff)).state == "voided"
    assert (await desk.talk_of(conversation)).control == "bot"
    with pytest.raises(Gone):
        await desk.passing.void(handoff, lead, "또")


async def test_every_ending_has_a_reason_and_every_step_is_written(desk: Centre) -> None:
    conversation, handoff, kim = await held(desk)
    await desk.handoffs.resolve(handoff, kim, "answered")
    async with desk.database.read() as connection:
        steps = await handoffs.events(connection, handoff)
    assert [s["to_state"] for s in steps] == ["queued", "active", "resolved"]
    assert all(s["reason"] and s["actor_kind"] for s in steps)
    assert Counter(s["epoch"] for s in steps).most_common(1)[0][1] == 1
    assert (await desk.handoff(handoff)).end_reason
    assert conversation


async def test_a_team_says_what_waiting_is_worth_and_the_card_says_how_much_sooner_it_counts(desk: Centre) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from bot.store import duty
    from bot.talk.routing import why_so_high

    _, urgent = await desk.asks("p1")
    _, patient = await desk.asks("p2")
    await desk.asks("p1")
    for aging, first in ((1, urgent), (20, patient)):
        values = {"name": "훈련팀", "aging": aging}
        await desk.database.write(lambda c, values=values: duty.keep_team(c, "t1", values))
        async with desk.database.read() as connection:
            asked = {card.id: card for card in await handoffs.queued(connection)}
        early = asked[urgent].requested_at - timedelta(minutes=10)
        for card in (asked[urgent], replace(asked[patient], requested_at=early)):
            await desk.database.write(lambda c, card=card: handoffs.put(c, replace(card, team_id="t1")))
        async with desk.database.read() as connection:
            line = await handoffs.queued(connection)
            assert [await handoffs.position(connection, card) for card in line] == [1, 2]
        assert line[0].id == first
    assert why_so_high(asked[urgent]) == "2번째 요청 · 100분 먼저 온 것으로 쳐요"
    assert why_so_high(asked[urgent], 20) == "2번째 요청 · 5분 먼저 온 것으로 쳐요"
    assert why_so_high(asked[patient]) == ""


async def test_who_shuts_us_out_waits_no_more_and_is_welcome_again(desk: Centre) -> None:
    kim = await desk.sits("김하나")
    conversation, handoff = await desk.asks()
    await desk.inbox.reachable("widget", "p1", "blocked")
    lost = await desk.handoff(handoff)
    assert (lost.state, lost.end_reason) == ("lost", "blocked")
    with pytest.raises(Gone):
        await desk.handoffs.accept(handoff, kim)
    await desk.say("다시 왔어요")
    await desk.answered(conversation, 1)
    assert (await desk.talk_of(conversation)).control == "bot"
    held_by_kim, second = await desk.asks("p2")
    await desk.handoffs.accept(second, kim)
    await desk.inbox.reachable("widget", "p2", "blocked")
    assert (await desk.talk_of(held_by_kim)).owner_id == kim.id
    assert "차단했어요" in (await desk.lines(held_by_kim))[-1].body["text"]
