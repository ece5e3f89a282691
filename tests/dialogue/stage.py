"""The real stations for many talks: one engine, one action server whose day stands still, one house in this process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot.app import House
from bot.cli.stations import engine, free_ports
from bot.cli.training import recorded
from bot.settings import ROOT, Settings, house_environment
from bot.store import conversations, messages, turns, wakeup
from bot.store.rows import Message, Turn
from bot.words import Inbound

from .conftest import _fill

TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Seoul: windows are told as of this day
AT_ONCE = 6
SECRET = "dialogue-tests-dialogue-tests-0123456789"


@dataclass
class Told:
    """One turn as the citizen got it; `answer` names the knowledge shown, `slots` is what the bot remembers."""

    said: str
    control: str
    bubbles: list[dict[str, Any]]
    answer: dict[str, Any] = field(default_factory=dict)
    intent: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    seq: int = 0

    @property
    def text(self) -> str:
        return "\n".join(b["text"] for b in self.bubbles)

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [c for b in self.bubbles for c in b["cards"]]

    @property
    def everything(self) -> str:
        """All that can be read, cards included."""
        cards = ["\n".join([c["title"], c["subtitle"], *c["lines"]]) for c in self.cards]
        return "\n".join([self.text, *cards])

    @property
    def buttons(self) -> dict[str, str]:
        """Label → payload id (or address), those under the bubbles before those of the cards."""
        under = [b for bubble in self.bubbles for b in bubble["buttons"]]
        on_cards = [b for card in self.cards for b in card["buttons"]]
        return {b["label"]: b.get("payload_id") or b["url"] for b in [*on_cards, *under]}

    @property
    def asked(self) -> str | None:
        return (self.slots.get("asking") or {}).get("field")


def house_settings(folder: Path) -> Settings:
    """Return settings of a house in `folder` with free ports."""
    one, two = free_ports(2)
    secret = SecretStr(SECRET)
    return Settings(
        data_dir=folder, engine_port=one, actions_port=two, engine_secret=secret, actions_secret=secret,
        identity_key=secret, turns_at_once=AT_ONCE, engine_timeout=30, answer_within=30,
    )  # fmt: skip


@contextmanager
def stations(settings: Settings) -> Iterator[None]:
    """Run the engine with the model that was trained last, and an action server on `TODAY`."""
    kept = Settings()
    model = recorded(kept)
    asyncio.run(_fill(settings.database))
    assert model is not None, "train first: python -m bot train"
    child = engine(settings, model.path(kept))
    actions = [sys.executable, "-m", "tests.dialogue.still", TODAY.isoformat()]
    with (settings.data_dir / "stations.log").open("ab") as log:
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            for command, environment in ((actions, house_environment(settings)), (child.command, child.environment))
        ]
    try:
        _wait(settings, running)
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(20)


def _wait(settings: Settings, running: list[subprocess.Popen[bytes]], patience: float = 120) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and all(one.poll() is None for one in running):
        try:
            with httpx.Client(timeout=2, trust_env=False) as client:
                ready = client.get(
                    f"{settings.engine_url}/webhooks/turns/", headers={"x-engine-secret": SECRET}
                ).status_code
                alive = client.get(f"http://127.0.0.1:{settings.actions_port}/health").status_code
            if ready == alive == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the stations did not start; see {settings.data_dir}/stations.log")


@asynccontextmanager
async def house(settings: Settings) -> AsyncIterator[House]:
    """Give a house whose talks are kept in a file of their own."""
    url = f"sqlite:///{settings.data_dir / 'talks.db'}"
    async with House(settings.model_copy(update={"database_url": url})) as opened:
        yield opened


async def play(settings: Settings, talks: dict[str, list[dict[str, Any]]]) -> dict[str, list[Told]]:
    """Let every citizen say their turns, a few talks at once, and return what each was told."""
    seats = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> tuple[str, list[Told]]:
        async with seats:
            return name, await _talk(opened, name, talks[name])

    async with house(settings) as opened:
        return dict(await asyncio.gather(*(one(name) for name in talks)))


async def _talk(opened: House, person: str, asked: list[dict[str, Any]]) -> list[Told]:
    told: list[Told] = []
    for turn in asked:
        label = str(turn.get("press") or "")
        offered = next((t.buttons[label] for t in reversed(told) if label in t.buttons), None) if label else None
        if label and offered is None:
            told.append(Told(f"[{label}] was never offered", "bot", []))
            return told
        told.append(await _turn(opened, person, str(turn.get("say") or f"[{label}]"), offered))
    return told


async def _turn(opened: House, person: str, text: str, payload_id: str | None) -> Told:
    inbound = Inbound("widget", person, opened.new_id(), text=text)
    if payload_id is not None:
        inbound = replace(inbound, text=None, payload_id=payload_id)
    accepted = await opened.inbox.accept(inbound)
    with opened.bell.listen(wakeup.talk(accepted.conversation_id)) as ear:
        while True:
            turn, control, said = await _state(opened, accepted.conversation_id, accepted.seq)
            if turn is None or turn.state != "waiting":
                return _told(text, control, said, turn)
            try:
                await asyncio.wait_for(ear.get(), 0.5)
            except TimeoutError:
                continue


async def _state(opened: House, talk: str, seq: int) -> tuple[Turn | None, str, list[Message]]:
    async with opened.database.read() as connection:
        turn = (await turns.by_seq(connection, talk, [seq])).get(seq)
        row = await conversations.get(connection, talk)
        said = await messages.after(connection, talk, seq)
    return turn, row.control if row else "closed", [m for m in said if m.author_kind != "citizen"]


def _told(text: str, control: str, said: list[Message], turn: Turn | None) -> Told:
    bubbles = [{part: m.body.get(part) or ("" if part == "text" else []) for part in ("text", "buttons", "cards")}
               for m in said]  # fmt: skip
    understood = (turn.understanding if turn else None) or {}
    return Told(text, control, bubbles, (turn.named if turn else None) or {}, str(understood.get("intent") or ""),
                understood.get("slots") or {}, turn.seq if turn else 0)  # fmt: skip


def readable(told: list[Told]) -> str:
    """Return a talk for people: who said what, cards and buttons indented."""
    lines: list[str] = []
    for turn in told:
        lines += ["", f"나   {turn.said}"]
        for bubble in turn.bubbles:
            lines += ["봇   " + bubble["text"].replace("\n", "\n     ")] if bubble["text"] else []
            for card in bubble["cards"]:
                lines += [f"     ▪ {card['title']} · {card['subtitle']}", *(f"       {line}" for line in card["lines"])]
                lines += ["       " + " ".join(f"[{b['label']}]" for b in card["buttons"])] if card["buttons"] else []
            lines += ["     " + " ".join(f"[{b['label']}]" for b in bubble["buttons"])] if bubble["buttons"] else []
    return "\n".join(lines[1:])
