"""People with people: how soon a greeting and a counselor's words arrive, how many a second, what idling costs.

The gateway runs alone, as a process of its own over an embedded database; citizens are sockets, counselors are HTTP
clients, all in this process. The engine is not asked: what is measured is the handoff.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncConnection
from websockets.asyncio.client import ClientConnection, connect

from bench.processes import ok, running, seconds_until
from bot.cli.stations import free_ports
from bot.settings import ROOT, Settings, house_environment
from bot.settings import load as load_settings
from bot.store import staff
from bot.store.clock import new_id, now
from bot.store.database import Database
from bot.store.migrate import upgrade

START = "from bot.settings import load; from bot.cli.gateway import run_gateway; run_gateway(load())"
PASSWORD = "벤치마크-비밀번호-열두자"  # noqa: S105  of an account that lives for this run
CONSOLES, WINDOWS, IDLE_SECONDS = 13, 300, 60.0
LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a long number would be masked
RACES = 50
CITIZENS, WRITERS = 50, 16  # of all talks: so many citizens and counselors write at once
PING_SECONDS, POLL_SECONDS = 10.0, 60.0  # what the console's page does while nothing happens
WINDOW_PING_SECONDS = 25.0


@dataclass
class Figures:
    """Milliseconds to the greeting, to a counselor's words (also under load) and to who came second.

    `per_second` messages and `work`, milliseconds of the gateway's processor for each; `idle`, the share of one core
    that is busy while nothing happens; `memory` in bytes; `took`, seconds for all of it.
    """

    greeting: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    loaded: list[float] = field(default_factory=list)
    losers: list[float] = field(default_factory=list)
    per_second: float = 0.0
    work: float = 0.0
    took: float = 0.0
    idle: float = 0.0
    memory: int = 0


class Window:
    """A citizen's window that notes when what it waits for came."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.talk = self.handoff = ""
        self.arrived: dict[str, asyncio.Future[float]] = {}
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for data in self.socket:
            frame = json.loads(data)
            if frame["type"] == "welcome":
                self.talk = frame["talk"]
            seen = frame.get("control") if frame["type"] == "state" else frame.get("type")
            text = frame["body"].get("event") or frame["body"].get("text") if frame["type"] == "msg" else seen
            waiting = self.arrived.pop(str(text), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(time.perf_counter())
            if frame["type"] == "msg":
                await self.socket.send(json.dumps({"type": "rcv", "seq": frame["seq"]}))

    def expect(self, what: str) -> asyncio.Future[float]:
        waiting: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.arrived[what] = waiting
        return waiting

    async def close(self) -> None:
        self._reader.cancel()
        await self.socket.close()


async def measure(folder: Path, chats: int = 100, seconds: float = 10.0) -> Figures:
    """Play `chats` consultations at once, then idle."""
    figures, began = Figures(), time.perf_counter()
    async with _gateway(folder) as (settings, process, counselors), AsyncExitStack() as stack:
        url: Any = f"{settings.own_url.replace('http', 'ws', 1)}/ws/widget"
        own: Any = settings.own_url

        async def window() -> Window:
            socket = await connect(url, origin=own, proxy=None)
            made = Window(socket)
            live = made.expect("live")
            await socket.send(json.dumps({"type": "hello", "last_seq": 0, "tab": secrets.token_hex(4)}))
            await asyncio.wait_for(live, 30)
            stack.push_async_callback(made.close)
            return made

        windows = [await window() for _ in range(chats)]
        for n, one in enumerate(windows):
            await _accepted(one, counselors[n % len(counselors)], folder, figures)
        pairs = list(zip(windows, [counselors[n % len(counselors)] for n in range(chats)], strict=True))
        for one, browser in pairs:
            figures.words.append(await _said(one, browser))
        before, worked = kept(folder), _worked(process)
        count, figures.per_second = await _flood(pairs, seconds, figures)
        figures.work = (_worked(process) - worked) / count * 1000
        if kept(folder) - before < count:
            raise RuntimeError(f"{count} messages were acknowledged and {kept(folder) - before} kept")
        for one, _ in pairs[:RACES]:
            await _raced(one, counselors, figures)
        figures.memory = process.memory_info().rss
        windows += [await window() for _ in range(WINDOWS - chats)]
        figures.idle = await _idle(settings, counselors, windows, process)
    figures.took = time.perf_counter() - began
    return figures


@asynccontextmanager
async def _gateway(folder: Path) -> AsyncIterator[tuple[Settings, psutil.Process, list[httpx.AsyncClient]]]:
    port, engine = free_ports(2)
    own: dict[str, Any] = {"port": port, "engine_port": engine, "data_dir": folder / "var", "database_url": ""}
    limits = {"messages_per_minute": 10**6, "sockets_per_address": 10**4, "hours": "always"}
    settings = Settings(**{**load_settings().model_dump(), **own, **limits})
    settings.data_dir.mkdir(parents=True)
    await asyncio.to_thread(upgrade, settings.database)
    database = Database(settings.database)
    await database.open()
    logins = [await _counselor(database, n) for n in range(CONSOLES)]
    await database.close()
    with running((sys.executable, "-c", START), ROOT, house_environment(settings), folder / "gateway.log") as pid:
        async with httpx.AsyncClient(trust_env=False) as client:
            await seconds_until(lambda: ok(client, "GET", f"{settings.own_url}/healthz"), 0)
        counselors = [await _signed_in(settings, login) for login in logins]
        try:
            yield settings, psutil.Process(pid), counselors
        finally:
            for browser in counselors:
                await browser.aclose()


async def _counselor(database: Database, n: int) -> str:
    """Make an account that is past its first login; return its name."""
    login, id, kept_word = f"c{n:02}x", new_id(), PasswordHasher().hash(PASSWORD)

    async def add(connection: AsyncConnection) -> None:
        await staff.add(
            connection, id=id, login=login, name=f"상담{n}", role="counselor", password_hash=kept_word, at=now()
        )
        await staff.set_password(connection, id, kept_word, must_change=False)

    await database.write(add)
    return login


async def _signed_in(settings: Settings, login: str) -> httpx.AsyncClient:
    headers = {"origin": settings.own_url, "sec-fetch-site": "same-origin"}
    browser = httpx.AsyncClient(base_url=f"{settings.own_url}/api/v1/", headers=headers, trust_env=False, timeout=60)
    await _patiently(browser, "auth/login", {"login": login, "password": PASSWORD})
    return browser


async def _patiently(browser: httpx.AsyncClient, path: str, sent: dict[str, str]) -> None:
    """Ask again while the limit on logins says so."""
    for _ in range(30):
        answer = await browser.post(path, json=sent)
        if answer.status_code != 429:
            answer.raise_for_status()
            return
        await asyncio.sleep(6)
    raise TimeoutError(path)


async def _accepted(one: Window, browser: httpx.AsyncClient, folder: Path, figures: Figures) -> None:
    """Put a talk in the queue as a button would, accept it, and note how long the greeting took."""
    acknowledged = one.expect("ack")
    await one.socket.send(json.dumps({"type": "msg", "cid": secrets.token_hex(8), "text": "상담사와 이야기할래요"}))
    await asyncio.wait_for(acknowledged, 30)
    asked = await browser.post(f"conversations/{one.talk}/handoffs", json={"reason": "bench"})
    asked.raise_for_status()
    one.handoff = asked.json()["id"]
    greeting, began = one.expect("connected"), time.perf_counter()
    (await browser.post(f"handoffs/{one.handoff}/accept", json={})).raise_for_status()
    figures.greeting.append((await asyncio.wait_for(greeting, 30) - began) * 1000)


async def _raced(one: Window, counselors: list[httpx.AsyncClient], figures: Figures) -> None:
    """Put a talk back in the queue and let every counselor accept it at once; note when the others knew."""
    for browser in counselors:
        if (await browser.post(f"handoffs/{one.handoff}/requeue", json={"reason": "bench"})).status_code == 200:
            break

    async def accept(browser: httpx.AsyncClient) -> tuple[int, float]:
        began = time.perf_counter()
        answer = await browser.post(f"handoffs/{one.handoff}/accept", json={})
        return answer.status_code, (time.perf_counter() - began) * 1000

    told = await asyncio.gather(*(accept(browser) for browser in counselors))
    if sorted(status for status, _ in told) != [200] + [409] * (len(counselors) - 1):
        raise RuntimeError(f"accepted at once: {told}")
    figures.losers += [took for status, took in told if status == 409]


async def _said(one: Window, browser: httpx.AsyncClient) -> float:
    text = secrets.token_hex(8).translate(LETTERS)
    came, began = one.expect(text), time.perf_counter()
    line = {"client_msg_id": text, "text": text}
    (await browser.post(f"conversations/{one.talk}/messages", json=line)).raise_for_status()
    return (await asyncio.wait_for(came, 30) - began) * 1000


async def _flood(
    pairs: list[tuple[Window, httpx.AsyncClient]], seconds: float, figures: Figures
) -> tuple[int, float]:  # fmt: skip
    """Let citizens and counselors write as fast as they are answered; return how many messages, and how many a second.

    A citizen's counts when it is acknowledged (stored, with its number), a counselor's when it is in the window.
    """
    until, count = time.perf_counter() + seconds, 0

    async def citizen(one: Window) -> None:
        nonlocal count
        while time.perf_counter() < until:
            acknowledged = one.expect("ack")
            await one.socket.send(json.dumps({"type": "msg", "cid": secrets.token_hex(8), "text": "네 알겠어요"}))
            await asyncio.wait_for(acknowledged, 30)
            count += 1

    async def counselor(one: Window, browser: httpx.AsyncClient) -> None:
        nonlocal count
        while time.perf_counter() < until:
            figures.loaded.append(await _said(one, browser))
            count += 1

    began = time.perf_counter()
    citizens = (citizen(one) for one, _ in pairs[:CITIZENS])
    await asyncio.gather(*citizens, *(counselor(*pair) for pair in pairs[CITIZENS : CITIZENS + WRITERS]))
    return count, count / (time.perf_counter() - began)


async def _idle(
    settings: Settings, counselors: list[httpx.AsyncClient], windows: list[Window], process: psutil.Process
) -> float:
    """Return the share of one core that consoles and windows cost when nobody says anything.

    They do what pages do by themselves: ping, and the console looks at its lists once a minute.
    """
    async with AsyncExitStack() as stack:
        pings: list[asyncio.Task[None]] = []
        stack.callback(lambda: [ping.cancel() for ping in pings])
        for n, one in enumerate(windows):
            later = n * WINDOW_PING_SECONDS / len(windows)
            pings.append(asyncio.create_task(_pings(one.socket, WINDOW_PING_SECONDS, later)))
        for n, browser in enumerate(counselors):
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
            url = f"{settings.own_url.replace('http', 'ws', 1)}/ws/console"
            console = await stack.enter_async_context(
                connect(url, origin=settings.own_url, additional_headers={"cookie": cookie}, proxy=None)  # type: ignore[arg-type]
            )
            pings.append(asyncio.create_task(_pings(console, PING_SECONDS, n * PING_SECONDS / len(counselors))))
            pings.append(asyncio.create_task(_polls(browser, n * POLL_SECONDS / len(counselors))))
        await asyncio.sleep(3)
        before = _worked(process)
        await asyncio.sleep(IDLE_SECONDS)
        return (_worked(process) - before) / IDLE_SECONDS


def _worked(process: psutil.Process) -> float:
    """Return the seconds of processor time that a process has used."""
    used = process.cpu_times()
    return float(used.user + used.system)


async def _pings(socket: ClientConnection, every: float, later: float) -> None:
    await asyncio.sleep(later)
    while True:
        await socket.send(json.dumps({"type": "ping"}))
        await asyncio.sleep(every)


async def _polls(browser: httpx.AsyncClient, later: float) -> None:
    await asyncio.sleep(later)
    while True:
        for path in ("queue", "conversations?scope=mine"):
            (await browser.get(path, headers={"x-background": "1"})).raise_for_status()
        await asyncio.sleep(POLL_SECONDS)


def kept(folder: Path) -> int:
    """Return how many messages the gateway kept: none of those counted may be missing."""
    with sqlite3.connect(folder / "var/iljari.db") as database:
        return int(database.execute("SELECT count(*) FROM message WHERE author_kind <> 'system'").fetchone()[0])
