"""The pages of /jobs with the real search behind them: no violation, nothing cut off, and usable by keyboard."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewContext
from tests.browser.test_axe import clean
from tests.dialogue.conftest import SECRET, Server, server
from tests.gateway import Gateway, gateway
from tests.talk.conftest import Talk

__all__ = ["server"]

pytestmark = pytest.mark.browser
WIDTHS = (320, 390, 1280)
PAGES = {
    "form": "/jobs",
    "jobs": f"/jobs?q={quote('전주 사무직 주 5일')}",
    "courses": f"/jobs?q={quote('회계 훈련')}&kind=course",
    "relaxed": f"/jobs?q={quote('장수 캐디 월급 900만원 이상')}",
    "today": "/jobs/new/52130",
}
SHOTS = os.environ.get("ILJARI_SHOTS", "")  # a folder that takes pictures, for who wants to look


@pytest.fixture
async def house(talk: Talk, server: Server) -> AsyncIterator[Gateway]:
    port = urlsplit(server.url).port
    async with gateway(talk, actions_port=port, actions_secret=SECRET) as running:
        yield running


@pytest.mark.parametrize("name", PAGES)
async def test_no_violation_and_nothing_cut_off_at_any_width(context: NewContext, house: Gateway, name: str) -> None:
    for width in WIDTHS:
        page = await (await context(width, 900)).new_page()
        answer = await page.goto(house.url + PAGES[name])
        assert answer is not None
        assert answer.status == 200
        await clean(page, f"{name} at {width}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await _targets_are_large_enough(page)
        if SHOTS:
            await page.screenshot(path=Path(SHOTS) / f"jobs-{name}-{width}.png", full_page=True)


async def _targets_are_large_enough(page: Page) -> None:
    """WCAG 2.2, 2.5.8: what is pressed is at least 24 pixels high; a link within a sentence is let be."""
    small = await page.evaluate(
        "[...document.querySelectorAll('main button, main select, main input, nav a, a.open')]"
        ".filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    assert small == []


async def test_without_the_search_the_page_says_so_and_whom_to_call(context: NewContext, talk: Talk) -> None:
    async with gateway(talk, actions_port=1, actions_secret=SECRET) as away:
        page = await (await context(390, 844)).new_page()
        answer = await page.goto(away.url + PAGES["jobs"])
        assert answer is not None
        assert answer.status == 503
        await expect(page.get_by_role("alert")).to_contain_text("지금은 찾아 드릴 수 없어요")
        await clean(page, "away")


async def test_by_keyboard_alone_one_searches_and_reads_what_was_understood(
    context: NewContext, house: Gateway
) -> None:
    page = await (await context(390, 844)).new_page()
    await page.goto(house.url + "/jobs")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="본문으로 가기")).to_be_focused()
    await page.get_by_label("찾는 일을 편하게").focus()
    await page.keyboard.type("군산 요양보호사")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("list", name="이렇게 이해했어요")).to_contain_text("군산시")
    await expect(page.get_by_role("article").first).to_be_visible()
    assert "q=" in page.url
