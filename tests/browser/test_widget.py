"""The website's widget in a real browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import NewContext
from tests.browser.pages import Widget
from tests.browser.stage import TOGETHER, brain, chromium, context, house
from tests.gateway import Gateway

__all__ = ["brain", "chromium", "context", "house"]

pytestmark = TOGETHER


async def opened(context: NewContext, house: Gateway, path: str = "/", **screen: Any) -> Widget:
    page = await (await context(**screen)).new_page()
    return await Widget(page, house.url).visit(path)


def sent_by(page: Page) -> list[Any]:
    """Collect the `msg` frames that a page sends from now on."""
    sent: list[Any] = []

    def keep(data: str | bytes) -> None:
        frame = json.loads(data)
        if frame["type"] == "msg":
            sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    return sent


async def test_the_first_screen_says_who_answers_and_what_not_to_write(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    for words in ("챗봇이에요", "주민등록번호·계좌번호는 적지 마세요", "연습용 – 실제 신청이나 상담이 아니에요"):
        await expect(widget.page.locator("iljari-talk").get_by_text(words)).to_be_visible()
    await widget.page.locator("iljari-talk").get_by_role("button", name="일자리 찾기").click()
    await widget.hears("bot", "두 곳을 찾았어요.")


async def test_cards_and_next_steps(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    await widget.say("전주 일자리")
    await expect(widget.cards).to_have_count(2)
    await expect(widget.cards.first).to_contain_text("연습용")
    await expect(widget.cards.first).to_contain_text("연습 자료")
    await widget.press("더 보기")
    await widget.hears("citizen", "더 보기")
    await widget.hears("bot", "답: /show_more")
    await expect(widget.log.get_by_role("button", name="그만")).to_be_disabled()
    await expect(widget.cards.first.get_by_role("button", name="자세히")).to_be_enabled()


async def test_a_reload_shows_the_whole_talk_once(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house, "/chat")
    await widget.say("하나")
    await widget.hears("bot", "답: 하나")
    await widget.page.reload()
    await widget.hears("bot", "답: 하나")
    await expect(widget.said_by("citizen")).to_have_text(["하나"])
    await expect(widget.said_by("bot")).to_have_text(["답: 하나"])
    kept = await widget.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "하나" not in kept


async def test_a_lost_connection_loses_and_doubles_nothing(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    await widget.say("하나")
    await widget.hears("bot", "답: 하나")
    for task in list(house.app.websocket_tasks):
        task.cancel()
    await widget.say("둘")
    await widget.hears("bot", "답: 둘")
    await expect(widget.said_by("citizen")).to_have_text(["하나", "둘"])
    await expect(widget.said_by("bot")).to_have_text(["답: 하나", "답: 둘"])


@pytest.mark.parametrize("enter_again", [False, True], ids=["enter commits", "enter commits and comes again"])
async def test_the_last_korean_syllable_goes_with_its_message(
    context: NewContext, house: Gateway, enter_again: bool
) -> None:
    page = await (await context()).new_page()
    sent = sent_by(page)
    widget = await Widget(page, house.url).visit()
    keys = await page.context.new_cdp_session(page)
    await keys.send("Input.insertText", {"text": "안녕하세"})
    await keys.send("Input.imeSetComposition", {"text": "요", "selectionStart": 1, "selectionEnd": 1})
    await keys.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "code": "Enter", "key": "Process"},
    )
    await keys.send("Input.insertText", {"text": "요"})
    if enter_again:
        await page.keyboard.press("Enter")
    await widget.hears("bot", "답: 안녕하세요")
    await widget.say("끝")
    await widget.hears("bot", "답: 끝")
    assert [frame["text"] for frame in sent] == ["안녕하세요", "끝"]
    await expect(widget.box).to_have_value("")


async def test_a_text_beyond_the_limit_stays_in_the_box(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    await widget.box.fill("가" * 2_001)
    await expect(widget.page.get_by_text("2,000자까지 보낼 수 있어요.")).to_be_visible()
    await widget.box.press("Enter")
    await expect(widget.box).to_have_value("가" * 2_001)
    await expect(widget.said_by("citizen")).to_have_count(0)


async def test_markup_is_shown_as_it_was_written(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    await widget.say("<script>alert(1)</script> javascript:alert(1) https://example.org/길 1577-0365")
    await widget.hears("bot", "<script>alert(1)</script>")
    links = widget.said_by("bot").locator("a")
    assert [await link.get_attribute("href") for link in await links.all()] == [
        "https://example.org/길", "tel:1577-0365",
    ]  # fmt: skip


async def test_keys_open_close_and_keep_the_focus(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    await expect(widget.box).to_be_focused()
    await widget.page.keyboard.press("Escape")
    await expect(widget.box).to_be_hidden()
    await expect(widget.launcher).to_be_focused()
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")


async def test_what_cannot_be_opened_on_a_phone_can_be_closed_and_opened_again(
    context: NewContext, house: Gateway
) -> None:
    page = await (await context(390, 844)).new_page()
    away = True

    async def lose(route: Route) -> None:
        await (route.abort() if away else route.continue_())

    await page.route("**/app.js*", lose)
    await page.goto(house.url)
    widget = Widget(page, house.url)
    await widget.launcher.click()
    await expect(page.get_by_text("지금은 열지 못했어요.")).to_be_visible()
    await widget.launcher.click()
    await expect(page.get_by_text("지금은 열지 못했어요.")).to_be_hidden()
    away = False
    await widget.launcher.click()
    await expect(widget.box).to_be_visible()
    await expect(widget.launcher).to_be_hidden()


async def test_a_new_talk_begins_empty(context: NewContext, house: Gateway) -> None:
    widget = await opened(context, house)
    await widget.say("하나")
    await widget.hears("bot", "답: 하나")
    await widget.page.get_by_role("button", name="대화 지우기").click()
    await widget.page.get_by_role("button", name="지우고 새로 시작").click()
    await expect(widget.said_by("citizen")).to_have_count(0)
    await widget.say("둘")
    await widget.hears("bot", "답: 둘")
    await expect(widget.said_by("citizen")).to_have_text(["둘"])


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_nothing_is_wider_than_a_small_screen(context: NewContext, house: Gateway, path: str) -> None:
    widget = await opened(context, house, path, width=320, height=568, has_touch=True, is_mobile=True)
    await widget.say("아주긴낱말" * 30)
    await widget.hears("bot", "아주긴낱말")
    await widget.say("일자리")
    await expect(widget.cards).to_have_count(2)
    wide = await widget.page.evaluate(
        """[...document.querySelector('iljari-talk').shadowRoot.querySelectorAll('.scroll, .scroll *')]
        .filter((e) => !e.matches('.hidden-text') && e.getBoundingClientRect().right > 320.5).map((e) => e.className)"""
    )
    assert wide == []
