"""What a counselor may see and do, and that every look is written down before anything is shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.store import handoffs, staff
from tests.gateway import Gateway, Window

Json = dict[str, Any]


@asynccontextmanager
async def waiting(house: Gateway, said: str = "상담원 연결해 주세요") -> AsyncIterator[tuple[Window, Json]]:
    """A citizen who waits for a person, and the card that the desk shows of them."""
    async with house.window() as window:
        await window.say("전주 일자리")
        await window.until_said("답: 전주 일자리")
        await window.say(said)
        await window.until("state", control="queued")
        id = window.frames[0]["talk"]
        async with house.talk.database.read() as connection:
            held = await handoffs.open_of(connection, id)
        assert held is not None
        yield window, {"handoff": held.id, "talk": id, "epoch": held.epoch}


async def accept(browser: httpx.AsyncClient, card: Json) -> httpx.Response:
    return await browser.post(f"handoffs/{card['handoff']}/accept", json={"epoch": card["epoch"]})


def line(cid: str, said: str, **more: Any) -> Json:
    return {"client_msg_id": cid, "text": said, **more}


async def test_from_the_queue_to_the_talk_and_back(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (window, card):
        (shown,) = (await hana.get("queue")).json()["items"]
        assert (shown["handoff_id"], shown["conversation_id"]) == (card["handoff"], card["talk"])
        assert shown["position"] == 1
        assert shown["last_text"] == "상담원 연결해 주세요"
        assert shown["summary"]["need"]
        assert (await accept(hana, card)).status_code == 200
        assert (await hana.get("queue")).json()["items"] == []
        (mine,) = (await hana.get("conversations?scope=mine")).json()["items"]
        assert (mine["id"], mine["handoff_id"]) == (card["talk"], card["handoff"])
        assert mine["waiting_since"]
        said = await hana.post(f"conversations/{card['talk']}/messages", json=line("m1", "안녕하세요, 도와드릴게요"))
        assert said.status_code == 201
        got = await window.until_said("안녕하세요, 도와드릴게요")
        assert got["seq"] == said.json()["seq"]
        (mine,) = (await hana.get("conversations")).json()["items"]
        assert mine["waiting_since"] is None
        await window.say("고맙습니다")
        (mine,) = (await hana.get("conversations")).json()["items"]
        assert mine["waiting_since"]
        ended = await hana.post(f"handoffs/{card['handoff']}/return", json={"mode": "menu", "outcome": "안내"})
        assert ended.json()["state"] == "returned"
        await window.until("state", control="bot")
        await window.until_said("답: menu")


async def test_a_talk_with_all_that_is_known_of_it(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (window, card):
        await accept(hana, card)
        await window.send(type="rcv", seq=2)
        await window.send(type="ping")
        await window.until("pong")
        await hana.post(f"conversations/{card['talk']}/messages", json=line("n1", "메모", visibility="internal"))
        seen = (await hana.get(f"conversations/{card['talk']}")).json()
        assert (seen["control"], seen["handoff"]["id"]) == ("human", card["handoff"])
        assert seen["handoff"]["owner_name"] == "hana 님"
        assert seen["person"]["id"]
        lines = (await hana.get(f"conversations/{card['talk']}/messages?after_seq=0")).json()["items"]
        assert [one["seq"] for one in lines] == list(range(1, len(lines) + 1))
        assert [one["delivered"] for one in lines[:3]] == [True, True, False]
        assert lines[0]["trace"].keys() >= {"intent", "confidence", "entities"}
        assert lines[-1]["visibility"] == "internal"
        later = (await hana.get(f"conversations/{card['talk']}/messages?after_seq={len(lines) - 1}")).json()["items"]
        assert later == lines[-1:]


async def test_of_many_who_accept_at_once_one_has_it_and_the_others_are_told_who(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    async with waiting(house) as (_, card):
        answers = await asyncio.gather(*(accept(browser, card) for browser in (hana, dul) * 5))
        won = {a.request.headers["cookie"] for a in answers if a.status_code == 200}
        lost = [a for a in answers if a.status_code != 200]
        assert len(won) == 1
        assert len(lost) == 5  # who has it may press again
        for answer in lost:
            told = answer.json()
            assert (answer.status_code, told["code"]) == (409, "taken")
            assert told["owner_name"] in ("hana 님", "dul 님")
            assert told["owner_name"] in told["title"]
            assert told["accepted_at"]


async def test_the_same_reply_sent_again_is_written_once(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        where = f"conversations/{card['talk']}/messages"
        answers = await asyncio.gather(*(hana.post(where, json=line("m1", "한 번만")) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        lines = (await hana.get(where)).json()["items"]
        assert [one["body"]["text"] for one in lines].count("한 번만") == 1


async def test_what_one_may_not_see_is_as_if_it_were_not(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    async with house.window() as silent, waiting(house) as (_, card):
        hidden = silent.frames[0]["talk"]
        await accept(hana, card)
        for id in [hidden, card["talk"]]:
            for ask in (
                lambda id: dul.get(f"conversations/{id}"),
                lambda id: dul.get(f"conversations/{id}/messages"),
                lambda id: dul.post(f"conversations/{id}/messages", json=line("m1", "엿보기")),
                lambda id: dul.post(f"conversations/{id}/typing", json={}),
            ):
                refused, unknown = await ask(id), await ask("f" * 32)
                assert refused.status_code == unknown.status_code == 404
                assert refused.text == unknown.text
        for verb in ("return", "resolve"):
            refused = await dul.post(f"handoffs/{card['handoff']}/{verb}", json={})
            unknown = await dul.post(f"handoffs/{'f' * 32}/{verb}", json={})
            assert (refused.status_code, refused.text) == (unknown.status_code, unknown.text)
            assert refused.status_code == 404


async def test_who_may_read_a_talk_changes_with_its_life(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")

    async def readers(id: str) -> list[int]:
        return [(await browser.get(f"conversations/{id}")).status_code for browser in (hana, dul)]

    async with waiting(house) as (window, card):
        assert await readers(card["talk"]) == [200, 200]
        await accept(hana, card)
        assert await readers(card["talk"]) == [200, 404]
        ended = await hana.post(f"handoffs/{card['handoff']}/resolve", json={"outcome": "해결"})
        assert ended.json()["state"] == "resolved"
        assert await readers(card["talk"]) == [200, 404]
        (closed,) = (await hana.get("conversations?scope=closed")).json()["items"]
        assert closed["id"] == card["talk"]
        await window.say("하나만 더 여쭤볼게요")
        await window.until("state", control="queued")  # the same consultation goes on: its counselor is here
        assert await readers(card["talk"]) == [200, 200]
        button = window.lines[-1]["body"]["buttons"][0]
        await window.send(type="msg", cid="b1", payload_id=button["payload_id"])
        await window.until("state", control="bot")
        assert await readers(card["talk"]) == [200, 200]  # what is said to the bot just now: logged as unasked


async def test_every_look_is_written_down(house: Gateway) -> None:
    hana = await house.counselor("hana")
    me = (await hana.get("me")).json()["id"]
    async with waiting(house) as (_, card):
        await hana.get("queue")
        await hana.get(f"conversations/{card['talk']}")
        await hana.get(f"conversations/{card['talk']}/messages?after_seq=1")
        async with house.talk.database.read() as connection:
            log = await staff.accesses(connection)
    looks = [(row["action"], row["conversation_id"]) for row in log if row["staff_id"] == me]
    assert looks[-3:] == [
        ("queue.view", None), ("conversation.view", card["talk"]), ("conversation.messages", card["talk"]),
    ]  # fmt: skip
    assert log[-3]["detail"] == {"conversations": [card["talk"]]}
    assert {row["address"] for row in log} == {"127.0.0.1"}


async def test_without_a_log_nothing_is_shown(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await house.talk.database.write(lambda c: c.execute(text("ALTER TABLE access_log RENAME TO elsewhere")))
        for path in ("queue", f"conversations/{card['talk']}", f"conversations/{card['talk']}/messages"):
            answer = await hana.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "log_unavailable")
            assert "전주" not in answer.text


async def test_a_talk_that_ended_can_be_ended_no_more(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        ends = [await hana.post(f"handoffs/{card['handoff']}/resolve", json={"outcome": "해결"}) for _ in range(2)]
        assert [answer.status_code for answer in ends] == [200, 409]
        assert ends[1].json()["code"] == "gone"
        assert (await accept(hana, card)).json()["code"] == "gone"


async def test_a_reply_to_a_floor_that_changed_is_refused(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        where = f"conversations/{card['talk']}/messages"
        answer = await hana.post(where, json=line("m1", "늦은 답", expect_epoch=card["epoch"]))
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yours")


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"text": "x"}, {"client_msg_id": 5, "text": "x"}, line("", "x"), line("m" * 65, "x"),
        line("m", ""), line("m", "  "), line("m", "x" * 2001),
        line("m", "x", visibility="suppressed"), line("m", "x", visibility=["a"]),
        line("m", "x", expect_epoch="z"), line("m", "x", expect_epoch=-1), line("m", "x", expect_epoch=True),
    ],
)  # fmt: skip
async def test_odd_replies_are_bad_requests(house: Gateway, sent: Json) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        answer = await hana.post(f"conversations/{card['talk']}/messages", json=sent)
        assert (answer.status_code, answer.json()["code"]) in [(400, "bad_field"), (400, "empty")]


async def test_odd_questions_are_bad_requests_or_unknown(house: Gateway) -> None:
    hana = await house.counselor("hana")
    for path in ("conversations?scope=all", "conversations?scope="):
        assert (await hana.get(path)).status_code in (200, 400)
    async with waiting(house) as (_, card):
        for after in ("-1", "x", "1e3", "9" * 30, "٣"):
            answer = await hana.get(f"conversations/{card['talk']}/messages", params={"after_seq": after})
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_field")
        answer = await hana.post(f"handoffs/{card['handoff']}/accept", json={"epoch": "one"})
        assert answer.status_code == 400
    for id in ("a" * 41, "%00", "..%2f..", "'; DROP TABLE staff; --", "💬"):
        assert (await hana.get(f"conversations/{id}")).status_code in (400, 404)


@asynccontextmanager
async def listening(house: Gateway, browser: httpx.AsyncClient) -> AsyncIterator[ClientConnection]:
    cookie = f"iljari={browser.cookies['iljari']}"
    async with connect(
        f"{house.socket_url}/ws/console", origin=house.url, additional_headers={"cookie": cookie}, proxy=None
    ) as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        yield socket


async def hear(socket: ClientConnection, type: str, **like: Any) -> Json:
    while True:
        async with asyncio.timeout(10):
            frame: Json = json.loads(await socket.recv())
        if frame["type"] == type and like.items() <= frame.items():
            return frame


async def test_the_desk_is_told_when_to_look(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    async with listening(house, hana) as hanas, listening(house, dul) as duls, waiting(house) as (window, card):
        await hear(hanas, "message", conversation_id=card["talk"])
        await accept(hana, card)
        assert (await hear(hanas, "handoff", id=card["handoff"]))["state"] == "active"
        assert (await hear(duls, "taken"))["by"] == "hana 님"
        await window.until("state", control="human")
        await window.send(type="typing")
        assert (await hear(hanas, "typing"))["conversation_id"] == card["talk"]
        await hana.post(f"conversations/{card['talk']}/typing", json={})
        typing = await window.until("typing")
        assert typing["author"] == {"kind": "counselor", "name": "hana 님"}
        await window.say("여보세요")
        await hear(hanas, "message", conversation_id=card["talk"])
        await hanas.send(json.dumps({"type": "ping"}))
        await hear(hanas, "pong")


async def test_the_desk_is_told_when_a_citizen_waits_no_more(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (window, card), listening(house, hana) as socket:
        notice = next(one for one in window.lines if one["body"].get("event") == "queued")
        button = notice["body"]["buttons"][0]
        await window.send(type="msg", cid="b1", payload_id=button["payload_id"])
        await hear(socket, "queue", conversation_id=card["talk"])
        assert (await hana.get("queue")).json()["items"] == []


async def test_a_stranger_hears_nothing_and_a_session_that_ends_ends_the_hearing(house: Gateway) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"{house.socket_url}/ws/console", origin=house.url, proxy=None):
            pass
    assert refused.value.response.status_code == 401
    hana = await house.counselor("hana")
    async with listening(house, hana) as socket:
        await hana.post("auth/logout")
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 10)
        assert socket.close_code == 4401


async def test_listeners_that_look_at_the_same_talk_let_go_together(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    async with waiting(house) as (_, card), listening(house, hana) as hanas, listening(house, dul) as duls:
        for socket in (hanas, duls):
            await socket.send(json.dumps({"type": "view", "viewing": card["talk"]}))
        await hear(hanas, "viewing", conversation_id=card["talk"])
        for task in house.app.websocket_tasks:
            task.cancel()
        async with asyncio.timeout(15):  # less than a browser's ping would take to end them
            await asyncio.gather(*house.app.websocket_tasks, return_exceptions=True)
