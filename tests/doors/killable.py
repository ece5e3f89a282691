"""A gateway in a process of its own that can be killed, and an engine that answers it."""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as answer
from sqlalchemy import func, select

from bot.settings import ROOT, Settings, house_environment
from bot.store import tables
from bot.store.database import Database

START = "from bot.settings import load; from bot.cli.gateway import run_gateway; run_gateway(load())"


@asynccontextmanager
async def engine(port: int, delay: Callable[[], float] = lambda: 0.0) -> AsyncIterator[None]:
    """An engine that says back what it was told, after `delay` seconds; who says 상담원 is handed to a person."""

    async def ready(_: Request) -> HTTPResponse:
        return answer({"ready": True, "model": "none"})

    async def turn(request: Request) -> HTTPResponse:
        asked = json.loads(request.body)
        await asyncio.sleep(delay())
        letters = [{"letter": "handoff", "reason": "user_asked"}] if "상담원" in asked["text"] else []
        replies = [{"text": f"답: {asked['text']}", "custom": {"letters": letters}}]
        return answer({"turn": asked["turn"], "replies": replies, "nlu": {}, "slots": {}})

    async def handback(request: Request) -> HTTPResponse:
        asked = json.loads(request.body)
        await asyncio.sleep(delay())
        return answer({"turn": asked["turn"], "replies": [{"text": f"다시: {asked['mode']}"}], "nlu": {}, "slots": {}})

    app: Sanic[Any, Any] = Sanic(f"engine-{secrets.token_hex(4)}", configure_logging=False)
    app.config.update({"TOUCHUP": False, "ACCESS_LOG": False})
    app.add_route(ready, "/webhooks/turns/", methods=["GET"])
    app.add_route(turn, "/webhooks/turns/turn", methods=["POST"])
    app.add_route(handback, "/webhooks/turns/handback", methods=["POST"])
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    try:
        yield
    finally:
        await server.close()
        Sanic.unregister_app(app)


class Killable:
    """The gateway as a process of its own; `kill` is `kill -9`, and it is started again at once."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.settings = settings
        self.log = log
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", START, cwd=ROOT, env=house_environment(self.settings), stdout=out, stderr=out
            )
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
            while True:
                with suppress(httpx.HTTPError):
                    if (await client.get(f"{self.settings.own_url}/healthz")).status_code == 200:
                        return
                assert self.process.returncode is None, self.log.read_text()[-3_000:]
                await asyncio.sleep(0.1)

    async def stop(self, how: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        await self.process.wait()


async def until_told(settings: Settings) -> None:
    """Wait until nothing is queued: what was on its way at a kill is tried again when its claim is over."""
    database = Database(settings.database)
    async with asyncio.timeout(180):
        while True:
            async with database.read() as connection:
                queued = select(func.count()).where(tables.delivery.c.state == "queued")
                if not (await connection.execute(queued)).scalar_one():
                    break
            await asyncio.sleep(0.5)
    await database.close()
