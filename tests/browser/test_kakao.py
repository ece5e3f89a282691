"""A counselor in the console and a person on KakaoTalk, who then goes on in the web by the link they were given."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from bot.store.database import Database
from tests.browser.conftest import NewContext
from tests.browser.pages import Widget
from tests.browser.test_console import counselor
from tests.doors.kakao.conftest import BOT, SECRET, World, world
from tests.fakes.kakao import kakao
from tests.gateway import PASSWORD
from tests.talk.conftest import ScriptedBrain

pytestmark = pytest.mark.browser


@pytest.fixture
async def gate(database: Database, brain: ScriptedBrain) -> AsyncIterator[World]:
    async with kakao(BOT) as fake, world(database, brain, fake) as running:
        fake.callbacks_approved = False
        yield running


async def test_the_desk_says_how_words_will_travel_and_the_link_goes_on_with_the_same_talk(
    context: NewContext, gate: World
) -> None:
    user = gate.fake.user("u1" * 33)
    console = await counselor(context, gate.gateway, "hana", "김하나")
    await gate.fake.say(user, "상담원 바꿔 주세요")
    await console.accept("상담원 바꿔 주세요")
    way = console.page.locator("p.reach")
    await expect(way).to_contain_text("지금은 보낼 수 없어요")
    await console.reply("안녕하세요, 김하나예요.")
    await expect(console.lines.get_by_text("전달을 기다려요")).to_be_visible()
    await gate.fake.say(user, "네 안녕하세요")
    assert user.shown[-1] == "안녕하세요, 김하나예요."
    await expect(console.lines.get_by_text("전달했어요", exact=True)).to_be_visible()

    await console.page.get_by_role("button", name="웹 링크 보내기").click()
    await expect(console.page.get_by_text("웹 링크를 남겼어요")).to_be_visible()
    await gate.fake.say(user, "웹으로 갈게요")
    (link,) = [b["webLinkUrl"] for b in user.screen[-1]["output"]["textCard"]["buttons"] if b["action"] == "webLink"]
    page = await (await context(390, 844)).new_page()
    await page.goto(link)
    await expect(page.get_by_text("네 안녕하세요")).to_be_visible()
    assert page.url == f"{gate.gateway.url}/chat"
    widget = Widget(page, gate.gateway.url)
    await widget.say("이제 웹이에요")
    await console.sees("이제 웹이에요")
    await expect(way).to_have_count(0)
    await page.reload()
    await expect(page.get_by_text("이제 웹이에요")).to_be_visible()
    talk = await gate.talk(user)
    assert talk.channel == "widget"


async def test_an_operator_copies_what_is_to_be_pasted_tries_it_and_sees_a_secret_once(
    context: NewContext, gate: World
) -> None:
    await (await gate.gateway.counselor("gwan", "admin")).aclose()
    page = await (await context(1280, 900)).new_page()
    await page.goto(f"{gate.gateway.url}/console")
    await page.get_by_label("아이디").fill("gwan")
    await page.get_by_label("비밀번호").fill(PASSWORD)
    await page.get_by_role("button", name="들어가기").click()
    await page.get_by_role("link", name="채널 설정").click()
    sheet = page.get_by_role("region", name="카카오톡")
    await expect(sheet.get_by_text(f"{gate.gateway.url}/webhooks/kakao/skill").first).to_be_visible()
    assert page.url.endswith("/console/channels")  # who runs the system has no desk
    await sheet.get_by_role("button", name="지금 되는지 확인하기").click()
    await expect(sheet.get_by_text("스킬 테스트에")).to_be_visible()
    assert SECRET not in await page.content()
    await sheet.get_by_role("button", name="비밀값 보기").click()
    await sheet.get_by_label("내 비밀번호 한 번 더").fill(PASSWORD)
    await sheet.get_by_role("button", name="보기", exact=True).click()
    await expect(sheet.get_by_text(SECRET)).to_be_visible()
    await sheet.get_by_role("button", name="가리기").click()
    await expect(sheet.get_by_text(SECRET)).to_have_count(0)
