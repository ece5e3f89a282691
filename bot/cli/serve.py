"""`serve`: the whole product under one supervisor. The gateway comes first; what takes longer follows behind it."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator

import httpx

from bot.cli import stations, training
from bot.cli.doctor import Fault, port_fault, taken
from bot.cli.faults import Told
from bot.cli.staff import first_account
from bot.cli.supervisor import Supervisor, say
from bot.settings import Settings

US = "house"


async def serve(settings: Settings) -> int:
    """Run everything until Ctrl-C or SIGTERM, and return the exit code: 0 after a clean stop, 1 if it cannot start."""
    began = time.monotonic()
    obstacles = list(in_the_way(settings))
    for fault in obstacles:
        say(US, str(fault))
    if obstacles:
        return 1
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    supervisor = Supervisor()
    bringing_up = asyncio.create_task(_bring_up(settings, supervisor, began), name="bring-up")
    asked = asyncio.create_task(stopping.wait())
    await asyncio.wait({bringing_up, asked}, return_when=asyncio.FIRST_COMPLETED)
    code = _failed(bringing_up)
    if not code:
        await asked
        say(US, "멈추는 중이에요…")
    asked.cancel()
    bringing_up.cancel()
    await asyncio.gather(bringing_up, return_exceptions=True)
    await supervisor.stop()
    say(US, "모두 멈췄어요.")
    return code


def in_the_way(settings: Settings) -> Iterator[Fault]:
    """Give what keeps us from starting: ports that others hold, an engine environment that is not there."""
    ports = {"ILJARI_PORT": settings.port, "ILJARI_ENGINE_PORT": settings.engine_port}
    ports["ILJARI_ACTIONS_PORT"] = settings.actions_port
    for setting, port in ports.items():
        if taken(settings.host if setting == "ILJARI_PORT" else "127.0.0.1", port):
            yield port_fault(setting, port)
    if not settings.engine_python.exists():
        yield Fault(f"엔진 환경({settings.engine_python})이 없어요.", "make setup을 실행해 주세요.")


async def _bring_up(settings: Settings, supervisor: Supervisor, began: float) -> None:
    """Start everything in the order in which people need it. Raises NoModel or NoEngine."""
    async with stations.store(settings) as database:
        supervisor.start(stations.gateway(settings))
        await _until_answering(settings)
        _tell_addresses(settings, time.monotonic() - began)
        await first_account(database, say)
        synced = await stations.fill_catalogue(settings, database)
        if synced:
            say(US, synced.told("practice"))
    supervisor.start(stations.actions(settings))
    supervisor.start(stations.sources(settings))
    model = await _model(settings, supervisor)
    supervisor.start(stations.engine(settings, model.path(settings)))
    await stations.until_ready(settings)
    say(US, f"엔진이 준비됐어요. 이제 대화할 수 있어요. (시작하고 {time.monotonic() - began:.1f}초)")


async def _model(settings: Settings, supervisor: Supervisor) -> training.Model:
    """Return a fitting model, or, if it cannot be trained, the last genuine one: better that than none."""
    try:
        return await training.train(settings, supervisor)
    except training.NoModel as fault:
        last = training.recorded(settings)
        if last is None or not training.genuine(settings, last):
            raise
        say(US, f"{fault} 우선 이전 모델로 열어요.")
        return last


async def _until_answering(settings: Settings) -> None:
    url = f"http://{_reachable(settings.host)}:{settings.port}/healthz"
    async with httpx.AsyncClient(timeout=1.0, trust_env=False) as client:
        while True:
            try:
                await client.get(url)
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
            else:
                return


def _tell_addresses(settings: Settings, seconds: float) -> None:
    if settings.practice:
        say(US, "연습 모드예요. 일자리와 훈련 과정은 지어낸 연습용 자료예요.")
    say(US, f"누리집 예시(위젯)  {settings.own_url}/")
    say(US, f"대화 화면          {settings.own_url}/chat")
    say(US, f"상담사 콘솔        {settings.own_url}/console")
    say(US, f"접속을 받고 있어요. (시작하고 {seconds:.1f}초) 끝내려면 Ctrl-C를 누르세요.")


def _failed(bringing_up: asyncio.Task[None]) -> int:
    """Say why starting failed, if it did, and return the exit code for it."""
    error = bringing_up.exception() if bringing_up.done() and not bringing_up.cancelled() else None
    if error is None:
        return 0
    if not isinstance(error, Told):
        raise error
    say(US, str(error))
    return 1


def _reachable(host: str) -> str:
    """Return where we ourselves reach what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  read, not bound
