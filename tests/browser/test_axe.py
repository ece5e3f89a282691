"""axe-core finds nothing at any of the console's states (WCAG 2.2 A and AA)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewContext
from tests.browser.pages import Console
from tests.browser.test_console import citizen
from tests.gateway import PASSWORD, Gateway

pytestmark = pytest.mark.browser
HEADINGS = {"봇 상담": "봇과 이야기 중"}
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RUN = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
  .then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html).slice(0, 3).join(' ')))"""


async def clean(page: Page, state: str) -> None:
    if not await page.evaluate("Boolean(window.axe)"):
        await page.evaluate(AXE)
    assert await page.evaluate(RUN) == [], state


async def test_no_violation_in_any_state_of_the_console(context: NewContext, house: Gateway) -> None:
    await (await house.counselor("hana", "lead")).aclose()
    page = await (await context(1440, 900)).new_page()
    console = await Console(page, house.url).sign_in("hana", PASSWORD)
    await expect(page.get_by_text("실시간 연결됨")).to_be_visible()
    await clean(page, "nobody waits")
    widget = await citizen(context, house)
    await widget.say("상담원 불러 주세요")
    await expect(console.waiting).to_have_count(1)
    await clean(page, "somebody waits")
    await console.accept("상담원 불러 주세요")
    await console.sees("상담원 불러 주세요")
    await clean(page, "a talk")
    for name in ("넘기기", "봇에게 돌려주기", "상담 끝내기"):
        await page.get_by_role("button", name=name, exact=True).click()
        await clean(page, name)
    await page.get_by_role("button", name="내 상태").click()
    await clean(page, "presence")
    for name in ("봇 상담", "예약 전화", "현황", "설정"):
        await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.get_by_role("heading", level=2, name=HEADINGS.get(name, name))).to_be_visible()
        await clean(page, name)
    await page.get_by_role("button", name="상담 시간", exact=True).click()
    await expect(page.get_by_role("heading", name="요일마다")).to_be_visible()
    await clean(page, "hours")
