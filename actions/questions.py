"""Which prepared question a message asks: the likeness that the understanding measured, and when it is enough."""

from __future__ import annotations

from typing import Final

from actions.knowledge import Faq
from actions.memory import Heard
from actions.room import Room
from actions.speech import faq as speech
from actions.speech.parts import Said

# Measured on 394 questions nobody was taught (docs/understanding.md): where a programme or a group is named, the right
# question came with about 0.7 and a wrong one with 0.45, where none is named with 0.45 and 0.1. Above these it was the
# same question, with few exceptions.
NAMED, UNNAMED = 0.62, 0.30
DOUBT: Final = 0.10  # so much less is worth offering
STRICT: Final = 0.08  # so much more is needed against another intent
SURE: Final = 0.18  # so much more where nothing else was understood
AHEAD: Final = 0.08  # of the next question: then it is the one that is meant, were it a little less near
CLEAR: Final = 0.2  # ahead of every other: no need to ask back whether it is meant
WORD_BY_WORD: Final = 0.9
MOST: Final = 3


def near(room: Room, heard: Heard, more: float = 0.0) -> tuple[Faq, ...]:
    """Return the questions near enough to be answered outright, likeliest first; `more` raises the bar."""
    least = (NAMED if heard.all("programme") or heard.all("target") else UNNAMED) + more
    known = room.knowledge.faqs
    return tuple(known[id] for id, score in heard.faqs if id in known and score >= least)[:MOST]


def standing_out(room: Room, heard: Heard) -> tuple[Faq, ...]:
    """Return the one question that is near enough and far ahead of every other, where a programme is named."""
    if heard.tapped or not heard.all("programme"):
        return ()
    best, *rest = heard.faqs or [("", 0.0)]
    alone = all(best[1] - score >= AHEAD for _, score in rest)
    return near(room, heard, STRICT)[:1] if alone else ()


def clear(room: Room, heard: Heard) -> tuple[Faq, ...]:
    """Return the one question worth offering that leaves every other far behind."""
    best, *rest = heard.faqs or [("", 0.0)]
    return near(room, heard, -DOUBT)[:1] if all(best[1] - score >= CLEAR for _, score in rest) else ()


def verbatim(room: Room, heard: Heard) -> Said | None:
    """Return the answer of a question asked all but word by word: then an aspect in it is not what is meant."""
    faqs = near(room, heard, WORD_BY_WORD - NAMED)
    return answered(room, faqs) if faqs else None


def answered(room: Room, faqs: tuple[Faq, ...]) -> Said:
    """Answer the first question; the next one is offered. The talk is then about the programme it belongs to."""
    related = tuple(room.knowledge.programmes[id] for id in faqs[0].related)
    said = speech.faq(faqs[0], related, faqs[1:])
    about = {"programme": faqs[0].related[0]} if faqs[0].related else {}
    return Said(said.bubbles, said.answer, about)


def instead(room: Room, heard: Heard, about: str | None = None) -> Said | None:
    """Return the answer of a question that is so near that it goes before what the intent would show.

    While the talk is `about` a programme, only a question about that one, unless the message names a programme.
    """
    faqs = () if heard.tapped else fitting(near(room, heard, STRICT), heard, about)
    return answered(room, faqs) if faqs else None


def fitting(faqs: tuple[Faq, ...], heard: Heard, about: str | None) -> tuple[Faq, ...]:
    """Return those about the programme `about`; all of them where there is none or the message names a programme."""
    return faqs if about is None or heard.all("programme") else tuple(f for f in faqs if about in f.related)
