"""The gateway's Telegram door over real rooms and a fake Telegram; only the engine is scripted."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.channels.telegram import hook
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.station import Station
from bot.privacy.sealing import Sealer
from bot.settings import ROOT, Settings
from bot.store import conversations, deliveries, messages
from bot.store.clock import new_id, now
from bot.store.database import Database
from bot.store.rows import Conversation, Delivery, Message, Turn
from bot.store.wakeup import Bell
from bot.talk.floor import Floor
from bot.talk.handoff import Handoffs
from bot.talk.inbox import Inbox
from bot.talk.moving import Moving
from bot.talk.notices import Notices
from bot.talk.outbox import Deliverer
from bot.talk.scribe import Scribe
from bot.talk.settle import Settler
from bot.talk.turns import Patience, Turns
from bot.web import health, limits, problems
from bot.web.limits import Buckets
from bot.words import Answer, Button, Card, Reply
from tests.fakes.telegram import FakeTelegram, telegram
from tests.gateway import PLAIN
from tests.ports import free_port
from tests.talk.conftest import ScriptedBrain

SECRET = "t" * 40
FAST = 0.001
STEPS = (Button("상담사 연결", "gateway:request_handoff"), Button("다른 지역", "/refine_search"))
VACANCIES = tuple(
    Card(
        "vacancy", f"v{n}", f"사무보조 <{n}> & 경리", "전주시 · 월 230만원", ("주 5일", "마감 12월 3일"), "고용24",
        "2026-11-23T01:00:00+00:00", f"https://www.work24.go.kr/v/{n}", buttons=(Button("자세히", f"/item_detail{n}"),),
    )
    for n in (1, 2)
)  # fmt: skip


class ShowingBrain(ScriptedBrain):
    """Shows two vacancies and two next steps when asked for 일자리."""

    async def ask(self, turn: Turn, sender: str, metadata: Any) -> Answer:
        answer = await super().ask(turn, sender, metadata)
        if "일자리" not in str(turn.asked):
            return answer
        return Answer((Reply("두 곳을 찾았어요.", VACANCIES, STEPS),))


@pytest.fixture
def brain() -> ShowingBrain:
    return ShowingBrain()


@dataclass
class World:
    """A running gateway with Telegram's door, the rooms behind it, and the fake before it."""

    fake: FakeTelegram
    url: str
    settings: Settings
    database: Database
    bell: Bell
    inbox: Inbox
    handoffs: Handoffs
    moving: Moving
    turns: Turns
    deliverer: Deliverer
    station: Station
    brain: ScriptedBrain

    @property
    def hook_url(self) -> str:
        return f"{self.url}{hook.path_of(SECRET)}"

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A client that knows the secret."""
        known = {hook.HEADER: SECRET, **headers}
        return httpx.AsyncClient(headers=known, trust_env=False, verify=PLAIN, timeout=30)

    async def talk(self, chat: int) -> Conversation:
        id = await self.inbox.join("telegram", str(chat))
        async with self.database.read() as connection:
            found = await conversations.get(connection, id)
        assert found is not None
        return found

    async def lines(self, chat: int) -> list[Message]:
        async with self.database.read() as connection:
            return await messages.after(connection, (await self.talk(chat)).id, 0, messages.FOR_STAFF)

    async def said(self, chat: int) -> list[str]:
        """What the citizen said, as the desk sees it."""
        return [m.body["text"] for m in await self.lines(chat) if m.author_kind == "citizen"]

    async def told(self, chat: int) -> dict[int, Delivery]:
        """Wait until nothing is queued for a chat; a message is on show a moment before that is written down."""

        async def none_waits() -> bool:
            return all(row.state != "queued" for row in (await self.deliveries(chat)).values())

        await self.until(none_waits)
        return await self.deliveries(chat)

    async def deliveries(self, chat: int) -> dict[int, Delivery]:
        talk = await self.talk(chat)
        async with self.database.read() as connection:
            return await deliveries.of(connection, talk.id)

    async def until(self, true: Any, patience: float = 20) -> None:
        """Wait until an async condition holds."""
        deadline = time.monotonic() + patience
        while not await true():
            assert time.monotonic() < deadline, "it never came true"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def world(
    database: Database, brain: ScriptedBrain, fake: FakeTelegram, *, messages: int = 100_000, pace: float = FAST,
    port: int = 0, **settings: Any,
) -> AsyncIterator[World]:  # fmt: skip
    """Run a gateway. Its pace is quick: what Telegram asks for is tested in `test_pace`."""
    port = port or free_port()
    given: dict[str, Any] = {"telegram": "webhook", "telegram_token": fake.token, "telegram_secret": SECRET}
    chosen = Settings(port=port, telegram_api=fake.url, **{**given, **settings})
    bell, notices = Bell(), Notices.of(ROOT / "domain.yml")
    floor = Floor(Scribe(now, new_id, {"telegram"}), notices, now, new_id)
    turns = Turns(database, bell, brain, Settler(floor, now, "w1"), notices, now, Patience(0.6, 600))
    sealer = Sealer("s" * 32)
    inbox = Inbox(database, bell, floor, now, new_id, "k" * 32, turns.wake, sealer)
    per_person = Buckets(messages, messages, time.monotonic)
    moving = Moving(database, inbox, now, "k" * 32, f"{chosen.own_url}/chat")
    station = Station(chosen, database, bell, inbox, notices, per_person, moving.link, Pace(pace, pace / 30))
    deliverer = Deliverer(database, bell, {"telegram": station.door}, sealer, now)
    app: Sanic[Any, Any] = Sanic(f"test-{secrets.token_hex(6)}", configure_logging=False)
    app.config.update(limits.sanic_config(chosen))
    problems.answer_errors(app, new_id)
    app.blueprint(health.blueprint({}, {"telegram": station.ready}))
    if station.room is not None:
        app.blueprint(station.room)
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    turns.start()
    deliverer.start()
    station.start()
    handoffs = Handoffs(database, bell, floor, turns.wake)
    try:
        yield World(
            fake, chosen.own_url, chosen, database, bell, inbox, handoffs, moving, turns, deliverer, station,
            brain,
        )
    finally:
        await server.close()
        await station.stop()
        await deliverer.stop()
        await turns.stop()
        await station.close()
        Sanic.unregister_app(app)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with telegram() as running:
        yield running


@pytest.fixture
async def gate(database: Database, brain: ScriptedBrain, fake: FakeTelegram) -> AsyncIterator[World]:
    """A gateway that has told Telegram where it is."""
    async with world(database, brain, fake) as running:
        await fake.until(lambda: fake.hook is not None)
        yield running
