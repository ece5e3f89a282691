"""The gateway's doors on a free port of this process, over a test's own database; only the engine is scripted."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import ssl
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from sanic import Sanic
from sqlalchemy.ext.asyncio import AsyncConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.channels import widget
from bot.channels.kakao.guide import KakaoGuide
from bot.channels.telegram.guide import TelegramGuide
from bot.console import api, channels
from bot.privacy.scanning import Scanner
from bot.privacy.sealing import Sealer
from bot.settings import ROOT, Settings
from bot.store import staff
from bot.store.clock import Clock, new_id, now
from bot.store.database import Database
from bot.talk.files import Files
from bot.talk.moving import Moving
from bot.talk.notices import Notices
from bot.talk.outbox import Reaching
from bot.web import headers, health, jobs, limits, pages, problems
from bot.web.limits import Buckets, Seats
from bot.web.origin import Origins
from tests.ports import free_port
from tests.talk.conftest import Talk

Frame = dict[str, Any]
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; loading the default one takes longer than a test
PASSWORD = "봄날의-고양이-열두마리"


@cache
def kept_password() -> str:
    """The hash of `PASSWORD`, made once: it is slow on purpose."""
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1).hash(PASSWORD)


async def seed(database: Database, login: str, role: str) -> None:
    """Make an account that is past its first login."""

    async def add(connection: AsyncConnection) -> None:
        id, kept = new_id(), kept_password()
        await staff.add(
            connection, id=id, login=login, name=f"{login} 님", role=role, password_hash=kept, at=now()
        )
        await staff.set_password(connection, id, kept, must_change=False)

    await database.write(add)


@dataclass
class Gateway:
    """A running gateway, the rooms behind it, and clients for it."""

    url: str
    talk: Talk
    app: Sanic[Any, Any]
    settings: Settings
    files: Files

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """A browser on our own page: cookies, and the headers that browsers send."""
        own = {"origin": self.url, "sec-fetch-site": "same-origin"}
        base = f"{self.url}/api/v1/"
        return httpx.AsyncClient(base_url=base, headers={**own, **headers}, trust_env=False, verify=PLAIN, timeout=60)

    async def counselor(self, login: str = "hana", role: str = "counselor") -> httpx.AsyncClient:
        """A counselor who has long changed the one-time password, and is signed in."""
        await seed(self.talk.database, login, role)
        browser = self.browser()
        entered = await browser.post("auth/login", json={"login": login, "password": PASSWORD})
        assert entered.status_code == 200, entered.text
        return browser

    @asynccontextmanager
    async def window(self, **hello: Any) -> AsyncIterator[Window]:
        """A window of the website that has said hello and is live."""
        async with connect(f"{self.socket_url}/ws/widget", origin=self.url, proxy=None) as socket:
            window = Window(socket)
            await window.send(type="hello", **hello)
            await window.until("live")
            yield window


class Window:
    """A client that keeps every frame."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[Frame] = []

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame, ensure_ascii=False))

    async def next(self) -> Frame:
        async with asyncio.timeout(10):
            frame: Frame = json.loads(await self.socket.recv())
        self.frames.append(frame)
        return frame

    async def until(self, type: str, **like: Any) -> Frame:
        """Read on until a frame of this type with these fields comes."""
        while True:
            frame = await self.next()
            if frame["type"] == type and like.items() <= frame.items():
                return frame

    async def closed(self) -> int:
        """Read on until the server hangs up; return its close code."""
        with suppress(ConnectionClosed):
            while True:
                await self.next()
        return self.socket.close_code or 0

    async def until_said(self, text: str) -> Frame:
        while True:
            frame = await self.until("msg")
            if frame["body"]["text"] == text:
                return frame

    async def say(self, text: str, cid: str | None = None) -> Frame:
        cid = cid or secrets.token_hex(8)
        await self.send(type="msg", cid=cid, text=text)
        return await self.until("ack", cid=cid)

    @property
    def token(self) -> str:
        return str(next(f["token"] for f in reversed(self.frames) if f["type"] == "welcome"))

    @property
    def lines(self) -> list[Frame]:
        """What was shown, in the order in which it came."""
        return [frame for frame in self.frames if frame["type"] == "msg"]


@asynccontextmanager
async def gateway(
    talk: Talk, clock: Clock = now, *, tries: int = 1_000, messages: int = 100_000, seats: int = 500,
    files: Files | None = None, **settings: Any,
) -> AsyncIterator[Gateway]:  # fmt: skip
    """Run the doors. `talk` are the real rooms behind them."""
    port = free_port()
    chosen = Settings(port=port, identity_key="k" * 32, **settings)
    app: Sanic[Any, Any] = Sanic(f"test-{secrets.token_hex(6)}", configure_logging=False)
    app.config.update(limits.sanic_config(chosen))
    origins, notices = Origins.of(chosen), Notices.of(ROOT / "domain.yml")
    headers.dress(app, origins)
    problems.answer_errors(app, new_id)
    app.blueprint(pages.blueprint(practice=chosen.practice, https=origins.own.startswith("https:")))
    app.blueprint(health.blueprint({}))
    app.blueprint(jobs.blueprint(chosen))
    moving = Moving(talk.database, talk.inbox, now, "k" * 32, f"{chosen.own_url}/chat")
    store = files or Files(
        talk.database, Path(tempfile.mkdtemp(prefix="files-")), Sealer("s" * 32), Scanner(), now, new_id, "k" * 32
    )
    rooms = widget.Rooms(
        talk.database, talk.bell, now, talk.inbox, talk.outbox, talk.handoffs, notices, moving, store
    )
    bounds = widget.Limits(Buckets(messages, messages, time.monotonic), Seats(seats))
    key = chosen.widget_key.get_secret_value()
    app.blueprint(widget.blueprint(rooms, origins, bounds, practice=True, key=key))
    console = api.Rooms(
        talk.database, talk.bell, clock, new_id, talk.handoffs, chosen, Buckets(tries, tries, time.monotonic),
        Reaching(talk.database, {}, Sealer("s" * 32)), store,
    )  # fmt: skip
    app.blueprint(api.blueprint(console, origins))
    guides = {"kakao": KakaoGuide(chosen), "telegram": TelegramGuide(chosen, None)}
    app.blueprint(channels.blueprint(console, origins, guides, moving))
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    try:
        yield Gateway(f"http://127.0.0.1:{port}", talk, app, chosen, store)
    finally:
        for task in list(app.websocket_tasks):
            task.cancel()
        await asyncio.gather(*app.websocket_tasks, return_exceptions=True)
        await server.close()
        if files is None:
            shutil.rmtree(store.folder)
        Sanic.unregister_app(app)
