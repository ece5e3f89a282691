"""The six scenes of the first light, as a citizen and a counselor play them."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.pages import Console, Widget

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def _step(citizen: Widget, label: str):
    return citizen.log.get_by_role("button", name=label).last


async def test_1_vacancies_as_cards_and_more_of_them(citizen: Widget) -> None:
    await citizen.say("전주에서 사무직 일자리 찾아줘")
    card = citizen.log.locator(".card.vacancy").first
    await expect(card).to_be_visible()
    text = await card.inner_text()
    assert "전주" in text
    assert "원" in text or "협의" in text
    assert any(word in text for word in ("까지", "마감", "채용", "상시"))
    assert "연습용" in text
    assert "연습용 자료" in await card.locator(".source").inner_text()
    shown = await citizen.cards.count()
    await citizen.press("더 보기")
    await expect(citizen.cards.nth(shown)).to_be_visible()
    await citizen.press("조건 바꾸기")
    await expect(_step(citizen, "지역")).to_be_visible()


async def test_2_unemployment_benefit_in_three_values(citizen: Widget) -> None:
    await citizen.say("나 32살이고 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?")
    await expect(citizen.log).to_contain_text("고용보험법")
    await expect(citizen.log).to_contain_text("2026")
    await expect(citizen.log).to_contain_text("180일")
    await expect(_step(citizen, "상담사에게 확인")).to_be_visible()
    await citizen.press("180일 이상이에요")
    await expect(citizen.log).to_contain_text("가능성이 있어요")


async def test_3_courses(citizen: Widget) -> None:
    await citizen.say("내배카로 배울 수 있는 회계 과정")
    card = citizen.log.locator(".card.course").first
    await expect(card).to_be_visible()
    assert "연습용" in await card.inner_text()


async def test_4_the_centre(citizen: Widget) -> None:
    await citizen.say("센터 몇 시까지 해?")
    for fact in ("1577-0365", "효자로 173", "6시"):
        await expect(citizen.log).to_contain_text(fact)


async def test_5_a_counselor_takes_over_and_hands_back(citizen: Widget, counselor: Console) -> None:
    await citizen.say("나 32살이고 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?")
    await expect(citizen.log).to_contain_text("180일")
    await citizen.say("상담원이랑 얘기하고 싶어요")
    await expect(_step(citizen, "기다리지 않을래요")).to_be_visible()
    await counselor.waiting.last.locator(".card-open").click()
    await counselor.sees("권고사직")
    context = counselor.page.get_by_role("complementary", name="이용자 정보")
    await expect(context).to_contain_text("32")
    await counselor.waiting.last.get_by_role("button", name="맡기").click()
    await expect(citizen.notices.last).to_contain_text("김하나")
    await counselor.reply("안녕하세요, 김하나입니다. 고용보험은 얼마나 드셨어요?")
    await citizen.hears("counselor", "고용보험은 얼마나 드셨어요?")
    before = await citizen.said_by("bot").count()
    await citizen.say("1년 3개월이요")
    await counselor.sees("1년 3개월이요")
    assert await citizen.said_by("bot").count() == before, "the bot spoke while a person had the floor"
    await counselor.give_back("이어서")
    for label in ("이어서", "처음으로", "다시 상담사"):
        await expect(_step(citizen, label)).to_be_visible()


ODD = ["ㅁㄴㅇㄹ 뷁뷁", "야 이 바보 멍청아", "가" * 1990, "/restart", "<script>alert(1)</script>", "😀" * 40]


@pytest.mark.parametrize("odd", ODD)
async def test_6_odd_messages_are_answered_calmly(citizen: Widget, odd: str) -> None:
    await citizen.say(odd)
    await expect(citizen.said_by("bot").first).to_be_visible()
    await citizen.say("센터 전화번호 알려줘")
    await expect(citizen.said_by("bot").last).to_contain_text("1577-0365")


async def test_6_an_empty_message_cannot_be_sent(citizen: Widget) -> None:
    await citizen.box.fill("   ")
    await expect(citizen.page.get_by_role("button", name="보내기", exact=True)).to_be_disabled()
    await citizen.page.keyboard.press("Enter")
    assert await citizen.said_by("citizen").count() == 0


async def test_a_reload_shows_the_whole_talk_again(citizen: Widget) -> None:
    await citizen.say("안녕하세요")
    await expect(citizen.said_by("bot").last).to_be_visible()
    before = await citizen.log.inner_text()
    await citizen.page.reload()
    await expect(citizen.said_by("bot").last).to_be_visible()
    assert await citizen.log.inner_text() == before


async def test_practice_is_said_on_every_screen(citizen: Widget, counselor: Console) -> None:
    await expect(citizen.page.locator(".practice")).to_contain_text("연습용")
    await expect(counselor.page.get_by_text("연습용").first).to_be_visible()
