"""What to say when nothing was understood."""

from __future__ import annotations

from typing import ClassVar, Final

from actions import catalogue, questions
from actions.act import Act
from actions.knowledge import Faq
from actions.memory import Heard, Memory
from actions.room import Room
from actions.seeking import reading
from actions.speech import fallback as speech
from actions.speech import faq as speech_faq
from actions.speech.parts import Button, Said, button

GUESSES: Final = 2


class Fallback(Act):
    title: ClassVar[str] = "action_fallback"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        prepared = questions.near(self.room, heard, questions.SURE)
        kind = None if heard.tapped or prepared else reading.searching(heard.text, memory.search)
        if kind is not None:
            return await catalogue.begin(self.room, heard, memory, kind)
        return misunderstood(self.room, heard, memory)


def misunderstood(room: Room, heard: Heard, memory: Memory) -> Said:
    """Return the answer of a question that is as good as asked, else the best guesses, counting how often in a row.

    A question that is still open stays open.
    """
    prepared = () if heard.tapped else _prepared(room, heard, memory)
    if prepared:
        return questions.answered(room, prepared)
    before = memory.last_answer
    times = int(before.get("times", 0)) + 1 if before.get("kind") == "fallback" else 1
    return speech.fallback(_guesses(room, heard), times)


def _prepared(room: Room, heard: Heard, memory: Memory) -> tuple[Faq, ...]:
    """Return the questions as good as asked; while a programme is being judged, only those about it."""
    found = questions.near(room, heard, questions.SURE) or questions.standing_out(room, heard)
    return questions.fitting(found, heard, memory.programme if memory.asking else None)


def _guesses(room: Room, heard: Heard) -> tuple[Button, ...]:
    likely = [name for name in heard.ranking if name in speech.INTENTS and name != "request_human"]
    asked = [speech_faq.question(one) for one in questions.near(room, heard, -questions.DOUBT)[:1]]
    return (*asked, *(_guess(heard, name) for name in likely))[:GUESSES]


def _guess(heard: Heard, intent: str) -> Button:
    """Return the button of an intent; it carries what was understood of the message, so that nothing is asked twice."""
    said = {str(e["entity"]): e["value"] for e in heard.entities if e.get("entity") and e.get("value") is not None}
    return button(speech.INTENTS[intent], intent, **said)


ACTIONS: Final = (Fallback,)
