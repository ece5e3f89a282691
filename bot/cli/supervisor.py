"""Keeps children running: starts them, prefixes what they say, starts a crashed one again, stops all cleanly.

A child that dies is started again after 0.2 s, 0.4 s, 0.8 s … at most 10 s; thirty seconds of life forgive what
was before. Every child leads a process group of its own, so Ctrl-C reaches only us and nothing of it survives us.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Say = Callable[[str, str], None]

PR_SET_PDEATHSIG = 1
LONGEST_LINE = 1 << 20  # bytes of one log line that we wait for


@dataclass(frozen=True)
class Child:
    """A program that must run: its name in the log, its command line and its whole environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Pace:
    """Seconds: the first and the longest wait before a restart, a life that forgives, patience with a stop."""

    first: float = 0.2
    longest: float = 10.0
    calm: float = 30.0
    patience: float = 10.0

    def wait(self, deaths: int) -> float:
        """Return how long to wait after the given number of early deaths in a row (1 or more)."""
        return min(self.longest, self.first * 2.0 ** min(deaths - 1, 30))


def say(name: str, line: str) -> None:
    """Print one line of the log, with who said it before it."""
    print(f"{name:<8}| {line}", flush=True)


class Supervisor:
    """Runs children until `stop`. `process` tells the running one of a name."""

    def __init__(self, say: Say = say, pace: Pace | None = None) -> None:
        self.say = say
        self._pace = pace or Pace()
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, asyncio.subprocess.Process] = {}

    def start(self, child: Child) -> None:
        """Keep `child` running from now on."""
        self._keepers[child.name] = asyncio.create_task(self._keep(child), name=f"keep-{child.name}")

    def process(self, name: str) -> int | None:
        """Return the process id of the child of that name, or None while it is not running."""
        process = self._running.get(name)
        return process.pid if process else None

    async def once(self, child: Child) -> int:
        """Run the child once, to its end or to ours (cancellation), and return its exit code."""
        try:
            process, output = await spawn(child)
        except OSError as error:
            self.say(child.name, f"켤 수 없어요: {error}")
            return 127
        self._running[child.name] = process
        listening = asyncio.create_task(self._repeat(child.name, output), name=f"log-{child.name}")
        try:
            return await process.wait()
        finally:
            await self._end(process)
            await listening
            self._running.pop(child.name, None)

    async def stop(self) -> None:
        """Stop every child: SIGTERM to its group, SIGKILL when its time is over. Returns when all are gone."""
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        self._keepers.clear()

    async def _keep(self, child: Child) -> None:
        deaths = 0
        while True:
            born = time.monotonic()
            code = await self.once(child)
            deaths = 1 if time.monotonic() - born > self._pace.calm else deaths + 1
            wait = self._pace.wait(deaths)
            self.say(child.name, f"멈췄어요({ending(code)}). {wait:.1f}초 뒤에 다시 켤게요.")
            await asyncio.sleep(wait)

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Leave nothing of the child's group behind, also when it died by itself and left children of its own."""
        try:
            signal_group(process.pid, signal.SIGTERM)
            async with asyncio.timeout(self._pace.patience):
                await process.wait()
        except TimeoutError:
            pass
        finally:
            signal_group(process.pid, signal.SIGKILL)
            await process.wait()

    async def _repeat(self, name: str, output: asyncio.StreamReader) -> None:
        """Say what the child says, line by line, until nobody holds its output; a line without end is left out."""
        while True:
            try:
                line = await output.readline()
            except ValueError:  # longer than we wait for
                continue
            if not line:
                return
            self.say(name, line.decode(errors="replace").rstrip())


async def spawn(child: Child) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
    """Start the child in a group of its own, tied to our life. Raises OSError when it cannot be started.

    Its output runs through a pipe of our own: asyncio would have `wait` wait until grandchildren let go of it.
    """
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *child.command,
            env=dict(child.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,
        )
    except OSError:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    output = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb", buffering=0)
    )
    return process, output


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to every process of a group; a group that is gone already is no fault."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def ending(code: int) -> str:
    """Return how a process ended, for people."""
    return f"신호 {signal.Signals(-code).name}" if code < 0 else f"종료 코드 {code}"


def _die_with(parent: int) -> Callable[[], None]:
    """Return what a Linux child does before its program starts: ask the kernel to be killed when we are."""
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # we died in between
            os._exit(1)

    return tie
