"""Debian's own Firefox, spoken to by WebDriver BiDi (W3C), which it has built in: no driver and no patched browser.

https://w3c.github.io/webdriver-bidi/ – only the few commands that a person at a page needs.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import shutil
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
ENTER = "\ue007"
LISTENS = re.compile(rb"listening on (ws://\S+)")
PATIENCE = 60.0


class Firefox:
    """One browser; `errors` holds what its pages complained of: script errors and broken security rules."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.errors: list[str] = []
        self._ids = itertools.count(1)
        self._open: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command and return its result. Raises `RuntimeError` with what the browser says is wrong."""
        id = next(self._ids)
        answer = self._open[id] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"id": id, "method": method, "params": params}))
        async with asyncio.timeout(PATIENCE):
            return await answer

    async def listen(self) -> None:
        """Take what the browser says until it is gone."""
        async for text in self.socket:
            said = json.loads(text)
            if said["type"] == "event" and said["params"].get("level") == "error":
                self.errors.append(str(said["params"].get("text")))
            waiting = self._open.pop(said.get("id"), None)
            if waiting is None:
                continue
            if said["type"] == "error":
                waiting.set_exception(RuntimeError(said["message"]))
            else:
                waiting.set_result(said["result"])

    async def tab(self) -> Tab:
        return Tab(self, (await self.ask("browsingContext.create", type="tab"))["context"])


class Tab:
    def __init__(self, browser: Firefox, id: str) -> None:
        self.browser = browser
        self.id = id

    async def goto(self, url: str) -> None:
        await self.browser.ask("browsingContext.navigate", context=self.id, url=url, wait="complete")

    async def reload(self) -> None:
        await self.browser.ask("browsingContext.reload", context=self.id, wait="complete")

    async def run(self, script: str) -> Any:
        """Return what an expression of plain JSON is worth on the page."""
        told = await self.browser.ask(
            "script.evaluate", expression=f"JSON.stringify({script})", target={"context": self.id}, awaitPromise=True
        )
        if told["type"] != "success":
            raise RuntimeError(str(told["exceptionDetails"]["text"]))
        return json.loads(told["result"].get("value", "null"))

    async def until(self, script: str) -> Any:
        """Wait until an expression is true, and return it."""
        async with asyncio.timeout(PATIENCE):
            while not (worth := await self.run(script)):  # noqa: ASYNC110  the page cannot ring a bell here
                await asyncio.sleep(0.05)
        return worth

    async def keys(self, text: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        pressed = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        await self.browser.ask(
            "input.performActions", context=self.id, actions=[{"type": "key", "id": "keyboard", "actions": pressed}]
        )


@asynccontextmanager
async def firefox(path: str) -> AsyncIterator[Firefox]:
    """Run a browser with a profile of its own; it and the profile are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        command = (path, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile)
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        try:
            async with connect(f"{await _address(process)}/session", max_size=None, proxy=None) as socket:
                browser = Firefox(socket)
                listening = asyncio.create_task(browser.listen())
                await browser.ask("session.new", capabilities={})
                await browser.ask("session.subscribe", events=["log.entryAdded"])
                yield browser
                listening.cancel()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _address(process: Process) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        async for line in process.stderr:
            if found := LISTENS.search(line):
                return found[1].decode()
    raise RuntimeError("Firefox ended before it listened")


def path() -> str | None:
    return next((found for found in map(shutil.which, NAMES) if found), None)
