"""Files between citizen and counselor, each in a browser of their own: sent once, seen by both, gone when wiped."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import NewContext
from tests.browser.pages import Console, Widget
from tests.browser.test_access import violations
from tests.browser.test_console import citizen, counselor
from tests.files import PDF, jpeg
from tests.gateway import Gateway

pytestmark = pytest.mark.browser
GIVE = """(box, kind) => {
  const given = new DataTransfer();
  given.items.add(new File(['%PDF-1.4 %%EOF'], '이력서.pdf'));
  const far = { bubbles: true, composed: true, cancelable: true };
  box.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: given, ...far })
    : new DragEvent('drop', { dataTransfer: given, ...far }));
}"""


async def together(context: NewContext, house: Gateway) -> tuple[Console, Widget]:
    console, widget = await counselor(context, house, "hana", "김하나"), await citizen(context, house)
    await widget.say("상담원 불러 주세요")
    await console.accept("상담원 불러 주세요")
    await console.sees("상담원 불러 주세요")
    await expect(widget.speaking).to_have_text("김하나 상담사와 이야기하고 있어요")
    return console, widget


async def choose(widget: Widget, name: str, data: bytes) -> None:
    await expect(widget.page.get_by_role("button", name="파일 보내기")).to_be_visible()
    file: Any = {"name": name, "mimeType": "", "buffer": data}
    await widget.page.locator("iljari-talk input[type=file]").set_input_files([file])


async def test_both_send_and_both_see(context: NewContext, house: Gateway) -> None:
    console, widget = await together(context, house)
    await choose(widget, "증명 사진.jpeg", jpeg(size=(900, 600), gps=True))
    sent = widget.log.locator(".said.citizen .file")
    await expect(sent).to_contain_text("증명 사진.jpg")
    await expect(sent.get_by_role("button", name="받기")).to_be_visible()
    small = console.lines.get_by_role("img", name="증명 사진.jpg")
    await expect(small).to_be_visible()
    await expect(small).to_have_js_property("naturalWidth", 480)
    async with console.page.expect_download() as waiting_for:
        await console.lines.get_by_role("link", name="증명 사진.jpg").click()
    got = await waiting_for.value
    assert got.suggested_filename == "증명 사진.jpg"
    assert b"Exif" not in Path(await got.path()).read_bytes()  # noqa: ASYNC240

    file: Any = {"name": "안내문.pdf", "mimeType": "application/pdf", "buffer": PDF}
    await console.page.locator(".reply input[type=file]").set_input_files([file])
    given = widget.log.locator(".said.counselor .file")
    await expect(given).to_contain_text("안내문.pdf")
    async with widget.page.expect_download() as waiting_for:
        await given.get_by_role("button", name="받기").click()
    assert Path(await (await waiting_for.value).path()).read_bytes() == PDF  # noqa: ASYNC240
    await expect(console.lines.locator(".said.counselor .file")).to_have_count(1)

    await widget.page.reload()
    await expect(widget.log.locator(".file")).to_have_count(2)
    await widget.page.get_by_role("button", name="대화 지우기").click()
    await widget.page.get_by_role("button", name="지우고 새로 시작").click()
    await expect(widget.log.locator(".file")).to_have_count(0)
    await widget.say("새 사람")
    await widget.hears("bot", "답: 새 사람")
    assert [path for path in house.files.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_without_a_person_one_is_offered(context: NewContext, house: Gateway, way: str) -> None:
    widget = await citizen(context, house)
    await expect(widget.page.get_by_role("button", name="파일 보내기")).to_have_count(0)
    await widget.box.evaluate(GIVE, way)
    await expect(widget.notices).to_contain_text("파일은 상담사와 이야기할 때 보낼 수 있어요.")
    await widget.press("상담사 연결")
    await widget.hears("citizen", "상담사와 이야기하고 싶어요")


async def test_a_lost_answer_doubles_nothing_and_a_broken_line_goes_on(context: NewContext, house: Gateway) -> None:
    console, widget = await together(context, house)
    await widget.page.evaluate("Math.random = () => 0.05")
    asked: list[str] = []

    async def lose(route: Route) -> None:
        """Every other answer is lost on its way back; the server has done its part."""
        asked.append(route.request.url)
        await route.fetch()
        if len(asked) % 2:
            await route.abort()
        else:
            await route.fulfill(response=await route.fetch())

    await widget.page.route("**/ws/widget/file?*", lose)
    await choose(widget, "긴 글.pdf", PDF + b"%" * 700_000 + b"\n%%EOF")
    await expect(widget.log.locator(".file").get_by_role("button", name="받기")).to_be_visible()
    await expect(widget.log.locator(".file")).to_have_count(1)
    await expect(console.lines.locator(".said.citizen .file")).to_have_count(1)
    assert len(asked) >= 5  # three pieces; of the last one the talk itself may tell


async def test_on_its_way_it_can_be_stopped_and_a_bad_one_says_why(context: NewContext, house: Gateway) -> None:
    console, widget = await together(context, house)
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        if "at=0" not in route.request.url:
            await held.wait()
        await route.continue_()

    await widget.page.route("**/ws/widget/file?*", hold)
    await choose(widget, "긴 글.pdf", PDF + b"%" * 700_000 + b"\n%%EOF")
    await expect(widget.log.get_by_role("progressbar")).to_have_attribute("value", "37")
    await widget.log.get_by_role("button", name="그만 보내기").click()
    await expect(widget.log.locator(".file")).to_have_count(0)
    held.set()
    await choose(widget, "그림.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    await expect(widget.log.get_by_role("alert")).to_contain_text("사진(JPG, PNG, WebP), PDF, 한글(hwp, hwpx)")
    await widget.log.get_by_role("button", name="지우기").click()
    await expect(widget.log.locator(".file")).to_have_count(0)
    await choose(widget, "빈.pdf", b"")
    await expect(widget.log.get_by_role("alert")).to_have_text("빈 파일이에요.")
    await widget.say("그냥 말할게요")
    await console.sees("그냥 말할게요")
    await expect(console.lines.locator(".file")).to_have_count(0)
    await expect(widget.log.locator("article").last).to_have_class(re.compile("citizen"))
    await expect(widget.log.locator("article").last).not_to_contain_text("빈.pdf")  # it stays where it was stopped
    await console.give_back("이어서")
    await widget.say("일자리 찾아줘")
    await widget.hears("bot", "두 곳을 찾았어요.")
    await expect(widget.log.get_by_role("button", name="더 보기")).to_be_enabled()  # what did not go answers nothing


async def test_axe_finds_nothing_among_files(context: NewContext, house: Gateway) -> None:
    await together(context, house)
    page = await (await context(390, 844, bypass_csp=True)).new_page()
    widget = await Widget(page, house.url).visit("/chat")
    await widget.say("상담원 불러 주세요")
    desk = await house.counselor("duri")
    (waiting,) = (await desk.get("queue")).json()["items"]
    await desk.post(f"handoffs/{waiting['handoff_id']}/accept", json={})
    await choose(widget, "사진.jpg", jpeg())
    await expect(widget.log.get_by_role("button", name="받기")).to_be_visible()
    await choose(widget, "빈.pdf", b"")
    await expect(widget.log.get_by_role("alert")).to_be_visible()
    assert await violations(page) == []
