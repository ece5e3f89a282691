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

from rasa.core.actions.action import Action, action_for_name_or_text
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_INTENTS
from rasa.shared.core.events import ActionExecuted, ActiveLoop, AllSlotsReset, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine import discreet
from bot.engine.hands import ActionFailed, Hands
from bot.engine.payload import read_payload
from bot.engine.trackers import TrackerFile

Json = Dict[Text, Any]
logger = logging.getLogger(__name__)

LONGEST_TEXT = 4_000
MOST_TEXTS = 500
MOST_SENDERS = 100
RANKED = 5
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

        async def attempt(tracker: DialogueStateTracker) -> Json:
            data = message.parse_data or await agent.processor.parse_message(message, tracker)
            tracker.update(_uttered(message, data), agent.domain)
            await _run(agent, self._hands, tracker)
            return _nlu(data)

        return await self._once(agent, turn, sender, attempt)

    async def handback(self, agent: Agent, asked: Json) -> Json:
        """End a human stretch: say what happened and go on in the way the counselor chose."""
        turn, sender, mode = _word(asked, "turn"), _word(asked, "sender"), _word(asked, "mode")
        if mode not in MODES:
            raise BadBody(f"mode is one of {', '.join(MODES)}")
        outcome = asked.get("outcome")

        async def attempt(tracker: DialogueStateTracker) -> Json:
            tracker.update_with_events(_ending(mode, outcome), agent.domain)
            await _act(agent, self._hands, tracker, "action_after_handoff")
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME), agent.domain)
            return _nlu({})

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
            results.append(_nlu(await agent.processor.parse_message(message)))
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
        self, agent: Agent, turn: Text, sender: Text, attempt: Callable[[DialogueStateTracker], Awaitable[Json]]
    ) -> Json:
        lock = self._locks.setdefault(sender, asyncio.Lock())
        async with lock:
            settled = self._trackers.outcome(sender, turn)
            if settled is not None:
                return settled
            tracker = self._trackers.load(sender, agent.domain)
            before = len(tracker.events)
            nlu = await attempt(tracker)
            replies = [_reply(event) for event in list(tracker.events)[before:] if isinstance(event, BotUttered)]
            if not any(replies):
                raise Unanswered("silent")
            slots = {name: value for name, value in tracker.current_slot_values().items() if value is not None}
            body = {"turn": turn, "replies": [reply for reply in replies if reply], "nlu": nlu, "slots": slots}
            body = discreet.answer(body)
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


# --- inside Rasa ------------------------------------------------------------------------------------------------


def _uttered(message: UserMessage, data: Json) -> UserUttered:
    return UserUttered(
        message.text,
        data["intent"],
        data["entities"],
        data,
        input_channel=message.input_channel,
        message_id=message.message_id,
        metadata=message.metadata,
    )


async def _run(agent: Agent, hands: Hands, tracker: DialogueStateTracker) -> None:
    """Let the policies act until they listen again. Raises where Rasa's own loop would log and go on."""
    listening = False
    while not listening:
        action, prediction = agent.processor.predict_next_with_tracker_if_should(_this_turn(agent, tracker))
        await _perform(agent, hands, tracker, action, prediction)
        listening = action.name() == ACTION_LISTEN_NAME


def _this_turn(agent: Agent, tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return the turn that is going on, alone: rules look no further back, and policies take time for all they see."""
    events = list(tracker.events)
    said = max(i for i, event in enumerate(events) if isinstance(event, UserUttered))
    turn = [ActionExecuted(ACTION_LISTEN_NAME), *events[said:]]
    return DialogueStateTracker.from_events(tracker.sender_id, turn, agent.domain.slots, domain=agent.domain)


async def _act(agent: Agent, hands: Hands, tracker: DialogueStateTracker, name: Text) -> None:
    action = action_for_name_or_text(name, agent.domain, agent.processor.action_endpoint)
    await _perform(agent, hands, tracker, action, PolicyPrediction.for_action_name(agent.domain, name))


async def _perform(
    agent: Agent, hands: Hands, tracker: DialogueStateTracker, action: Action, prediction: PolicyPrediction
) -> None:
    events = await hands.perform(agent, action, tracker)
    tracker.update_with_events(prediction.events or [], agent.domain)
    tracker.update(action.event_for_successful_execution(prediction), agent.domain)
    tracker.update_with_events(events, agent.domain)


def _ending(mode: Text, outcome: Any) -> List[Event]:
    """The events that end a human stretch."""
    cleared: List[Event] = {"restart": [AllSlotsReset()], "menu": [SlotSet("asking", None)]}.get(mode, [])
    said: List[Tuple[Text, Any]] = [
        ("handoff_state", "ended"),
        ("last_handoff_outcome", outcome),
        ("handback_mode", mode),
    ]
    return [ActiveLoop(None), *cleared, *(SlotSet(name, value) for name, value in said)]


def _reply(event: BotUttered) -> Json:
    parts = {"text": event.text, "buttons": event.data.get("buttons"), "custom": event.data.get("custom")}
    return {name: part for name, part in parts.items() if part}


def _nlu(data: Json) -> Json:
    intent = data.get("intent") or {}
    return {
        "text": data.get("text") or "",
        "intent": intent.get("name") or "",
        "confidence": intent.get("confidence") or 0.0,
        "ranking": [_ranked(one) for one in (data.get("intent_ranking") or [])[:RANKED]],
        "entities": [_entity(one) for one in data.get("entities") or []],
    }


def _ranked(one: Json) -> Json:
    return {"name": one["name"], "confidence": one["confidence"]}


def _entity(one: Json) -> Json:
    return {key: one[key] for key in ("entity", "value", "text", "start", "end", "approx") if key in one}
