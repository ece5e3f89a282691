"""Answers one message, or several questions in it, inside one turn.

Actions only read, so what may come to nothing is tried on a copy of the conversation: a part that is not understood,
or asks back while another question is open, leaves no trace.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Text, Tuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import bubbles, wire
from bot.engine.acting import act, copied, hear
from bot.engine.hands import Hands
from bot.engine.parts import ANSWERS, PERSON, Part, answered_and_asked, calls_for_care, several
from bot.engine.several import answer_and_questions, questions

Json = Dict[Text, Any]

SAYS = "say:"  # a button that asks a question in the citizen's own words
OFFER = "action_unanswered"
UNANSWERED = "unanswered"  # slot: questions of the citizen that wait for their answer
FLOOR = ("asking", "programme", "last_answer")  # slots: where the talk is
NO_ANSWER = ("fallback", "smalltalk")


class Answered(NamedTuple):
    """An answered turn: the conversation after it, what was said, and how the message was understood."""

    tracker: DialogueStateTracker
    replies: List[Json]
    nlu: Json


class Voice:
    """Answers one message."""

    def __init__(self, agent: Agent, hands: Hands, message: UserMessage) -> None:
        self._agent = agent
        self._hands = hands
        self._message = message

    async def answer(self, tracker: DialogueStateTracker) -> Answered:
        """Answer the message on this conversation; a question that waits is offered once nothing is asked back."""
        waited = tracker.get_slot(UNANSWERED)
        text = self._message.text or ""
        data = self._message.parse_data or await self._read(text, tracker)
        accepted = self._accepted(tracker, text, str((data.get("intent") or {}).get("name")))
        if accepted:
            text, data = accepted, await self._read(accepted, tracker)
        answered = await self._in_parts(tracker, text, data) or await self._whole(tracker, text, data)
        return await self._offered(answered, waited)

    def _accepted(self, tracker: DialogueStateTracker, text: Text, intent: Text) -> Optional[Text]:
        """Return the question that was offered and is now wanted, by a yes or its button; the others wait again."""
        offered = [str(one) for one in (tracker.get_slot("asking") or {}).get(UNANSWERED) or []]
        if not offered or intent == "deny":
            return None
        self._set(tracker, "asking", None)  # taken now or left: a yes of later is none to this
        wanted = text if text in offered else offered[0] if intent == "affirm" else None
        if wanted:
            self._set(tracker, UNANSWERED, [one for one in offered if one != wanted] or None)
        return wanted

    async def _read(self, text: Text, tracker: DialogueStateTracker) -> Json:
        message = UserMessage(text, input_channel=self._message.input_channel, metadata=self._message.metadata)
        return dict(await self._agent.processor.parse_message(message, tracker))

    async def _whole(self, tracker: DialogueStateTracker, text: Text, data: Json) -> Answered:
        replies = await hear(self._agent, self._hands, tracker, self._message, text, data)
        return Answered(tracker, replies, wire.nlu(data))

    async def _in_parts(self, tracker: DialogueStateTracker, text: Text, data: Json) -> Optional[Answered]:
        """Answer two of the questions, the rest waits; None where the message is one."""
        if self._message.parse_data:
            return None
        asked = bool(_asks(tracker))
        spans = answer_and_questions(text) if asked else questions(text)
        if len(spans) < 2:
            return None
        parts = [Part(a, text[a:b], await self._read(text[a:b], tracker)) for a, b in spans]
        care = calls_for_care(parts)
        if care is not None:
            return await self._whole(tracker, text, {**data, "intent": care.data["intent"]})
        answers = answered_and_asked(parts, tracker.get_slot("asking")) if asked else []
        chosen = answers or several(parts)
        return await self._both(tracker, text, chosen) if chosen else None

    async def _both(self, tracker: DialogueStateTracker, text: Text, parts: Sequence[Part]) -> Optional[Answered]:
        """Try both on copies; None where one of them has no answer of its own."""
        nlu = wire.nlu_of_parts(text, [(part.start, part.data) for part in parts])
        answers = parts[0].intent in ANSWERS
        first, said = await self._tried(tracker, parts[0])
        if not _sound(said) or (answers and _asks(first) == _asks(tracker)):
            return None
        if _asks(tracker) and not answers:  # one side question at a time
            return Answered(self._waits(first, parts[1:]), said, nlu)
        second, more = await self._tried(first, parts[1], aside=bool(_asks(first)))
        if not _sound(more):
            return None
        if _asks(first) and _asks(second):
            return Answered(self._waits(first, parts[1:]), said, nlu)
        return Answered(self._waits(second, parts[2:]), self._together(first, said, second, more, parts[1]), nlu)

    def _together(
        self,
        first: DialogueStateTracker,
        said: List[Json],
        second: DialogueStateTracker,
        more: List[Json],
        part: Part,
    ) -> List[Json]:
        """Return both answers as one; where the first asks back the talk stays there, unless a person takes over."""
        if not _asks(first):
            return bubbles.one_after_the_other(said, more)
        if part.intent == PERSON:
            return bubbles.one_after_the_other(said[:-1] or said, more)
        for name in FLOOR:
            self._set(second, name, first.get_slot(name))
        return bubbles.before_the_question(said, more)

    async def _tried(
        self, tracker: DialogueStateTracker, part: Part, *, aside: bool = False
    ) -> Tuple[DialogueStateTracker, List[Json]]:
        """Answer a part on a copy; `aside`: as if nothing were asked just now."""
        copy = copied(self._agent, tracker)
        if aside:
            self._set(copy, "asking", None)
        return copy, await hear(self._agent, self._hands, copy, self._message, part.text, part.data)

    def _waits(self, tracker: DialogueStateTracker, parts: Sequence[Part]) -> DialogueStateTracker:
        if parts:
            self._set(tracker, UNANSWERED, [part.text for part in parts])
        return tracker

    async def _offered(self, answered: Answered, waited: Any) -> Answered:
        """Offer what waits: at once where nothing is open, else it is said that it comes; a person answers it all."""
        tracker, replies, nlu = answered
        waits = tracker.get_slot(UNANSWERED)
        if not waits or not _sound(replies) or (_asks(tracker) and waits == waited):
            return answered
        if "handoff" in wire.letters(replies):
            self._set(tracker, UNANSWERED, None)
            return answered
        offer = await act(self._agent, self._hands, tracker, OFFER)
        return Answered(tracker, bubbles.with_an_offer(replies, offer, asks=bool(_asks(tracker))), nlu)

    def _set(self, tracker: DialogueStateTracker, slot: Text, value: Any) -> None:
        tracker.update(SlotSet(slot, value), self._agent.domain)


def _asks(tracker: DialogueStateTracker) -> Optional[Text]:
    """Return what the bot waits for an answer to: a fact or a condition of a search, or None."""
    asking = tracker.get_slot("asking") or {}
    return asking.get("field") or asking.get("condition")


def _sound(replies: Sequence[Json]) -> bool:
    """Say whether this is an answer: no silence, no shrug, and no word of care, which is for the whole message."""
    named = [(reply.get("custom") or {}).get("answer") or {} for reply in replies]
    return bool(replies) and not any(one.get("kind") in NO_ANSWER or one.get("level") for one in named)
