"""Our doors beside Rasa's own Telegram connector, fed the same updates: how soon is the platform told 200?

The thinking is taken out of both, so that doors are compared and not models: behind ours an engine answers at once,
Rasa has the lightest model it can run. Both call the same Bot API on loopback. Ours commits each message to disk
(masked, numbered) before it says 200 and answers afterwards; Rasa's says 200 when it has thought and sent.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as answer

from bench import ways
from bench.load import Load, Talk, load
from bench.ours import TEXTS
from bench.processes import finished, ok, running, seconds_until
from bot.channels.telegram import hook
from bot.cli.stations import free_ports
from bot.settings import ROOT, Settings, house_environment
from bot.settings import load as load_settings

TOKEN, SECRET = "7000000001:AABenchTokenOnly0123456789abcdefghi", "bench-" * 8
ME = {"id": 7000000001, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
MOST = 10**6
RASA_CONFIG = """recipe: default.v1
language: ko
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
"""
RASA_DATA = """version: "3.1"
nlu:
- intent: hello
  examples: |
    - 안녕하세요
rules:
- rule: hello
  steps: [{intent: hello}, {action: utter_hello}]
- rule: anything else
  steps: [{intent: nlu_fallback}, {action: utter_hello}]
"""
RASA_DOMAIN = """version: "3.1"
intents: [hello, nlu_fallback]
responses: {utter_hello: [{text: 답이에요.}]}
"""
RASA_CHANNEL = '''"""Rasa's own connector; only the address of the Bot API is another."""
import os
from aiogram.bot.api import TelegramAPIServer
from rasa.core.channels import telegram

class Output(telegram.TelegramOutput):
    def __init__(self, access_token):
        super().__init__(access_token)
        self.server = TelegramAPIServer.from_base(os.environ["BENCH_TELEGRAM"])

class Here(telegram.TelegramInput):
    def get_output_channel(self):
        return Output(self.access_token)
'''


@dataclass(frozen=True)
class Door:
    """One door with one and with many people at once: until each of their messages was acknowledged."""

    name: str
    alone: Load
    crowd: Load


async def measure(folder: Path, clients: int, updates: int) -> list[Door]:
    """Run one after the other in `folder`, Rasa's last. A chat sends on once the last update is acknowledged."""
    async with _telegram() as (bot_api, engine_port):
        ours = await _ours(folder, bot_api, engine_port, clients, updates)
        rasa = await _rasa(folder, bot_api, clients, updates)
    return [*ours, Door("Rasa 3.6.21's own Telegram connector", *rasa)]


async def _ours(folder: Path, bot_api: str, engine_port: int, clients: int, updates: int) -> list[Door]:
    settings = _settings(folder, bot_api, engine_port)
    start = "from bot.settings import load; from bot.cli.gateway import run_gateway; run_gateway(load())"
    command = (sys.executable, "-c", start)
    with running(command, ROOT, house_environment(settings), folder / "door.log"):
        async with httpx.AsyncClient(trust_env=False) as client:
            await seconds_until(lambda: ok(client, "GET", f"{settings.own_url}/readyz"), 0)
        url, headers = f"{settings.own_url}{hook.path_of(SECRET)}", {hook.HEADER: SECRET}
        ours = {
            "Telegram": ways.telegram(url, headers, count(1_000)), "KakaoTalk (with the answer)": ways.skill(settings),
            "website": ways.widget(settings),
        }  # fmt: skip
        return [Door(name, *await _both(talk, clients, updates)) for name, talk in ours.items()]


def _settings(folder: Path, bot_api: str, engine_port: int) -> Settings:
    (port,) = free_ports(1)
    own = {"port": port, "engine_port": engine_port, "data_dir": folder / "var", "database_url": ""}
    telegram = {"telegram": "webhook", "telegram_token": TOKEN, "telegram_secret": SECRET, "telegram_api": bot_api}
    kakao = {"kakao_secret": SECRET, "kakao_bot_id": ways.BOT, "kakao_api": bot_api}
    wide = {"messages_per_minute": MOST, "turns_at_once": 64, "sockets_per_address": 1_000}
    return Settings(**{**load_settings().model_dump(), **own, **telegram, **kakao, **wide})


async def _rasa(folder: Path, bot_api: str, clients: int, updates: int) -> tuple[Load, Load]:
    python, project, log = str(load_settings().engine_python), folder / "rasa", folder / "rasa.log"
    project.mkdir()
    (port,) = free_ports(1)
    own = f"http://127.0.0.1:{port}"
    hooked = f"{own}/webhooks/telegram/webhook"
    credentials = f"here.Here:\n  access_token: '{TOKEN}'\n  verify: bench_bot\n  webhook_url: {hooked}\n"
    for name, text in {
        "config.yml": RASA_CONFIG, "data.yml": RASA_DATA, "domain.yml": RASA_DOMAIN, "here.py": RASA_CHANNEL,
        "credentials.yml": credentials, "endpoints.yml": "",
    }.items():  # fmt: skip
        (project / name).write_text(text)
    ours = {"RASA_TELEMETRY_ENABLED": "false", "BENCH_TELEGRAM": bot_api, "PYTHONPATH": str(project)}
    environment = {**os.environ, **ours}
    finished((python, "-m", "rasa", "train", "--data", "data.yml", "--quiet"), project, environment, log)
    command = (python, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port))
    with running(command, project, environment, log):
        async with httpx.AsyncClient(trust_env=False) as client:
            await seconds_until(lambda: ok(client, "GET", f"{own}/webhooks/telegram/"), 0)
            first = ways.update(0, 1, TEXTS[0])
            await seconds_until(lambda: ok(client, "POST", hooked, json=first), 0)
        return await _both(ways.telegram(hooked, {}, count(1_000)), clients, updates)


async def _both(talk: Talk, clients: int, updates: int) -> tuple[Load, Load]:
    alone = await load(talk, TEXTS, clients=1, turns=updates, warm_up=len(TEXTS))
    crowd = await load(talk, TEXTS, clients=clients, turns=updates, warm_up=len(TEXTS))
    return alone, crowd


@asynccontextmanager
async def _telegram() -> AsyncIterator[tuple[str, int]]:
    """Serve, for both, a Bot API that takes everything and an engine that answers at once; give URL and port."""

    async def bot_api(request: Request, token: str, method: str) -> HTTPResponse:
        form = request.form
        chat = form.get("chat_id") if form else None
        place = {"id": int(chat or 1), "type": "private"}
        sent = {"message_id": 1, "date": 1, "chat": place, "text": "ok"}
        return answer({"ok": True, "result": ME if method == "getMe" else sent if method == "sendMessage" else True})

    async def ready(_: Request) -> HTTPResponse:
        return answer({"ready": True, "model": "none"})

    async def turn(request: Request) -> HTTPResponse:
        asked = json.loads(request.body)["turn"]
        return answer({"turn": asked, "replies": [{"text": "답이에요."}], "nlu": {}, "slots": {}})

    (port,) = free_ports(1)
    app: Sanic[Any, Any] = Sanic("bench-telegram", configure_logging=False)
    app.config.update({"TOUCHUP": False, "ACCESS_LOG": False})
    app.add_route(ready, "/webhooks/turns/", methods=["GET"])
    app.add_route(turn, "/webhooks/turns/turn", methods=["POST"])
    app.add_route(bot_api, "/<token:str>/<method:str>", methods=["POST", "GET"])
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    if server is None:
        raise RuntimeError("no server")
    await server.startup()  # type: ignore[no-untyped-call]
    try:
        yield f"http://127.0.0.1:{port}", port
    finally:
        await server.close()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)
