"""Nine o'clock: twelve asked before it. Then what goes wrong in a morning: a failed delivery, two tabs, lunch."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.store import callbacks, contacts, conversations, deliveries, duty, wakeup
from bot.store.clock import new_id
from bot.store.database import Database
from tests.browser.conftest import NewContext, ShowingBrain
from tests.browser.pages import Console
from tests.browser.test_console import citizen, counselor
from tests.browser.test_morning import shot, waits
from tests.conftest import FakeClock
from tests.gateway import Gateway, gateway
from tests.talk.desk import Centre, centre

pytestmark = pytest.mark.browser
BEFORE_NINE = datetime(2026, 11, 23, 23, 40, tzinfo=UTC)  # 08:40 in Seoul, Tuesday
NEEDS = (
    "실업급여를 받는 중에 아르바이트를 해도 되나요?",
    "경력단절 10년인데 다시 일하고 싶어요",
    "내일배움카드 잔액을 어디에서 보나요?",
    "이력서를 한번 봐 주실 수 있나요?",
    "국민취업지원제도 신청이 거절됐어요",
    "사회복지사 자격증으로 갈 수 있는 곳을 알고 싶어요",
    "회사에서 권고사직을 하래요",
    "65세도 할 수 있는 일이 있을까요?",
    "면접이 내일인데 너무 떨려요",
    "야간에 배우는 회계 과정이 있나요?",
    "월급이 두 달째 안 나와요",
    "청년 지원금은 누가 받나요?",
)


@pytest.fixture
async def day(database: Database, brain: ShowingBrain, clock: FakeClock) -> AsyncIterator[Centre]:
    clock.at = BEFORE_NINE
    async with centre(database, brain, clock) as running:
        yield running


@pytest.fixture
async def morning(day: Centre) -> AsyncIterator[Gateway]:
    async with gateway(day, day.clock, session_idle_minutes=600) as running:
        yield running


async def strikes(day: Centre, *pages: Page, **at: int) -> None:
    """It is that time in Seoul now, for the centre and on the counselors' screens; their tabs have stayed alive."""
    then = day.clock.at.replace(**{**at, "hour": (at["hour"] - 9) % 24})
    if then < day.clock.at:
        then = then.replace(day=then.day + 1)
    day.clock.at = then
    async with day.database.read() as connection:
        alive = [one.staff_id for one in await duty.everyone(connection)]
    await day.database.write(lambda c: duty.beat(c, alive, then))
    for page in pages:
        await page.clock.set_fixed_time(then)
    await day.watch.look()
    day.bell.ring(wakeup.DESK, kind="queue", conversation_id=None)


async def test_twelve_who_asked_after_hours_are_there_at_nine_and_lunch_drops_nobody(
    context: NewContext, day: Centre, morning: Gateway
) -> None:
    day.brain.slots = {"facts": {"age": 41, "region": "전주시", "employment_status": "일하고 있지 않음"}}
    asked = []
    for n, need in enumerate(NEEDS):
        await day.say(need, f"p{n}")
        conversation, handoff = await day.asks(f"p{n}")
        await day.button(conversation, "대기열에 넣기", f"p{n}")
        asked.append((conversation, handoff))
    console = await counselor(context, morning, "hana", "김하나")
    await console.page.clock.set_fixed_time(day.clock.at)
    await expect(console.page.locator("#later .count")).to_have_text("12")
    await strikes(day, console.page, hour=9, minute=0, second=1)
    await expect(console.page.locator("#waiting .count")).to_have_text("12")
    await expect(console.page.locator("#later")).to_have_count(0)
    await expect(console.page.locator("[aria-labelledby=waiting] .need")).to_have_text(list(NEEDS))
    await strikes(day, console.page, hour=9, minute=6, second=0)
    await shot(console.page, "nine")
    for need in NEEDS[:3]:
        await console.accept(need)
        await console.sees(need)
        await console.reply("기다려 주셔서 고마워요. 바로 살펴볼게요.")
        await console.sees("기다려 주셔서 고마워요.")
    await expect(console.page.locator("#waiting .count")).to_have_text("9")
    await expect(console.page.locator("#mine .count")).to_have_text("3")
    await day.asks("p10")
    day.bell.ring(wakeup.DESK, kind="queue", conversation_id=None)
    first = console.page.locator("[aria-labelledby=waiting] .entry").first
    await expect(first).to_contain_text(NEEDS[10])
    await expect(first).to_contain_text("2번째 요청 · 100분 먼저 온 것으로 쳐요")
    await day.say("주 15시간쯤이에요. 신고도 해야 하나요?", "p0")
    await expect(console.page.locator("#mine ~ ul .unread")).to_have_text("새 글 1개")
    for width, height in ((1440, 900), (1280, 800), (1024, 768), (820, 1180)):
        await console.page.set_viewport_size({"width": width, "height": height})
        assert await console.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await shot(console.page, f"nine-{width}")

    day.clock.at = day.clock.at.replace(hour=2, minute=58)
    for n in range(3):
        await day.say("네, 찾아보고 있어요", f"p{n}")
    await strikes(day, console.page, hour=12, minute=0, second=1)
    await expect(console.page.locator("#later .count")).to_have_text("9")
    await expect(console.page.locator("#mine .count")).to_have_text("3")
    for conversation, _ in asked[3:]:
        last = (await day.lines(conversation))[-1].body
        assert next(button["label"] for button in last["buttons"]) == "전화 예약"
        assert "오후 1시" in last["text"]
    console.page.on("dialog", lambda dialog: dialog.accept())
    await console.accept(NEEDS[8])
    await console.sees(NEEDS[8])
    await expect(console.page.locator("#mine .count")).to_have_text("4")


async def test_a_line_that_did_not_arrive_is_red_and_another_way_is_offered(
    context: NewContext, house: Gateway
) -> None:
    console = await counselor(context, house, "hana", "김하나")
    await waits(context, house, "상담원 연결해 주세요 면접 준비가 걱정이에요")
    await console.accept("면접 준비")
    await console.reply("서류는 세 가지예요.")
    await expect(console.lines.get_by_role("button", name=re.compile("되돌리기"))).to_be_visible()  # it is stored
    said = [m.seq for m in await house.talk.lines(await only_talk(house)) if m.body["text"] == "서류는 세 가지예요."]
    await undelivered(house, await only_talk(house), said[0])
    failed = console.lines.locator("article", has_text="서류는 세 가지예요.")
    await expect(failed.get_by_role("alert")).to_have_text("전달하지 못했어요")
    await expect(failed).to_contain_text("이용자가 우리를 차단했어요. 다른 방법으로 이어가 주세요.")
    await expect(failed).to_contain_text("이분이 쓰는 다른 곳: 웹")
    await expect(console.page.locator(".entry", has_text="전달하지 못한 말 1개")).to_be_visible()
    lead = await counselor(context, house, "sewoo", "한팀장", "lead")
    await lead.page.get_by_role("button", name="현황").click()
    await expect(lead.page.locator("li", has_text="김하나").get_by_text("전달하지 못한 말 1개")).to_be_visible()
    await shot(console.page, "failed")
    await failed.get_by_role("button", name="예약 전화 보기").click()
    await expect(console.page.get_by_role("heading", level=2, name=re.compile("예약 전화"))).to_be_visible()
    await expect(console.page.get_by_text("***-****-1234")).to_be_visible()


async def only_talk(house: Gateway) -> str:
    async with house.talk.database.read() as connection:
        return str((await connection.exec_driver_sql("SELECT id FROM conversation")).scalar_one())


async def undelivered(house: Gateway, talk: str, seq: int) -> None:
    """The citizen is at a messenger and has shut us out there; a telephone call is booked, too."""
    at = house.talk.handoffs.clock()

    async def fails(connection: Any) -> None:
        known = await conversations.get(connection, talk)
        assert known is not None
        await contacts.add(connection, known.person_id, "telegram", "h" * 64, at)
        await contacts.mark(connection, known.person_id, "telegram", at, state="blocked")
        await conversations.move(connection, talk, "telegram")
        await deliveries.add(connection, talk, "telegram", [seq], at)
        await deliveries.finish(connection, talk, [seq], "failed", at, code="blocked", text="bot was blocked")
        await callbacks.add(connection, callbacks.Callback(
            new_id(), talk, "", "telegram", "sealed", "1234", at, 0, "면접 준비", "due", 0, None, None, None, at, None
        ))  # fmt: skip

    await house.talk.database.write(fails)
    house.talk.bell.ring(wakeup.DESK, kind="delivered", conversation_id=talk)


async def test_two_tabs_of_one_counselor_are_one(context: NewContext, house: Gateway) -> None:
    first = await counselor(context, house, "hana", "김하나")
    second = Console(await first.page.context.new_page(), house.url)
    await second.page.goto(f"{house.url}/console")
    await expect(second.page.get_by_text("실시간 연결됨")).to_be_visible()
    widget = await waits(context, house, "상담원이 필요해요 교육 문의요")
    await first.accept("교육 문의")
    await first.sees("교육 문의")
    await expect(second.page.locator("#mine .count")).to_have_text("1")
    await second.page.locator(".queue .card-open").filter(has_text="교육 문의").click()
    await first.page.locator(".reply textarea").fill("과정 세 곳을 찾았어요.")
    await first.page.wait_for_timeout(900)  # a draft is kept a moment after the last key
    await widget.say("천천히 하세요")
    await expect(second.page.locator(".reply textarea")).to_have_value("과정 세 곳을 찾았어요.")
    await first.page.bring_to_front()
    await first.page.locator(".reply textarea").focus()
    await first.page.keyboard.press("Enter")
    await widget.hears("counselor", "과정 세 곳을 찾았어요.")
    await second.sees("과정 세 곳을 찾았어요.")
    await expect(second.page.locator(".reply textarea")).to_have_value("")
    await expect(widget.said_by("counselor")).to_have_count(1)
    await expect(second.page.locator(".lookers")).to_have_count(0)
    await first.page.close()
    await widget.say("그중 저녁 과정은요?")
    await second.sees("그중 저녁 과정은요?")
    await second.reply("한 곳이 저녁이에요.")
    await widget.hears("counselor", "한 곳이 저녁이에요.")


async def test_a_counselor_looks_in_on_the_bot_and_takes_over(context: NewContext, house: Gateway) -> None:
    console, widget = await counselor(context, house, "hana", "김하나"), await citizen(context, house)
    await widget.say("월급이 밀렸어요 어떡하죠")
    await widget.hears("bot", "답: 월급이 밀렸어요 어떡하죠")
    await console.page.get_by_role("button", name="봇 상담", exact=True).click()
    await expect(console.page.get_by_text("웹 · 1번 말함")).to_be_visible()
    await expect(console.page.locator("main")).not_to_contain_text("월급")
    await shot(console.page, "bot-talks")
    await console.page.get_by_role("button", name=re.compile("살펴보기")).click()
    await console.sees("월급이 밀렸어요 어떡하죠")
    await expect(console.page.get_by_text("보신 것은 열람 기록에 남아요.")).to_be_visible()
    await widget.say("답답하네요")
    await console.sees("답답하네요")
    await console.page.get_by_role("button", name="이 상담 이어받기").click()
    await expect(widget.speaking).to_have_text("김하나 상담사와 이야기하고 있어요")
    await console.reply("안녕하세요, 제가 이어서 도와드릴게요.")
    await widget.hears("counselor", "안녕하세요, 제가 이어서 도와드릴게요.")
