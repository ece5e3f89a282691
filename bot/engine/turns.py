"""The engine's one door: a turn goes in once, its replies come out, however often it is asked.

The shapes are in docs/architecture.md. An attempt works on its own copy of the conversation; only a turn that was
answered is settled, so a failed one leaves nothing behind. Rasa hides failures behind silence: silence is a failure.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
import re
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text, Tuple
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.events import ActiveLoop, AllSlotsReset, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine import discreet, wire
from bot.engine.acting import act
from bot.engine.hands import ActionFailed, Hands
from bot.engine.payload import read_payload
from bot.engine.trackers import TrackerFile
from bot.engine.voice import SAYS, Answered, Voice

Json = Dict[Text, Any]
logger = logging.getLogger(__name__)

LONGEST_TEXT = 4_000
MOST_TEXTS = 500
MOST_SENDERS = 100
MODES = ("resume", "restart", "menu")
_SLASH = re.compile(r"^(\s*)/")
_HALF = re.compile(r"[\ud800-\udfff]")


class BadBody(Exception):
    """The caller sent something that is not in the contract."""


class Unanswered(Exception):
    """The attempt came to nothing; the turn may be asked again."""


class TurnDoor(InputChannel):
    """`/webhooks/turns/…`, for the gateway on this machine only."""

    @classmethod
    def name(cls) -> Text:
        return "turns"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        desk = Desk(TrackerFile(_folder()))
        door = Blueprint("turns")
        door.add_route(_ready, "/", methods=["GET"])
        served = (desk.turn, desk.handback, desk.understand, desk.forget)
        for path, serve in ((f"/{serve.__name__}", serve) for serve in served):
            door.add_route(_guarded(serve), path, methods=["POST"], name=path.strip("/"))
        return door


class Desk:
    """Answers turns, one at a time per conversation."""

    def __init__(self, trackers: TrackerFile) -> None:
        self._trackers = trackers
        self._hands = Hands()
        self._locks: "WeakValueDictionary[Text, asyncio.Lock]" = WeakValueDictionary()

    async def turn(self, agent: Agent, asked: Json) -> Json:
        """Answer one message or one pressed button."""
        turn, sender = _word(asked, "turn"), _word(asked, "sender")
        message = _message(agent, asked, turn, sender)

        async def attempt(tracker: DialogueStateTracker) -> Answered:
            return await Voice(agent, self._hands, message).answer(tracker)

        return await self._once(agent, turn, sender, attempt)

    async def handback(self, agent: Agent, asked: Json) -> Json:
        """End a human stretch: say what happened and go on in the way the counselor chose."""
        turn, sender, mode = _word(asked, "turn"), _word(asked, "sender"), _word(asked, "mode")
        if mode not in MODES:
            raise BadBody(f"mode is one of {', '.join(MODES)}")
        outcome = asked.get("outcome")

        async def attempt(tracker: DialogueStateTracker) -> Answered:
            tracker.update_with_events(_ending(mode, outcome), agent.domain)
            return Answered(tracker, await act(agent, self._hands, tracker, "action_after_handoff"), wire.nlu({}))

        return await self._once(agent, turn, sender, attempt)

    async def understand(self, agent: Agent, asked: Json) -> Json:
        """Read texts without touching any conversation."""
        texts = asked.get("texts")
        if not isinstance(texts, list) or len(texts) > MOST_TEXTS or not all(_is_text(text) for text in texts):
            raise BadBody(f"texts is a list of at most {MOST_TEXTS} texts")
        metadata = _metadata(asked)
        results = []
        for text in texts:
            message = UserMessage(_plain(text), None, "understand", input_channel="turns", metadata=metadata)
            results.append(wire.nlu(await agent.processor.parse_message(message)))
            await asyncio.sleep(0)  # a long list must not hold up anybody's turn
        return {"results": results}

    async def forget(self, agent: Agent, asked: Json) -> Json:
        """Forget conversations; one that is being answered is forgotten right after."""
        senders = asked.get("senders")
        if not isinstance(senders, list) or len(senders) > MOST_SENDERS or not all(_is_name(name) for name in senders):
            raise BadBody(f"senders is a list of at most {MOST_SENDERS} names")
        for sender in senders:
            async with self._locks.setdefault(sender, asyncio.Lock()):
                self._trackers.forget(sender)
        return {"forgotten": len(senders)}

    async def _once(
        self, agent: Agent, turn: Text, sender: Text, attempt: Callable[[DialogueStateTracker], Awaitable[Answered]]
    ) -> Json:
        lock = self._locks.setdefault(sender, asyncio.Lock())
        async with lock:
            settled = self._trackers.outcome(sender, turn)
            if settled is not None:
                return settled
            tracker, replies, nlu = await attempt(self._trackers.load(sender, agent.domain))
            if not replies:
                raise Unanswered("silent")
            slots = {name: value for name, value in tracker.current_slot_values().items() if value is not None}
            body = discreet.answer({"turn": turn, "replies": replies, "nlu": nlu, "slots": slots})
            self._trackers.settle(tracker, turn, body)
            return body


# --- the wire ---------------------------------------------------------------------------------------------------


def _folder() -> Path:
    named = os.environ.get("ILJARI_ENGINE_DATA")
    return Path(named) if named else Path(os.environ["ILJARI_DATA_DIR"]) / "engine"


def _secret() -> bytes:
    return os.environ["ILJARI_ENGINE_SECRET"].encode()


async def _ready(request: Request) -> HTTPResponse:
    agent = _agent(request)
    return response.json({"ready": agent is not None, "model": _model_hash(agent)}, 200 if agent else 503)


def _guarded(serve: Callable[[Agent, Json], Awaitable[Json]]) -> Callable[[Request], Awaitable[HTTPResponse]]:
    """Check who asks and what, and give every failure its own status; bodies never carry what people wrote."""

    async def guarded(request: Request) -> HTTPResponse:
        if not hmac.compare_digest(request.headers.get("x-engine-secret", "").encode(), _secret()):
            return response.json({"error": "forbidden"}, 403)
        agent = _agent(request)
        if agent is None:
            return response.json({"error": "loading"}, 503)
        try:
            return response.json(await serve(agent, _body(request)), ensure_ascii=False, escape_forward_slashes=False)
        except BadBody as error:
            return response.json({"error": str(error)}, 400)
        except (Unanswered, ActionFailed) as error:
            logger.warning("turn unanswered: %s", error)
            return response.json({"error": str(error), "away": getattr(error, "away", False)}, 502)
        except Exception as error:  # noqa: BLE001  whatever broke, the gateway asks again; its kind is enough for the log
            logger.warning("turn failed: %s", type(error).__name__)
            return response.json({"error": "failed"}, 502)

    return guarded


def _agent(request: Request) -> Optional[Agent]:
    agent = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


_hashes: Dict[Text, Text] = {}


def _model_hash(agent: Optional[Agent]) -> Optional[Text]:
    """Return the SHA-256 of the model file that is loaded, computed once."""
    if agent is None:
        return None
    path = str(agent.processor.model_path)
    if path not in _hashes:
        _hashes[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return _hashes[path]


def _body(request: Request) -> Json:
    try:
        asked = request.json
    except Exception as error:
        raise BadBody("the body is not JSON") from error
    if not isinstance(asked, dict):
        raise BadBody("the body is not an object")
    return asked


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 128


def _word(asked: Json, name: Text) -> Text:
    value = asked.get(name)
    if not _is_name(value):
        raise BadBody(f"{name} is missing or not a text of at most 128 characters")
    return value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _metadata(asked: Json) -> Json:
    metadata = asked.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise BadBody("metadata is not an object")
    return metadata


def _plain(text: Text) -> Text:
    """Make a typed "/restart" plain words: only buttons name an intent. Half a surrogate pair is no character."""
    return _SLASH.sub("\\1\uff0f", _HALF.sub("\ufffd", text))


def _message(agent: Agent, asked: Json, turn: Text, sender: Text) -> UserMessage:
    text, payload = asked.get("text"), asked.get("payload")
    if (text is None) == (payload is None):
        raise BadBody("exactly one of text and payload is needed")
    if isinstance(payload, str) and payload.startswith(SAYS):  # a question of the citizen's own, asked by a button
        text, payload = payload[len(SAYS) :], None
    said = payload if text is None else text
    if not _is_text(said) or not said.strip():
        raise BadBody(f"text and payload are texts of 1 to {LONGEST_TEXT} characters")
    metadata = _metadata(asked)
    if payload is None:
        return UserMessage(_plain(said), None, sender, None, "turns", turn, metadata)
    data = _pressed(agent, payload)
    return UserMessage(payload, None, sender, data, "turns", turn, metadata)


def _pressed(agent: Agent, payload: Text) -> Json:
    known = set(agent.domain.intents) - set(DEFAULT_INTENTS)
    try:
        intent, entities = read_payload(payload, known, set(agent.domain.entities))
    except ValueError as error:
        raise BadBody(str(error)) from error
    named = {"name": intent, "confidence": 1.0}
    return {"text": payload, "intent": named, "intent_ranking": [named], "entities": entities}


def _ending(mode: Text, outcome: Any) -> List[Event]:
    """The events that end a human stretch."""
    cleared: List[Event] = {"restart": [AllSlotsReset()], "menu": [SlotSet("asking", None)]}.get(mode, [])
    said: List[Tuple[Text, Any]] = [
        ("handoff_state", "ended"),
        ("last_handoff_outcome", outcome),
        ("handback_mode", mode),
    ]
    return [ActiveLoop(None), *cleared, *(SlotSet(name, value) for name, value in said)]
