"""Never two voices, never two owners: the races are run for real, on both databases."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.store import handoffs, wakeup
from bot.talk.handoff import Gone, NotYours, Taken
from tests.talk.conftest import Talk, counselor

KIM, LEE = counselor("김상담"), counselor("이상담")


async def queued(talk: Talk, person: str = "p1") -> tuple[str, str]:
    """Have a person ask for a counselor; return the conversation and the handoff."""
    accepted = await talk.say("상담원 불러 줘", person)

    async def waits() -> bool:
        return (await talk.handoffs.state(accepted.conversation_id)).control == "queued"

    await talk.until(waits)
    async with talk.database.read() as connection:
        held = await handoffs.open_of(connection, accepted.conversation_id)
    assert held is not None
    return accepted.conversation_id, held.id


async def test_asking_for_a_person_queues_once_and_tells_the_place(talk: Talk) -> None:
    conversation, _ = await queued(talk)
    _, second = await queued(talk, "p2")
    await talk.say("얼마나 걸려요?")
    lines = await talk.lines(conversation)
    assert [m.body.get("event") for m in lines if m.author_kind == "system"] == ["queued"]
    assert lines[-1].body["text"] == "얼마나 걸려요?"
    async with talk.database.read() as connection:
        waiting = await handoffs.queued(connection)
        assert await handoffs.position(connection, waiting[1]) == 2
    assert waiting[1].id == second
    assert waiting[0].summary == {"need": "상담원 불러 줘"}


async def test_two_counselors_accept_the_same_handoff_two_hundred_times(talk: Talk) -> None:
    for i in range(200 if talk.database.sqlite else 50):
        conversation, handoff = await queued(talk, f"p{i}")
        pair = random.sample([KIM, LEE], 2)
        outcomes = await asyncio.gather(*(talk.handoffs.accept(handoff, s) for s in pair), return_exceptions=True)
        won = [o for o in outcomes if not isinstance(o, Exception)]
        lost = [o for o in outcomes if isinstance(o, Taken)]
        assert len(won) == len(lost) == 1
        assert lost[0].owner_name == won[0].owner_name
        greeted = [m for m in await talk.lines(conversation) if m.body.get("event") == "connected"]
        assert len(greeted) == 1


async def test_after_an_accept_the_bot_is_silent_whatever_it_was_about_to_say(talk: Talk) -> None:
    await accepted_in_flight(talk, 200 if talk.database.sqlite else 60)


@pytest.mark.marathon
async def test_in_a_thousand_runs_nothing_of_the_bots_comes_after_the_accept(talk: Talk) -> None:
    await accepted_in_flight(talk, 1_000)


async def accepted_in_flight(talk: Talk, runs: int) -> None:
    """A turn is in flight while the counselor accepts; whichever comes first, nothing of the bot's comes after."""
    suppressed = 0

    async def one(i: int) -> int:
        person = f"p{i}"
        accepted = await talk.say("안녕", person)
        conversation = accepted.conversation_id
        await asyncio.sleep(random.uniform(0, 0.06))
        handoff = await seize(talk, conversation)
        await talk.handoffs.accept(handoff, KIM)
        lines = await talk.ended(conversation, accepted.seq)  # passed, if nobody had begun to think
        accept = next(m.seq for m in lines if m.body.get("event") == "connected")
        assert not [m for m in lines if m.author_kind == "bot" and m.visibility == "public" and m.seq > accept]
        return sum(m.visibility == "suppressed" for m in lines)

    talk.brain.delay = lambda: random.uniform(0.05, 0.3)
    for start in range(0, runs, 20):
        suppressed += sum(await asyncio.gather(*(one(i) for i in range(start, start + 20))))
    assert suppressed > 0, "no run caught the bot in the act"


async def seize(talk: Talk, conversation: str) -> str:
    """Put the conversation in the queue as a pressed button does, while the bot may be thinking."""

    async def work(connection):
        from bot.store import conversations

        known = await conversations.get(connection, conversation)
        return (await talk.inbox.floor.request(connection, known, {})).id

    return await talk.database.write(work)


async def test_what_the_bot_would_have_said_is_kept_for_staff_only(talk: Talk) -> None:
    talk.brain.delay = lambda: 0.3
    accepted = await talk.say("안녕")
    await talk.until(talk.thinking)
    await talk.handoffs.accept(await seize(talk, accepted.conversation_id), KIM)
    lines = await talk.answered(accepted.conversation_id, 1)
    assert [(m.visibility, m.body["text"]) for m in lines if m.author_kind == "bot"] == [("suppressed", "답: 안녕")]
    assert "답: 안녕" not in str([m.body for m in await talk.outbox.after(accepted.conversation_id, 0)])


async def test_only_the_owner_writes_and_writes_once(talk: Talk) -> None:
    conversation, handoff = await queued(talk)
    with pytest.raises(NotYours):
        await talk.handoffs.say(conversation, KIM, "1", "안녕하세요")
    held = await talk.handoffs.accept(handoff, KIM)
    with pytest.raises(NotYours) as not_yours:
        await talk.handoffs.say(conversation, LEE, "1", "저도요")
    assert not_yours.value.owner_name == "김상담"
    said = await asyncio.gather(*(talk.handoffs.say(conversation, KIM, "1", "안녕하세요") for _ in range(4)))
    assert len({m.seq for m in said}) == 1
    with pytest.raises(NotYours):
        await talk.handoffs.say(conversation, KIM, "2", "늦은 글", expect_epoch=held.epoch - 1)


async def test_a_note_between_counselors_never_reaches_the_citizen(talk: Talk) -> None:
    conversation, handoff = await queued(talk)
    await talk.handoffs.accept(handoff, KIM)
    await talk.handoffs.say(conversation, KIM, "1", "까다로운 분", visibility="internal")
    assert "까다로운" not in str([m.body for m in await talk.outbox.after(conversation, 0)])


async def test_giving_back_lets_the_bot_speak_first_with_the_mode(talk: Talk) -> None:
    conversation, handoff = await queued(talk)
    await talk.handoffs.accept(handoff, KIM)
    await talk.say("사람에게만 하는 말")
    await talk.handoffs.give_back(handoff, KIM, "resume", "answered")
    lines = await talk.answered(conversation, 2)
    assert lines[-1].body["text"] == "답: resume"
    assert all(turn.asked.get("text") != "사람에게만 하는 말" for turn in talk.brain.asked)
    await talk.say("다시 봇에게")
    assert (await talk.answered(conversation, 3))[-1].body["text"] == "답: 다시 봇에게"
    with pytest.raises(Gone):
        await talk.handoffs.give_back(handoff, KIM, "resume", "answered")


async def test_a_resolved_talk_is_the_bots_again_when_somebody_writes(talk: Talk) -> None:
    conversation, handoff = await queued(talk)
    await talk.handoffs.accept(handoff, KIM)
    await talk.handoffs.resolve(handoff, KIM, "answered")
    assert (await talk.handoffs.state(conversation)).control == "closed"
    assert (await talk.say("하나 더요")).conversation_id == conversation
    assert (await talk.answered(conversation, 2))[-1].body["text"] == "답: 하나 더요"


async def test_the_citizen_may_leave_the_queue(talk: Talk) -> None:
    conversation, handoff = await queued(talk)
    button = (await talk.lines(conversation))[-1].body["buttons"][0]
    await talk.press(button["payload_id"])
    assert (await talk.handoffs.state(conversation)).control == "bot"
    with pytest.raises(Gone):
        await talk.handoffs.accept(handoff, KIM)
    await talk.press(button["payload_id"])
    assert (await talk.handoffs.state(conversation)).control == "bot"


async def test_a_citizen_who_wipes_the_talk_ends_the_handoff(talk: Talk) -> None:
    _, handoff = await queued(talk)
    await talk.inbox.start_over("widget", "p1")
    with pytest.raises(Gone):
        await talk.handoffs.accept(handoff, KIM)


async def test_the_desk_hears_of_it(talk: Talk) -> None:
    with talk.bell.listen(wakeup.DESK) as ear:
        await queued(talk)
        assert (await asyncio.wait_for(ear.get(), 5))["kind"] == "message"
