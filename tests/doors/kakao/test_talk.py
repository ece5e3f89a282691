"""A person on KakaoTalk: answered in time, late by the best way, and talked to by a counselor in every mode."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.store import handoffs
from bot.store.database import Database
from bot.store.rows import Handoff, Message
from bot.store.tables import metadata
from bot.talk.doors import Contact, Outcome, Reach, Sent
from bot.talk.handoff import Handoffs
from bot.talk.moving import NotOffered
from tests.doors.kakao.conftest import World, world
from tests.fakes.kakao import FakeKakao, User, buttons
from tests.talk.conftest import ScriptedBrain, counselor

ANNA = counselor("anna")


def calm(gate: World) -> None:
    """Give every call a minute: these talks are about what goes which way, `test_deadline` is about how soon.

    On a machine that is busy with other things an answer may take Kakao's seconds, and then rightly goes another way.
    """
    gate.station.skill.wait = gate.station.skill.within = gate.fake.timeout = 60.0


async def reach(gate: World, user: User, way: str) -> Reach:
    """Wait until the desk shows a way; a response is on its way before it is written down."""

    async def it_is() -> bool:
        return (await gate.reaching.of(await gate.talk(user))).reach.way == way

    await gate.until(it_is)
    return (await gate.reaching.of(await gate.talk(user))).reach


async def taken(gate: World, user: User) -> Handoff:
    """Ask for a person as this user and be accepted; what was said of it has been shown."""
    calm(gate)
    await gate.fake.say(user, "상담원 바꿔 주세요")
    talk = await gate.talk(user)
    async with gate.database.read() as connection:
        wanted = await handoffs.open_of(connection, talk.id)
    assert wanted is not None
    return await gate.handoffs.accept(wanted.id, ANNA)


async def counsel(desk: Handoffs, held: Handoff, number: int, text: str) -> None:
    await desk.say(held.conversation_id, ANNA, f"m{number}", text)


async def test_a_message_is_answered_in_the_response_itself(gate: World) -> None:
    user = gate.fake.user("u1" * 33)
    response = await gate.fake.say(user, "전주 사무직 일자리 찾아줘")
    assert response is not None
    assert user.shown == ["답: 전주 사무직 일자리 찾아줘"]
    assert gate.fake.faults == []
    assert [row.state for row in (await gate.told(user)).values()] == ["sent"]


async def test_a_late_answer_comes_by_the_callback_once(gate: World) -> None:
    gate.brain.delay = lambda: 4.5
    user = gate.fake.user("u1" * 33)
    response = await gate.fake.say(user, "오래 걸리는 질문")
    assert response is not None
    assert response["useCallback"] is True
    await gate.until_shown(user, "답: 오래 걸리는 질문")
    await asyncio.sleep(1.2)
    assert user.shown == ["답: 오래 걸리는 질문"]
    assert gate.fake.faults == []


async def test_without_a_callback_a_late_answer_waits_for_the_next_turn(gate: World) -> None:
    gate.fake.callbacks_approved = False
    gate.brain.delay = lambda: 4.5
    user = gate.fake.user("u1" * 33)
    await gate.fake.say(user, "오래 걸리는 질문")
    assert "답변 확인" in [q["label"] for q in user.quick]
    gate.brain.delay = lambda: 0.0

    async def answered() -> bool:
        return any(m.body["text"] == "답: 오래 걸리는 질문" for m in await gate.lines(user))

    await gate.until(answered)
    assert "답: 오래 걸리는 질문" not in user.shown
    await gate.fake.say(user, "또 하나")
    assert user.shown[-2:] == ["답: 오래 걸리는 질문", "답: 또 하나"]
    assert gate.fake.faults == []


async def test_with_events_a_late_answer_is_fetched_after_a_knock_of_15_won(
    database: Database, brain: ScriptedBrain, fake: FakeKakao
) -> None:
    fake.callbacks_approved = False
    brain.delay = lambda: 4.5
    async with world(database, brain, fake, kakao_rest_key="rest-key") as gate:
        user = fake.user("u1" * 33)
        await fake.say(user, "오래 걸리는 질문")
        await gate.until_shown(user, "답: 오래 걸리는 질문")
        assert fake.won == 15
        stranger = fake.user("u2" * 33, friend=False)
        await fake.say(stranger, "친구가 아니에요")

        async def answered() -> bool:
            return any(m.body["text"] == "답: 친구가 아니에요" for m in await gate.lines(stranger))

        await gate.until(answered)
        await asyncio.sleep(0.5)
        assert fake.won == 15
        await fake.press(stranger, "답변 확인")
        assert stranger.shown[-1] == "답: 친구가 아니에요"


async def test_twenty_messages_in_callback_mode(gate: World) -> None:
    user = gate.fake.user("u1" * 33)
    held = await taken(gate, user)
    for n in range(10):
        response = await gate.fake.say(user, f"말 {n}")
        if n == 0:  # the greeting of the counselor waited and is the answer
            assert response is not None
            assert "template" in response
            response = await gate.fake.say(user, "네")
        assert response is not None
        assert response["useCallback"] is True
        assert (await reach(gate, user, "callback")).cost == 0
        await counsel(gate.handoffs, held, n, f"답 {n}")
        await gate.until_shown(user, f"답 {n}")
    assert [t for t in user.shown if t.startswith("답 ")] == [f"답 {n}" for n in range(10)]
    assert gate.fake.faults == []
    assert {row.state for row in (await gate.told(user)).values()} == {"sent"}


async def test_twenty_messages_by_events_and_what_they_cost(
    database: Database, brain: ScriptedBrain, fake: FakeKakao
) -> None:
    fake.callbacks_approved = False
    async with world(database, brain, fake, kakao_rest_key="rest-key") as gate:
        user = fake.user("u1" * 33)
        held = await taken(gate, user)
        await gate.until_shown(user, "anna 상담사가 연결됐어요")
        for n in range(10):
            await fake.say(user, f"말 {n}")
            assert (await reach(gate, user, "event")).cost == 15
            await counsel(gate.handoffs, held, n, f"답 {n}")
            await gate.until_shown(user, f"답 {n}")
        assert [t for t in user.shown if t.startswith("답 ")] == [f"답 {n}" for n in range(10)]
        assert fake.won == 15 * 11
        assert (await gate.reaching.of(await gate.talk(user))).cost == fake.won
        assert fake.faults == []


async def test_twenty_messages_when_only_their_next_words_open_a_way(gate: World) -> None:
    gate.fake.callbacks_approved = False
    user = gate.fake.user("u1" * 33)
    held = await taken(gate, user)
    for n in range(10):
        standing = await gate.reaching.of(await gate.talk(user))
        assert (standing.reach.way, standing.reach.now) == ("next_turn", False)
        await counsel(gate.handoffs, held, n, f"답 {n}")
        if n % 2:
            await gate.fake.say(user, f"말 {n}")
        else:
            await gate.fake.say(user, "답변 확인", {"pull": True})
    assert [t for t in user.shown if t.startswith("답 ")] == [f"답 {n}" for n in range(10)]
    said = [m.body["text"] for m in await gate.lines(user) if m.author_kind == "citizen"]
    assert said == ["상담원 바꿔 주세요", *(f"말 {n}" for n in range(1, 10, 2))]
    await gate.fake.say(user, "듣고 있어요?")
    assert "전달했어요" in user.shown[-1]
    labels = [b["label"] for b in user.screen[-1]["output"]["textCard"]["buttons"]]
    assert labels == ["채널 상담원 연결", "전화하기", "웹에서 이어가기"]


async def test_many_words_at_once_come_three_at_a_time(gate: World) -> None:
    gate.fake.callbacks_approved = False
    user = gate.fake.user("u1" * 33)
    held = await taken(gate, user)
    for n in range(7):
        await counsel(gate.handoffs, held, n, f"답 {n}")
    await gate.fake.say(user, "네")
    while any(q["label"] == "더 보기" for q in user.quick):
        await gate.fake.press(user, "더 보기")
    assert [t for t in user.shown if t.startswith("답 ")] == [f"답 {n}" for n in range(7)]


async def test_the_way_is_shown_on_the_desk_before_a_word_is_written(gate: World) -> None:
    gate.fake.callbacks_approved = False
    user = gate.fake.user("u1" * 33)
    await gate.fake.say(user, "상담원 바꿔 주세요")
    browser = await gate.gateway.counselor()
    (card,) = (await browser.get("queue")).json()["items"]
    talk = (await browser.get(f"conversations/{card['conversation_id']}")).json()
    assert talk["reach"] | {"until": None} == {
        "channel": "kakao", "way": "next_turn", "now": False, "cost": 0, "until": None, "state": "ok", "waiting": 0,
        "cost_so_far": 0,
    }  # fmt: skip
    await browser.aclose()


async def test_a_button_is_its_payload_and_not_its_label(gate: World) -> None:
    user = gate.fake.user("u1" * 33)
    await gate.fake.say(user, "상담원 바꿔 주세요")
    assert any("연결하고 있어요" in text or "상담 시간이 아니에요" in text for text in user.shown)
    await gate.fake.press(user, "기다리지 않을래요")
    assert "취소" in user.shown[-1]
    await gate.fake.say(user, "기다리지 않을래요", {"payload_id": "someone-elses"})
    assert "지난 대화의 버튼" in user.shown[-1]


async def test_who_is_forgotten_is_told_that_the_chat_room_is_theirs_to_clear(gate: World) -> None:
    user = gate.fake.user("u1" * 33)
    await taken(gate, user)
    talk = await gate.talk(user)
    await gate.database.write(lambda c: gate.inbox.orders.do(c, talk, "erase"))
    await gate.fake.say(user, "비밀고양이")
    assert any("되돌릴 수 없어요" in text for text in user.shown)
    await gate.fake.press(user, "네, 모두 지워 주세요")
    assert "채팅방에서 직접 지워 주세요" in user.shown[-1]
    left = [line.body["text"] for line in await gate.lines(user)]
    assert len(left) == 2
    assert "비밀고양이" not in str(left)
    await gate.fake.say(user, "안녕하세요")
    assert "답: 안녕하세요" in user.shown[-1]


async def test_from_kakao_to_the_web_and_back_is_one_talk(gate: World) -> None:
    gate.fake.callbacks_approved = False
    user = gate.fake.user("u1" * 33)
    held = await taken(gate, user)
    await gate.fake.say(user, "웹으로 갈게요")
    await gate.fake.say(user, "웹으로 갈게요")
    (link,) = {b["webLinkUrl"] for b in user.screen[-1]["output"]["textCard"]["buttons"] if b["action"] == "webLink"}
    token = link.partition("?continue=")[2]
    async with gate.gateway.window(**{"continue": token}) as window:
        assert any(line["body"]["text"] == "상담원 바꿔 주세요" for line in window.lines)
        await window.say("웹에서 써요")
        await counsel(gate.handoffs, held, 1, "웹으로 답해요")
        frame = await window.until_said("웹으로 답해요")
        await window.send(type="rcv", seq=frame["seq"])
        key = window.token
        async with gate.gateway.window(**{"continue": token}) as second:
            assert second.frames[0]["notice"]
            assert second.lines == []
        async with gate.gateway.window(token=key) as again:
            assert again.lines[-1]["body"]["text"] == "웹으로 답해요"
    talk = await gate.talk(user)
    assert talk.id == held.conversation_id
    await counsel(gate.handoffs, held, 2, "아직 못 본 말")
    await gate.fake.say(user, "다시 카카오톡이에요")
    assert user.shown[-1] == "아직 못 본 말"
    assert "웹으로 답해요" not in user.shown
    said = [m.body["text"] for m in await gate.lines(user) if m.author_kind == "citizen"]
    assert said == ["상담원 바꿔 주세요", "웹으로 갈게요", "웹으로 갈게요", "웹에서 써요", "다시 카카오톡이에요"]


async def test_a_counselor_sends_a_web_link_by_which_the_same_talk_goes_on(gate: World) -> None:
    gate.fake.callbacks_approved = False
    user = gate.fake.user("u1" * 33)
    held = await taken(gate, user)
    browser = await gate.gateway.counselor("other")
    refused = await browser.post(f"conversations/{held.conversation_id}/web-link")
    assert refused.status_code == 404
    await browser.aclose()
    await gate.moving.offer(held.conversation_id, ANNA.id)
    await gate.fake.say(user, "네")
    await gate.fake.press(user, "더 보기") if user.quick else None
    (link,) = {
        b["webLinkUrl"] for b in buttons(user.screen) if b["action"] == "webLink" and b["label"] == "웹에서 이어가기"
    } - set(first_links(user))
    assert not [m for m in await gate.lines(user) if "continue=" in json.dumps(m.body)]
    async with gate.gateway.window(**{"continue": link.partition("?continue=")[2]}) as window:
        await window.say("웹이에요")
    talk = await gate.talk(user)
    assert (talk.id, talk.channel) == (held.conversation_id, "widget")
    with pytest.raises(NotOffered, match="already_web"):
        await gate.moving.offer(held.conversation_id, ANNA.id)
    with pytest.raises(NotOffered, match="not_yours"):
        await gate.moving.offer(held.conversation_id, "s-nobody")


def first_links(user: User) -> list[str]:
    """The links that stood under "you are in the queue"."""
    return [b["webLinkUrl"] for b in buttons(user.screen[:4]) if b["action"] == "webLink"]


async def test_who_is_no_friend_is_asked_to_add_the_channel_only_where_that_opens_a_way(
    database: Database, brain: ScriptedBrain, fake: FakeKakao
) -> None:
    fake.callbacks_approved = False
    stranger, friend = fake.user("u1" * 33, friend=False), fake.user("u2" * 33)
    async with world(database, brain, fake, kakao_rest_key="rest-key", kakao_channel="_abcde") as gate:
        for user in (stranger, friend):
            await fake.say(user, "상담원 바꿔 주세요")
            for words in ("계세요?", "저기요"):
                await fake.say(user, words)
        asked = [b["webLinkUrl"] for b in buttons(stranger.screen) if b["label"] == "채널 추가"]
        assert asked == ["https://pf.kakao.com/_abcde/friend"] * 2
        assert "채널 추가" not in [b["label"] for b in buttons(friend.screen)]
        assert (await gate.reaching.of(await gate.talk(stranger))).reach.way == "next_turn"
        assert (await gate.reaching.of(await gate.talk(friend))).reach.way == "event"
    other = fake.user("u3" * 33, friend=False)
    async with world(database, brain, fake, kakao_channel="_abcde"):
        await fake.say(other, "상담원 바꿔 주세요")
        assert "채널 추가" not in [b["label"] for b in buttons(other.screen)]
    assert fake.faults == []


class Dealer:
    """A push port as a dealer of 상담톡 would be one: at any time, for eight won."""

    def __init__(self) -> None:
        self.brought: list[str] = []

    async def reach(self, contact: Contact) -> Reach | None:
        return Reach("push", now=True, cost=8)

    async def push(self, contact: Contact, messages: Sequence[Message]) -> Outcome:
        self.brought += [m.body["text"] for m in messages]
        return Sent(len(messages), "d-1", cost=8 * len(messages))


async def test_another_contract_is_plugged_in_beside_the_skill_and_its_price_is_shown(gate: World) -> None:
    gate.fake.callbacks_approved = False
    user, dealer = gate.fake.user("u1" * 33), Dealer()
    gate.station.door.ports = (dealer,)
    held = await taken(gate, user)
    standing = await gate.reaching.of(await gate.talk(user))
    assert (standing.reach.way, standing.reach.now, standing.reach.cost) == ("push", True, 8)
    await counsel(gate.handoffs, held, 1, "바로 가는 말")
    await gate.until(lambda: "바로 가는 말" in dealer.brought)
    assert {row.state for row in (await gate.told(user)).values()} == {"sent"}
    assert "바로 가는 말" not in user.shown
    assert (await gate.reaching.of(await gate.talk(user))).cost == 8 * len(dealer.brought)


async def test_the_address_is_nowhere_in_the_open(gate: World) -> None:
    user = gate.fake.user("geheim" * 11)
    await gate.fake.say(user, "안녕하세요")
    async with gate.database.read() as connection:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in (await connection.execute(select(table))).mappings()]
            assert "geheim" not in json.dumps(rows, default=str), table.name


@pytest.mark.parametrize("wrong", ["pf", "signature", "old", "empty", "nothing"])
async def test_a_forged_or_old_link_opens_nothing(gate: World, wrong: str) -> None:
    user = gate.fake.user("u1" * 33)
    await gate.fake.say(user, "비밀 이야기")
    talk = await gate.talk(user)
    token = gate.moving.link(talk.person_id).partition("?continue=")[2]
    forged = {
        "pf": "x" + token, "signature": token[:-1] + ("A" if token[-1] != "A" else "B"), "empty": "", "nothing": 7,
        "old": f"{talk.person_id}.1000000000.x." + token.rpartition(".")[2],
    }[wrong]  # fmt: skip
    async with gate.gateway.window(**{"continue": forged}) as window:
        assert window.lines == []
        assert window.frames[0]["notice"]
