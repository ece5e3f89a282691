"""`kill -9` of the gateway while a counselor accepts or gives back: one owner, one greeting, one end, never two voices.

Citizens and counselors do what people do when nothing answers: they try again. What must come out is what would have
come out without a kill. The short form kills eight times; `make marathon` a hundred. Both print their seed.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.settings import Settings
from bot.store import tables
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.conftest import BACKENDS, empty_database
from tests.doors.killable import Killable, engine
from tests.fakes.citizen import Citizen
from tests.gateway import PASSWORD, PLAIN, seed
from tests.ports import free_port

DESKS = 3
AT_KILLS = ("accept", "return")
BOT = ["답: 상담원 불러 주세요", "다시: resume"]


class Browser:
    """A counselor's browser that asks again while nobody answers."""

    def __init__(self, url: str, login: str) -> None:
        self.login = login
        headers = {"origin": url, "sec-fetch-site": "same-origin"}
        self.http = httpx.AsyncClient(
            base_url=f"{url}/api/v1/", headers=headers, trust_env=False, verify=PLAIN, timeout=20
        )

    async def post(self, path: str, sent: dict[str, Any]) -> httpx.Response:
        async with asyncio.timeout(60):
            while True:
                try:
                    answer = await self.http.post(path, json=sent)
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code < 500:
                    return answer
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("kind", BACKENDS)
async def test_the_gateway_dies_while_a_counselor_accepts_and_gives_back(kind: str, tmp_path: Path) -> None:
    await _play(kind, tmp_path, rounds=8, kills=8 if kind == "sqlite" else 4)


@pytest.mark.marathon
@pytest.mark.parametrize("kind", BACKENDS)
async def test_a_hundred_kills_during_takeover(kind: str, tmp_path: Path) -> None:
    await _play(kind, tmp_path, rounds=60, kills=100)


async def _play(kind: str, folder: Path, rounds: int, kills: int) -> None:
    number = os.environ.get("SEED") or str(random.randrange(10**6))
    print(f"SEED={number}")
    rng = random.Random(number)
    async with empty_database(kind, folder) as url:
        settings = await _house(url, folder)
        async with engine(settings.engine_port, lambda: rng.uniform(0, 0.05)):
            gateway = Killable(settings, folder / "gateway.log")
            await gateway.start()
            try:
                await _rounds(settings, gateway, rng, rounds, kills)
            finally:
                await gateway.stop(signal.SIGTERM)
        await _even(settings, rounds)


async def _house(url: str, folder: Path) -> Settings:
    """A gateway's settings, over a database in which the counselors are known."""
    settings = Settings(
        mode="practice", hours="always", data_dir=folder, database_url=url, port=free_port(), engine_port=free_port(),
        messages_per_minute=10**6, identity_key="i" * 40, address_key="a" * 40,
        **{f"{name}_secret": name * 8 for name in ("engine", "actions")},
    )  # fmt: skip
    await asyncio.to_thread(upgrade, settings.database)
    database = Database(settings.database)
    await database.open()
    for n in range(DESKS):
        await seed(database, f"desk{n}", "counselor")
    await database.close()
    return settings


async def _rounds(settings: Settings, gateway: Killable, rng: random.Random, rounds: int, kills: int) -> None:
    """One consultation after the other; the kills are spread over accepting and giving back."""
    browsers = [Browser(settings.own_url, f"desk{n}") for n in range(DESKS)]
    for browser in browsers:
        assert (await browser.post("auth/login", {"login": browser.login, "password": PASSWORD})).status_code == 200
    moments = [(n, step) for n in range(rounds) for step in AT_KILLS]
    struck = Counter(rng.choices(moments, k=kills)) if kills > len(moments) else Counter(rng.sample(moments, kills))
    for n in range(rounds):
        async with Citizen(settings.own_url.replace("http", "ws", 1), settings.own_url) as citizen:
            await _consult(citizen, browsers, gateway, rng, {step: struck[n, step] for step in AT_KILLS})
    for browser in browsers:
        await browser.http.aclose()


async def _consult(
    citizen: Citizen, browsers: list[Browser], gateway: Killable, rng: random.Random, kills: dict[str, int]
) -> None:
    """Asked for, fought over, talked, given back; then the bot has it again."""
    await citizen.say("상담원 불러 주세요")
    await citizen.until(lambda c: any(f["body"].get("event") == "queued" for f in c.bubbles()), 60)
    talk = next(frame["talk"] for frame in citizen.frames if frame["type"] == "welcome")
    (asked,) = (await browsers[0].http.get("queue")).json()["items"]
    dying = asyncio.create_task(_strike(gateway, rng, kills["accept"]))
    told = await asyncio.gather(*(browser.post(f"handoffs/{asked['handoff_id']}/accept", {}) for browser in browsers))
    await dying
    won = [browser for browser, answer in zip(browsers, told, strict=True) if answer.status_code == 200]
    assert len(won) == 1, [answer.text for answer in told]
    for answer in told:
        assert answer.status_code == 200 or answer.json()["code"] == "taken", answer.text
    words = await citizen.say("사람에게 하는 말")
    await citizen.until(lambda c: words in c.acknowledged, 60)
    said = await won[0].post(f"conversations/{talk}/messages", {"client_msg_id": "m1", "text": "도와드릴게요"})
    assert said.status_code == 201, said.text
    dying = asyncio.create_task(_strike(gateway, rng, kills["return"]))
    ended = await won[0].post(f"handoffs/{asked['handoff_id']}/return", {"mode": "resume", "outcome": "answered"})
    await dying
    assert ended.status_code == 200 or ended.json()["code"] == "gone", ended.text
    await citizen.until(lambda c: any(f["body"].get("text") == "다시: resume" for f in c.bubbles()), 60)
    shown = sorted(citizen.lines)
    assert shown == list(range(1, len(shown) + 1)), "a hole in what was shown"
    assert citizen.shown_twice == 0


async def _strike(gateway: Killable, rng: random.Random, times: int) -> None:
    """Kill so soon after the request went out that it is anywhere on its way, and start again at once."""
    for _ in range(times):
        await asyncio.sleep(rng.uniform(0, 0.04))
        await gateway.stop(signal.SIGKILL)
        await gateway.start()


async def _even(settings: Settings, rounds: int) -> None:
    """Read what was kept: each consultation was accepted, greeted and ended once, and nobody spoke in between."""
    database = Database(settings.database)
    async with database.read() as connection:
        held = list((await connection.execute(select(tables.handoff))).mappings())
        steps = list((await connection.execute(select(tables.handoff_event))).mappings())
        talks = list((await connection.execute(select(tables.conversation))).mappings())
        lines = list((await connection.execute(select(tables.message).order_by(tables.message.c.seq))).mappings())
    await database.close()
    assert len(held) == rounds
    assert {(one["state"], one["outcome"]) for one in held} == {("returned", "answered")}
    assert {(one["control"], one["owner_id"]) for one in talks} == {("bot", None)}
    for one in held:
        taken = [step["to_state"] for step in steps if step["handoff_id"] == one["id"]]
        assert sorted(taken) == ["active", "queued", "returned"]
        said = [line for line in lines if line["conversation_id"] == one["conversation_id"]]
        events = Counter(line["body"].get("event") for line in said)
        assert (events["connected"], events["transferred_back"]) == (1, 1)
        begun = next(line["seq"] for line in said if line["body"].get("event") == "connected")
        over = next(line["seq"] for line in said if line["body"].get("event") == "transferred_back")
        between = [line for line in said if begun < line["seq"] < over and line["visibility"] == "public"]
        assert sorted(line["author_kind"] for line in between) == ["citizen", "counselor"]
        assert [line["body"]["text"] for line in said if line["author_kind"] == "bot"] == BOT
        assert [line["seq"] for line in said] == list(range(1, len(said) + 1))
    print(f"{rounds} consultations, each accepted, greeted and given back once")
