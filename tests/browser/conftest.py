"""Chromium against the real doors and rooms; only the engine is scripted. A script error in any page fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Error, async_playwright, expect

from bot.store.database import Database
from bot.store.tables import metadata
from bot.words import Answer, Button, Card, Reply
from tests.gateway import Gateway, gateway
from tests.talk.conftest import ScriptedBrain, Talk, talk

__all__ = ["talk"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60_000  # ms until something is given up that a loaded machine does late; nothing waits for it to pass
expect.set_options(timeout=PATIENCE)
NewContext = Callable[..., Awaitable[BrowserContext]]


ASKS = {"몇 살": "age", "어느 지역": "region", "언제": "date"}


def _odd_card(text: str) -> Card:
    """A card of a source that cannot be trusted: the same text in all its places."""
    step = Button(text[:40], url=text)
    return Card("vacancy", text[:40], text, text, (text,), text, text, link=text, buttons=(step,))


def _courses() -> tuple[Card, ...]:
    return tuple(
        Card("course", f"k{n}", f"회계 {n}", "기술교육원 · 전주시", (f"12월 {n}일부터",), "연습 자료", practice=True)
        for n in range(1, 5)
    )


class ShowingBrain(ScriptedBrain):
    """Shows two vacancies for "일자리", four courses for "과정", asks what can be picked; else as scripted."""

    async def ask(self, turn: Any, sender: str, metadata: Any) -> Answer:
        answer = await super().ask(turn, sender, metadata)
        said = str(turn.asked.get("text"))
        if said in ASKS:
            return Answer((Reply(f"답: {said}", ask=ASKS[said]),))
        if said.startswith("카드 "):
            return Answer((Reply(said, (_odd_card(said.removeprefix("카드 ")),)),))
        if said == "과정":
            return Answer((Reply("네 가지가 있어요.\n- 낮에 배우기\n- 저녁에 배우기", _courses()),))
        if "일자리" not in str(turn.asked.get("text")):
            return answer
        cards = tuple(
            Card(
                "vacancy", f"v{n}", f"경리 사무원 {n}", "한빛회계 · 전주시", ("월급 245만원", "12월 4일까지"),
                "연습 자료", "2026-11-23T09:00:00+09:00", practice=True,
                buttons=(Button("자세히", f'/item_detail{{"ordinal": {n}}}'),),
            )
            for n in (1, 2)
        )  # fmt: skip
        steps = (Button("더 보기", "/show_more"), Button("그만", "/cancel"))
        return Answer((Reply("두 곳을 찾았어요.", cards, steps),))


@pytest.fixture
def brain() -> ShowingBrain:
    return ShowingBrain()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """One backend is enough here: the other tests hold both to the same promises."""
    opened = Database(f"sqlite:///{tmp_path / 'test.db'}")
    await opened.open()
    async with opened.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()


@pytest.fixture
async def house(talk: Talk) -> AsyncIterator[Gateway]:
    async with gateway(talk) as running:
        yield running


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    path = next((found for found in map(shutil.which, NAMES) if found), None)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("no Chromium here")
        yield browser
        await browser.close()


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[NewContext]:
    """Make browser contexts. Script errors and broken security rules in any of their pages fail the test."""
    async with contexts(chromium) as make:
        yield make


@asynccontextmanager
async def contexts(chromium: Browser) -> AsyncIterator[NewContext]:
    """Give what makes contexts; afterwards they are closed, and nothing may have gone wrong in any of their pages."""
    wrong: list[str] = []
    made: list[BrowserContext] = []

    def listen(page: Any) -> None:
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)

    async def make(width: int = 1280, height: int = 800, **options: Any) -> BrowserContext:
        fresh = await chromium.new_context(viewport={"width": width, "height": height}, **options)
        fresh.set_default_timeout(PATIENCE)
        fresh.on("page", listen)
        made.append(fresh)
        return fresh

    yield make
    for fresh in made:
        await fresh.close()
    assert wrong == []
