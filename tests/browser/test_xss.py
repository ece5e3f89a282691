"""Nothing that anybody writes is ever run, in the citizen's window or at the counselor's desk."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Dialog, expect

from bot.store import handoffs
from tests.browser.conftest import NewContext
from tests.browser.pages import Widget
from tests.browser.payloads import PAYLOADS
from tests.browser.stage import TOGETHER, brain, chromium, context, house
from tests.browser.test_console import counselor
from tests.gateway import Gateway

__all__ = ["brain", "chromium", "context", "house"]

pytestmark = TOGETHER
MADE = """(root) => [...root.querySelectorAll('script, iframe, object, embed, base, meta, link, style, img, video')]
  .filter((e) => !e.closest('head')).length"""
LINKS = "(root) => [...root.querySelectorAll('a[href]')].map((a) => a.protocol)"


def test_the_corpus_is_large() -> None:
    assert len(set(PAYLOADS)) == 500


@pytest.mark.parametrize("part", range(5))
async def test_nothing_written_is_run(context: NewContext, house: Gateway, part: int) -> None:
    """Reports of broken rules fail the test, too (see `contexts`)."""
    ran: list[str] = []

    async def run(dialog: Dialog) -> None:
        ran.append(dialog.message)
        await dialog.dismiss()

    page = await (await context(500, 800)).new_page()
    page.on("dialog", run)
    widget = await Widget(page, house.url).visit("/chat")
    payloads = PAYLOADS[part::5]
    said = [*payloads, *(f"카드 {payload}" for payload in payloads[::10])]
    await page.evaluate("(said) => Promise.all(said.map((text) => IljariTalk.send(text)))", said)
    await expect(widget.said_by("citizen")).to_have_count(len(said))
    await expect(widget.said_by("bot")).to_have_count(len(said))
    for button in await widget.log.locator("a").all():
        assert (await button.get_attribute("rel") or "tel").split()[0] in ("noopener", "tel")
    shadow = await page.evaluate_handle("document.querySelector('iljari-talk').shadowRoot")
    assert await shadow.evaluate(MADE) == 0
    assert set(await shadow.evaluate(LINKS)) <= {"https:", "tel:"}
    shown = json.dumps(await widget.said_by("citizen").all_inner_texts(), ensure_ascii=False)
    assert "onerror=alert(1)" in shown

    desk = await counselor(context, house, f"hana{part}", "김하나")
    desk.page.on("dialog", run)
    await widget.say("상담원 불러 주세요")
    await expect(widget.speaking).to_contain_text("기다리고 있어요")
    await desk.waiting.last.locator(".card-open").click()
    await desk.sees("상담원 불러 주세요")
    body = desk.page.locator("body")
    assert await body.evaluate(MADE) == 0
    assert set(await body.evaluate(LINKS)) <= {"https:", "tel:", "http:"}
    async with house.talk.database.read() as connection:
        held = (await handoffs.queued(connection))[-1]
    assert held.summary is not None
    assert ran == []
    await widget.press("기다리지 않을래요")
