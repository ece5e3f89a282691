"""Buttons: their circle ends at once, a question is answered once, and nobody presses what was offered to another."""

from __future__ import annotations

import pytest

from bot.channels.telegram.render import ONCE
from tests.doors.telegram.conftest import World
from tests.fakes.telegram import BOT, Fault, Shown, person, private
from tests.talk.conftest import ScriptedBrain

MIN, JUN = 5_101, 5_102
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def vacancies(gate: World, chat: int = MIN) -> Shown:
    gate.fake.says(chat, "전주 일자리")
    return await gate.fake.shows(chat, "두 곳을 찾았어요")


async def test_cards_are_text_and_numbered_buttons(gate: World) -> None:
    shown = await vacancies(gate)
    assert shown.text.splitlines() == [
        "두 곳을 찾았어요.", "",
        "1. 사무보조 <1> & 경리", "전주시 · 월 230만원", "· 주 5일", "· 마감 12월 3일",
        "고용24 · 2026. 11. 23. 기준", "",
        "2. 사무보조 <2> & 경리", "전주시 · 월 230만원", "· 주 5일", "· 마감 12월 3일",
        "고용24 · 2026. 11. 23. 기준",
    ]  # fmt: skip
    labels = [[button["text"] for button in row] for row in shown.keyboard]
    assert labels == [["1. 자세히", "1. 공고 보기"], ["2. 자세히", "2. 공고 보기"], ["상담사 연결", "다른 지역"]]
    assert shown.keyboard[0][1]["url"] == "https://www.work24.go.kr/v/1"
    assert "/item_detail" not in str(shown.keyboard)


async def test_a_press_is_answered_first_and_the_question_loses_its_steps(gate: World, brain: ScriptedBrain) -> None:
    shown = await vacancies(gate)
    gate.fake.presses(MIN, shown, "다른 지역")
    await gate.fake.shows(MIN, "답: /refine_search")
    methods = [call.method for call in gate.fake.calls]
    assert methods.index("answerCallbackQuery") < len(methods) - 1 - methods[::-1].index("sendMessage")
    await gate.fake.until(lambda: len(shown.keyboard) == 2)
    assert await gate.said(MIN) == ["전주 일자리", "다른 지역"]
    assert [turn.asked for turn in brain.asked][1:] == [{"payload": "/refine_search"}]


async def test_a_question_is_answered_once_whatever_is_pressed_afterwards(gate: World, brain: ScriptedBrain) -> None:
    shown = await vacancies(gate)
    gate.fake.faults.append(Fault("editMessageReplyMarkup", 500, times=9))  # so that the buttons stay
    gate.fake.presses(MIN, shown, "다른 지역")
    gate.fake.presses(MIN, shown, "다른 지역")
    gate.fake.presses(MIN, shown, "상담사 연결")
    await gate.fake.settled()
    gate.fake.says(MIN, "끝")
    await gate.fake.shows(MIN, "답: 끝")
    assert len(gate.fake.toasts) == 3
    assert await gate.said(MIN) == ["전주 일자리", "다른 지역", "끝"]
    assert (await gate.talk(MIN)).control == "bot"


async def test_a_card_may_be_opened_after_another_but_not_twice_at_once(gate: World, brain: ScriptedBrain) -> None:
    shown = await vacancies(gate)
    for label in ("1. 자세히", "1. 자세히", "2. 자세히"):
        gate.fake.presses(MIN, shown, label)
    await gate.fake.shows(MIN, "답: /item_detail2")
    assert [turn.asked["payload"] for turn in brain.asked[1:]] == ["/item_detail1", "/item_detail2"]
    assert len(gate.fake.toasts) == 3
    assert len(shown.keyboard) == 3


async def test_the_same_press_that_comes_again_counts_once(gate: World, brain: ScriptedBrain) -> None:
    shown = await vacancies(gate)
    gate.fake.copies = 3
    gate.fake.presses(MIN, shown, "1. 자세히")
    await gate.fake.settled()
    gate.fake.copies = 1
    gate.fake.says(MIN, "끝")
    await gate.fake.shows(MIN, "답: 끝")
    assert [turn.asked.get("payload") for turn in brain.asked] == [None, "/item_detail1", None]


async def test_buttons_of_another_person_or_of_nobody_are_refused_with_a_word(
    gate: World, brain: ScriptedBrain
) -> None:
    mine = await vacancies(gate)
    gate.fake.says(JUN, "안녕하세요")
    await gate.fake.shows(JUN, "답: 안녕하세요")
    foreign = mine.button("1. 자세히")["callback_data"]
    for data in (foreign, f"{ONCE}{'0' * 32}", "handoff:take", "", "q:" + "x" * 62):
        made = Shown(mine.id, "", False, [[{"text": "누르기", "callback_data": data}]])
        gate.fake.presses(JUN, made, "누르기")
    await gate.fake.until(lambda: len(gate.fake.toasts) == 5)
    assert all("지난 대화의 버튼" in toast["text"] for toast in gate.fake.toasts)
    assert await gate.said(JUN) == ["안녕하세요"]
    assert len(brain.asked) == 2


async def test_a_button_under_a_message_too_old_to_be_read_works(gate: World) -> None:
    shown = await vacancies(gate)
    old = {"message_id": shown.id, "date": 0, "chat": private(MIN)}
    query = {"id": "q1", "from": person(MIN), "chat_instance": "1", "message": old}
    gate.fake.update("callback_query", {**query, "data": shown.button("1. 자세히")["callback_data"]})
    await gate.fake.shows(MIN, "답: /item_detail1")


async def test_a_press_that_telegram_finds_too_old_is_answered_all_the_same(gate: World) -> None:
    shown = await vacancies(gate)
    gate.fake.faults.append(Fault("answerCallbackQuery", 400, "Bad Request: query is too old", times=5))
    gate.fake.faults.append(Fault("editMessageReplyMarkup", 400, "Bad Request: message is not modified", times=5))
    gate.fake.presses(MIN, shown, "다른 지역")
    await gate.fake.shows(MIN, "답: /refine_search")


async def test_a_press_does_not_wait_for_a_telegram_that_hangs(gate: World) -> None:
    shown = await vacancies(gate)
    gate.fake.faults.append(Fault("answerCallbackQuery", 500, wait=8))
    gate.fake.presses(MIN, shown, "다른 지역")
    await gate.fake.shows(MIN, "답: /refine_search", patience=7)


async def test_an_inline_press_without_a_chat_is_no_harm(gate: World) -> None:
    query = {"id": "q9", "from": person(MIN), "chat_instance": "1", "inline_message_id": "x", "data": "q:abc"}
    gate.fake.update("callback_query", query)
    await gate.fake.until(lambda: bool(gate.fake.toasts))
    assert BOT["id"] not in gate.fake.chats
