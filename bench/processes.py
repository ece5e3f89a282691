"""Programs under measurement: started in a group of their own, timed until they answer, stopped without a trace."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

START_PATIENCE = 600.0


@contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """Run a program while the block runs and give its process id; what it says goes to `log`."""
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603  our own commands
            command, cwd=folder, env=dict(environment), stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def finished(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
    """Run a program to its end. Raises RuntimeError with the end of its log when it fails."""
    with log.open("ab") as out:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env=dict(environment), stdout=out, stderr=out, check=False, timeout=START_PATIENCE
        )
    if done.returncode:
        raise RuntimeError(f"{command[-1]} failed: {log.read_text(errors='replace')[-500:]}")


async def seconds_until(answers: Callable[[], Awaitable[bool]], began: float) -> float:
    """Return the seconds from `began` (`time.perf_counter`) until it answers. Raises TimeoutError."""
    async with asyncio.timeout(START_PATIENCE):
        while not await answers():  # noqa: ASYNC110  another process: there is nothing to await
            await asyncio.sleep(0.05)
    return time.perf_counter() - began


async def ok(client: httpx.AsyncClient, method: str, url: str, **options: object) -> bool:
    """Tell whether the address answers 200 with something in it."""
    try:
        response = await client.request(method, url, **options)  # type: ignore[arg-type]
    except httpx.HTTPError:
        return False
    return response.status_code == 200 and response.content not in (b"", b"[]")


def memory(pid: int) -> int:
    """Return the resident bytes of one process."""
    resident: int = psutil.Process(pid).memory_info().rss
    return resident


def below(pid: int, word: str) -> int:
    """Return the descendant of `pid` whose command line has `word`. Raises LookupError."""
    for process in psutil.Process(pid).children(recursive=True):
        if word in process.cmdline():
            found: int = process.pid
            return found
    raise LookupError(f"{word} is not running")
