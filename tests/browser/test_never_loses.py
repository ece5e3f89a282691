"""The widget's promises about its connection, in a real browser: nothing is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, WebSocketRoute, expect

from bot.cli.stations import free_ports
from bot.settings import ROOT
from bot.store import handoffs
from tests.browser.conftest import NewContext, ShowingBrain
from tests.browser.pages import Widget
from tests.browser.stage import TOGETHER, brain, chromium, context, house
from tests.gateway import Gateway
from tests.talk.conftest import counselor

__all__ = ["brain", "chromium", "context", "house"]

pytestmark = TOGETHER
SAID = ["하나", "둘", "셋", "넷", "다섯"]
SOON = "Math.random = () => 0.05"  # come back at once: chance is for crowds


async def whole_talk(page: Page) -> list[tuple[str, str]]:
    """Return what the window shows, line by line."""
    lines = await page.evaluate(
        """[...document.querySelector('iljari-talk').shadowRoot.querySelectorAll('.log .said')].map((line) =>
           [line.className.split(' ')[1], line.querySelector('.bubble')?.textContent ?? ''])"""
    )
    return [tuple(line) for line in lines]


def expected(said: list[str]) -> list[tuple[str, str]]:
    return [line for text in said for line in (("citizen", text), ("bot", f"답: {text}"))]


class Cutter:
    """Stands between page and server; the connection breaks at the frame with the number `at`, which is lost."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.seen = 0

    async def __call__(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        page.on_message(lambda data: self._pass(data, server.send, page, server))
        server.on_message(lambda data: self._pass(data, page.send, page, server))

    def _pass(self, data: Any, on: Any, page: WebSocketRoute, server: WebSocketRoute) -> None:
        self.seen += 1
        if self.seen == self.at:
            for end in (page, server):
                asyncio.ensure_future(end.close())  # noqa: RUF006
            return
        on(data)


async def cut_talk(browser: BrowserContext, house: Gateway, at: int) -> tuple[list[tuple[str, str]], int]:
    page = await browser.new_page()
    cutter = Cutter(at)
    await page.route_web_socket("**/ws/widget", cutter)
    widget = await Widget(page, house.url).visit("/chat")
    for text in SAID:
        await widget.say(text)
        await widget.hears("bot", f"답: {text}")
    await expect(widget.said_by("bot")).to_have_count(len(SAID))
    return await whole_talk(page), cutter.seen


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.marathon)], ids=["some frames", "every frame"])
async def test_a_connection_lost_at_any_frame_of_a_talk_loses_and_doubles_nothing(
    context: NewContext, house: Gateway, step: int
) -> None:
    """A frame of a talk of some 40 frames, in either direction, is lost together with the connection."""

    async def case(at: int) -> tuple[list[tuple[str, str]], int]:
        browser = await context(600, 700)
        await browser.add_init_script(SOON)
        try:
            return await cut_talk(browser, house, at)
        finally:
            await browser.close()

    _, frames = await case(0)
    assert frames >= 30
    cuts = list(range(1, max(frames, 40) + 1, step))
    for some in (cuts[i : i + 3] for i in range(0, len(cuts), 3)):
        for at, (shown, _) in zip(some, await asyncio.gather(*map(case, some)), strict=True):
            assert shown == expected(SAID), f"cut at frame {at}"


async def test_after_eleven_minutes_of_sleep_the_talk_goes_on(context: NewContext, house: Gateway) -> None:
    """The connection is half-open on waking: nothing arrives and nobody says so."""
    browser = await context()
    page = await browser.new_page()
    await page.clock.install()
    asleep = False

    async def between(route: WebSocketRoute) -> None:
        mine = asleep
        server = route.connect_to_server()
        route.on_message(lambda data: None if asleep != mine else server.send(data))
        server.on_message(lambda data: None if asleep != mine else route.send(data))

    await page.route_web_socket("**/ws/widget", between)
    widget = await Widget(page, house.url).visit("/chat")
    await widget.say("자기 전")
    await widget.hears("bot", "답: 자기 전")
    asleep = True
    await page.clock.fast_forward("11:00")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await widget.say("일어났어요")
    await page.clock.run_for(6_000)
    await widget.hears("bot", "답: 일어났어요")
    assert await whole_talk(page) == expected(["자기 전", "일어났어요"])


async def test_a_server_that_comes_back_is_found_again(context: NewContext, house: Gateway) -> None:
    browser = await context()
    await browser.add_init_script(SOON)
    page = await browser.new_page()
    away = False

    async def between(route: WebSocketRoute) -> None:
        if away:
            await route.close()
        else:
            routes.append(route)
            route.connect_to_server()

    routes: list[WebSocketRoute] = []
    await page.route_web_socket("**/ws/widget", between)
    await page.route("**/ws/widget/poll", lambda route: route.abort())
    widget = await Widget(page, house.url).visit("/chat")
    await widget.say("먼저")
    await widget.hears("bot", "답: 먼저")
    away = True
    for task in list(house.app.websocket_tasks):
        task.cancel()
    await expect(widget.speaking).to_have_text("다시 연결하고 있어요")
    await expect(widget.box).to_be_editable()
    await widget.say("그동안 적었어요")
    await expect(widget.log.get_by_text("연결되면 보낼게요")).to_be_visible()
    away = False
    await widget.hears("bot", "답: 그동안 적었어요")
    assert await whole_talk(page) == expected(["먼저", "그동안 적었어요"])


async def test_a_gateway_that_is_killed_and_started_anew_is_found_again(context: NewContext, tmp_path: Path) -> None:
    """A process of its own, without an engine: what is proven is that no word is lost or doubled."""
    (port,) = free_ports(1)
    keys = {f"ILJARI_{name}": name * 4 for name in ("ENGINE_SECRET", "ACTIONS_SECRET", "IDENTITY_KEY", "ADDRESS_KEY")}
    own = {"ILJARI_PORT": str(port), "ILJARI_DATA_DIR": str(tmp_path), "ILJARI_HOST": "127.0.0.1", **keys}

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        command = (sys.executable, "-m", "bot", "serve", "--only", "gateway")
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, **own})
        try:
            async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(120):
                while not await answers(client, f"http://127.0.0.1:{port}/healthz"):  # noqa: ASYNC110  another process
                    await asyncio.sleep(0.1)
            yield
        finally:
            process.kill()
            await process.wait()

    browser = await context()
    await browser.add_init_script(SOON)
    async with running():
        widget = await Widget(await browser.new_page(), f"http://127.0.0.1:{port}").visit("/chat")
        await widget.say("먼저")
        await expect(widget.log.locator(".said.citizen time")).to_have_count(1)
    await expect(widget.speaking).to_have_text("다시 연결하고 있어요")
    await widget.say("그동안 적었어요")
    await expect(widget.log.get_by_text("연결되면 보낼게요")).to_be_visible()
    async with running():
        await expect(widget.speaking).to_have_text("챗봇이 바로 답해요")
        await expect(widget.log.locator(".fate")).to_have_count(0)
        await expect(widget.said_by("citizen")).to_have_text(["먼저", "그동안 적었어요"])
        await widget.page.reload()
        await expect(widget.said_by("citizen")).to_have_text(["먼저", "그동안 적었어요"])


async def answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False


async def test_two_tabs_are_one_talk_on_one_connection(context: NewContext, house: Gateway) -> None:
    browser = await context()
    one = await Widget(await browser.new_page(), house.url).visit()
    await one.say("첫 창에서")
    await one.hears("bot", "답: 첫 창에서")
    page = await browser.new_page()
    sockets: list[Any] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    two = await Widget(page, house.url).visit()
    await two.hears("bot", "답: 첫 창에서")
    await two.say("둘째 창에서")
    for window in (one, two):
        await window.hears("bot", "답: 둘째 창에서")
    assert sockets == []
    both = expected(["첫 창에서", "둘째 창에서"])
    assert await whole_talk(one.page) == await whole_talk(two.page) == both
    await one.page.close()
    await two.say("혼자 남아")
    await two.hears("bot", "답: 혼자 남아")
    assert len(sockets) == 1
    assert await whole_talk(two.page) == [*both, *expected(["혼자 남아"])]


async def test_what_is_read_in_one_tab_is_read_in_all(context: NewContext, house: Gateway, brain: ShowingBrain) -> None:
    browser = await context()
    one = await Widget(await browser.new_page(), house.url).visit()
    await one.say("안녕하세요")
    await one.hears("bot", "답: 안녕하세요")
    two = await Widget(await browser.new_page(), house.url).visit()
    await two.hears("bot", "답: 안녕하세요")
    for window in (one, two):
        await window.page.keyboard.press("Escape")
    await one.page.evaluate("IljariTalk.send('또 왔어요')")
    await one.hears("bot", "답: 또 왔어요")
    await expect(two.launcher).to_have_attribute("aria-label", "일자리톡 열기, 새 메시지 1개")
    await two.launcher.click()
    await expect(two.launcher).to_have_attribute("aria-label", "일자리톡 닫기")


async def test_what_is_written_offline_is_sent_in_order_when_the_network_is_back(
    context: NewContext, house: Gateway
) -> None:
    browser = await context()
    await browser.add_init_script(SOON)
    widget = await Widget(await browser.new_page(), house.url).visit()
    await widget.say("연결됨")
    await widget.hears("bot", "답: 연결됨")
    await browser.set_offline(True)
    for task in list(house.app.websocket_tasks):
        task.cancel()
    await expect(widget.page.get_by_text("인터넷이 끊겼어요.")).to_be_visible()
    for text in ("하나", "둘", "셋"):
        await widget.say(text)
    await expect(widget.said_by("citizen")).to_have_count(4)
    await browser.set_offline(False)
    await widget.hears("bot", "답: 셋")
    citizen = [text for who, text in await whole_talk(widget.page) if who == "citizen"]
    assert citizen == ["연결됨", "하나", "둘", "셋"]
    await expect(widget.said_by("bot")).to_have_count(4)


@pytest.mark.parametrize("device", ["tab", "shared"])
async def test_what_was_not_sent_outlives_a_reload_but_not_on_a_shared_computer(
    context: NewContext, house: Gateway, device: str
) -> None:
    browser = await context()
    page = await browser.new_page()
    closed = True

    async def between(route: WebSocketRoute) -> None:
        if closed:
            await route.close()
        else:
            route.connect_to_server()

    await page.route_web_socket("**/ws/widget", between)
    await page.route("**/ws/widget/poll", lambda route: route.abort())
    if device == "shared":
        await page.add_init_script("window.IljariTalkSettings = { shared: true }")
    widget = await Widget(page, house.url).visit()
    await widget.say("아직 못 보냈어요")
    kept = await page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert ("못 보냈어요" in kept) is (device == "tab")
    closed = False
    await page.reload()
    await widget.launcher.click()
    await expect(widget.box).to_be_visible()
    if device == "tab":
        await widget.hears("bot", "답: 아직 못 보냈어요")
    await expect(widget.said_by("citizen")).to_have_count(1 if device == "tab" else 0)
    kept = await page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "못 보냈어요" not in kept


async def test_without_websockets_the_talk_goes_by_plain_requests(context: NewContext, house: Gateway) -> None:
    browser = await context()
    await browser.add_init_script(SOON)
    page = await browser.new_page()
    polled: list[str] = []
    page.on("request", lambda r: polled.append(r.post_data or "") if r.url.endswith("/poll") else None)
    await page.route_web_socket("**/ws/widget", lambda route: route.close())
    widget = await Widget(page, house.url).visit("/chat")
    for text in SAID[:3]:
        await widget.say(text)
        await widget.hears("bot", f"답: {text}")
    assert await whole_talk(page) == expected(SAID[:3])
    sent = [frame for data in polled for frame in json.loads(data).get("frames", [])]
    ids = [frame["cid"] for frame in sent if frame["type"] == "msg"]
    assert len(set(ids)) == 3
    await widget.say("상담원 불러 주세요")
    await expect(widget.speaking).to_contain_text("상담사를 기다리고 있어요")
    await page.reload()
    await widget.hears("bot", "답: 셋")
    assert (await whole_talk(page))[:6] == expected(SAID[:3])


async def test_coming_back_by_the_back_button_shows_the_talk_once(context: NewContext, house: Gateway) -> None:
    browser = await context()
    widget = await Widget(await browser.new_page(), house.url).visit("/chat")
    await widget.say("돌아올게요")
    await widget.hears("bot", "답: 돌아올게요")
    await widget.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    await expect(widget.said_by("citizen")).to_have_count(0)  # nothing waits in the browser's memory
    await widget.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    await widget.hears("bot", "답: 돌아올게요")
    await widget.page.goto(house.url + "/healthz")
    await widget.page.go_back()
    await widget.hears("bot", "답: 돌아올게요")
    await widget.say("왔어요")
    await widget.hears("bot", "답: 왔어요")
    assert await whole_talk(widget.page) == expected(["돌아올게요", "왔어요"])


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_wiping_leaves_nothing_for_the_next_person(context: NewContext, house: Gateway, path: str) -> None:
    browser = await context()
    one = await Widget(await browser.new_page(), house.url).visit(path)
    await one.say("남의 이야기")
    await one.hears("bot", "답: 남의 이야기")
    before = await one.page.evaluate("sessionStorage['iljari-talk'] ?? null")
    two = await Widget(await browser.new_page(), house.url).visit(path)
    await two.hears("bot", "답: 남의 이야기")
    await one.page.get_by_role("button", name="대화 지우기").click()
    await one.page.get_by_role("button", name="지우고 새로 시작").click()
    for window in (one, two):
        await expect(window.said_by("citizen")).to_have_count(0)
    await one.say("새 사람")
    await one.hears("bot", "답: 새 사람")
    await one.page.reload()
    if path == "/":
        await one.launcher.click()
    await one.hears("bot", "답: 새 사람")
    assert await whole_talk(one.page) == expected(["새 사람"])
    kept = await one.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "이야기" not in kept
    if before:
        assert before not in kept
        async with house.window(token=before) as thief:
            assert thief.lines == []


async def test_wiping_without_a_connection_reaches_the_server_later(context: NewContext, house: Gateway) -> None:
    browser = await context()
    await browser.add_init_script(SOON)
    widget = await Widget(await browser.new_page(), house.url).visit("/chat")
    await widget.say("곧 지울 말")
    await widget.hears("bot", "답: 곧 지울 말")
    await browser.set_offline(True)
    for task in list(house.app.websocket_tasks):
        task.cancel()
    await widget.page.get_by_role("button", name="대화 지우기").click()
    await widget.page.get_by_role("button", name="지우고 새로 시작").click()
    await expect(widget.said_by("citizen")).to_have_count(0)
    await browser.set_offline(False)
    await widget.say("새 말")
    await widget.hears("bot", "답: 새 말")
    await widget.page.reload()
    await widget.hears("bot", "답: 새 말")
    assert await whole_talk(widget.page) == expected(["새 말"])


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "own"])
async def test_a_window_left_alone_asks_and_a_shared_one_is_wiped(
    context: NewContext, house: Gateway, shared: bool
) -> None:
    browser = await context()
    page = await browser.new_page()
    await page.clock.install()
    if shared:
        await page.add_init_script("window.IljariTalkSettings = { shared: true }")
    widget = await Widget(page, house.url).visit()
    await widget.say("잠깐 자리를 비워요")
    await widget.hears("bot", "답: 잠깐 자리를 비워요")
    question = page.get_by_role("alertdialog", name="아직 여기 계세요?")
    for _ in range(2):  # as often as one likes
        await page.clock.run_for(25_000)
        await page.clock.fast_forward("30:05")
        await page.clock.run_for(6_000)
        await expect(question).to_be_visible()
        await question.get_by_role("button", name="계속하기").click()
        await expect(question).to_have_count(0)
        await widget.hears("bot", "답: 잠깐 자리를 비워요")
    await page.clock.fast_forward("30:05")
    await page.clock.run_for(6_000)
    await expect(question).to_be_visible()
    await page.clock.fast_forward("02:05")
    await page.clock.run_for(6_000)
    await expect(question).to_have_count(0 if shared else 1)
    await expect(widget.said_by("citizen")).to_have_count(0 if shared else 1)


async def test_dots_that_nobody_ends_end_by_themselves(context: NewContext, house: Gateway) -> None:
    page = await (await context()).new_page()
    await page.clock.install()

    async def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        typing = {"type": "typing", "on": True, "ttl": 6, "author": {"kind": "bot"}}

        def on(data: Any) -> None:
            route.send(data)
            if json.loads(data)["type"] == "live":
                route.send(json.dumps(typing))

        server.on_message(on)

    await page.route_web_socket("**/ws/widget", between)
    await Widget(page, house.url).visit("/chat")
    dots = page.locator("iljari-talk .typing")
    await expect(dots).to_be_visible()
    await page.clock.run_for(6_500)
    await expect(dots).to_have_count(0)


async def test_what_happened_while_the_connection_was_away_is_news(context: NewContext, house: Gateway) -> None:
    """The host page is told of it as of anything else, and the launcher counts it."""
    browser = await context()
    await browser.add_init_script(
        SOON + "; window.told = []; for (const name of ['message', 'handoff'])"
        "addEventListener(`iljaritalk:${name}`, ({ detail }) => told.push(detail.author ?? detail.control))"
    )
    page = await browser.new_page()
    away = False

    async def between(route: WebSocketRoute) -> None:
        if away:
            await route.close()
        else:
            route.connect_to_server()

    await page.route_web_socket("**/ws/widget", between)
    await page.route("**/ws/widget/poll", lambda route: route.abort())
    widget = await Widget(page, house.url).visit()
    await widget.say("상담원 불러 주세요")
    await expect(widget.speaking).to_contain_text("기다리고 있어요")
    await widget.box.press("Escape")
    await expect(widget.box).to_be_hidden()
    away = True
    for task in list(house.app.websocket_tasks):
        task.cancel()
    async with house.talk.database.read() as connection:
        held = (await handoffs.queued(connection))[-1]
    await house.talk.handoffs.accept(held.id, counselor("하나"))
    await house.talk.handoffs.say(held.conversation_id, counselor("하나"), "m1", "안녕하세요, 하나예요.")
    away = False
    await expect(widget.launcher).to_have_attribute("aria-label", "일자리톡 열기, 새 메시지 2개")
    assert await page.evaluate("told.slice(-3).sort()") == ["counselor", "human", "system"]
    await page.reload()
    await widget.launcher.click()
    await widget.hears("counselor", "안녕하세요, 하나예요.")
    assert await page.evaluate("told") == ["human"]  # what one has read before is no news
