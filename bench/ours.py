"""Our whole stack: the widget's WebSocket door, five stations, durable commits, the real model and actions."""

from __future__ import annotations

import asyncio
import json
import math
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from bench.load import Load, Say, Talk, load
from bench.processes import below, memory, ok, running, seconds_until
from bot.cli.stations import free_ports
from bot.settings import ROOT, Settings, house_environment
from bot.settings import load as load_settings
from bot.words import Json

TEXTS = (
    "안녕하세요",
    "전주에서 사무직 일자리 찾아줘",
    "센터 몇 시까지 해?",
    "내배카로 배울 수 있는 회계 과정",
    "실업급여가 뭐예요?",
    "군산 생산직 월급 250 이상",
    "국민취업지원제도 서류 뭐 필요해?",
    "고마워요",
    "나 32살이고 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?",
    "처음으로",
)  # what people come with, in about their shares; never a wish for a person, which would end the bot's turns

ANSWER_PATIENCE = 60.0


@dataclass(frozen=True)
class Ours:
    """Seconds of the training and of the second start (all is there already), the load, and memory in bytes."""

    trained_in: float
    gateway_after: float
    ready_after: float
    alone: Load
    crowd: Load
    engine_memory: int
    gateway_memory: int
    actions_memory: int


async def measure(folder: Path, clients: int, turns: int, trained_in: float) -> Ours:
    """Start the house twice in `folder` with the model that is there, and load it the second time."""
    settings = settings_for(folder)
    shutil.copytree(load_settings().models_dir, settings.models_dir)
    async with house(settings, folder):
        pass  # makes the database, brings the practice data
    async with house(settings, folder) as (pid, gateway_after, ready_after):
        talk = _talk(settings)
        alone = await load(talk, TEXTS, clients=1, turns=turns, warm_up=len(TEXTS))
        crowd = await load(talk, TEXTS, clients=clients, turns=turns, warm_up=len(TEXTS))
        parts = (memory(below(pid, word)) for word in ("bot.engine", "gateway", "actions"))
        return Ours(trained_in, gateway_after, ready_after, alone, crowd, *parts)


def settings_for(folder: Path) -> Settings:
    """Return the settings of this checkout with ports and data of their own, and no limits on one address."""
    gateway, engine, actions = free_ports(3)
    ports = {"port": gateway, "engine_port": engine, "actions_port": actions}
    limits = {"messages_per_minute": 1_000_000, "sockets_per_address": 1_000}
    return load_settings().model_copy(update={**ports, **limits, "data_dir": folder / "var", "database_url": ""})


@asynccontextmanager
async def house(settings: Settings, folder: Path) -> AsyncIterator[tuple[int, float, float]]:
    """Run `serve`; give its process id and the seconds after which the gateway answered and the engine was ready."""
    began = time.perf_counter()
    command = (sys.executable, "-m", "bot", "serve")
    with running(command, ROOT, house_environment(settings), folder / "ours.log") as pid:
        async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
            gateway = await seconds_until(lambda: ok(client, "GET", f"{settings.own_url}/healthz"), began)
            ready = await seconds_until(lambda: ok(client, "GET", f"{settings.own_url}/readyz"), began)
        yield pid, gateway, ready


def _answers(frame: Json) -> bool:
    """Tell an answer from our own message and from a notice that the answer is late."""
    return bool(frame["type"] == "msg" and frame["author"]["kind"] == "bot" and frame["kind"] != "event")


def _talk(settings: Settings) -> Talk:
    @asynccontextmanager
    async def talk(_: int) -> AsyncIterator[Say]:
        """Open a widget like a browser does; an answer is the first bubble of the bot after our own message."""
        url = settings.own_url.replace("http://", "ws://") + "/ws/widget"
        async with connect(url, origin=Origin(settings.own_url), proxy=None) as socket:
            await socket.send(json.dumps({"type": "hello", "last_seq": 0, "tab": uuid4().hex}))

            async def say(text: str) -> None:
                cid, mine = uuid4().hex, math.inf
                await socket.send(json.dumps({"type": "msg", "cid": cid, "text": text}))
                async with asyncio.timeout(ANSWER_PATIENCE):
                    while True:
                        frame = json.loads(await socket.recv())
                        if frame["type"] == "refused":
                            raise RuntimeError(f"refused: {frame['code']}")
                        if frame["type"] == "ack" and frame["cid"] == cid:
                            mine = frame["seq"]
                        if _answers(frame) and frame["seq"] > mine:
                            await socket.send(json.dumps({"type": "rcv", "seq": frame["seq"]}))
                            return

            yield say

    return talk
