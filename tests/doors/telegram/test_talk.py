"""A person on Telegram and the bot: what comes is kept once and answered once, in order, whatever Telegram does."""

from __future__ import annotations

import asyncio

import pytest

from actions.speech.small_talk import ERASE
from bot.words import Answer, Button, Reply
from tests.doors.telegram.conftest import SECRET, World, world
from tests.fakes.telegram import FakeTelegram, Fault, membership, person, private
from tests.talk.conftest import ScriptedBrain
from tests.talk.test_erase import everything

MIN, JUN = 5_001, 5_002
# Both databases are seen by `test_human` and by the captured payloads of `test_hook`; this is the same on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def test_a_message_is_kept_and_answered(gate: World) -> None:
    gate.fake.says(MIN, "안녕하세요")
    shown = await gate.fake.shows(MIN, "답: 안녕하세요")
    assert shown.html
    assert await gate.said(MIN) == ["안녕하세요"]
    sent = await gate.told(MIN)
    assert [(row.state, row.provider_id) for row in sent.values()] == [("sent", str(shown.id))]


async def test_the_webhook_is_set_once_with_what_we_want_and_nothing_is_dropped(gate: World) -> None:
    (call,) = gate.fake.called("setWebhook")
    assert call.params["allowed_updates"] == '["message", "edited_message", "callback_query", "my_chat_member"]'
    assert call.params.get("drop_pending_updates", "false") == "false"
    assert gate.fake.hook is not None
    assert gate.fake.hook.url == gate.hook_url
    assert gate.fake.hook.secret == SECRET
    assert gate.fake.called("getMe") == []


@pytest.mark.parametrize("times", [2, 5])
async def test_the_same_update_again_is_one_message_and_one_answer(gate: World, times: int) -> None:
    update = {"update_id": 900, "message": gate.fake.message(MIN, text="한 번만")}
    async with gate.client() as client:
        answers = await asyncio.gather(*(client.post(gate.hook_url, json=update) for _ in range(times)))
    assert [answer.status_code for answer in answers] == [200] * times
    await gate.fake.shows(MIN, "답: 한 번만")
    gate.fake.says(MIN, "다음")
    await gate.fake.shows(MIN, "답: 다음")
    assert await gate.said(MIN) == ["한 번만", "다음"]
    assert gate.fake.texts(MIN) == ["답: 한 번만", "답: 다음"]


async def test_a_burst_of_five_stays_in_order(gate: World, brain: ScriptedBrain) -> None:
    brain.delay = lambda: 0.03
    for n in range(5):
        gate.fake.says(MIN, f"질문 {n}")
    await gate.fake.shows(MIN, "답: 질문 4")
    assert gate.fake.texts(MIN) == [f"답: 질문 {n}" for n in range(5)]


async def test_a_slow_chat_does_not_hold_up_another(gate: World, brain: ScriptedBrain) -> None:
    brain.delay = lambda: 1.5 if "느린" in str(brain.asked[-1].asked) else 0.0
    gate.fake.says(MIN, "느린 질문")
    await gate.fake.until(lambda: bool(brain.asked))
    gate.fake.says(JUN, "빠른 질문")
    await gate.fake.shows(JUN, "답: 빠른 질문")
    assert gate.fake.texts(MIN) == []
    await gate.fake.shows(MIN, "답: 느린 질문")


async def test_while_a_turn_waits_the_person_sees_that_somebody_writes(gate: World, brain: ScriptedBrain) -> None:
    gate.station.typist.every = 0.3
    brain.delay = lambda: 1.4
    gate.fake.says(MIN, "오래 걸리는 질문")
    await gate.fake.shows(MIN, "답: 오래")
    seen = len(gate.fake.called("sendChatAction", MIN))
    assert 2 <= seen <= 5
    gate.fake.says(JUN, "다른 사람")
    await gate.fake.shows(JUN, "답: 다른")
    assert len(gate.fake.called("sendChatAction", MIN)) == seen


@pytest.mark.parametrize(
    ("content", "kind", "answer"),
    [
        ({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}, "사진", "사진은"),
        ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}}, "음성", "음성은"),
        ({"audio": {"file_id": "a", "file_unique_id": "b", "duration": 3}}, "음성", "음성은"),
        ({"video": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1}}, "동영상",
         "동영상은"),
        ({"video_note": {"file_id": "a", "file_unique_id": "b", "length": 1, "duration": 1}}, "동영상", "동영상"),
        ({"document": {"file_id": "a", "file_unique_id": "b"}}, "파일", "파일은"),
        ({"location": {"latitude": 35.8, "longitude": 127.1}}, "위치", "위치는"),
        ({"contact": {"phone_number": "+821012345678", "first_name": "민지"}}, "연락처", "1577-0365"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "스티커", "글로"),
        ({"sticker": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "is_animated": False,
                      "is_video": False, "type": "regular"}}, "스티커", "글로"),
        ({"quantum_hologram": {"file_id": "a"}}, "글이 아닌 것", "글로"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)  # fmt: skip
async def test_what_is_no_text_is_answered_and_shown_to_the_desk(
    gate: World, brain: ScriptedBrain, content: dict, kind: str, answer: str
) -> None:
    gate.fake.sends(MIN, **content)
    await gate.fake.shows(MIN, answer)
    assert await gate.said(MIN) == [f"[{kind}]"]
    assert brain.asked == []
    assert "12345678" not in str([line.body for line in await gate.lines(MIN)])


async def test_words_beside_a_picture_are_answered_too(gate: World) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    gate.fake.sends(MIN, photo=photo, caption="이 공고 어때요?")
    await gate.fake.shows(MIN, "답: 이 공고 어때요?")
    assert gate.fake.texts(MIN)[0].startswith("사진은")
    assert await gate.said(MIN) == ["[사진] 이 공고 어때요?"]


async def test_an_album_is_answered_once(gate: World) -> None:
    for n in range(4):
        photo = [{"file_id": f"a{n}", "file_unique_id": f"b{n}", "width": 1, "height": 1}]
        gate.fake.sends(MIN, photo=photo, media_group_id="13579")
    await gate.fake.settled()
    gate.fake.says(MIN, "다음")
    await gate.fake.shows(MIN, "답: 다음")
    assert await gate.said(MIN) == ["[사진]", "다음"]
    assert len(gate.fake.texts(MIN)) == 2


async def test_an_edit_is_no_new_question(gate: World, brain: ScriptedBrain) -> None:
    first = gate.fake.says(MIN, "전주 가게")
    await gate.fake.shows(MIN, "답: 전주 가게")
    gate.fake.edits(first, "군산 가게")
    await gate.fake.shows(MIN, "새로 적어 주세요")
    assert len(brain.asked) == 1
    assert await gate.said(MIN) == ["전주 가게", "[수정됨] 군산 가게"]


@pytest.mark.parametrize(
    ("command", "payload"),
    [("/start", "/greet"), ("/start job_2026", "/greet"), ("/help@iljaritalk_bot", "/help"), ("/stop", "/cancel"),
     ("/delete", "/privacy_request")],
)  # fmt: skip
async def test_commands_mean_what_they_say(gate: World, brain: ScriptedBrain, command: str, payload: str) -> None:
    gate.fake.says(MIN, command)
    await gate.fake.shows(MIN, "답:")
    assert brain.asked[0].asked == {"payload": payload}


async def test_a_person_can_be_asked_for_even_while_the_engine_is_away(gate: World, brain: ScriptedBrain) -> None:
    brain.open = False
    gate.fake.says(MIN, "/human")
    await gate.fake.until(lambda: any("상담" in text for text in gate.fake.texts(MIN)))
    assert (await gate.talk(MIN)).control == "queued"


async def test_my_data_goes_at_my_wish_and_nobody_elses(gate: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gate.fake.says(JUN, "다른나무")
    await gate.fake.shows(JUN, "답: 다른나무")
    gate.fake.says(MIN, "비밀고양이 일자리")
    await gate.fake.shows(MIN, "두 곳을 찾았어요")

    async def offers(*_: object) -> Answer:
        return Answer((Reply("지금 지울 수 있어요.", buttons=(Button(ERASE.title, ERASE.payload),)),))

    with monkeypatch.context() as asked:
        asked.setattr(gate.brain, "ask", offers)
        gate.fake.says(MIN, "비밀고양이 내 정보 지워 줘")
        gate.fake.presses(MIN, await gate.fake.shows(MIN, "지금 지울 수 있어요"), ERASE.title)
        sure = await gate.fake.shows(MIN, "되돌릴 수 없어요")
    assert "비밀고양이" in await everything(gate.database)
    gate.fake.presses(MIN, sure, "네, 모두 지워 주세요")
    await gate.fake.shows(MIN, "채팅방에서 직접 지워 주세요")
    assert "비밀고양이" not in await everything(gate.database)
    assert await gate.said(JUN) == ["다른나무"]
    gate.fake.says(MIN, "안녕하세요")
    await gate.fake.shows(MIN, "답: 안녕하세요")
    assert "비밀고양이" not in str([line.body for line in await gate.lines(MIN)])


async def test_a_slash_that_is_no_command_is_text(gate: World, brain: ScriptedBrain) -> None:
    gate.fake.says(MIN, "/greet{}")
    gate.fake.says(MIN, "/모름 이건 뭐예요")
    await gate.fake.shows(MIN, "답: /모름")
    assert [turn.asked for turn in brain.asked] == [{"text": "/greet{}"}, {"text": "/모름 이건 뭐예요"}]


async def test_groups_are_declined_once_and_left(gate: World, brain: ScriptedBrain) -> None:
    place = {"id": -100_777, "type": "supergroup", "title": "친구들"}
    gate.fake.update("my_chat_member", membership(-100_777, "left", "member", place))
    for n in range(3):
        gate.fake.update("message", gate.fake.message(MIN, place=place, text=f"실업급여 {n}"))
    await gate.fake.until(lambda: bool(gate.fake.called("leaveChat", -100_777)))
    await gate.fake.settled()
    assert len(gate.fake.texts(-100_777)) == 1
    assert "1:1" in gate.fake.texts(-100_777)[0]
    assert brain.asked == []


async def test_bots_and_what_telegram_itself_says_get_no_answer(gate: World) -> None:
    gate.fake.sends(MIN, sender={**person(MIN), "is_bot": True}, text="나는 봇")
    gate.fake.sends(MIN, message_auto_delete_timer_changed={"message_auto_delete_time": 86_400})
    gate.fake.update("my_chat_member", membership(MIN, "member", "member"))
    gate.fake.update("hologram", {"chat": private(MIN)})
    gate.fake.says(MIN, "사람")
    await gate.fake.shows(MIN, "답: 사람")
    assert await gate.said(MIN) == ["사람"]


async def test_too_many_messages_are_refused_with_one_sentence(
    database, brain: ScriptedBrain, fake: FakeTelegram
) -> None:
    async with world(database, brain, fake, messages=3) as gate:
        await fake.until(lambda: fake.hook is not None)
        for n in range(6):
            fake.says(MIN, f"빨리 {n}")
        await fake.settled()
        await fake.shows(MIN, "답: 빨리 2")
        await fake.shows(MIN, "너무 빨리")
        assert await gate.said(MIN) == ["빨리 0", "빨리 1", "빨리 2"]
        assert sum("너무 빨리" in text for text in fake.texts(MIN)) == 1


async def test_when_the_database_is_away_telegram_sends_it_again(gate: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, tries = gate.database.write, [0]

    async def away(work):
        tries[0] += 1
        if tries[0] <= 3:
            raise OSError("no space left")
        return await whole(work)

    monkeypatch.setattr(gate.inbox.database, "write", away)
    gate.fake.says(MIN, "꼭 받아 주세요")
    await gate.fake.shows(MIN, "답: 꼭 받아 주세요")
    assert 503 in gate.fake.statuses
    assert await gate.said(MIN) == ["꼭 받아 주세요"]


async def test_nothing_is_sent_while_answers_are_only_faults(gate: World) -> None:
    gate.fake.faults.append(Fault("sendMessage", 500, times=2))
    gate.fake.says(MIN, "다시 해 주세요")
    await gate.fake.shows(MIN, "답: 다시")
    assert gate.fake.texts(MIN) == ["답: 다시 해 주세요"]
    assert len(gate.fake.called("sendMessage", MIN)) == 3
