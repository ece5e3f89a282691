"""Widget and console as a person meets them: what can be done and seen, so that tests need not know the markup."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect


class Widget:
    """The talk window, on a host page or at `/chat`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.box = page.locator("iljari-talk textarea")
        self.log = page.locator("iljari-talk [role=log]")
        self.launcher = page.locator("iljari-talk .launcher")
        self.speaking = page.locator("iljari-talk .speaking")

    async def visit(self, path: str = "/") -> Widget:
        """Load a page and open the talk."""
        await self.page.goto(self.url + path)
        if path != "/chat":
            await self.launcher.click()
        await expect(self.box).to_be_visible()
        return self

    async def say(self, text: str) -> None:
        await self.box.fill(text)
        await self.page.get_by_role("button", name="보내기", exact=True).click()

    async def press(self, label: str) -> None:
        """Press the newest next step of that name."""
        await self.log.get_by_role("button", name=label, exact=True).last.click()

    def said_by(self, author: str) -> Locator:
        """The bubbles of `citizen`, `bot` or `counselor`."""
        return self.log.locator(f".said.{author} > .bubble")

    @property
    def cards(self) -> Locator:
        return self.log.locator(".card")

    @property
    def notices(self) -> Locator:
        return self.log.locator(".notice")

    async def hears(self, author: str, text: str) -> None:
        await expect(self.said_by(author).filter(has_text=text).last).to_be_visible()


class Console:
    """The counselor's desk."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.lines = page.get_by_role("log", name="나눈 이야기")
        self.waiting = page.locator(".entry:has(.accept)")
        self.toasts = page.locator(".toast")

    async def sign_in(self, login: str, password: str) -> Console:
        await self.page.goto(f"{self.url}/console")
        await self.page.get_by_label("아이디").fill(login)
        await self.page.get_by_label("비밀번호").fill(password)
        await self.page.get_by_role("button", name="들어가기").click()
        return self

    async def choose_password(self, once: str, new: str) -> None:
        """The step that the first sign-in asks for."""
        await self.page.get_by_label("처음 받은 비밀번호").fill(once)
        await self.page.get_by_label(re.compile("^새 비밀번호(?! 한)")).fill(new)
        await self.page.get_by_label("새 비밀번호 한 번 더").fill(new)
        await self.page.get_by_role("button", name="바꾸고 시작하기").click()
        await expect(self.page.get_by_text("실시간 연결됨")).to_be_visible()

    async def accept(self, need: str) -> None:
        """Take whoever waits with this need."""
        await self.waiting.filter(has_text=need).get_by_role("button", name="맡기").click()

    async def reply(self, text: str) -> None:
        await self.page.get_by_label("이용자에게 답장").check()
        await self._write(text, "에게 보내기")

    async def note(self, text: str) -> None:
        """Write what only staff see."""
        await self.page.get_by_label("내부 메모").first.check()
        await self._write(text, "메모 남기기")

    async def _write(self, text: str, button: str) -> None:
        await self.page.locator(".reply textarea").fill(text)
        await self.page.get_by_role("button", name=re.compile(button)).click()

    async def give_back(self, mode: str) -> None:
        await self.page.get_by_role("button", name="봇에게 돌려주기").click()
        await self.page.get_by_role("radio", name=re.compile(f"^{mode}")).check()
        await self.page.get_by_role("button", name="돌려주기", exact=True).click()

    async def resolve(self) -> None:
        await self.page.get_by_role("button", name="상담 끝내기").click()
        await self.page.get_by_role("button", name="끝내기", exact=True).click()

    async def sees(self, text: str) -> None:
        await expect(self.lines.get_by_text(text).last).to_be_visible()
