"""The window for everybody: axe-core in every state, keys alone, what a screen reader hears, zoom and small screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.store import handoffs
from tests.browser.conftest import NewContext
from tests.browser.pages import Widget
from tests.browser.stage import TOGETHER, brain, chromium, context, house
from tests.gateway import Gateway
from tests.talk.conftest import counselor

__all__ = ["brain", "chromium", "context", "house"]

pytestmark = TOGETHER
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEARD = """
(() => {
  window.heard = [];
  const LIVE = '[aria-live], [role=log], [role=status], [role=alert]';
  const polite = (node) => {
    const region = node.closest(LIVE);
    return region && region.getAttribute('aria-live') !== 'off' && !region.closest('[hidden]');
  };
  const listen = (root) => new MutationObserver((changes) => {
    for (const { addedNodes, target, type } of changes) {
      for (const node of type === 'characterData' ? [target] : addedNodes) {
        const element = node.nodeType === 1 ? node : node.parentElement;
        if (element && polite(element) && !element.closest('[aria-hidden=true]')) heard.push(node.textContent.trim());
      }
    }
  }).observe(root, { subtree: true, childList: true, characterData: true });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    listen(root);
    return root;
  };
})();
"""
Step = Callable[[Widget, Gateway], Awaitable[None]]


async def answered(widget: Widget, house: Gateway) -> None:
    await widget.say("전주 일자리")
    await expect(widget.cards).to_have_count(2)


async def deck(widget: Widget, house: Gateway) -> None:
    await widget.say("과정")
    await expect(widget.page.get_by_role("button", name="다음", exact=True)).to_be_visible()


async def pickers(widget: Widget, house: Gateway) -> None:
    await widget.say("몇 살")
    await widget.page.get_by_role("button", name="이걸로 답하기").click()
    await expect(widget.page.get_by_text("14부터 110까지의")).to_be_visible()


async def menu(widget: Widget, house: Gateway) -> None:
    await widget.page.get_by_role("button", name="설정과 저장").click()
    await expect(widget.page.get_by_label("글자 크기")).to_be_visible()


async def wiping(widget: Widget, house: Gateway) -> None:
    await widget.page.get_by_role("button", name="대화 지우기").click()
    await expect(widget.page.get_by_role("alertdialog")).to_be_visible()


async def too_long(widget: Widget, house: Gateway) -> None:
    await widget.box.fill("가" * 2_001)
    await expect(widget.page.get_by_text("2,000자까지")).to_be_visible()


async def privacy(widget: Widget, house: Gateway) -> None:
    await widget.page.get_by_text("개인정보 안내").click()
    await expect(widget.page.get_by_text("개인정보보호위원회")).to_be_visible()


async def waiting(widget: Widget, house: Gateway) -> None:
    await widget.say("상담원 불러 주세요")
    await expect(widget.speaking).to_contain_text("기다리고 있어요")


async def with_a_person(widget: Widget, house: Gateway) -> None:
    await waiting(widget, house)
    async with house.talk.database.read() as connection:
        held = (await handoffs.queued(connection))[-1]
    await house.talk.handoffs.accept(held.id, counselor("하나"))
    await house.talk.handoffs.say(held.conversation_id, counselor("하나"), held.id, "안녕하세요, 하나예요.")
    await widget.hears("counselor", "안녕하세요, 하나예요.")


async def ended(widget: Widget, house: Gateway) -> None:
    await with_a_person(widget, house)
    async with house.talk.database.read() as connection:
        held = (await handoffs.active_of(connection, counselor("하나").id))[-1]
    await house.talk.handoffs.resolve(held.id, counselor("하나"), "done")
    await expect(widget.log).to_contain_text("상담이 끝났어요")


async def offline(widget: Widget, house: Gateway) -> None:
    await widget.page.context.set_offline(True)
    await expect(widget.page.get_by_text("인터넷이 끊겼어요.")).to_be_visible()
    await widget.say("끊긴 채로")


async def nothing(widget: Widget, house: Gateway) -> None:
    pass


async def in_language(widget: Widget, house: Gateway) -> None:
    await widget.page.get_by_role("button", name="Tiếng Việt").click()
    await expect(widget.page.get_by_role("button", name="Gửi")).to_be_visible()


STATES: list[Step] = [
    nothing, answered, deck, pickers, menu, wiping, too_long, privacy, waiting, with_a_person, ended, offline,
    in_language,
]  # fmt: skip


async def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the whole page, shadow roots and all."""
    await page.evaluate(AXE)
    found = await page.evaluate(
        "(rules) => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
    )
    return [f"{v['id']}: {v['help']} {[n['html'][:160] for n in v['nodes']]}" for v in found["violations"]]


LOOKS: dict[str, dict[str, Any]] = {
    "light": {}, "dark": {"color_scheme": "dark"}, "contrast": {"contrast": "more"},
    "forced": {"forced_colors": "active"},
}  # fmt: skip


PHONE, DESKTOP = (390, 844), (1280, 800)
SEEN = [
    (PHONE, "light"), (DESKTOP, "dark"),
    *(
        pytest.param(size, look, marks=pytest.mark.marathon)
        for size, look in [
            (PHONE, "dark"), (PHONE, "contrast"), (PHONE, "forced"), (DESKTOP, "light"), (DESKTOP, "contrast"),
            (DESKTOP, "forced"),
        ]
    ),
]  # fmt: skip


@pytest.mark.parametrize(("size", "look"), SEEN, ids=str)
async def test_axe_finds_nothing_in_any_state(
    context: NewContext, house: Gateway, size: tuple[int, int], look: str
) -> None:
    browser = await context(*size, bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    for state in STATES:
        page = await browser.new_page()
        widget = await Widget(page, house.url).visit("/chat" if size == PHONE else "/")
        await state(widget, house)
        assert await violations(page) == [], state.__name__
        await browser.set_offline(False)
        await browser.clear_cookies()
        await page.close()


async def test_keys_alone_are_enough(context: NewContext, house: Gateway) -> None:
    page = await (await context()).new_page()
    await page.goto(house.url)
    launcher = page.get_by_role("button", name="일자리톡 열기")
    await expect(launcher).to_be_visible()
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await launcher.evaluate("(b) => b.getRootNode().activeElement === b"):
            break
    await page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="보낼 내용")
    await expect(box).to_be_focused()
    await page.keyboard.type("전주 일자리")
    await page.keyboard.press("Enter")
    widget = Widget(page, house.url)
    await expect(widget.cards).to_have_count(2)
    await expect(box).to_be_focused()
    seen = []
    for _ in range(12):
        await page.keyboard.press("Shift+Tab")
        name = await page.evaluate(
            "(() => { const e = document.querySelector('iljari-talk').shadowRoot.activeElement;"
            "return e ? (e.getAttribute('aria-label') || e.textContent).trim() : null })()"
        )
        seen.append(name)
        if name == "더 보기":
            break
    assert "더 보기" in seen
    await page.keyboard.press("Enter")
    await widget.hears("bot", "답: /show_more")
    await expect(box).to_be_focused()
    await page.get_by_role("button", name="설정과 저장").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="언어")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="설정과 저장")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(launcher).to_be_focused()


async def test_a_screen_reader_hears_each_answer_once_and_no_history(context: NewContext, house: Gateway) -> None:
    browser = await context()
    await browser.add_init_script(HEARD)
    page = await browser.new_page()
    widget = await Widget(page, house.url).visit("/chat")
    for text in ("하나", "둘", "셋"):
        await widget.say(text)
        await widget.hears("bot", f"답: {text}")
    heard = await page.evaluate("heard")
    for text in ("하나", "둘", "셋"):
        assert sum(f"답: {text}" in line for line in heard) == 1, heard
        assert not any(line.startswith(f"나: {text}") for line in heard)
    await page.reload()
    await widget.hears("bot", "답: 셋")
    await expect(widget.log).to_have_attribute("aria-live", "polite")
    assert not any("답:" in line for line in await page.evaluate("heard"))
    await widget.say("넷")
    await widget.hears("bot", "답: 넷")
    assert sum("답: 넷" in line for line in await page.evaluate("heard")) == 1
    assert sum("답: 셋" in line for line in await page.evaluate("heard")) == 0


async def test_everything_has_its_role_and_name(context: NewContext, house: Gateway) -> None:
    widget = await Widget(await (await context()).new_page(), house.url).visit()
    await answered(widget, house)
    await expect(widget.page.locator("iljari-talk")).to_match_aria_snapshot(
        """
        - dialog "일자리톡 대화":
          - heading "일자리톡" [level=2]
          - status: 챗봇이 바로 답해요
          - button "대화 지우기"
          - button "설정과 저장"
          - button "닫기"
          - group "대화 내용":
            - region "처음 안내"
            - log "대화":
              - article
              - article:
                - list:
                  - listitem:
                    - heading "경리 사무원 1" [level=3]
                - group "다음에 할 수 있는 일":
                  - button "더 보기"
                  - button "그만"
            - status
          - textbox "보낼 내용"
          - button "보내기" [disabled]
        - button "일자리톡 닫기" [expanded]
        """
    )


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (80, 142)])
async def test_zoomed_to_400_percent_nothing_is_cut_off(
    context: NewContext, house: Gateway, width: int, height: int
) -> None:
    """320×256 is a desktop at 400 %; 80×142 is the smallest phone at 400 %."""
    widget = await Widget(await (await context(width, height)).new_page(), house.url).visit("/chat")
    await answered(widget, house)
    wide = await widget.page.evaluate(
        """(width) => [...document.querySelector('iljari-talk').shadowRoot.querySelectorAll('.panel *')]
        .filter((e) => e.checkVisibility() && !e.matches('.hidden-text, .hidden-text *')
          && e.getBoundingClientRect().right > width + .5).map((e) => e.className || e.tagName)""",
        width,
    )
    assert wide == []
    for name in ("대화 지우기", "더 보기", "보내기"):
        button = widget.page.get_by_role("button", name=name, exact=True).last
        await button.scroll_into_view_if_needed()
        place = await button.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width + 1
    await widget.say("둘")
    await widget.hears("bot", "답: 둘")


async def test_the_box_stays_above_an_on_screen_keyboard(context: NewContext, house: Gateway) -> None:
    page = await (await context(390, 844, has_touch=True, is_mobile=True)).new_page()
    widget = await Widget(page, house.url).visit()
    await page.evaluate(
        """Object.defineProperty(visualViewport, 'height', { get: () => 420, configurable: true });
        Object.defineProperty(visualViewport, 'offsetTop', { get: () => 60, configurable: true });
        visualViewport.dispatchEvent(new Event('resize'))"""
    )
    place = await widget.box.bounding_box()
    panel = await page.locator("iljari-talk .panel").bounding_box()
    assert place is not None
    assert panel is not None
    assert (round(panel["y"]), round(panel["height"])) == (60, 420)
    assert place["y"] + place["height"] <= 480
    assert float(await widget.box.evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)")) >= 16


async def test_the_full_sheet_keeps_the_page_behind_it_out_of_reach(context: NewContext, house: Gateway) -> None:
    page = await (await context(390, 844)).new_page()
    widget = await Widget(page, house.url).visit()
    assert await page.locator("iljari-talk .panel").get_attribute("aria-modal") == "true"
    behind = "document.querySelector('main').inert"
    assert await page.evaluate(f"{behind} && document.documentElement.style.overflow") == "hidden"
    await page.keyboard.press("Escape")
    await expect(widget.launcher).to_be_focused()
    assert await page.evaluate(f"{behind} || document.documentElement.style.overflow") == ""


async def test_how_a_person_likes_it_is_remembered(context: NewContext, house: Gateway) -> None:
    browser = await context()
    widget = await Widget(await browser.new_page(), house.url).visit("/chat")
    small = await widget.box.evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)")
    await menu(widget, house)
    await widget.page.get_by_label("글자 크기").select_option("아주 크게")
    await widget.page.get_by_label("또렷하게 보기").check()
    await widget.page.get_by_role("combobox", name="언어").select_option("English")
    await expect(widget.page.get_by_role("button", name="Send")).to_be_visible()
    await widget.page.reload()
    await expect(widget.page.get_by_role("button", name="Send")).to_be_visible()
    assert await widget.box.evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)") == small * 1.5
    assert await widget.page.locator("iljari-talk").get_attribute("data-contrast") == "more"
    assert await widget.page.locator("iljari-talk .panel").get_attribute("lang") == "en"
    await expect(widget.log).to_have_attribute("lang", "ko")


async def test_a_card_speaks_the_language_again_that_it_spoke_before(context: NewContext, house: Gateway) -> None:
    widget = await Widget(await (await context()).new_page(), house.url).visit("/chat")
    await answered(widget, house)
    source = widget.cards.first.locator(".source")
    as_it_was = await source.inner_text()
    assert as_it_was.endswith("기준")
    await menu(widget, house)
    for language, shown in (("English", "as of"), ("한국어", as_it_was)):
        await widget.page.locator("iljari-talk #language").select_option(language)
        await expect(source).to_contain_text(shown)


async def test_forgetting_it_all_leaves_the_ways_to_begin(context: NewContext, house: Gateway) -> None:
    widget = await Widget(await (await context()).new_page(), house.url).visit("/chat")
    await answered(widget, house)
    await expect(widget.page.get_by_role("button", name="실업급여")).to_have_count(0)
    await menu(widget, house)
    await widget.page.get_by_role("button", name="내 대화 모두 삭제").click()
    await widget.page.get_by_role("button", name="모두 지우기").click()
    await expect(widget.notices).to_contain_text("모두 지웠어요")
    await widget.page.get_by_role("button", name="실업급여").click()
    await widget.hears("bot", "답: 실업급여")


@pytest.mark.parametrize(("question", "pick", "said"), [
    ("몇 살", ("fill", "만 나이", "34"), "34살"),
    ("어느 지역", ("select_option", "지역 고르기", "군산시"), "군산시"),
    ("언제", ("fill", "날짜", "2026-09-20"), "2026년 9월 20일"),
])
async def test_what_is_asked_can_be_picked(
    context: NewContext, house: Gateway, question: str, pick: tuple[str, str, str], said: str
) -> None:
    widget = await Widget(await (await context()).new_page(), house.url).visit("/chat")
    await widget.say(question)
    how, label, value = pick
    await getattr(widget.page.get_by_label(label), how)(value)
    await widget.page.get_by_role("button", name="이걸로 답하기").click()
    await widget.hears("citizen", said)
    await widget.hears("bot", f"답: {said}")
    await expect(widget.page.get_by_role("button", name="이걸로 답하기")).to_have_count(0)


async def test_many_cards_turn_by_button_and_key_and_never_by_themselves(context: NewContext, house: Gateway) -> None:
    widget = await Widget(await (await context(390, 844)).new_page(), house.url).visit("/chat")
    await deck(widget, house)
    before, after = (widget.page.get_by_role("button", name=name, exact=True) for name in ("이전", "다음"))
    await expect(before).to_be_disabled()
    await after.click()
    await expect(widget.page.get_by_text("2 / 4")).to_be_visible()
    await before.click()
    await expect(widget.page.get_by_text("1 / 4")).to_be_visible()
    await expect(widget.log.locator(".bubble li")).to_have_count(2)  # a list is a list


async def test_the_talk_can_be_saved_and_printed(context: NewContext, house: Gateway) -> None:
    page = await (await context(accept_downloads=True)).new_page()
    await page.add_init_script(
        "window.print = () => { window.printed = getComputedStyle(document.querySelector('main')).display }"
    )
    widget = await Widget(page, house.url).visit()
    await answered(widget, house)
    await menu(widget, house)
    async with page.expect_download() as waiting_for:
        await page.get_by_role("button", name="대화 저장").click()
    text = Path(await (await waiting_for.value).path()).read_text(encoding="utf-8")  # noqa: ASYNC240
    for words in ("나\n전주 일자리", "일자리톡", "경리 사무원 2", "연습 자료"):
        assert words in text
    await page.emulate_media(media="print")
    await page.locator("iljari-talk .menu button", has_text="인쇄").evaluate("(button) => button.click()")
    assert await page.evaluate("printed") == "none"
    assert await page.locator("iljari-talk .panel").evaluate("(panel) => getComputedStyle(panel).position") == "static"
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert await page.evaluate("document.adoptedStyleSheets.length") == 0
