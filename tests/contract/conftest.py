"""The real engine with the trained model, and a small real action server, each in a process of its own."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.settings import ROOT
from tests.ports import free_port
from tests.product import trained_models

ENGINE_SECRET, ACTIONS_SECRET = "engine-secret-of-the-tests", "actions-secret-of-the-tests"
ENGINE_PYTHON = ROOT / ".venv-engine/bin/python"
ANSWERING = Path(__file__).with_name("answering.py")


class Part:
    """One process that answers HTTP on loopback."""

    def __init__(self, command: list[str], environment: dict[str, str], url: str, log: Path) -> None:
        self.command, self.environment, self.url, self.log = command, environment, url, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + 180
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, "it never answered"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return httpx.get(self.url, timeout=5, trust_env=False).status_code < 500
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """`kill -9`, as the machine would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Engine(Part):
    """The engine's door, with its secret."""

    def __init__(self, folder: Path, model: Path, actions_port: int) -> None:
        port = free_port()
        self.door = f"http://127.0.0.1:{port}/webhooks/turns"
        self.actions_log = folder / "asked.jsonl"
        self._numbers = itertools.count()
        environment = {
            "PATH": os.environ["PATH"],
            "ILJARI_ENGINE_SECRET": ENGINE_SECRET,
            "ILJARI_ACTIONS_SECRET": ACTIONS_SECRET,
            "ILJARI_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
            "ILJARI_ENGINE_DATA": str(folder / "engine"),
        }
        command = [str(ENGINE_PYTHON), "-m", "bot.engine", "run", "--model", str(model), "--port", str(port)]
        super().__init__(command, environment, f"{self.door}/", folder / "engine.log")

    def post(self, path: str, body: Any, secret: str | bytes = ENGINE_SECRET) -> httpx.Response:
        headers = {b"x-engine-secret": secret.encode() if isinstance(secret, str) else secret}
        return httpx.post(f"{self.door}/{path}", json=body, headers=headers, timeout=30, trust_env=False)

    def say(self, text: str, **more: Any) -> httpx.Response:
        """Send one text as a turn of a conversation of its own, unless told otherwise."""
        number = next(self._numbers)
        return self.post("turn", {"turn": f"turn-{number}", "sender": f"person-{number}", "text": text, **more})

    def understand(self, *texts: str, today: str = "2026-11-23") -> list[dict[str, Any]]:
        answer = self.post("understand", {"texts": list(texts), "metadata": {"today": today}})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["results"])

    def actions_asked(self) -> list[dict[str, Any]]:
        """Return every call the action server has seen."""
        return [json.loads(line) for line in self.actions_log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def model() -> Path:
    folder = trained_models()
    return folder / json.loads((folder / "model.json").read_text())["file"]


@pytest.fixture(scope="session")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    folder, port = tmp_path_factory.mktemp("answering"), free_port()
    command = [sys.executable, str(ANSWERING), str(port), ACTIONS_SECRET, str(folder / "asked.jsonl")]
    part = Part(command, dict(os.environ), f"http://127.0.0.1:{port}/webhook", folder / "answering.log")
    part.start()
    yield part
    part.kill()


@pytest.fixture(scope="session")
def engine(actions: Part, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    part = Engine(folder, model, int(actions.command[2]))
    part.actions_log = Path(actions.command[4])
    part.start()
    yield part
    part.kill()
