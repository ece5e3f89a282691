"""Saying that a message was not understood: the nearest guesses, and a person after two in a row."""

from __future__ import annotations

from typing import Final

from actions import questions
from actions.knowledge import Faq
from actions.memory import Heard, Memory
from actions.room import Room
from actions.speech import fallback as speech
from actions.speech import faq as speech_faq
from actions.speech.parts import Button, Said, button

GUESSES: Final = 2


def misunderstood(room: Room, heard: Heard, memory: Memory) -> Said:
    """Return the answer of a question that is as good as asked, else the best guesses, counting how often in a row.

    A question that is still open stays open.
    """
    prepared = () if heard.tapped else _prepared(room, heard, memory)
    return questions.answered(room, prepared) if prepared else unsure(room, heard, memory)


def unsure(room: Room, heard: Heard, memory: Memory) -> Said:
    """Say that it was not understood and offer the best guesses; after two in a row a person comes first."""
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
