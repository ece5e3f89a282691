"""The whole product, really running: gateway, actions, engine under the supervisor, in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from bot.settings import ROOT
from tests.ports import free_port

PARTS = {"gateway": "--only", "actions": "actions", "engine": "bot.engine"}


def trained_models() -> Path:
    """Return the folder with a fitting model, trained now if there is none."""
    subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return ROOT / "var" / "models"


class Product:
    """`python -m bot serve` on free ports and a temporary data folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("PORT", "ENGINE_PORT", "ACTIONS_PORT")}
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ILJARI_")},
            "ILJARI_DATA_DIR": str(folder),
            **{f"ILJARI_{name}": str(port) for name, port in self.ports.items()},
            **{f"ILJARI_{name.upper()}": value for name, value in settings.items()},
        }
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['PORT']}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.ports['PORT']}"

    def start(self) -> None:
        """Start everything and wait until the engine answers."""
        shutil.copytree(trained_models(), self.folder / "models", dirs_exist_ok=True)
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "serve"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.until_ready()

    def until_ready(self, patience: float = 120) -> None:
        """Wait for `/readyz`; raises with the log's end when it never says yes."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self._is_ready():
                return
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise AssertionError("the product did not become ready:\n" + self.told()[-3000:])

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def told(self) -> str:
        """Return everything the product printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def first_account(self) -> tuple[str, str]:
        """Return the login and the one-time password that were printed at the first start."""
        found = re.search(r"아이디\s*:?\s*(\S+).*?비밀번호\s*:?\s*(\S+)", self.told(), re.S)
        assert found, self.told()
        return found.group(1), found.group(2)

    def account(self, login: str, name: str) -> tuple[str, str]:
        """Return a login of this house and a one-time password for it, as a new or a reset account gets one."""
        for words in (["staff", "add", login, "--name", name], ["staff", "reset", login]):
            done = subprocess.run(
                [sys.executable, "-m", "bot", *words],
                cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode == 0:
                return login, done.stdout.split()[1]
        raise AssertionError(done.stderr)

    def part(self, name: str) -> psutil.Process | None:
        """Return the running process of a part, or None while it is down."""
        if self.process is None:
            return None
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if PARTS[name] in child.cmdline():
                    return child
            except psutil.Error:
                continue
        return None

    def kill(self, name: str) -> bool:
        """`kill -9` a part; return whether it was there to be killed."""
        part = self.part(name)
        if part is not None:
            part.send_signal(signal.SIGKILL)
        return part is not None

    def stop(self) -> int:
        """Stop as Ctrl-C does and return the exit code; leaves nothing running."""
        if self.process is None:
            return 0
        children = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = -9
        for child in children:
            if child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
                child.kill()
        self.process = None
        return code


async def until(true, patience: float, what: str) -> None:
    """Wait for an async condition; fails naming what never came."""
    deadline = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < deadline:
        if await true():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"never came: {what}")
