"""A counselor's morning, as it is: opening time, three chats, a transfer, a note, a card, a callback, lunch."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.console import accounts
from bot.privacy.sealing import Sealer
from bot.store import callbacks, handoffs, notebook
from bot.store.clock import new_id, now
from tests.browser.conftest import NewContext
from tests.browser.pages import Console, Widget
from tests.browser.test_console import citizen, counselor
from tests.gateway import PASSWORD, Gateway

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("ILJARI_SHOTS")


async def shot(page: Page, name: str) -> None:
    """Keep a picture when somebody wants to look at it (`ILJARI_SHOTS` names the folder)."""
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


async def waits(context: NewContext, house: Gateway, need: str) -> Widget:
    widget = await citizen(context, house)
    await widget.say(need)
    await expect(widget.speaking).to_contain_text("상담사를 기다리고 있어요")
    return widget


async def test_a_counselors_morning(context: NewContext, house: Gateway) -> None:
    console = await counselor(context, house, "hana", "김하나")
    second = await counselor(context, house, "duri", "박두리")
    first = await waits(context, house, "상담원과 이력서 이야기를 하고 싶어요")
    other = await waits(context, house, "상담원 연결해 주세요 실업급여가 궁금해요")
    third = await waits(context, house, "상담원이 필요해요 국비교육 문의요")
    await expect(console.waiting).to_have_count(3)
    await shot(console.page, "queue")

    for need in ("이력서", "실업급여", "국비교육"):
        await console.accept(need)
        await console.sees(need)
    await expect(console.page.locator("#mine .count")).to_have_text("3")
    await console.reply("교육 과정을 찾아 드릴게요.")
    await third.hears("counselor", "교육 과정을 찾아 드릴게요.")
    await console.note("내배카 발급 여부를 확인할 것")
    await console.sees("내배카 발급 여부를 확인할 것")

    await first.say("이력서 사진은 꼭 넣어야 하나요?")
    await expect(console.page.locator(".unread").first).to_be_visible()
    await console.page.locator(".queue .card-open").filter(has_text="이력서 사진").click()
    await console.page.locator(".reply textarea").fill("쓰다 만 답장")
    await console.page.reload()  # at once: a page that goes away still hands in what was written
    await console.page.locator(".queue .card-open").filter(has_text="이력서 사진").click()
    await expect(console.page.locator(".reply textarea")).to_have_value("쓰다 만 답장")
    await console.reply("사진은 넣지 않으셔도 돼요.")
    await first.hears("counselor", "사진은 넣지 않으셔도 돼요.")
    await shot(console.page, "desk")

    await console.page.get_by_role("button", name="넘기기", exact=True).click()
    await console.page.locator("select[name=to]").select_option(label="박두리 – 상담 0개")
    await console.page.get_by_label(re.compile("받는 분에게 남길 말")).fill("이력서 첨삭을 부탁해요")
    await console.page.get_by_role("button", name="넘기기", exact=True).last.click()
    await second.page.get_by_role("button", name="받기", exact=True).click()
    await second.sees("이력서 첨삭을 부탁해요")
    await expect(first.speaking).to_have_text("박두리 상담사와 이야기하고 있어요")
    await second.give_back("처음으로")
    await first.hears("bot", "답: restart")

    await console.page.locator(".queue .card-open").filter(has_text="실업급여").click()
    await console.page.locator(".reply textarea").fill("/사업 실업급여")
    await expect(console.page.get_by_role("option", name=re.compile("^구직급여"))).to_be_visible()
    await shot(console.page, "card")
    await console.page.keyboard.press("Enter")
    await console.page.keyboard.type("이 제도를 먼저 살펴보세요.")
    await console.page.keyboard.press("Enter")
    await expect(other.cards.filter(has_text="구직급여(실업급여)")).to_be_visible()
    await console.resolve()
    await expect(other.log.get_by_role("button", name="좋았어요")).to_be_visible()

    await console.page.get_by_role("button", name=re.compile("내 상태")).click()
    await console.page.locator("select[name=status]").select_option("break")
    await console.page.get_by_label(re.compile("까닭")).fill("점심")
    await console.page.get_by_role("button", name="바꾸기", exact=True).click()
    await expect(console.page.get_by_role("button", name="내 상태: 휴식")).to_be_visible()


async def test_a_callback_is_made_and_its_result_kept(context: NewContext, house: Gateway) -> None:
    console, widget = await counselor(context, house, "hana", "김하나"), await citizen(context, house)
    await widget.say("안녕하세요")
    await widget.hears("bot", "답: 안녕하세요")
    async with house.talk.database.read() as connection:
        talk = await house.talk.inbox.find("widget", "nobody")
        rows = await connection.exec_driver_sql("SELECT id FROM conversation LIMIT 1")
        talk_id = str(rows.scalar_one())
    assert talk is None
    id = new_id()
    booked = callbacks.Callback(
        id, talk_id, "", "widget", Sealer("s" * 32).seal("01012349876", f"callback:{id}"), "9876", now(), 0,
        "면접 준비", "due", 0, None, None, None, now(), None,
    )  # fmt: skip
    await house.talk.database.write(lambda c: callbacks.add(c, booked))
    await console.page.get_by_role("button", name="예약 전화").click()
    await expect(console.page.get_by_text("***-****-9876")).to_be_visible()
    await shot(console.page, "calls")
    await console.page.get_by_role("button", name="번호 보기").click()
    await expect(console.page.get_by_role("link", name="010-1234-9876")).to_be_visible()
    await console.page.get_by_role("button", name="결과 남기기").click()
    await expect(console.page.get_by_text("예약된 전화가 없어요.")).to_be_visible()


async def test_the_whole_desk_by_keyboard(context: NewContext, house: Gateway) -> None:
    console = await counselor(context, house, "hana", "김하나")
    widget = await waits(context, house, "상담원 불러 주세요")
    keys = console.page.keyboard
    await expect(console.waiting).to_have_count(1)
    await keys.press("Alt+1")
    await keys.press("Tab")
    await expect(console.page.locator(":focus")).to_contain_text("맡기")
    await keys.press("Enter")
    await console.sees("상담원 불러 주세요")
    await keys.press("Alt+2")
    await keys.type("안녕하세요, 김하나입니다.")
    await keys.press("Enter")
    await widget.hears("counselor", "안녕하세요, 김하나입니다.")
    await keys.press("Alt+n")
    await keys.type("키보드로 남긴 메모")
    await keys.press("Enter")
    await console.sees("키보드로 남긴 메모")
    await console.page.get_by_role("button", name="상담 끝내기").focus()
    await keys.press("Enter")
    await console.page.get_by_role("button", name="끝내기", exact=True).focus()
    await keys.press("Enter")
    await expect(widget.speaking).to_have_text("상담이 끝났어요")


async def test_a_snippet_is_found_by_its_initial_consonants(context: NewContext, house: Gateway) -> None:
    console = await counselor(context, house, "hana", "김하나")
    values = {"scope": "all", "shortcut": "인사", "title": "첫인사", "body": "안녕하세요, {상담사} 상담사입니다."}
    await house.talk.database.write(lambda c: notebook.keep_snippet(c, "s1", values, now()))
    await console.page.reload()
    widget = await waits(context, house, "상담원 불러 주세요")
    await console.accept("상담원 불러 주세요")
    await console.page.locator(".reply textarea").press_sequentially("/ㅇㅅ")
    await expect(console.page.get_by_role("option", name=re.compile("첫인사"))).to_be_visible()
    await console.page.keyboard.press("Enter")
    await console.page.keyboard.press("Enter")
    await widget.hears("counselor", "안녕하세요, 김하나 상담사입니다.")
    async with house.talk.database.read() as connection:
        assert len(await handoffs.of_state(connection, "active")) == 1


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (820, 1180), (390, 844)])
async def test_nothing_is_cut_off_at_any_width(context: NewContext, house: Gateway, width: int, height: int) -> None:
    once = await accounts.add(house.talk.database, now, new_id, login="gwan", name="이관리", role="admin")
    console = Console(await (await context(width, height)).new_page(), house.url)
    await console.sign_in("gwan", once)
    await console.page.get_by_label("처음 받은 비밀번호").fill(once)
    await console.page.get_by_label(re.compile("^새 비밀번호(?! 한)")).fill(PASSWORD)
    await console.page.get_by_label("새 비밀번호 한 번 더").fill(PASSWORD)
    await console.page.get_by_role("button", name="바꾸고 시작하기").click()
    for name in ("상담 시간", "상담사", "팀", "상담 결과", "웹훅"):
        await console.page.get_by_role("button", name=name, exact=True).click()
        await expect(console.page.get_by_role("heading", level=3).first).to_be_visible()
        wide = await console.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, name
        await shot(console.page, f"office-{width}-{name}")
    desk = await counselor(context, house, "hana", "김하나")
    await desk.page.set_viewport_size({"width": width, "height": height})
    await waits(context, house, "상담원 불러 주세요 이력서를 봐 주세요")
    await desk.accept("이력서")
    await desk.sees("이력서")
    assert await desk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await shot(desk.page, f"desk-{width}")
