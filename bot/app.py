"""The composition root: the only file that knows every room and builds every object.

`House` is the talk without any door: the command line uses it as it is. `create_app` puts the doors on it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from sanic import Sanic

from bot.channels import COSTLY, HANDED, widget
from bot.channels.kakao import skill
from bot.channels.kakao.guide import KakaoGuide
from bot.channels.kakao.station import Station as KakaoStation
from bot.channels.telegram.guide import TelegramGuide
from bot.channels.telegram.station import Station
from bot.console import api, channels
from bot.privacy.scanning import Scanner
from bot.privacy.sealing import Sealer
from bot.settings import ROOT, Settings
from bot.store import conversations, deliveries, migrate
from bot.store.clock import Clock, MakeId, new_id, now
from bot.store.database import Database
from bot.store.wakeup import Bell
from bot.talk.alerts import Alerts
from bot.talk.brain import Brain
from bot.talk.doors import Door
from bot.talk.erasing import Eraser
from bot.talk.files import Files
from bot.talk.floor import Floor
from bot.talk.handoff import Handoffs
from bot.talk.hooks import Hooks
from bot.talk.inbox import Inbox
from bot.talk.moving import Moving
from bot.talk.news import News
from bot.talk.notices import Notices
from bot.talk.outbox import Deliverer, Outbox, Reaching
from bot.talk.passing import Passing
from bot.talk.scribe import Scribe
from bot.talk.settle import Settler
from bot.talk.sheets import Guide
from bot.talk.turns import SCAN_EVERY, Patience, Turns
from bot.talk.watch import Watch
from bot.web import headers, health, jobs, limits, pages, problems
from bot.web.embedding import Embedding
from bot.web.origin import Origins

LOGINS_PER_MINUTE = 10  # from one address


class House:
    """Every room but the doors, wired together. `async with House(settings): …` opens and closes it."""

    def __init__(self, settings: Settings, clock: Clock = now, make_id: MakeId = new_id) -> None:
        self.settings = settings
        self.clock = clock
        self.new_id = make_id
        self.database = Database(settings.database)
        self.bell = Bell()
        self.notices = Notices.of(ROOT / "domain.yml")
        self.brain = Brain(
            settings.engine_url,
            settings.engine_secret.get_secret_value(),
            settings.engine_timeout,
            settings.turns_at_once,
        )
        self.worker = f"{socket.gethostname()}:{settings.port}"
        floor = Floor(
            Scribe(clock, make_id, HANDED), self.notices, clock, make_id, always_open=settings.always_open
        )
        patience = Patience(max(settings.answer_within - SCAN_EVERY - 0.2, 0.1), settings.turn_patience)
        self.turns = Turns(
            self.database, self.bell, self.brain, Settler(floor, clock, self.worker), self.notices, clock, patience
        )
        key = settings.identity_key.get_secret_value()
        self.sealer = Sealer(settings.address_key.get_secret_value())
        self.inbox = Inbox(self.database, self.bell, floor, clock, make_id, key, self.turns.wake, self.sealer)
        scanner = Scanner(settings.file_scanner)
        self.files = Files(self.database, settings.data_dir / "files", self.sealer, scanner, clock, make_id, key)
        self.eraser = Eraser(self.database, self.brain, self.files, clock)
        self.outbox = Outbox(self.database, clock)
        self.moving = Moving(self.database, self.inbox, clock, key, f"{settings.own_url}/chat")
        self.doors: dict[str, Door] = {}  # by channel; filled by `create_app`, which knows what is configured
        self.deliverer = Deliverer(self.database, self.bell, self.doors, self.sealer, clock)
        self.reaching = Reaching(self.database, self.doors, self.sealer)
        self.handoffs = Handoffs(self.database, self.bell, floor, self.turns.wake)
        self.passing = Passing(self.database, self.bell, floor, self.turns.wake)
        self.watch = Watch(self.passing, COSTLY)
        self.hooks = Hooks(self.database, self.sealer, clock)
        self.alerts = Alerts(self.database, self.bell, floor, News(settings), clock, settings.alert_budget)
        self._lock: IO[str] | None = None

    async def open(self) -> None:
        """Open the database, let go of what a dead predecessor held, and begin to work. Raises `SecondGateway`."""
        self._lock = _alone(self.database)
        await self.database.open()
        await migrate.upgrade_open(self.database)
        await self.database.write(lambda connection: conversations.drop_leases(connection, self.worker))
        if self._lock is not None:
            await self.database.write(deliveries.drop_claims)
        self.turns.start()
        self.deliverer.start()
        self.watch.start()
        self.hooks.start()
        self.alerts.start()
        self.files.start()
        self.eraser.start()

    async def close(self) -> None:
        """Finish or release what is under way, then close everything."""
        await self.alerts.stop()
        await self.eraser.stop()
        await self.files.stop()
        await self.watch.stop()
        await self.hooks.stop()
        await self.deliverer.stop()
        await self.turns.stop()
        await self.brain.close()
        await self.database.close()
        if self._lock is not None:
            self._lock.close()

    async def database_state(self) -> str:
        """Say `ready` once the database has every migration, else what it lacks."""
        return "migrating" if await migrate.pending(self.database) else health.READY

    async def engine_state(self) -> str:
        """Say `ready` if the engine can take turns now, else `loading`."""
        return health.READY if await self.brain.ready() else "loading"

    async def __aenter__(self) -> House:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class SecondGateway(RuntimeError):
    """Another gateway already works on this SQLite file. Two would not see each other's wake-ups and leases."""


def _alone(database: Database) -> IO[str] | None:
    """Hold the SQLite file's lock for as long as this process lives; PostgreSQL needs none."""
    if not database.sqlite or not database.engine.url.database:
        return None
    path = Path(f"{database.engine.url.database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise SecondGateway(f"another gateway works on {database.engine.url.database}") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def create_app(settings: Settings) -> Sanic[Any, Any]:
    """Return the gateway: a house with its doors. It answers at once; `/readyz` says when the engine can, too."""
    house, origins = House(settings), Origins.of(settings)
    app: Sanic[Any, Any] = Sanic("iljari", configure_logging=False)
    app.config.update(limits.sanic_config(settings))
    headers.dress(app, origins)
    problems.answer_errors(app, house.new_id)
    embedding = Embedding(settings.centre_phone, settings.data_dir / "widget")
    https = origins.own.startswith("https:")
    app.blueprint(pages.blueprint(practice=settings.practice, https=https, embedding=embedding))
    station = _telegram(house) if settings.telegram != "off" else None
    beside = {"telegram": station.ready} if station is not None else {}
    app.blueprint(health.blueprint({"database": house.database_state, "engine": house.engine_state}, beside))
    app.blueprint(jobs.blueprint(settings))
    app.blueprint(_widget(house, origins))
    app.blueprint(_console(house, origins))
    app.blueprint(_channels(house, origins, station))
    if station is not None and station.room is not None:
        app.blueprint(station.room)
    kakao = _kakao(house) if settings.kakao_secret.get_secret_value() else None
    if kakao is not None:
        app.blueprint(kakao.room)
    app.before_server_start(_opener(house, station))
    app.after_server_stop(_closer(house, [s for s in (station, kakao) if s is not None]))
    return app


def _widget(house: House, origins: Origins) -> Any:
    rooms = widget.Rooms(
        house.database, house.bell, house.clock, house.inbox, house.outbox, house.handoffs, house.notices,
        house.moving, house.files,
    )  # fmt: skip
    allowed = house.settings.messages_per_minute
    per_person = limits.Buckets(allowed, min(allowed, 10), time.monotonic)
    bounds = widget.Limits(per_person, limits.Seats(house.settings.sockets_per_address))
    key = house.settings.widget_key.get_secret_value()
    return widget.blueprint(rooms, origins, bounds, practice=house.settings.practice, key=key)


def _console(house: House, origins: Origins) -> Any:
    return api.blueprint(_desk_rooms(house), origins)


def _channels(house: House, origins: Origins, station: Station | None) -> Any:
    guides: dict[str, Guide] = {
        "kakao": KakaoGuide(house.settings),
        "telegram": TelegramGuide(house.settings, station.api if station is not None else None),
    }
    return channels.blueprint(_desk_rooms(house), origins, guides, house.moving)


def _desk_rooms(house: House) -> api.Rooms:
    tries = limits.Buckets(LOGINS_PER_MINUTE, LOGINS_PER_MINUTE, time.monotonic)
    return api.Rooms(
        house.database, house.bell, house.clock, house.new_id, house.handoffs, house.settings, tries, house.reaching,
        house.files,
    )


def _telegram(house: House) -> Station:
    allowed = house.settings.messages_per_minute
    per_person = limits.Buckets(allowed, allowed, time.monotonic)  # what waited there while we were away comes at once
    station = Station(
        house.settings, house.database, house.bell, house.inbox, house.notices, per_person, house.moving.link
    )
    house.doors["telegram"] = station.door
    return station


def _kakao(house: House) -> KakaoStation:
    allowed = house.settings.messages_per_minute
    per_person = limits.Buckets(allowed, min(allowed, 10), time.monotonic)
    rooms = skill.Rooms(
        house.database, house.bell, house.clock, house.inbox, house.notices, house.deliverer, per_person
    )
    station = KakaoStation(house.settings, rooms, house.sealer, house.moving.link)
    house.doors["kakao"] = station.door
    return station


def _opener(house: House, station: Station | None) -> Any:
    async def opened(_: Sanic[Any, Any]) -> None:
        await house.open()
        if station is not None:
            station.start()

    return opened


def _closer(house: House, stations: Sequence[Station | KakaoStation]) -> Any:
    async def closed(_: Sanic[Any, Any]) -> None:
        for station in stations:
            await station.stop()
        await house.close()
        for station in stations:
            await station.close()

    return closed
