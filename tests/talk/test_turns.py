"""Station three: answered once, in order, however the engine behaves; late is said, never hidden."""

from __future__ import annotations

import asyncio

from bot.talk.brain import EngineAway, EngineFailed
from tests.talk.conftest import Talk


async def test_an_engine_that_fails_is_asked_again_with_the_same_turn(talk: Talk) -> None:
    talk.brain.faults = [EngineAway("down"), EngineFailed("502")]
    accepted = await talk.say("안녕")
    lines = await talk.answered(accepted.conversation_id, 1)
    assert [m.body["text"] for m in lines if m.author_kind == "bot"] == ["답: 안녕"]
    assert len({turn.id for turn in talk.brain.asked}) == 1
    assert len(talk.brain.asked) == 3


async def test_while_the_engine_is_away_the_citizen_is_told_once_and_answered_later(talk: Talk) -> None:
    talk.brain.open = False
    accepted = await talk.say("안녕")
    await talk.say("계세요?")

    async def told() -> bool:
        return any(m.body.get("event") == "late" for m in await talk.lines(accepted.conversation_id))

    await talk.until(told)
    await asyncio.sleep(1.2)
    lines = await talk.lines(accepted.conversation_id)
    assert [m.body.get("event") for m in lines if m.author_kind == "system"] == ["late"]
    assert lines[-1].body["buttons"][0]["label"] == "상담사 연결"
    assert "1577-0365" in lines[-1].body["text"]
    talk.brain.open = True
    lines = await talk.answered(accepted.conversation_id, 2)
    assert [m.body["text"] for m in lines if m.author_kind == "bot"] == ["답: 안녕", "답: 계세요?"]


async def test_a_turn_that_can_never_be_answered_ends_with_an_honest_sentence(talk: Talk, monkeypatch) -> None:
    monkeypatch.setattr("bot.talk.turns.FAILURES_ALLOWED", 2)
    talk.brain.faults = [EngineFailed("502")] * 2
    accepted = await talk.say("안녕")
    lines = await talk.answered(accepted.conversation_id, 1)
    assert lines[-1].body["event"] == "failed"
    await talk.say("다시")
    lines = await talk.answered(accepted.conversation_id, 2)
    assert lines[-1].body["text"] == "답: 다시"


async def test_one_persons_hanging_turn_holds_nobody_else(talk: Talk) -> None:
    delays = iter([600.0, 0.0])
    talk.brain.delay = lambda: next(delays)
    slow = await talk.say("느린 사람", "slow")
    await talk.until(talk.thinking)
    quick = await talk.say("빠른 사람", "quick")
    await talk.answered(quick.conversation_id, 1)
    assert all(m.author_kind != "bot" for m in await talk.lines(slow.conversation_id))


async def test_a_turn_waiting_when_the_gateway_dies_is_found_by_the_next_one(talk: Talk) -> None:
    talk.brain.delay = lambda: 30.0
    accepted = await talk.say("안녕")
    await talk.until(talk.thinking)
    await talk.turns.stop()
    talk.brain.delay = lambda: 0.0
    talk.turns.start()
    lines = await talk.answered(accepted.conversation_id, 1)
    assert lines[-1].body["text"] == "답: 안녕"
