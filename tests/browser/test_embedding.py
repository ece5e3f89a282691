"""The widget on other people's pages: strict rules, hostile styles, pages that change under it, its public calls."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Request, Route, expect

from tests.browser.conftest import NewContext
from tests.browser.pages import Widget
from tests.browser.stage import SITE, TOGETHER, brain, chromium, context, house
from tests.gateway import Gateway

__all__ = ["brain", "chromium", "context", "house"]

pytestmark = TOGETHER
STRICT = (
    "default-src 'none'; script-src {url} 'nonce-own'; style-src 'self'; connect-src {url} {socket}; img-src {url}; "
    "require-trusted-types-for 'script'"
)
HOSTILE = """
* { all: revert !important; display: inline !important; position: static !important; color: red !important;
  font-size: 7px !important; visibility: visible !important; float: left !important; pointer-events: none !important }
html { font-size: 40px !important } iljari-talk { font: 3px fantasy !important; text-transform: uppercase !important }
button, textarea { display: none !important }
"""


class HostPage:
    """A page of another site, served by the test."""

    def __init__(self, page: Page, house: Gateway) -> None:
        self.page = page
        self.house = house
        self.widget = Widget(page, house.url)
        self.asked: list[Request] = []
        page.on("request", lambda request: self.asked.append(request))

    async def visit(self, head: str = "", *, strict: bool = True) -> HostPage:
        body = "<main><h1>누리집</h1></main>"
        rules = STRICT.format(url=self.house.url, socket=self.house.socket_url) if strict else ""
        html = f'<!doctype html><html lang="ko"><head><title>누리집</title>{head}</head><body>{body}</body></html>'
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": rules}

        async def serve(route: Route) -> None:
            await route.fulfill(body=html, headers={k: v for k, v in headers.items() if v})

        await self.page.route(f"{SITE}/**", serve)
        await self.page.goto(f"{SITE}/")
        return self

    def loader(self, **data: str) -> str:
        told = "".join(f' data-{name}="{value}"' for name, value in data.items())
        return f'<script async src="{self.house.url}/widget/loader.js"{told}></script>'

    def names(self) -> list[str]:
        return [request.url.rsplit("/", 1)[-1] for request in self.asked]


@pytest_asyncio.fixture(loop_scope="module")
async def host(context: NewContext, house: Gateway) -> HostPage:
    return HostPage(await (await context()).new_page(), house)


async def talks(host: HostPage, text: str = "안녕하세요") -> None:
    await host.widget.say(text)
    await host.widget.hears("bot", f"답: {text}")


async def test_under_the_strictest_rules_and_idle_until_asked(host: HostPage) -> None:
    """Any report of a broken rule fails this test (see `contexts`)."""
    await host.visit(host.loader())
    await expect(host.widget.launcher).to_be_visible()
    assert "app.js" not in host.names()
    await host.widget.launcher.click()
    await talks(host)
    await host.widget.say("과정")
    await expect(host.page.get_by_role("button", name="다음", exact=True)).to_be_visible()
    await host.page.get_by_role("button", name="설정과 저장").click()
    await expect(host.page.get_by_role("combobox", name="언어")).to_be_focused()
    await host.page.get_by_role("combobox", name="언어").select_option("中文")
    await expect(host.page.get_by_role("button", name="发送")).to_be_visible()
    elsewhere = [r.url for r in host.asked if not r.url.startswith((SITE, host.house.url))]
    assert elsewhere == []
    assert await host.page.evaluate("document.cookie") == ""


async def test_hostile_styles_do_not_reach_it(host: HostPage) -> None:
    await host.visit(f"<style>{HOSTILE}</style>{host.loader()}", strict=False)
    await expect(host.widget.launcher).to_be_visible()
    await host.widget.launcher.click()
    await talks(host)
    size = await host.widget.box.evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)")
    assert size == 17
    place = await host.page.locator("iljari-talk .panel").bounding_box()
    assert place is not None
    assert round(place["width"]) == 400
    colour = "(e) => getComputedStyle(e).color"
    assert await host.widget.said_by("bot").first.evaluate(colour) != "rgb(255, 0, 0)"


async def test_calls_before_it_is_there_are_done_once_it_is(host: HostPage) -> None:
    early = (
        "<script>window.IljariTalk = window.IljariTalk || []; IljariTalk.push(['send', '미리 부른 말']);"
        "IljariTalk.push((talk) => { window.given = typeof talk.open })</script>"
    )
    await host.visit(early + host.loader() + host.loader(), strict=False)
    await host.widget.hears("bot", "답: 미리 부른 말")
    await expect(host.widget.said_by("citizen")).to_have_count(1)
    await expect(host.page.locator("iljari-talk")).to_have_count(1)
    assert await host.page.evaluate("given") == "function"
    await host.page.add_script_tag(url=f"{host.house.url}/widget/loader.js")
    await expect(host.page.locator("iljari-talk")).to_have_count(1)


async def test_calls_and_events(host: HostPage) -> None:
    listening = """<script>
      window.told = [];
      for (const name of ['ready', 'opened', 'closed', 'message', 'unread', 'handoff', 'error'])
        addEventListener(`iljaritalk:${name}`, ({ detail }) => told.push([name, detail]));
    </script>"""
    await host.visit(listening + host.loader(), strict=False)
    page, widget = host.page, host.widget
    await expect(widget.launcher).to_be_visible()
    await page.evaluate("IljariTalk.hide()")
    await expect(widget.launcher).to_be_hidden()
    await page.evaluate("IljariTalk.show()")
    await expect(widget.launcher).to_be_visible()
    # a function that is the value of an evaluation would be called by Playwright
    await page.evaluate("window.heard = []; window.off = IljariTalk.on('opened', () => heard.push(1)); null")
    await page.evaluate("IljariTalk.open()")
    await expect(widget.box).to_be_visible()
    await page.wait_for_function("heard.length === 1")
    assert await page.evaluate("IljariTalk.isOpen") is True
    await page.evaluate("off(); IljariTalk.toggle()")
    await expect(widget.box).to_be_hidden()
    await page.evaluate("IljariTalk.setContext({ page: '공고 17' }); IljariTalk.send('상담원 불러 주세요')")
    await expect(widget.speaking).to_contain_text("기다리고 있어요")
    told = await page.evaluate("told")
    names = [name for name, _ in told]
    assert names[:3] == ["ready", "opened", "closed"]
    assert "message" in names
    assert ["handoff", {"control": "queued", "counselor": None}] in told
    assert "상담원" not in json.dumps([detail for name, detail in told if name == "message"], ensure_ascii=False)
    assert await page.evaluate("heard.length") == 1
    await page.evaluate("IljariTalk.reset()")
    await expect(widget.said_by("citizen")).to_have_count(0)
    await talks(host, "다시")
    await page.evaluate("IljariTalk.destroy()")
    await expect(page.locator("iljari-talk")).to_have_count(0)
    assert await page.evaluate("typeof window.IljariTalk") == "undefined"
    await page.add_script_tag(url=f"{host.house.url}/widget/loader.js")
    await expect(widget.launcher).to_be_visible()
    await widget.launcher.click()
    await widget.hears("bot", "답: 다시")


async def test_a_host_sites_user_goes_on_elsewhere(context: NewContext, house: Gateway) -> None:
    proof = hmac.new(b"w" * 32, b"user-7", hashlib.sha256).hexdigest()
    for said in (["처음"], ["처음", "다른 기기에서"]):
        page = HostPage(await (await context()).new_page(), house)
        await page.visit(page.loader(), strict=False)
        await expect(page.widget.launcher).to_be_visible()
        await page.page.evaluate(f"IljariTalk.identify('user-7', '{proof}'); IljariTalk.open()")
        if len(said) > 1:
            await page.widget.hears("bot", f"답: {said[0]}")
        await talks(page, said[-1])
        await expect(page.widget.said_by("citizen")).to_have_text(said)


async def test_a_page_that_changes_under_it_takes_it_along(host: HostPage) -> None:
    await host.visit(host.loader(), strict=False)
    await host.widget.launcher.click()
    await talks(host, "처음 쪽에서")
    await host.widget.box.fill("쓰다 만 글")
    turbo = """(() => { const fresh = document.createElement('body'); fresh.innerHTML = '<main><h1>둘째 쪽</h1></main>';
      window.old = document.body.cloneNode(true); document.documentElement.replaceChild(fresh, document.body) })()"""
    for _ in range(2):
        await host.page.evaluate(turbo)
        await expect(host.page.get_by_role("heading", name="둘째 쪽")).to_be_visible()
        await expect(host.widget.box).to_have_value("쓰다 만 글")
        await expect(host.page.locator("iljari-talk")).to_have_count(1)
    await host.page.evaluate("document.documentElement.replaceChild(window.old, document.body)")  # a kept copy
    await expect(host.page.locator("iljari-talk")).to_have_count(1)
    await talks(host, "셋째 쪽에서")
    await expect(host.widget.said_by("citizen")).to_have_text(["처음 쪽에서", "셋째 쪽에서"])


async def test_a_changed_file_is_not_run(host: HostPage) -> None:
    """Somebody between us and the page changes what the loader loads."""

    async def change(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()) + "\nwindow.broken = true;")

    await host.page.route("**/app.js*", change)
    await host.visit(host.loader())
    await host.widget.launcher.click()
    await expect(host.page.get_by_text("지금은 열지 못했어요.")).to_be_visible()
    await expect(host.page.get_by_role("link", name="전화 1577-0365")).to_be_visible()
    assert await host.page.evaluate("window.broken") is None
    await host.page.unroute("**/app.js*")
    await host.widget.launcher.click()
    await host.widget.launcher.click()
    await talks(host)


async def test_a_pinned_version_works(host: HostPage) -> None:
    async with host.house.browser() as browser:
        told: dict[str, Any] = (await browser.get(f"{host.house.url}/widget/embed.json")).json()["loader"]
        kept = await browser.get(host.house.url + told["url"])
    assert "immutable" in kept.headers["cache-control"]
    pinned = f'<script async src="{host.house.url}{told["url"]}" integrity="{told["integrity"]}" crossorigin></script>'
    await host.visit(pinned)
    await host.widget.launcher.click()
    await talks(host)


@pytest.mark.parametrize(("colour", "taken"), [("#7a1fa2", True), ("#ffee00", False), ("red;}", False)])
async def test_a_host_sites_look_is_kept_if_it_can_be_read(host: HostPage, colour: str, taken: bool) -> None:
    looks = json.dumps({"color": colour, "position": "left", "launcherTitle": "상담 창", "zIndex": 5})
    await host.visit(f"<script>window.IljariTalkSettings = {looks}</script>{host.loader()}", strict=False)
    launcher = host.page.get_by_role("button", name="상담 창 열기")
    if taken:
        await launcher.click()
    else:
        async with host.page.expect_console_message(lambda said: "no #rrggbb" in said.text):
            await launcher.click()
    await talks(host)
    place = await host.widget.launcher.bounding_box()
    assert place is not None
    assert place["x"] < 100
    background = "(b) => getComputedStyle(b).getPropertyValue('--action').trim()"
    send = host.page.get_by_role("button", name="보내기")
    await host.widget.box.fill("x")
    await expect(send).to_be_enabled()
    if taken:  # it comes a moment after the window
        await host.page.locator("iljari-talk[data-tint]").wait_for(state="attached")
    assert (await send.evaluate(background) == colour) is taken


async def test_without_scripts_there_are_telephone_and_hours(context: NewContext, house: Gateway) -> None:
    page = await (await context(390, 844, java_script_enabled=False)).new_page()
    await page.goto(f"{house.url}/chat")
    await expect(page.get_by_role("heading", name="전화와 방문으로도 도와드려요")).to_be_visible()
    await expect(page.get_by_role("link", name="1577-0365")).to_have_attribute("href", "tel:1577-0365")
    await expect(page.locator("noscript dd").nth(1)).to_contain_text("평일 오전 9시 ~ 오후 6시")
