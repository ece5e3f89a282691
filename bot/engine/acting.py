"""Lets Rasa's policies and our actions answer what was said, on one conversation, and returns their replies."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.core.actions.action import Action, action_for_name_or_text
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import wire
from bot.engine.hands import Hands

Json = Dict[Text, Any]


def copied(agent: Agent, tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a copy to try something on."""
    events = list(tracker.events)
    return DialogueStateTracker.from_events(tracker.sender_id, events, agent.domain.slots, domain=agent.domain)


async def hear(
    agent: Agent, hands: Hands, tracker: DialogueStateTracker, message: UserMessage, text: Text, data: Json
) -> List[Json]:
    """Let the policies act on what was said until they listen again; return the replies.

    Raises where Rasa's own loop would log and go on.
    """
    before = len(tracker.events)
    tracker.update(_uttered(message, text, data), agent.domain)
    listening = False
    while not listening:
        action, prediction = agent.processor.predict_next_with_tracker_if_should(_this_turn(agent, tracker))
        await _perform(agent, hands, tracker, action, prediction)
        listening = action.name() == ACTION_LISTEN_NAME
    return _said(tracker, before)


async def act(agent: Agent, hands: Hands, tracker: DialogueStateTracker, name: Text) -> List[Json]:
    """Run one action that nobody's words asked for, then listen; return its replies."""
    before = len(tracker.events)
    action = action_for_name_or_text(name, agent.domain, agent.processor.action_endpoint)
    await _perform(agent, hands, tracker, action, PolicyPrediction.for_action_name(agent.domain, name))
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
    return _said(tracker, before)


def _said(tracker: DialogueStateTracker, before: int) -> List[Json]:
    replies = [wire.reply(event) for event in list(tracker.events)[before:] if isinstance(event, BotUttered)]
    return [reply for reply in replies if reply]


def _uttered(message: UserMessage, text: Text, data: Json) -> UserUttered:
    return UserUttered(
        text,
        data["intent"],
        data["entities"],
        data,
        input_channel=message.input_channel,
        message_id=message.message_id,
        metadata=message.metadata,
    )


def _this_turn(agent: Agent, tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return the turn that is going on, alone: rules look no further back, and policies take time for all they see."""
    events = list(tracker.events)
    said = max(i for i, event in enumerate(events) if isinstance(event, UserUttered))
    turn = [ActionExecuted(ACTION_LISTEN_NAME), *events[said:]]
    return DialogueStateTracker.from_events(tracker.sender_id, turn, agent.domain.slots, domain=agent.domain)


async def _perform(
    agent: Agent, hands: Hands, tracker: DialogueStateTracker, action: Action, prediction: PolicyPrediction
) -> None:
    events = await hands.perform(agent, action, tracker)
    tracker.update_with_events(prediction.events or [], agent.domain)
    tracker.update(action.event_for_successful_execution(prediction), agent.domain)
    tracker.update_with_events(events, agent.domain)
