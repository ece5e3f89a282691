"""Runs actions: Rasa's own in place, ours at the action server over one kept connection.

Rasa's `RemoteAction` opens a connection and compiles the whole event schema for every call, which takes longer than
the rest of a turn, and turns failures into silence further up. The protocol is the same, the failures are loud.
"""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, Optional, Text

import aiohttp
import rasa
from rasa.core.actions.action import Action, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered, Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

ACTION_SECONDS = 3.0
SPOKEN = ("buttons", "custom", "elements", "attachment", "image")


class ActionFailed(Exception):
    """The action server did not answer in the agreed way, or not in time. `away`: it could not be asked at all."""

    away = False


class ActionsAway(ActionFailed):
    """Nobody is there to act; the same turn may succeed when they are back."""

    away = True


class Hands:
    """Performs actions for one agent."""

    def __init__(self) -> None:
        self._session: Optional[aiohttp.ClientSession] = None

    async def perform(self, agent: Agent, action: Action, tracker: DialogueStateTracker) -> List[Event]:
        """Return the events of the action, replies among them. Raises ActionFailed; leaves the tracker alone."""
        if not isinstance(action, RemoteAction):
            return list(await action.run(CollectingOutputChannel(), agent.processor.nlg, tracker, agent.domain) or [])
        endpoint = action.action_endpoint
        if endpoint is None:
            raise ActionFailed("no action server is configured")
        answer = await self._ask(endpoint, _call(action.name(), tracker, agent))
        return _events(answer)

    async def _ask(self, endpoint: EndpointConfig, call: Dict[Text, Any]) -> Dict[Text, Any]:
        for last in (False, True):
            try:
                return await asyncio.wait_for(self._post(endpoint, call), ACTION_SECONDS)
            except aiohttp.ServerDisconnectedError as error:
                if last:  # once is a kept connection that the server had closed: actions only read, so ask again
                    raise ActionsAway("the action server hung up") from error
            except aiohttp.ClientConnectionError as error:
                raise ActionsAway(type(error).__name__) from error
            except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
                raise ActionFailed(type(error).__name__) from error
        raise AssertionError

    async def _post(self, endpoint: EndpointConfig, call: Dict[Text, Any]) -> Dict[Text, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=4))
        async with self._session.post(endpoint.url, json=call, headers=endpoint.headers) as response:
            if response.status != 200:
                raise ActionFailed(f"the action server answered {response.status}")
            answer = await response.json()
        if not isinstance(answer, dict):
            raise ActionFailed("the action server answered no object")
        return answer


def _call(name: Text, tracker: DialogueStateTracker, agent: Agent) -> Dict[Text, Any]:
    return {
        "next_action": name,
        "sender_id": tracker.sender_id,
        "tracker": tracker.current_state(EventVerbosity.ALL),
        "version": rasa.__version__,
        "domain": agent.domain.as_dict(),  # without it rasa-sdk answers 449
    }


def _events(answer: Dict[Text, Any]) -> List[Event]:
    replies, events = answer.get("responses"), answer.get("events")
    if not isinstance(replies, list) or not isinstance(events, list):
        raise ActionFailed("the action server answered another shape")
    spoken: List[Event] = [_uttered(reply) for reply in replies]
    return spoken + deserialise_events(events)


def _uttered(reply: Dict[Text, Any]) -> BotUttered:
    return BotUttered(reply.get("text"), {part: reply[part] for part in SPOKEN if reply.get(part)})
