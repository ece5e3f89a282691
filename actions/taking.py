"""Taking new facts up: what the open question was asked for goes on with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from actions import breath, interview, judging
from actions import facts as reading
from actions.knowledge import Field
from actions.memory import SENSITIVE, Heard, Json, Memory
from actions.room import Room
from actions.speech import eligibility as speech
from actions.speech import facts as speech_facts
from actions.speech.parts import Said

OF_LEAVING: Final = ("leave_reason", "months_since_leaving", "left_on")

# What was only true together with the fact that is now told anew.
FOLLOWS: Final = {
    "leave_reason": ("voluntary_just_cause",),
    "age": ("birth_date", "age_at_leaving", "hired_after_65"),
    "region_sigungu": ("residence_months",),
}


def go_on(room: Room, told: Json, memory: Memory, assumed: tuple[str, ...] = (), *, corrected: bool = False) -> Said:
    """Take up with the new facts what the question was asked for; what was `corrected` is said and judged out loud."""
    asking, vocabulary = memory.asking, room.knowledge.vocabulary
    private = {**(asking.get("private") or {}), **{n: v for n, v in told.items() if n in SENSITIVE and v is not None}}
    facts = {**_without_what_followed(memory.facts, told), **{n: v for n, v in told.items() if n not in private}}
    said = {n: v for n, v in told.items() if v is not None and n not in _rest(told) and n not in SENSITIVE}
    phrases = speech_facts.phrases(said, vocabulary)
    right = speech.corrected(phrases) if corrected and phrases else ""
    programme = asking.get("programme") or (memory.programme if asking.get("mode") != "recommend" else None)
    if programme in room.knowledge.programmes:
        told_before = memory.last_answer.get("id") == programme and memory.last_answer.get("result") == "unknown"
        thorough = bool(asking.get("thorough"))
        return judging.check(
            room,
            str(programme),
            facts,
            assumed,
            private,
            thorough=thorough,
            brief=told_before and not corrected,
            corrected=right,
            told_back=_back(said, assumed, vocabulary),
        )
    aside = asking.get("field") not in told and bool(phrases)
    heard = speech.noted(phrases) if aside else speech.understood(phrases) if len(phrases) > 1 else ""
    return interview.go_on(room, memory, facts, right or heard)


def _back(said: Json, assumed: tuple[str, ...], vocabulary: Mapping[str, Field]) -> str:
    """Return what was heard, if there is a number in it; what was assumed is told by itself."""
    heard = {n: v for n, v in said.items() if not (assumed and n in reading.ASSUMED)}
    if not any(_measured(name, vocabulary) for name in heard):
        return ""
    return speech.understood(speech_facts.phrases(heard, vocabulary))


def _measured(name: str, vocabulary: Mapping[str, Field]) -> bool:
    """Say whether the fact is a number, which is said back so that a wrong one can be put right."""
    return name in vocabulary and vocabulary[name].type in ("integer", "number")


def _rest(told: Json) -> frozenset[str]:
    """Return what of a list one has not: only what one has is said back."""
    listed = [name for name in told if name in breath.AIDS]
    return frozenset(name for name in listed if told[name] is False) if len(listed) > 1 else frozenset()


def _without_what_followed(facts: Json, told: Json) -> Json:
    """Return the facts without those that were only true with the one that is now told anew."""
    gone = {other for name, others in FOLLOWS.items() if facts.get(name) not in (None, told.get(name, facts.get(name)))
            for other in others}  # fmt: skip
    return {name: value for name, value in facts.items() if name not in gone}


def answers(room: Room, heard: Heard, memory: Memory) -> Json:
    """Return what the message says of the open question's field, or of the person, whatever it was understood as."""
    field = open_field(room, memory)
    if field is None:
        return {}
    about = leaving(room, memory)
    told, _ = reading.volunteered(heard, memory.facts, room.today(), about_leaving=about, asked=field)
    return {**told, **answer_to(heard, field)}


def volunteered_now(room: Room, heard: Heard, memory: Memory) -> Json:
    """Return the facts that the message tells of itself while a question is open; {} where none is."""
    field = open_field(room, memory)
    if field is None or heard.tapped:
        return {}
    about = leaving(room, memory)
    return reading.volunteered(heard, memory.facts, room.today(), about_leaving=about, asked=field)[0]


def open_field(room: Room, memory: Memory) -> Field | None:
    """Return the field whose question is open, as it was asked: the interview's asks several facts in one breath."""
    field = room.knowledge.vocabulary.get(str(memory.asking.get("field")))
    return field.in_interview if field is not None and memory.asking.get("mode") == "recommend" else field


def answer_to(heard: Heard, field: Field) -> Json:
    """Return what the message answers to the question about `field`, and what else was asked in the same breath."""
    joint = {name: v for name, v in breath.read(heard, field).items() if name == field.name or name in field.also}
    if field.name in breath.WHOLE and field.ask_also and field.ask == field.ask_also:
        return joint
    value = reading.answered(heard, field)
    return {**joint, field.name: value} if value is not None else joint


def leaving(room: Room, memory: Memory) -> bool:
    """Say whether the talk is about having left a job, so that “두 달 전” is when that was."""
    about = memory.asking.get("programme") or memory.programme
    return memory.asking.get("field") in OF_LEAVING or judging.about_leaving(room, about)
