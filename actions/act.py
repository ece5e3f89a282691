"""What every action shares: read the tracker, answer, say it in the shapes of docs/architecture.md."""

from __future__ import annotations

import logging
import traceback
from typing import Any, ClassVar

from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asides import aside
from actions.caring import cared, watched
from actions.grounds import ungrounded
from actions.memory import Heard, Memory, forgetful, hear
from actions.musing import muses
from actions.resume import kept
from actions.room import Room
from actions.speech.parts import Bubble, Said
from actions.terms import by_its_word
from actions.unsure import unsure

log = logging.getLogger("actions")


class ActionFailed(Exception):
    """An action could not answer. It carries no detail: what a citizen wrote must not reach a log."""


class Act(Action):
    """One action. Subclasses give `title` (its name in domain.yml) and `answer`."""

    title: ClassVar[str]
    takes_asides: ClassVar[bool] = True  # whether the message may be something else in truth: a what-if, 이어서 …

    def __init__(self, room: Room) -> None:
        self.room = room

    def name(self) -> str:
        return self.title

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        """Return what to say. Reads only."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer one call of the engine; raises `ActionFailed`, with where but never what."""
        heard, memory = hear(tracker)
        try:
            said = cared(self.room, heard, memory) or watched(memory, await self._said(heard, memory))
        except Exception as error:  # noqa: BLE001  whatever it is, the engine is told the same and nothing more
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error("%s failed: %s at %s:%s", self.title, type(error).__name__, where.filename, where.lineno)  # noqa: TRY400
            raise ActionFailed(self.title) from None
        self._utter(dispatcher, said)
        remember = forgetful(memory, {"last_answer": said.answer, **said.remember})
        return [SlotSet(name, value) for name, value in remember.items()]

    async def _said(self, heard: Heard, memory: Memory) -> Said:
        """Answer, or say what the message is besides; an open question stays within reach."""
        if ungrounded(self.room, heard, memory):
            named = by_its_word(self.room, heard, memory) or muses(self.room, heard, memory)
            return named or unsure(self.room, heard, memory)
        said = (aside(self.room, heard, memory) if self.takes_asides else None) or await self.answer(heard, memory)
        return kept(self.title, memory, said)

    def _utter(self, dispatcher: CollectingDispatcher, said: Said) -> None:
        for place, bubble in enumerate(said.bubbles):
            dispatcher.utter_message(
                text=bubble.text,
                buttons=[b.wire() for b in bubble.buttons],
                json_message=self._custom(said if place == 0 else None, bubble),
            )

    def _custom(self, said: Said | None, bubble: Bubble) -> dict[str, Any]:
        custom: dict[str, Any] = {"cards": [c.wire() for c in bubble.cards]} if bubble.cards else {}
        if said is not None:
            custom |= {"answer": said.answer, "knowledge": self.room.knowledge.version}
            if said.letters:
                custom["letters"] = list(said.letters)
        return custom
