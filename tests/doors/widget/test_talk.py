"""The website's socket: what is promised about order, repetition and coming back."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bot.store import conversations, handoffs
from bot.store.rows import Conversation, Handoff
from bot.store.wakeup import Bell
from bot.talk.handoff import Handoffs
from tests.gateway import Gateway, gateway
from tests.talk.conftest import ScriptedBrain, Talk, counselor


async def test_a_message_is_acknowledged_shown_and_answered(house: Gateway) -> None:
    async with house.window() as window:
        welcome = window.frames[0]
        assert welcome["type"] == "welcome"
        assert welcome["practice"] is True
        assert len(welcome["token"]) >= 43
        ack = await window.say("안녕하세요", "c-1")
        answer = await window.until_said("답: 안녕하세요")
        mine = next(line for line in window.lines if line["author"]["kind"] == "citizen")
        assert (mine["cid"], mine["seq"]) == ("c-1", ack["seq"])
        assert answer["seq"] == ack["seq"] + 1
        assert answer["author"]["kind"] == "bot"


async def test_the_same_message_again_changes_nothing(house: Gateway) -> None:
    async with house.window() as window:
        acks = [await window.say("하나", "c-1") for _ in range(3)]
        assert len({ack["seq"] for ack in acks}) == 1
        for _ in range(5):
            await window.send(type="msg", cid="c-2", text="둘")
        await window.until_said("답: 둘")
        await window.say("셋", "c-3")
        await window.until_said("답: 셋")
        said = [line["body"]["text"] for line in window.lines]
        assert sorted(said) == sorted(["하나", "답: 하나", "둘", "답: 둘", "셋", "답: 셋"])


async def test_the_same_message_in_five_windows_at_once_is_one(house: Gateway) -> None:
    async with house.window() as first:

        async def again() -> int:
            async with house.window(token=first.token) as window:
                return int((await window.say("동시에", "c-9"))["seq"])

        assert len(set(await asyncio.gather(*(again() for _ in range(5))))) == 1
        await first.until_said("답: 동시에")
        assert [line["body"]["text"] for line in first.lines] == ["동시에", "답: 동시에"]


async def test_coming_back_at_every_frame_of_a_talk_loses_and_doubles_nothing(house: Gateway) -> None:
    async with house.window() as window:
        for i in range(12):
            await window.say(f"질문 {i}")
            await window.until_said(f"답: 질문 {i}")
        whole, token = window.lines, window.token
    assert [line["seq"] for line in whole] == list(range(1, 25))
    for seen in range(len(whole) + 1):
        async with house.window(token=token, last_seq=seen) as window:
            assert window.lines == whole[seen:], f"after {seen}"
            assert window.frames[-1] == {"type": "live", "seq": 24}
            assert not [frame for frame in window.frames if frame["type"] == "reset"]


async def test_what_is_said_while_away_is_there_on_return(house: Gateway, brain: ScriptedBrain) -> None:
    async with house.window() as window:
        brain.delay = lambda: 0.2
        ack = await window.say("느린 질문")
        token = window.token
    async with house.window(token=token, last_seq=ack["seq"]) as window:
        await window.until_said("답: 느린 질문")


async def test_every_window_of_one_person_shows_the_same(house: Gateway) -> None:
    async with house.window() as one, house.window(token=one.token) as two:
        await one.say("여기서")
        await two.until_said("답: 여기서")
        await two.say("저기서")
        await one.until_said("답: 저기서")
        await two.until_said("답: 저기서")
        assert one.lines == two.lines


async def test_a_number_from_another_talk_is_a_reset(house: Gateway) -> None:
    async with house.window() as window:
        await window.say("하나")
        await window.until_said("답: 하나")
        token = window.token
    async with house.window(token=token, last_seq=999) as window:
        assert window.frames[0]["type"] == "reset"
        assert [line["seq"] for line in window.lines] == [1, 2]
    async with house.window(token="x" * 43, last_seq=2) as stranger:
        assert stranger.frames[0]["type"] == "reset"
        assert stranger.lines == []
        assert stranger.token != "x" * 43


async def test_a_very_long_talk_is_shown_from_its_newest_lines(house: Gateway) -> None:
    async with house.window() as window:
        for i in range(105):
            await window.say(f"{i}")
            await window.until_said(f"답: {i}")
        token = window.token
    async with house.window(token=token) as window:
        assert window.frames[0]["type"] == "reset"
        assert [line["seq"] for line in window.lines] == list(range(11, 211))
    async with house.window(token=token, last_seq=150) as window:
        assert [line["seq"] for line in window.lines] == list(range(151, 211))


async def test_a_new_talk_reaches_every_window_and_shows_nothing_of_the_old(house: Gateway) -> None:
    async with house.window() as one, house.window(token=one.token) as two:
        await one.say("옛 이야기")
        await two.until_said("답: 옛 이야기")
        await one.send(type="new")
        for window in (one, two):
            await window.until("reset")
            assert (await window.until("welcome"))["token"] == one.token
            assert (await window.until("live"))["seq"] == 0
        ack = await one.say("새 이야기")
        assert ack["seq"] == 1
        await two.until_said("답: 새 이야기")


async def test_numbers_kept_from_the_citizen_are_no_gap(house: Gateway) -> None:
    async with house.window() as window:
        await window.say("상담원 연결")
        queued = await window.until("state", control="queued")
        assert queued["position"] == 1
        (card,) = await _queue(house)
        await house.talk.handoffs.accept(card.id, counselor("하나"))
        human = await window.until("state", control="human")
        assert human["counselor"] == "하나"
        note = await house.talk.handoffs.say(card.conversation_id, counselor("하나"), "n1", "메모", "internal")
        assert (await window.until("live"))["seq"] == note.seq
        said = await house.talk.handoffs.say(card.conversation_id, counselor("하나"), "n2", "안녕하세요")
        line = await window.until_said("안녕하세요")
        assert (line["seq"], line["author"]) == (said.seq, {"kind": "counselor", "name": "하나"})
        assert "메모" not in json.dumps(window.frames, ensure_ascii=False)


async def test_delivery_is_known_only_as_far_as_it_was_sent(house: Gateway) -> None:
    async with house.window() as window:
        await window.say("하나")
        await window.until_said("답: 하나")
        await window.send(type="rcv", seq=10_000)
        await window.send(type="ping")
        await window.until("pong")
        id = window.frames[0]["talk"]
    for _ in range(100):  # noted together with whatever else arrives within a second
        if (delivered := (await _control(house, id)).delivered_seq) != 0:
            break
        await asyncio.sleep(0.05)
    assert delivered == 2


async def test_the_bots_dots_while_a_turn_waits(house: Gateway, brain: ScriptedBrain) -> None:
    brain.delay = lambda: 0.3
    async with house.window() as window:
        await window.say("천천히")
        typing = await window.until("typing")
        assert typing["on"] is True
        assert typing["ttl"] == 6
        assert typing["author"]["kind"] == "bot"
        async with house.window(token=window.token) as late:
            assert (await late.until("typing"))["author"]["kind"] == "bot"


async def test_a_missed_ring_costs_a_second_not_a_message(house: Gateway) -> None:
    """Another process writes: its bell is not ours."""
    async with house.window() as window:
        await window.say("하나")
        await window.until_said("답: 하나")
        elsewhere = Handoffs(house.talk.database, Bell(), house.talk.inbox.floor, lambda _: None)
        await window.say("상담원 연결")
        await window.until("state", control="queued")
        (card,) = await _queue(house)
        await elsewhere.accept(card.id, counselor("하나"))
        await elsewhere.say(card.conversation_id, counselor("하나"), "n1", "다른 곳에서 보냈어요")
        await window.until_said("다른 곳에서 보냈어요")
        assert (await window.until("state", control="human"))["counselor"] == "하나"


BAD = [
    "", "null", "[]", "1", '"hello"', "{}", '{"type": 1}', '{"type": null}', "{", "\ufeff{}", "[" * 5000,
    '{"a":' * 2000, '{"type": "msg", "cid": "a", "text": 1e999999}', "9" * 6000, '{"type":"msg"}', "\x00",
    '{"type": "msg", "cid": "a"}', '{"type": "msg", "cid": "a", "text": "x", "payload_id": "y"}',
    '{"type": "msg", "cid": 5, "text": "x"}', '{"type": "msg", "cid": "", "text": "x"}',
    '{"type": "msg", "cid": "../x", "text": "x"}', '{"type": "msg", "cid": "a", "text": {"a": 1}}',
    '{"type": "msg", "cid": "a", "text": ["x"]}', '{"type": "msg", "cid": "a", "payload_id": 7}',
    '{"type": "msg", "cid": "a", "payload_id": "\\u0000"}', json.dumps({"type": "msg", "cid": "a" * 65, "text": "x"}),
]  # fmt: skip
ODD = [
    '{"type": "unknown"}', '{"type": "hello", "token": 5}', '{"type": "rcv"}', '{"type": "rcv", "seq": -1}',
    '{"type": "rcv", "seq": "1"}', '{"type": "rcv", "seq": 1e400}', '{"type": "rcv", "seq": true}',
    '{"type": "rcv", "seq": 99999999999999999999999}', '{"type": "typing", "on": {}}', '{"type": "ping", "x": [1]}',
]  # fmt: skip


@pytest.mark.parametrize("frame", BAD)
async def test_a_bad_frame_is_refused_and_the_talk_goes_on(house: Gateway, frame: str) -> None:
    async with house.window() as window:
        await window.socket.send(frame)
        refused = await window.until("refused")
        assert refused["code"].startswith(("bad_", "not_"))
        await window.say("계속해요")
        await window.until_said("답: 계속해요")


async def test_odd_frames_are_borne(house: Gateway) -> None:
    async with house.window() as window:
        for frame in ODD:
            await window.socket.send(frame)
        await window.say("계속해요")
        await window.until_said("답: 계속해요")
        assert not [frame for frame in window.frames if frame["type"] == "refused"]


@pytest.mark.parametrize("frame", [*BAD, '{"type": "msg", "cid": "a", "text": "x"}', '{"type": "ping"}', b"\x00"])
async def test_who_does_not_say_hello_first_is_hung_up_on(house: Gateway, frame: str | bytes) -> None:
    async with connect(f"{house.socket_url}/ws/widget", origin=house.url, proxy=None) as socket:
        await socket.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(socket.recv(), 10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
        assert closed.value.rcvd.reason


@pytest.mark.parametrize(
    "hello", [{"token": 5}, {"token": "x"}, {"token": ["a"]}, {"last_seq": "7"}, {"last_seq": -3}, {"tab": {}}]
)
async def test_an_odd_hello_is_a_new_talk(house: Gateway, hello: dict[str, object]) -> None:
    async with house.window(**hello) as window:
        assert (await window.say("안녕하세요"))["seq"] == 1


async def test_a_frame_that_is_too_large_ends_the_connection(house: Gateway) -> None:
    async with house.window() as window:
        await window.socket.send("x" * 40_000)
        assert await window.closed() == 1009


async def test_too_many_bad_frames_end_the_connection(house: Gateway) -> None:
    async with house.window() as window:
        for _ in range(25):
            await window.socket.send("{")
        assert await window.closed() == 1008


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u0000"])
async def test_an_empty_message_is_refused_kindly(house: Gateway, text: str) -> None:
    async with house.window() as window:
        await window.send(type="msg", cid="c-1", text=text)
        refused = await window.until("refused", cid="c-1")
        assert refused["code"] == "empty"
        assert "요" in refused["text"]


async def test_half_characters_and_long_texts_are_taken(house: Gateway) -> None:
    async with house.window() as window:
        await window.socket.send('{"type": "msg", "cid": "c-1", "text": "반쪽 \\ud800 글자\\u0000"}')
        await window.until("ack", cid="c-1")
        await window.say("가" * 5_000, "c-2")
        mine = [line for line in window.lines if line.get("cid") == "c-2"] or [await window.until("msg", cid="c-2")]
        assert len(mine[0]["body"]["text"]) <= 2_000


async def test_an_unknown_button_is_refused(house: Gateway) -> None:
    async with house.window() as window:
        await window.send(type="msg", cid="c-1", payload_id="a" * 32)
        assert (await window.until("refused", cid="c-1"))["code"] == "unknown_button"


async def test_one_person_cannot_answer_in_anothers_name(house: Gateway) -> None:
    async with house.window() as one, house.window() as two:
        first, second = await one.say("하나", "same-cid"), await two.say("둘", "same-cid")
        assert first["seq"] == second["seq"] == 1
        await one.until_said("답: 하나")
        await two.until_said("답: 둘")
        assert "둘" not in json.dumps(one.frames, ensure_ascii=False)


async def test_too_many_messages_are_slowed_down_kindly(talk: Talk) -> None:
    async with gateway(talk, messages=3) as house, house.window() as window, house.window() as other:
        for i in range(3):
            await window.say(f"{i}")
        await window.send(type="msg", cid="c-4", text="또")
        refused = await window.until("refused", cid="c-4")
        assert refused["code"] == "slow_down"
        assert refused["text"]
        await other.say("다른 사람은 괜찮아요")
        await window.send(type="new")  # not more of it by starting over either
        await window.until("reset")
        assert (await window.until("live"))["seq"] > 0


async def test_too_many_windows_of_one_address_are_turned_away_and_seats_come_free(talk: Talk) -> None:
    async with gateway(talk, seats=2) as house:
        async with house.window(), house.window():
            async with connect(f"{house.socket_url}/ws/widget", origin=house.url, proxy=None) as third:
                with pytest.raises(ConnectionClosed) as closed:
                    await asyncio.wait_for(third.recv(), 10)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1013
        for _ in range(3):
            async with house.window() as window:
                await window.say("자리가 있어요")


async def _queue(house: Gateway) -> list[Handoff]:
    async with house.talk.database.read() as connection:
        return await handoffs.queued(connection)


async def _control(house: Gateway, id: str) -> Conversation:
    async with house.talk.database.read() as connection:
        found = await conversations.get(connection, id)
    assert found is not None
    return found

