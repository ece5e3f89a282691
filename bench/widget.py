"""Our window beside deep-chat, each on the same page in the same browser: until it can be used, until a message
stands there, until the answer stands there, and memory after 500 messages.

deep-chat (MIT) is taken from npm as its own bundle and asks its page's own server over plain HTTP, which thinks of
nothing; ours goes through the whole house, engine and all. Its answer therefore costs us more than it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bench.ours import TEXTS, house, settings_for
from bench.processes import finished
from bot.settings import load as load_settings

DEEP_CHAT = "deep-chat@2.4.2"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
MESSAGES = 500
LOADS = 5
PAGE = '<!doctype html><html lang="ko"><meta charset="utf-8"><title>{name}</title><body><h1>누리집</h1>{body}</body>'
OURS = '<script async src="{gateway}/widget/loader.js"></script>'
THEIRS = """<button id="open">열기</button><script>
document.getElementById('open').onclick = async () => {{
  await import('/deepChat.bundle.js');
  const chat = document.createElement('deep-chat');
  chat.connect = {{ handler: async (body, signals) => {{
    const answer = await (await fetch('/answer.txt', {{ cache: 'no-store' }})).text();
    signals.onResponse({{ text: answer + body.messages.at(-1).text }});
  }} }};
  document.body.append(chat);
}};</script>"""
FIELD = {"ours": "iljari-talk textarea", "deep-chat": "deep-chat #text-input"}
OPEN = {"ours": "iljari-talk .launcher", "deep-chat": "#open"}
SENT = {"ours": ("iljari-talk", ".said.citizen"), "deep-chat": ("deep-chat", ".user-message-text")}
LATE = ".said.citizen + .notice-line + .said.bot"  # first that it takes longer, then the answer
HEARD = {"ours": ("iljari-talk", f".said.citizen + .said.bot, {LATE}"), "deep-chat": ("deep-chat", ".ai-message-text")}
A_BREATH = 100  # ms between an answer and the next message
PATIENCE = 60.0  # seconds until an answer that does not come ends the measurement with an error


@dataclass(frozen=True)
class Window:
    """Medians in seconds, sizes in bytes. `loaded`: what went over the wire until it could be used."""

    name: str
    opened: float
    bubble: float
    answer: float
    loaded: int
    memory: int


async def measure(folder: Path) -> tuple[Window, Window]:
    """Run the house, a host site and Chromium; measure both windows one after the other."""
    site = _site(folder)
    with _serving(site) as origin:
        settings = settings_for(folder).model_copy(update={"host_origins": (origin,)})
        shutil.copytree(load_settings().models_dir, settings.models_dir)
        _pages(site, settings.own_url)
        async with house(settings, folder), _chromium() as browser:
            return await _window(browser, origin, "ours"), await _window(browser, origin, "deep-chat")


def _site(folder: Path) -> Path:
    """Bring deep-chat from npm; return the folder of its bundle."""
    finished(("npm", "pack", "--silent", DEEP_CHAT), folder, os.environ, folder / "npm.log")
    with tarfile.open(next(folder.glob("deep-chat-*.tgz"))) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package/dist"


def _pages(site: Path, gateway: str) -> None:
    (site / "answer.txt").write_text("답: ", encoding="utf-8")
    for name, body in (("ours", OURS), ("deep-chat", THEIRS)):
        (site / f"{name}.html").write_text(PAGE.format(name=name, body=body.format(gateway=gateway)), encoding="utf-8")


async def _window(browser: Browser, origin: str, name: str) -> Window:
    opened = [await _open(browser, origin, name) for _ in range(LOADS)]
    context = await browser.new_context()
    page = await context.new_page()
    await _ready(page, origin, name)
    bubbles, answers = [], []
    for n in range(1, MESSAGES // 2 + 1):
        bubble, answer = await _say(page, name, TEXTS[n % len(TEXTS)], n)
        bubbles.append(bubble)
        answers.append(answer)
    devtools = await context.new_cdp_session(page)
    await devtools.send("HeapProfiler.collectGarbage")
    memory = int((await devtools.send("Runtime.getHeapUsage"))["usedSize"])
    await context.close()
    times, sizes = zip(*opened, strict=True)
    return Window(
        name, statistics.median(times), statistics.median(bubbles), statistics.median(answers), max(sizes), memory
    )


async def _open(browser: Browser, origin: str, name: str) -> tuple[float, int]:
    """Open the window in a browser that has never been here; return seconds and bytes until it can be used."""
    context = await browser.new_context()
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")
    loaded = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal loaded
        loaded += int(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", count)
    seconds = await _ready(page, origin, name)
    await page.wait_for_timeout(500)
    await context.close()
    return seconds, loaded


async def _ready(page: Page, origin: str, name: str) -> float:
    await page.goto(f"{origin}/{name}.html")
    await page.locator(OPEN[name]).wait_for()
    began = await page.evaluate("performance.now()")
    await page.locator(OPEN[name]).click()
    await page.locator(FIELD[name]).wait_for()
    painted = await page.evaluate("new Promise((r) => requestAnimationFrame(() => r(performance.now())))")
    return float(painted - began) / 1000


async def _say(page: Page, name: str, text: str, n: int) -> tuple[float, float]:
    field = page.locator(FIELD[name])
    await page.wait_for_timeout(A_BREATH)  # deep-chat takes nothing until it has put its last answer away
    await field.click()
    await field.type(text) if name == "deep-chat" else await field.fill(text)
    began = await page.evaluate("performance.now()")
    await page.keyboard.press("Enter")
    times = [await page.evaluate(_until(done[name], n)) for done in (SENT, HEARD)]
    if None in times:
        missed = "bubble" if times[0] is None else "answer"
        raise TimeoutError(f"{name}: message {n} ({text!r}) had no {missed} within {PATIENCE:.0f} s")
    return (times[0] - began) / 1000, (times[1] - began) / 1000


def _until(what: tuple[str, str], n: int) -> str:
    """Return a script that says when there were `n` of something in a window, looked at each frame; null if never."""
    window, lines = what
    return f"""new Promise((done) => {{
      setTimeout(() => done(null), {PATIENCE * 1000:.0f});
      const look = () => (document.querySelector('{window}').shadowRoot.querySelectorAll('{lines}').length >= {n}
        ? done(performance.now()) : requestAnimationFrame(look));
      look();
    }})"""


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    path = next((found for found in map(shutil.which, CHROMIUM) if found), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


class _serving:
    """A host site: the files of a folder on a free port of loopback."""

    def __init__(self, folder: Path) -> None:
        class Files(SimpleHTTPRequestHandler):
            def __init__(self, *rest: Any) -> None:
                super().__init__(*rest, directory=str(folder))

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Files)

    def __enter__(self) -> str:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
