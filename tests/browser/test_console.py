"""Citizen and counselor, each in a browser of their own."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.console import accounts
from bot.store.clock import new_id, now
from tests.browser.conftest import NewContext
from tests.browser.pages import Console, Widget
from tests.gateway import PASSWORD, Gateway

pytestmark = pytest.mark.browser


async def counselor(
    context: NewContext, house: Gateway, login: str, name: str, role: str = "counselor"
) -> Console:  # fmt: skip
    once = await accounts.add(house.talk.database, now, new_id, login=login, name=name, role=role)
    console = Console(await (await context(1440, 900)).new_page(), house.url)
    await console.sign_in(login, once)
    await console.choose_password(once, PASSWORD)
    return console


async def citizen(context: NewContext, house: Gateway) -> Widget:
    return await Widget(await (await context(390, 844)).new_page(), house.url).visit("/chat")


async def test_a_counselor_takes_over_and_gives_back(context: NewContext, house: Gateway) -> None:
    console, widget = await counselor(context, house, "hana", "김하나"), await citizen(context, house)
    await widget.say("일자리 찾아줘")
    await expect(widget.cards).to_have_count(2)
    await widget.say("상담원이랑 얘기하고 싶어요")
    await expect(widget.speaking).to_contain_text("상담사를 기다리고 있어요")
    await console.accept("상담원이랑 얘기하고 싶어요")
    await console.sees("상담원이랑 얘기하고 싶어요")
    await expect(console.lines.locator(".card")).to_have_count(2)
    await expect(widget.speaking).to_have_text("김하나 상담사와 이야기하고 있어요")

    await console.reply("안녕하세요, 무엇을 도와드릴까요?")
    await widget.hears("counselor", "안녕하세요, 무엇을 도와드릴까요?")
    await console.note("지난주에도 왔던 분")
    await widget.say("이력서를 봐 주세요")
    await console.sees("이력서를 봐 주세요")
    await console.sees("지난주에도 왔던 분")
    await expect(widget.log).not_to_contain_text("지난주에도 왔던 분")
    await expect(widget.said_by("bot").filter(has_text="이력서")).to_have_count(0)

    await console.give_back("이어서")
    await widget.hears("bot", "답: resume")
    await widget.say("고마워요")
    await widget.hears("bot", "답: 고마워요")
    await expect(console.page.get_by_text("맡은 상담이 없어요.")).to_be_visible()


async def test_who_comes_second_is_told_who_was_first(context: NewContext, house: Gateway) -> None:
    first = await counselor(context, house, "hana", "김하나")
    second = await counselor(context, house, "duri", "박두리")
    widget = await citizen(context, house)
    await widget.say("상담원 불러 주세요")
    await expect(first.waiting).to_have_count(1)
    await expect(second.waiting).to_have_count(1)
    await second.page.route("**/api/v1/queue", lambda route: route.abort())
    await first.accept("상담원 불러 주세요")
    await first.sees("상담원 불러 주세요")
    await second.accept("상담원 불러 주세요")
    await expect(second.toasts).to_have_text("이미 김하나 상담사가 맡았어요.")


async def test_the_queue_is_the_title_and_empties_when_the_citizen_leaves_it(
    context: NewContext, house: Gateway
) -> None:
    console, widget = await counselor(context, house, "hana", "김하나"), await citizen(context, house)
    await expect(console.page.get_by_text("지금은 기다리는 분이 없어요.")).to_be_visible()
    await widget.say("상담원 불러 주세요")
    await expect(console.page).to_have_title("(1) 상담 – 일자리톡")
    await widget.press("기다리지 않을래요")
    await expect(console.page).to_have_title("상담 – 일자리톡")
    await expect(widget.speaking).to_have_text("챗봇이 바로 답해요")


async def test_a_consultation_that_is_over(context: NewContext, house: Gateway) -> None:
    console, widget = await counselor(context, house, "hana", "김하나"), await citizen(context, house)
    await widget.say("상담원 불러 주세요")
    await console.accept("상담원 불러 주세요")
    await console.reply("다 되었어요.")
    await console.resolve()
    await expect(widget.speaking).to_have_text("상담이 끝났어요")
    await expect(console.page.get_by_text("맡은 상담이 없어요.")).to_be_visible()


async def test_on_a_phone_the_bar_is_two_lines_and_all_of_a_counselors_status_is_seen(
    context: NewContext, house: Gateway
) -> None:
    console = await counselor(context, house, "sewoo", "한팀장", "lead")
    await console.page.set_viewport_size({"width": 390, "height": 844})
    for look in ("none", "active"):
        await console.page.emulate_media(forced_colors=look)
        bar = await console.page.locator(".bar").bounding_box()
        assert bar is not None
        assert bar["height"] < 100
        await console.page.get_by_role("button", name="내 상태").click()
        for part in ("상태", "까닭", "언제까지"):
            await expect(console.page.locator(".drop").get_by_label(part).first).to_be_in_viewport(ratio=1)
        await console.page.get_by_role("button", name="내 상태").click()


async def test_a_wrong_password_is_told_on_the_page(context: NewContext, house: Gateway) -> None:
    console = Console(await (await context()).new_page(), house.url)
    await console.sign_in("nobody", "wrong-password-here")
    await expect(console.page.get_by_role("alert")).to_contain_text("아이디나 비밀번호가 맞지 않아요")


async def test_practice_is_said_before_anybody_signs_in(context: NewContext, house: Gateway) -> None:
    page = await (await context()).new_page()
    await page.goto(f"{house.url}/console")
    await expect(page.get_by_text("연습용 – 실제 신청이나 상담이 아니에요")).to_be_visible()
