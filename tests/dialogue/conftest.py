"""A running action server filled with the practice data, and a talk that keeps its tracker as Rasa does."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from actions.sources.__main__ import PRACTICE
from actions.sources.imports import Origin, read_courses, read_vacancies
from actions.sources.records import line
from bot.store.catalogue import save_courses, save_vacancies
from bot.store.database import Database
from bot.store.tables import metadata
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
SECRET = "dialogue-tests-dialogue-tests-0123456789"
SLOTS = ("facts", "asking", "programme", "search", "shown", "last_answer", "handoff_state", "last_handoff_outcome")
FETCHED = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Server:
    """Where the action server listens, and a client that keeps its connection."""

    url: str
    client: httpx.Client

    def post(self, body: Any, **headers: str) -> httpx.Response:
        return self.client.post(f"{self.url}/webhook", json=body, headers={"x-actions-secret": SECRET, **headers})


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("actions")
    url = f"sqlite:///{folder / 'iljari.db'}"
    asyncio.run(_fill(url))
    yield from serve(url, folder)


def serve(url: str, folder: Path) -> Iterator[Server]:
    """Start `python -m actions` as it is started in earnest; stop it afterwards."""
    port = free_port()
    given = {"DATABASE_URL": url, "ACTIONS_PORT": str(port), "ACTIONS_SECRET": SECRET, "DATA_DIR": str(folder)}
    secrets = dict.fromkeys(("ENGINE_SECRET", "IDENTITY_KEY", "ADDRESS_KEY"), SECRET) | {"MODE": "production"}
    environment = os.environ | {f"ILJARI_{name}": value for name, value in (given | secrets).items()}
    log = (folder / "actions.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "actions"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        with httpx.Client(timeout=10) as client:
            _wait(f"http://127.0.0.1:{port}", process, client)
            yield Server(f"http://127.0.0.1:{port}", client)
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait(url: str, process: subprocess.Popen[bytes], client: httpx.Client) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            if client.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("the action server did not start; see its log")


async def _fill(url: str) -> None:
    """Make the tables and put the practice vacancies and courses of today into them."""
    today = datetime.now(ZoneInfo("Asia/Seoul")).date()
    origin = Origin("연습용 자료", "practice:", practice=True, today=today)
    vacancies = [_plain(r) for r in read_vacancies(PRACTICE / "vacancies.csv", origin).records]
    courses = [_plain(r) for r in read_courses(PRACTICE / "courses.csv", origin).records]
    database = Database(url)
    await database.open()
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await database.write(lambda c: save_vacancies(c, vacancies, FETCHED))
    await database.write(lambda c: save_courses(c, courses, FETCHED))
    await database.close()


def _plain(record: Any) -> dict[str, Any]:
    """Return the record as `sync` receives it, over the pipe."""
    (read,) = json.loads(line(record)).values()
    return dict(read)


@dataclass
class Said:
    """What one action said: its bubbles as Rasa gets them."""

    responses: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(r["text"] for r in self.responses)

    @property
    def answer(self) -> dict[str, Any]:
        return dict(self.responses[0]["custom"]["answer"])

    @property
    def buttons(self) -> dict[str, str]:
        return {b["title"]: b.get("payload") or b["url"] for r in self.responses for b in r["buttons"]}

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [c for r in self.responses for c in r["custom"].get("cards", [])]

    @property
    def letters(self) -> list[dict[str, Any]]:
        return [x for r in self.responses for x in r["custom"].get("letters", [])]


@dataclass
class Talk:
    """One conversation: it keeps slots and events between the calls, as the engine does."""

    server: Server
    slots: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(SLOTS))
    events: list[dict[str, Any]] = field(default_factory=list)

    def hear(
        self, action: str, text: str = "", intent: str = "", faqs: Any = None, ranking: Any = (), **said: Any
    ) -> Said:
        """Let `action` answer a message; `said` are its entities, a list for several of one kind."""
        entities = [
            {"entity": name, "value": one, "text": text.split(" ")[0] if name == "programme" else text, "start": 0}
            for name, value in said.items() for one in (value if isinstance(value, list) else [value])
        ]  # fmt: skip
        message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": entities,
                   "intent_ranking": [{"name": n, "confidence": 0.3} for n in ranking] or [{"name": intent}],
                   "knowledge": {"faq": [{"id": i, "score": s} for i, s in faqs or ()]}}  # fmt: skip
        self.events.append({"event": "user", "text": text, "parse_data": message})
        answer = self.server.post(call(action, self.slots, message, self.events))
        assert answer.status_code == 200, answer.text
        body = answer.json()
        self.slots |= {e["name"]: e["value"] for e in body["events"]}
        self.events += [{"event": "bot", "text": r["text"], "data": {"custom": r["custom"]}} for r in body["responses"]]
        return Said(body["responses"], body["events"])

    def press(self, payload: str) -> Said:
        """Press a button: the payload as the engine reads it."""
        from actions.__main__ import EVERY

        name, _, entities = payload.removeprefix("/").partition("{")
        read = json.loads("{" + entities) if entities else {}
        action = ACTION_OF[name]
        assert action in {one.title for one in EVERY}
        return self.hear(action, payload, name, **read)


def call(action: str, slots: dict[str, Any], message: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the body Rasa 3.6 sends."""
    tracker = {"sender_id": "t", "slots": slots, "latest_message": message, "events": events, "paused": False,
               "active_loop": {}, "latest_action_name": "action_listen"}  # fmt: skip
    return {"next_action": action, "sender_id": "t", "tracker": tracker, "domain": {"slots": {}}, "version": "3.6.21"}


def _rules() -> dict[str, str]:
    import yaml

    found: dict[str, str] = {}
    for path in sorted((ROOT / "nlu_data/rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            steps = {name: value for step in rule["steps"] for name, value in step.items()}
            if "intent" in steps and "action" in steps:
                found[steps["intent"]] = steps["action"]
    return found


ACTION_OF = _rules()


@pytest.fixture
def talk(server: Server) -> Talk:
    return Talk(server)
