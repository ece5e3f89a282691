"""Children are kept running, and nothing of them outlives the supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.cli.supervisor import Child, Pace, Supervisor

QUICK = Pace(first=0.01, longest=0.05, calm=30, patience=10)
LIVES = "import os, time; print('born', os.getpid(), flush=True); time.sleep(600)"
ROOT = Path(__file__).parents[3]


class Log:
    """Keeps what children said; `heard` waits for the nth line that begins with a word."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.more = asyncio.Event()

    def __call__(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self.more.set()

    async def heard(self, word: str, nth: int = 1) -> str:
        while True:
            found = [line for _, line in self.lines if line.startswith(word)]
            if len(found) >= nth:
                return found[nth - 1]
            self.more.clear()
            await self.more.wait()


def child(code: str, name: str = "child") -> Child:
    return Child(name, (sys.executable, "-c", code), dict(os.environ))


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture
async def log():
    return Log()


@pytest.fixture
async def supervisor(log):
    house = Supervisor(log, QUICK)
    yield house
    await house.stop()


async def test_a_killed_child_is_started_again_and_the_log_says_so(supervisor, log):
    supervisor.start(child(LIVES))
    first = int((await log.heard("born")).split()[1])
    os.kill(first, signal.SIGKILL)
    second = int((await log.heard("born", 2)).split()[1])
    assert second != first
    assert supervisor.process("child") == second
    assert any("SIGKILL" in line for name, line in log.lines if name == "child")


async def test_stop_ends_every_child(supervisor, log):
    for name in ("one", "two"):
        supervisor.start(child(LIVES, name))
    pids = [int((await log.heard("born", nth)).split()[1]) for nth in (1, 2)]
    await supervisor.stop()
    assert not any(map(alive, pids))
    assert not [line for _, line in log.lines if "다시 켤게요" in line]


async def test_a_child_that_ignores_the_polite_signal_is_killed(log):
    supervisor = Supervisor(log, Pace(patience=0.2))
    supervisor.start(child("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LIVES))
    pid = int((await log.heard("born")).split()[1])
    await supervisor.stop()
    assert not alive(pid)


async def test_what_a_dead_child_left_behind_is_ended_before_it_comes_back(supervisor, log):
    leaves = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {LIVES!r}]).wait()"
    supervisor.start(child(leaves))
    grandchild = int((await log.heard("born")).split()[1])
    os.kill(supervisor.process("child"), signal.SIGKILL)
    await log.heard("born", 2)
    assert not alive(grandchild)


async def test_a_program_that_is_not_there_is_told_and_tried_again(supervisor, log):
    supervisor.start(Child("child", ("/nowhere/at/all",), {}))
    await log.heard("켤 수 없어요", 2)


async def test_once_gives_the_exit_code_and_every_line(supervisor, log):
    assert await supervisor.once(child("print('안녕'); print('x' * 100_000); raise SystemExit(3)")) == 3
    assert [len(line) for _, line in log.lines] == [2, 100_000]


def test_waits_double_up_to_the_longest():
    assert [Pace().wait(deaths) for deaths in (1, 2, 3, 4, 5, 6, 7, 500)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_children_die_with_a_supervisor_that_was_killed():
    script = f"""
import asyncio, os, sys
from bot.cli.supervisor import Child, Supervisor
async def main():
    Supervisor(lambda _, line: print(line, flush=True)).start(Child("c", (sys.executable, "-c", {LIVES!r}), dict(os.environ)))
    await asyncio.sleep(600)
asyncio.run(main())
"""  # noqa: E501
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as house:
        pid = int(house.stdout.readline().split()[1])
        child = psutil.Process(pid)
        house.kill()
    psutil.wait_procs([child], timeout=20)
    assert not alive(pid)
