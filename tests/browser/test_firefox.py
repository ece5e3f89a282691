"""The widget in Firefox: another engine with its own sockets, locks, shadow trees and security rules."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from tests.browser import firefox
from tests.browser.firefox import ENTER, Firefox, Tab
from tests.gateway import Gateway

pytestmark = pytest.mark.browser
ROOT = "document.querySelector('iljari-talk')?.shadowRoot"


@pytest.fixture
async def browser() -> AsyncIterator[Firefox]:
    """A Firefox in whose pages nothing may have gone wrong."""
    found = firefox.path()
    if found is None:
        assert not os.environ.get("CI"), "CI has Debian's Firefox"
        pytest.skip("no Firefox here")
    async with firefox.firefox(found) as running:
        yield running
        assert running.errors == []


def said(author: str) -> str:
    return f"[...{ROOT}.querySelectorAll('.said.{author} > .bubble')].map((one) => one.innerText.trim())"


async def opened(browser: Firefox, url: str) -> Tab:
    tab = await browser.tab()
    await tab.goto(url)
    return await ready(tab)


async def ready(tab: Tab) -> Tab:
    """Open the window if it is shut, and put the cursor into the box."""
    await tab.until(f"Boolean({ROOT}?.querySelector('.launcher, textarea'))")
    await tab.run(f"{ROOT}.querySelector('textarea') ? 1 : ({ROOT}.querySelector('.launcher').click(), 1)")
    await tab.until(f"Boolean({ROOT}.querySelector('textarea'))")
    return tab


async def say(tab: Tab, text: str) -> None:
    await tab.run(f"({ROOT}.querySelector('textarea').focus(), 1)")
    await tab.keys(text + ENTER)


@pytest.mark.parametrize("page", ["/", "/chat"])
async def test_one_talks_presses_and_reads_it_all_again(browser: Firefox, house: Gateway, page: str) -> None:
    tab = await opened(browser, house.url + page)
    await say(tab, "전주 일자리")
    await tab.until(f"{ROOT}.querySelectorAll('.card').length === 2")
    more = f"[...{ROOT}.querySelectorAll('button')].find((one) => one.innerText.trim() === '더 보기')"
    await tab.run(f"({more}.click(), 1)")
    await tab.until(f"{said('citizen')}.length === 2")
    await tab.until(f"{said('bot')}.length >= 2")
    assert await tab.run(said("citizen")) == ["전주 일자리", "더 보기"]
    before = await tab.run(said("bot"))
    await tab.reload()
    await ready(tab)
    await tab.until(f"{said('bot')}.length >= {len(before)}")
    assert await tab.run(said("citizen")) == ["전주 일자리", "더 보기"]
    assert await tab.run(said("bot")) == before


async def test_a_lost_connection_loses_and_doubles_nothing(browser: Firefox, house: Gateway) -> None:
    tab = await opened(browser, house.url)
    for n in range(1, 7):
        await say(tab, f"말 {n}")
        for task in list(house.app.websocket_tasks):
            task.cancel()
    await tab.until(f"{said('bot')}.length >= 6")
    assert await tab.run(said("citizen")) == [f"말 {n}" for n in range(1, 7)]
    assert await tab.run(said("bot")) == [f"답: 말 {n}" for n in range(1, 7)]


async def test_two_tabs_are_one_talk(browser: Firefox, house: Gateway) -> None:
    one, two = await opened(browser, f"{house.url}/chat"), await opened(browser, f"{house.url}/chat")
    await say(two, "둘째 창")
    for tab in (one, two):
        await tab.until(f"{said('bot')}.includes('답: 둘째 창')")
    await say(one, "첫째 창")
    for tab in (one, two):
        await tab.until(f"{said('bot')}.includes('답: 첫째 창')")
        assert await tab.run(said("citizen")) == ["둘째 창", "첫째 창"]


async def test_nothing_written_is_run(browser: Firefox, house: Gateway) -> None:
    tab = await opened(browser, house.url)
    hostile = "<img src=x onerror=document.title='ran'><script>document.title='ran'</script>"
    await say(tab, f"카드 {hostile}")
    await tab.until(f"{ROOT}.querySelectorAll('.card').length === 1")
    assert await tab.run("document.title") != "ran"
    assert (await tab.run(said("citizen")))[0].startswith("카드 <img")
