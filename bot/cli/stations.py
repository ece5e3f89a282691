"""An engine to ask: the one that runs, or else one of our own with its action server, for as long as it is needed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket

import httpx

from bot.cli import training
from bot.cli.faults import Told
from bot.cli.supervisor import Child, Supervisor
from bot.cli.sync import Synced, stale, sync
from bot.cli.training import Model
from bot.settings import Settings, engine_environment, house_environment
from bot.store import migrate
from bot.store.clock import new_id, now
from bot.store.database import Database

START_PATIENCE = 180.0  # seconds: a cold disk and a slow machine together


class NoEngine(Told):
    """No engine could be asked; the message says what to do."""


def gateway(settings: Settings) -> Child:
    """Return the child that citizens and counselors meet."""
    command = (sys.executable, "-m", "bot", "serve", "--only", "gateway")
    return Child("gateway", command, house_environment(settings))


def actions(settings: Settings) -> Child:
    """Return the child that looks things up for the engine."""
    return Child("actions", (sys.executable, "-m", "actions"), house_environment(settings))


def engine(settings: Settings, model: Path) -> Child:
    """Return the child that understands, with the model it must load."""
    port = str(settings.engine_port)
    command = (str(settings.engine_python), "-m", "bot.engine", "run", "-p", port, "-m", str(model))
    return Child("engine", command, engine_environment(settings))


async def is_ready(settings: Settings) -> bool:
    """Tell whether an engine that knows our secret can take turns at the settings' port."""
    secret = {"x-engine-secret": settings.engine_secret.get_secret_value()}
    try:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            return (await client.get(f"{settings.engine_url}/webhooks/turns/", headers=secret)).status_code == 200
    except httpx.HTTPError:
        return False


async def until_ready(settings: Settings) -> None:
    """Wait for the engine. Raises NoEngine when it takes longer than a start can take."""
    try:
        async with asyncio.timeout(START_PATIENCE):
            while not await is_ready(settings):  # noqa: ASYNC110  another process: there is nothing to await
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise NoEngine(f"엔진이 {START_PATIENCE:.0f}초 안에 준비되지 않았어요. 위의 engine 줄들을 봐 주세요.") from None


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[Database]:
    """Give the settings' database, open and migrated."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    await database.open()
    try:
        await migrate.upgrade_open(database)
        yield database
    finally:
        await database.close()


def sources(settings: Settings) -> Child:
    """Return the child that brings vacancies and courses in when they are due."""
    return Child("sources", (sys.executable, "-m", "bot", "sync", "--watch"), house_environment(settings))


async def fill_catalogue(settings: Settings, database: Database) -> Synced | None:
    """In practice mode bring the invented vacancies and courses if they are missing or a day old."""
    if settings.practice and await stale(database, "practice", now()):
        return await sync(settings, database, "practice", now, new_id)
    return None


@asynccontextmanager
async def asked_engine(settings: Settings, supervisor: Supervisor) -> AsyncIterator[Settings]:
    """Give settings at whose `engine_url` an engine answers. Raises NoEngine or NoModel."""
    if await is_ready(settings):
        yield settings
        return
    async with store(settings) as database:
        await fill_catalogue(settings, database)
    model = await training.train(settings, supervisor)
    with tempfile.TemporaryDirectory(prefix="iljari-") as memory:
        async with _own_engine(settings, supervisor, model, Path(memory)) as own:
            yield own


@asynccontextmanager
async def _own_engine(
    settings: Settings, supervisor: Supervisor, model: Model, memory: Path
) -> AsyncIterator[Settings]:
    """Run an action server and an engine on free ports; the engine's memory is thrown away afterwards."""
    engine_port, actions_port = free_ports(2)
    ports = {"engine_port": engine_port, "actions_port": actions_port}
    own = settings.model_copy(update={**ports, "data_dir": memory, "database_url": settings.database})
    supervisor.start(actions(own))
    supervisor.start(engine(own, model.path(settings)))
    try:
        await until_ready(own)
        yield own
    finally:
        await supervisor.stop()


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on now."""
    trials = [socket() for _ in range(count)]
    try:
        for trial in trials:
            trial.bind(("127.0.0.1", 0))
        return [trial.getsockname()[1] for trial in trials]
    finally:
        for trial in trials:
            trial.close()
