"""A gateway with KakaoTalk's door over real rooms, and the platform before it; only the engine is scripted."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sanic import Sanic

from bot.channels import HANDED, widget
from bot.channels.kakao import skill
from bot.channels.kakao.guide import KakaoGuide
from bot.channels.kakao.station import Station
from bot.channels.telegram.guide import TelegramGuide
from bot.console import api, channels
from bot.privacy.scanning import Scanner
from bot.privacy.sealing import Sealer
from bot.settings import ROOT, Settings
from bot.store import conversations, deliveries, messages
from bot.store.clock import new_id, now
from bot.store.database import Database
from bot.store.rows import Conversation, Delivery, Message
from bot.store.wakeup import Bell
from bot.talk.doors import Door
from bot.talk.files import Files
from bot.talk.floor import Floor
from bot.talk.handoff import Handoffs
from bot.talk.inbox import Inbox
from bot.talk.moving import Moving
from bot.talk.notices import Notices
from bot.talk.outbox import Deliverer, Outbox, Reaching
from bot.talk.scribe import Scribe
from bot.talk.settle import Settler
from bot.talk.turns import Patience, Turns
from bot.web import headers, limits, pages, problems
from bot.web.limits import Buckets, Seats
from bot.web.origin import Origins
from tests.fakes.kakao import FakeKakao, User, kakao
from tests.gateway import Gateway
from tests.ports import free_port
from tests.talk.conftest import ScriptedBrain, Talk

BOT = "66aa00000000000000000001"
SECRET, BEFORE = "s" * 40, "p" * 40


@dataclass
class World:
    """A running gateway with KakaoTalk's door, the rooms behind it, and the platform before it."""

    fake: FakeKakao
    gateway: Gateway
    settings: Settings
    database: Database
    inbox: Inbox
    handoffs: Handoffs
    deliverer: Deliverer
    reaching: Reaching
    moving: Moving
    station: Station
    brain: ScriptedBrain

    async def talk(self, user: User) -> Conversation:
        found = await self.inbox.find("kakao", f"{BOT}\x00{user.key}")
        assert found is not None
        return found

    async def lines(self, user: User) -> list[Message]:
        talk = await self.talk(user)
        async with self.database.read() as connection:
            return await messages.after(connection, talk.id, 0, messages.FOR_STAFF)

    async def told(self, user: User) -> dict[int, Delivery]:
        """Wait until nothing is queued for a user; words are on show a moment before that is written down."""

        async def none_waits() -> bool:
            return all(row.state != "queued" for row in (await self.went(user)).values())

        await self.until(none_waits)
        return await self.went(user)

    async def went(self, user: User) -> dict[int, Delivery]:
        talk = await self.talk(user)
        async with self.database.read() as connection:
            return await deliveries.of(connection, talk.id)

    async def until(self, true: Callable[[], Awaitable[bool] | bool], patience: float = 20) -> None:
        deadline = time.monotonic() + patience
        while True:
            done = true()
            if done if isinstance(done, bool) else await done:
                return
            assert time.monotonic() < deadline, "it never came true"
            await asyncio.sleep(0.02)

    async def until_shown(self, user: User, text: str) -> None:
        await self.until(lambda: any(text in shown for shown in user.shown))


@asynccontextmanager
async def world(database: Database, brain: ScriptedBrain, fake: FakeKakao, **settings: Any) -> AsyncIterator[World]:
    """Run a gateway beside a platform."""
    port = free_port()
    given: dict[str, Any] = {
        "kakao_secret": SECRET, "kakao_secret_previous": BEFORE, "kakao_bot_id": BOT, "kakao_operator": True,
        "kakao_api": fake.url,
    }  # fmt: skip
    chosen = Settings(port=port, identity_key="k" * 32, **{**given, **settings})
    bell, notices = Bell(), Notices.of(ROOT / "domain.yml")
    floor = Floor(Scribe(now, new_id, HANDED), notices, now, new_id)
    turns = Turns(database, bell, brain, Settler(floor, now, "w1"), notices, now, Patience(3.3, 600))
    sealer = Sealer("a" * 32)
    inbox = Inbox(database, bell, floor, now, new_id, "k" * 32, turns.wake, sealer)
    doors: dict[str, Door] = {}
    deliverer, reaching = Deliverer(database, bell, doors, sealer, now), Reaching(database, doors, sealer)
    moving = Moving(database, inbox, now, "k" * 32, f"{chosen.own_url}/chat")
    plenty = Buckets(1_000_000, 1_000_000, time.monotonic)
    station = Station(
        chosen, skill.Rooms(database, bell, now, inbox, notices, deliverer, plenty), sealer, moving.link
    )
    doors["kakao"] = station.door
    handoffs = Handoffs(database, bell, floor, turns.wake)
    talk = Talk(database, brain, inbox, turns, Outbox(database, now), handoffs, bell)
    app: Sanic[Any, Any] = Sanic(f"test-{secrets.token_hex(6)}", configure_logging=False)
    app.config.update(limits.sanic_config(chosen))
    origins = Origins.of(chosen)
    headers.dress(app, origins)
    problems.answer_errors(app, new_id)
    app.blueprint(pages.blueprint(practice=True))
    bounds = widget.Limits(plenty, Seats(500))
    files = Files(database, chosen.data_dir / "files", sealer, Scanner(), now, new_id, "k" * 32)
    rooms = widget.Rooms(database, bell, now, inbox, talk.outbox, handoffs, notices, moving, files)
    app.blueprint(widget.blueprint(rooms, origins, bounds, practice=True))
    console = api.Rooms(database, bell, now, new_id, handoffs, chosen, plenty, reaching, files)
    app.blueprint(api.blueprint(console, origins))
    guides = {"kakao": KakaoGuide(chosen), "telegram": TelegramGuide(chosen, None)}
    app.blueprint(channels.blueprint(console, origins, guides, moving))
    app.blueprint(station.room)
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    turns.start()
    deliverer.start()
    fake.skill, fake.secret = f"{chosen.loopback_url}/webhooks/kakao/skill", SECRET
    gateway = Gateway(chosen.loopback_url, talk, app, chosen, files)
    try:
        yield World(
            fake, gateway, chosen, database, inbox, handoffs, deliverer, reaching, moving, station, brain
        )
    finally:
        for task in list(app.websocket_tasks):
            task.cancel()
        await asyncio.gather(*app.websocket_tasks, return_exceptions=True)
        await server.close()
        await station.stop()
        await deliverer.stop()
        await turns.stop()
        await station.close()
        Sanic.unregister_app(app)


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain()


@pytest.fixture
async def fake() -> AsyncIterator[FakeKakao]:
    async with kakao(BOT, rest_key="rest-key") as running:
        yield running


@pytest.fixture
async def gate(database: Database, brain: ScriptedBrain, fake: FakeKakao) -> AsyncIterator[World]:
    """A gateway without events: callbacks if the platform approves them, else the next turn."""
    async with world(database, brain, fake) as running:
        yield running


async def by_id(database: Database, id: str) -> Conversation:
    async with database.read() as connection:
        found = await conversations.get(connection, id)
    assert found is not None
    return found
