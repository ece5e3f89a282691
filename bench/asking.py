"""Asks the real engine and the real action server: each text is the first of a talk of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httpx
import typer

from bot.cli.stations import asked_engine
from bot.cli.supervisor import Supervisor
from bot.settings import Settings
from bot.words import Json

AT_ONCE = 2
PATIENCE = 60.0
TRIES = 5
FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a text was understood as and how surely, which knowledge answered it, and the words and offers of it.

    `offered` are the payloads of all buttons: what would be answered after one more press.
    """

    text: str
    intent: str
    confidence: float
    answer: Json
    said: str
    offered: tuple[str, ...]

    @property
    def named(self) -> str:
        """Return the knowledge as `kind:id`."""
        return f"{self.answer.get('kind')}:{self.answer.get('id')}"

    @property
    def unsure(self) -> bool:
        """Say whether the bot asked back what was meant."""
        return bool(self.answer.get("kind") == FALLBACK)


async def answers(settings: Settings, texts: Sequence[str]) -> list[Answered]:
    """Return the answer to each text, in order. Raises NoEngine, NoModel, and httpx.HTTPError where none came."""
    seats = asyncio.Semaphore(AT_ONCE)
    async with asked_engine(settings, Supervisor()) as asked, _door(asked) as door:

        async def one(number: int, text: str) -> Answered:
            async with seats:
                turn = {"turn": f"turn-{number}", "sender": f"person-{number}", "text": text}
                return _read(text, await _posted(door, turn))

        return list(await asyncio.gather(*(one(number, text) for number, text in enumerate(texts))))


def file(folder: Path, name: str) -> Path:
    """Return the file of the folder; who measures is told where it was looked for. Raises typer.BadParameter."""
    path = folder / name
    if not path.is_file():
        raise typer.BadParameter(f"{path} is missing: --data names the folder with the evaluation sets")
    return path


def _door(settings: Settings) -> httpx.AsyncClient:
    secret = {"x-engine-secret": settings.engine_secret.get_secret_value()}
    return httpx.AsyncClient(base_url=settings.engine_url, headers=secret, timeout=PATIENCE, trust_env=False)


async def _posted(door: httpx.AsyncClient, turn: Json) -> Json:
    """Return the engine's answer; on a machine with other work a turn may time out, and a turn may be asked again."""
    for _ in range(TRIES):
        said = await door.post("/webhooks/turns/turn", json=turn)
        if said.is_success:
            break
    return cast(Json, said.raise_for_status().json())


def _read(text: str, said: Json) -> Answered:
    replies, nlu = said["replies"], said["nlu"]
    named = [answer for reply in replies if (answer := (reply.get("custom") or {}).get("answer"))]
    offered = (button.get("payload") or "" for reply in replies for button in reply.get("buttons") or ())
    words = "\n".join(reply.get("text") or "" for reply in replies)
    return Answered(text, nlu["intent"], nlu["confidence"], named[0] if named else {}, words, tuple(offered))
