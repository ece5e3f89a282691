"""Who comes in at the website's door, by which word, and what is left of them when they wipe their talk."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.store import handoffs, messages
from tests.gateway import Frame, Gateway, gateway
from tests.talk.conftest import Talk

KEY = "w" * 32


@pytest.fixture
async def house(talk: Talk) -> AsyncIterator[Gateway]:
    async with gateway(talk, widget_key=KEY) as running:
        yield running


def signed(user: str, key: str = KEY) -> Frame:
    return {"user": user, "hmac": hmac.new(key.encode(), user.encode(), hashlib.sha256).hexdigest()}


async def said(house: Gateway, **hello: Any) -> list[str]:
    async with house.window(**hello) as window:
        return [line["body"]["text"] for line in window.lines]


# ---- wiping


async def test_a_wiped_talk_is_closed_and_its_token_opens_nothing_any_more(house: Gateway) -> None:
    async with house.window() as window:
        await window.say("상담원 연결")
        await window.until("state", control="queued")
        token = window.token
    async with house.window(forget=token) as window:
        assert window.lines == []
        assert window.token != token
        await window.say("새 사람")
        await window.until_said("답: 새 사람")
    assert await said(house, token=token) == []
    async with house.talk.database.read() as connection:
        assert await handoffs.queued(connection) == []  # nobody waits for who has left


async def test_other_windows_of_a_wiped_talk_are_emptied_and_shut(house: Gateway) -> None:
    async with house.window() as left_open:
        await left_open.say("남의 눈에 띌 말")
        await left_open.until_said("답: 남의 눈에 띌 말")
        async with house.window(forget=left_open.token):
            await left_open.until("reset")
            assert await left_open.closed() == 4401


@pytest.mark.parametrize("odd", ["x" * 43, "", 5, None, True, ["a"]])
async def test_wiping_what_never_was_is_harmless(house: Gateway, odd: object) -> None:
    async with house.window(forget=odd) as window:
        assert (await window.say("안녕하세요"))["seq"] == 1


# ---- the page's cookie


class Page:
    """Our own chat page: it comes by a cookie that it cannot read."""

    def __init__(self, house: Gateway, browser: httpx.AsyncClient) -> None:
        self.house = house
        self.browser = browser

    async def load(self, query: str = "") -> httpx.Response:
        return await self.browser.get(f"{self.house.url}/chat{query}")

    async def ask(self, *frames: Frame, **hello: Any) -> list[Frame]:
        asked = {"hello": {"cookie": True, "last_seq": 0, **hello}, "frames": list(frames)}
        answer = await self.browser.post(f"{self.house.url}/ws/widget/poll", json=asked)
        assert answer.status_code == 200, answer.text
        told: list[Frame] = answer.json()["frames"]
        return told

    async def lines(self, **hello: Any) -> list[str]:
        return [frame["body"]["text"] for frame in await self.ask(**hello) if frame["type"] == "msg"]


@pytest.fixture
async def page(house: Gateway) -> AsyncIterator[Page]:
    async with house.browser() as browser:
        yield Page(house, browser)


async def test_the_chat_page_is_known_by_a_cookie_that_scripts_cannot_read(page: Page) -> None:
    cookie = (await page.load()).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "set-cookie" not in (await page.load()).headers
    frames = await page.ask({"type": "msg", "cid": "c-1", "text": "하나"})
    assert frames[0] == {"type": "ack", "cid": "c-1", "seq": 1}
    welcome = (await page.ask())[0]
    assert welcome["type"] == "welcome"
    assert "token" not in welcome
    assert "하나" in await page.lines()


async def test_over_https_the_cookie_is_bound_to_this_host(talk: Talk) -> None:
    async with gateway(talk, public_url="https://chat.example.go.kr") as house, house.browser() as browser:
        cookie = (await browser.get(f"{house.url}/chat")).headers["set-cookie"]
    assert cookie.startswith("__Host-iljari-talk=")
    assert "Secure" in cookie


async def test_wiping_the_chat_page_makes_the_next_words_anothers(page: Page) -> None:
    await page.load()
    for i in range(3):
        await page.ask({"type": "msg", "cid": "c-1", "text": f"사람 {i}"})
        assert f"사람 {i}" in await page.lines()
        assert await page.lines(forget=True) == []
        assert await page.lines() == []


async def test_another_site_cannot_come_by_the_pages_cookie(talk: Talk) -> None:
    site = "https://www.example.go.kr"
    async with gateway(talk, host_origins=(site,)) as house, house.browser() as browser:
        page = Page(house, browser)
        await page.load()
        await page.ask({"type": "msg", "cid": "c-1", "text": "우리 페이지에서"})
        asked = {"hello": {"cookie": True, "last_seq": 0}}
        answer = await browser.post(f"{house.url}/ws/widget/poll", json=asked, headers={"origin": site})
        assert "우리 페이지에서" not in answer.text
        assert answer.json()["frames"][0]["token"]


# ---- a host site's word


async def test_a_host_sites_user_has_one_talk_on_every_device(house: Gateway) -> None:
    async with house.window() as phone:
        await phone.say("로그인하기 전")
        await phone.until_said("답: 로그인하기 전")
        token = phone.token
    async with house.window(token=token, identity=signed("u-7")) as phone:
        await phone.say("로그인했어요")
        await phone.until_said("답: 로그인했어요")
    elsewhere = await said(house, identity=signed("u-7"))
    assert elsewhere == ["로그인하기 전", "답: 로그인하기 전", "로그인했어요", "답: 로그인했어요"]
    assert await said(house, identity=signed("u-8")) == []


@pytest.mark.parametrize(
    "identity",
    [
        signed("u-7", "x" * 32), {"user": "u-7"}, {"user": "u-7", "hmac": ""}, {"user": 7, "hmac": "a"}, "u-7", None,
        {"user": "u-7", "hmac": "가" * 64}, {"user": "", "hmac": signed("")["hmac"]},
    ],
)  # fmt: skip
async def test_a_word_that_does_not_fit_is_nobodys(house: Gateway, identity: object) -> None:
    async with house.window(identity=signed("u-7")) as owner:
        await owner.say("내 이야기")
        await owner.until_said("답: 내 이야기")
    assert await said(house, identity=identity) == []


async def test_without_a_key_nobodys_word_is_taken(talk: Talk) -> None:
    async with gateway(talk) as house:
        async with house.window(identity=signed("u-7", "")) as one:
            await one.say("내 이야기")
        assert await said(house, identity=signed("u-7", "")) == []


# ---- beside the talk


async def test_what_is_said_beside_the_talk_is_told_to_the_desk(house: Gateway) -> None:
    async with house.window() as window:
        await window.say("안녕하세요")
        await window.until_said("답: 안녕하세요")
        where = {"page": "채용 공고 17", "주민": "900101-1234567", "n": [1], "x": True}
        await window.send(type="context", context=where)
        await window.send(type="ping")
        await window.until("pong")
        id = window.frames[0]["talk"]
    async with house.talk.database.read() as connection:
        lines = await messages.after(connection, id, 0, messages.FOR_STAFF)
    internal = [m.body["text"] for m in lines if m.visibility == "internal"]
    assert internal[0].startswith("누리집에서 보고 있던 것 – page: 채용 공고 17")
    assert "1234567" not in internal[0]
    assert len(internal) == 1


async def test_who_is_forgotten_sees_it_in_every_window_and_whenever_they_come_back(house: Gateway) -> None:
    async with house.window() as window:
        await window.say("제 비밀은 고양이")
        await window.until_said("답: 제 비밀은 고양이")
        seen = window.frames[-1]["seq"]
        async with house.window(token=window.token) as other:
            await window.send(type="erase")
            for one in (window, other):
                await one.until("reset")
                left = await one.until("msg")
                assert "모두 지웠어요" in left["body"]["text"]
            await other.say("안녕하세요")
            await window.until_said("답: 안녕하세요")
    async with house.window(token=window.token, last_seq=seen) as back:  # had it all, was away meanwhile
        assert [line["body"]["text"] for line in back.lines][1:] == ["안녕하세요", "답: 안녕하세요"]
        assert back.frames[0]["type"] == "reset"


async def test_the_desk_shows_nothing_of_whom_it_helped(house: Gateway) -> None:
    counselor = await house.counselor()
    async with house.window() as window:
        await window.say("상담원 고양이")
        await window.until("state", control="queued")
        id = window.frames[0]["talk"]
        queue = (await counselor.get("queue")).json()["items"]
        accepted = await counselor.post(f"handoffs/{queue[0]['handoff_id']}/accept", json={})
        assert accepted.status_code == 200, accepted.text
        await counselor.post(f"conversations/{id}/messages", json={"text": "고양이는 어떤가요?", "client_id": "c-1"})
        await window.send(type="erase")
        await window.until("state", control="bot")
    held = (await counselor.get("conversations?scope=mine")).json()["items"]
    assert held == []
    for path in ("queue", "conversations?scope=closed", f"conversations/{id}", f"conversations/{id}/messages"):
        shown = await counselor.get(path)
        assert shown.status_code in (200, 404), path
        assert "고양이" not in shown.text, path


# ---- plain requests


async def poll(house: Gateway, browser: httpx.AsyncClient, **asked: Any) -> list[Frame]:
    answer = await browser.post(f"{house.url}/ws/widget/poll", json=asked, timeout=30)
    frames: list[Frame] = answer.json()["frames"]
    return frames


async def test_plain_requests_hold_the_same_promises(house: Gateway) -> None:
    async with house.browser() as browser:
        token = (await poll(house, browser, hello={"last_seq": 0}))[0]["token"]
        hello = {"token": token, "last_seq": 0}
        message = {"type": "msg", "cid": "c-1", "text": "하나"}
        for _ in range(3):
            told = await poll(house, browser, hello=hello, frames=[message])
            assert told == [{"type": "ack", "cid": "c-1", "seq": 1}]
        seen: list[str] = []
        while "답: 하나" not in seen:
            news = await poll(house, browser, hello=hello, wait=True, state={"control": "bot"})
            seen += [frame["body"]["text"] for frame in news if frame["type"] == "msg"]
            hello["last_seq"] = max([hello["last_seq"], *(f["seq"] for f in news if f["type"] == "msg")])
        assert seen == ["하나", "답: 하나"]
        bad = await poll(house, browser, hello=hello, frames=[{"type": "msg"}, 5, "x", None])
        assert {frame["type"] for frame in bad} == {"refused"}
        assert (await browser.post(f"{house.url}/ws/widget/poll", json=[])).status_code == 400
        assert (await browser.post(f"{house.url}/ws/widget/poll", content=b"{")).status_code == 400


async def test_a_waiting_request_hears_of_a_new_speaker(house: Gateway) -> None:
    async with house.browser() as browser:
        token = (await poll(house, browser, hello={"last_seq": 0}))[0]["token"]
        async with house.window(token=token) as window:
            await window.say("상담원 연결")
            await window.until("state", control="queued")
            seen = max(line["seq"] for line in window.lines)
        hello = {"token": token, "last_seq": seen}
        news = await poll(house, browser, hello=hello, wait=True, state={"control": "bot"})
        assert {"type": "state", "control": "queued", "position": 1} in news
