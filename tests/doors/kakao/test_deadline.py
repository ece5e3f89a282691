"""Kakao's five seconds, whatever the engine does: every answer in time and valid, every late one once, none lost."""

from __future__ import annotations

import asyncio
import random

import pytest

from tests.doors.kakao.conftest import World
from tests.fakes.kakao import User


async def _storm(gate: World, count: int, longest: float) -> None:
    """Send `count` messages, twenty at a time, to an engine that takes up to `longest` seconds; look what arrived."""
    dice = random.Random(7)
    gate.brain.delay = lambda: dice.choice((0.0, dice.uniform(0, 5), dice.uniform(0, longest)))
    free = asyncio.Semaphore(20)

    async def one(number: int) -> tuple[User, str]:
        user, text = gate.fake.user(f"{number:066d}"), f"질문 {number}"
        async with free:
            payload = gate.fake.payload(user, text)
            if number % 2:
                del payload["userRequest"]["callbackUrl"]
            assert await gate.fake.call(user, payload) is not None
        return user, f"답: {text}"

    asked = await asyncio.gather(*(one(number) for number in range(count)))
    for user, answer in asked:
        for _ in range(int(longest) + 60):
            if answer in user.shown:
                break
            if any(q["label"] == "답변 확인" for q in user.quick):
                await gate.fake.press(user, "답변 확인")
            await asyncio.sleep(0.5)
    assert [user.shown.count(answer) for user, answer in asked] == [1] * count
    assert gate.fake.faults == []
    print(f"{count} calls, up to {longest} s of thinking: the slowest answered in {max(gate.fake.calls):.2f} s")


async def test_every_call_is_answered_in_time_and_every_late_answer_arrives_once(gate: World) -> None:
    await _storm(gate, 60, 6)


@pytest.mark.marathon
async def test_five_hundred_calls_to_an_engine_of_thirty_seconds(gate: World) -> None:
    await _storm(gate, 500, 30)
    assert max(gate.fake.calls) <= 4.3  # an idle machine is asked for; the suite is content with Kakao's own five


async def test_a_database_that_hangs_is_answered_in_time_and_the_words_are_kept(gate: World) -> None:
    user = gate.fake.user("u1" * 33)
    await gate.fake.say(user, "안녕하세요")

    async def hang(_: object) -> None:
        await asyncio.sleep(5.5)

    hanging = asyncio.create_task(gate.database.write(hang)) if gate.database.sqlite else None
    await asyncio.sleep(0.05)
    assert await gate.fake.say(user, "듣고 있어요?") is not None
    if hanging is not None:
        await hanging

        async def kept() -> bool:
            return any(m.body["text"] == "답: 듣고 있어요?" for m in await gate.lines(user))

        await gate.until(kept)
        assert "답: 듣고 있어요?" not in user.shown
        await gate.until(lambda: not gate.station.skill._open)
        await gate.fake.press(user, "답변 확인")
    assert user.shown.count("답: 듣고 있어요?") == 1


async def test_an_answer_that_could_not_be_written_comes_with_the_next_words(gate: World) -> None:
    gate.fake.callbacks_approved = False
    gate.brain.delay = lambda: 1.0
    user = gate.fake.user("u1" * 33)
    cut_off = asyncio.create_task(gate.fake.call(user, gate.fake.payload(user, "끊어질 질문"), "chp-cut"))
    await gate.until(lambda: bool(gate.brain.asked))
    cut_off.cancel()
    await gate.until(lambda: not gate.station.skill._open)
    assert [row.state for row in (await gate.went(user)).values()] == ["queued"]
    gate.brain.delay = lambda: 0.0
    await gate.fake.call(user, gate.fake.payload(user, "끊어질 질문"), "chp-cut")  # a proxy that tries the same again
    assert user.shown == ["답: 끊어질 질문"]
    await gate.fake.say(user, "또 하나")
    assert user.shown == ["답: 끊어질 질문", "답: 또 하나"]


async def test_a_fault_of_ours_is_told_in_a_valid_answer(gate: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(gate.inbox, "accept", broken)
    user = gate.fake.user("u1" * 33)
    assert await gate.fake.say(user, "계세요?") is not None
    assert "다시 적어 주세요" in user.shown[-1]
    monkeypatch.undo()
    await gate.fake.say(user, "이제는요?")
    assert user.shown[-1] == "답: 이제는요?"
    assert gate.fake.faults == []
