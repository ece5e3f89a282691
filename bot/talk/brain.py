"""The one call to Rasa. A turn is asked with its id, so that asking again is harmless.

After five failures in a row the breaker opens: the engine is then only asked whether it is ready, twice a second,
and is sent turns again once it says so. An engine that is still loading looks just like one that is away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import httpx

from bot.store.rows import Turn
from bot.words import Answer, Button, Card, Json, Letter, Picture, Reply, Understanding

FAILURES_TO_OPEN = 5
LOOK_EVERY = 0.5
MOST_FORGOTTEN = 100  # talks in one call
DOOR = "/webhooks/turns"
PICKED = {
    "age": "age", "region_sigungu": "region", "regions": "region",
    **dict.fromkeys(("birth_date", "left_on", "business_opened", "employed_since", "hired_by"), "date"),
}  # fmt: skip
"""Facts and search conditions (the slot `asking`) that a citizen may pick from a form control."""


class EngineAway(Exception):
    """Nobody could answer (the engine or its action server is away, late or loading): the turn is asked again."""


class EngineFailed(Exception):
    """The engine is there but could not answer this turn (an action failed): it may be asked again, not for ever."""


class Brain:
    def __init__(self, url: str, secret: str, timeout: float, at_once: int) -> None:
        limits = httpx.Limits(max_connections=at_once + 4, max_keepalive_connections=at_once + 4)
        self._client = httpx.AsyncClient(
            base_url=url, timeout=timeout, limits=limits, trust_env=False, headers={"x-engine-secret": secret}
        )
        self._failures = FAILURES_TO_OPEN  # nothing is sent to an engine that was never seen ready
        self._seats = asyncio.Semaphore(at_once)

    @property
    def open(self) -> bool:
        """Whether the engine may be asked."""
        return self._failures < FAILURES_TO_OPEN

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, turn: Turn, sender: str, metadata: Json) -> Answer:
        """Return the engine's answer to a message or a hand-back. Raises `EngineAway` or `EngineFailed`."""
        where = f"{DOOR}/handback" if turn.kind == "handback" else f"{DOOR}/turn"
        question = {"turn": turn.id, "sender": sender, **asked_of(turn), "metadata": metadata}
        async with self._seats:
            said = await self._post(where, question)
        return read_answer(said)

    async def forget(self, senders: Sequence[str]) -> None:
        """Have the engine forget all it knows of these talks. Raises `EngineAway` or `EngineFailed`."""
        for some in (senders[i : i + MOST_FORGOTTEN] for i in range(0, len(senders), MOST_FORGOTTEN)):
            await self._post(f"{DOOR}/forget", {"senders": list(some)})

    async def _post(self, where: str, question: Json) -> Json:
        try:
            response = await self._client.post(where, json=question)
        except httpx.HTTPError as error:
            self._failures += 1
            raise EngineAway(type(error).__name__) from error
        if response.status_code == 503:
            self._failures = FAILURES_TO_OPEN
            raise EngineAway("loading")
        self._failures = 0
        said = _object(response)
        if said.get("away"):
            raise EngineAway("its action server")
        if response.status_code != 200:
            raise EngineFailed(f"{response.status_code}")
        return said

    async def ready(self) -> bool:
        """Ask the engine whether it can take turns; this is what closes the breaker."""
        try:
            response = await self._client.get(f"{DOOR}/", timeout=2.0)
        except httpx.HTTPError:
            return False
        if response.status_code == 200:
            self._failures = 0
        return response.status_code == 200

    async def watch(self, came_back: Callable[[], Any]) -> None:
        """For ever: while the breaker is open look for the engine, and call `came_back` when it is there."""
        while True:
            if not self.open and await self.ready():
                came_back()
            await asyncio.sleep(LOOK_EVERY)


def _object(response: httpx.Response) -> Json:
    """Return the JSON object of a response; anything else is empty, and so no answer."""
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def asked_of(turn: Turn) -> Json:
    """Return what the engine is asked. A leading slash typed by a person is not an intent."""
    text = turn.asked.get("text")
    if isinstance(text, str) and text.startswith("/"):
        return {"text": "／" + text[1:]}
    return turn.asked


def read_answer(said: Json) -> Answer:
    """Return the engine door's JSON as an `Answer`. Raises `EngineFailed` when it has no bubble to show."""
    parts = [part for part in said.get("replies") or [] if isinstance(part, dict)]
    replies = [reply for part in parts if (reply := _reply(part)) is not None]
    custom = [part.get("custom") or {} for part in parts]
    letters = [
        Letter(letter["letter"], {k: v for k, v in letter.items() if k != "letter"})
        for part in custom
        for letter in part.get("letters", ())
    ]
    if not replies and not letters:
        raise EngineFailed("silent")
    if replies and (ask := _ask(said)):
        replies[-1] = replace(replies[-1], ask=ask)
    nlu = said.get("nlu") or {}
    understanding = Understanding(
        str(nlu.get("intent") or ""), float(nlu.get("confidence") or 0.0), tuple(nlu.get("ranking") or ()),
        tuple(nlu.get("entities") or ()), said.get("slots") or {},
    )  # fmt: skip
    named: Json = next((part["answer"] for part in custom if part.get("answer")), {})
    knowledge = next((part["knowledge"] for part in custom if part.get("knowledge")), None)
    return Answer(
        tuple(replies), tuple(letters), understanding, {**named, "knowledge": knowledge} if knowledge else named
    )


def _ask(said: Json) -> str:
    """Return what the bot now waits for, if a client may offer to pick it."""
    asking = (said.get("slots") or {}).get("asking") or {}
    return PICKED.get(str(asking.get("field") or asking.get("condition") or ""), "")


def _reply(part: Json) -> Reply | None:
    custom = part.get("custom") or {}
    reply = Reply(
        str(part.get("text") or "").strip(),
        tuple(card_of(card) for card in custom.get("cards", ())),
        tuple(_button(button) for button in part.get("buttons") or ()),
        _picture(custom.get("picture")),
        "list" if custom.get("layout") == "list" else "cards",
    )
    return reply if reply.text or reply.cards or reply.buttons or reply.picture else None


def _picture(shown: object) -> Picture | None:
    if not isinstance(shown, dict) or not isinstance(shown.get("url"), str):
        return None
    return Picture(shown["url"], str(shown.get("alt") or ""))


def card_of(card: Json) -> Card:
    """Return a card as an action wrote it."""
    known = {
        k: card.get(k) or "" for k in ("kind", "id", "title", "subtitle", "source", "fetched_at")
    }  # missing parts stay empty, so that one odd record never silences an answer
    return Card(
        **known,
        lines=tuple(str(line) for line in card.get("lines") or ()),
        link=card.get("link"),
        practice=bool(card.get("practice")),
        buttons=tuple(_button(button) for button in card.get("buttons") or ()),
    )


def _button(button: Json) -> Button:
    return Button(str(button.get("title") or ""), button.get("payload"), button.get("url"))
