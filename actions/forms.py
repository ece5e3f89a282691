"""Answers to what the bot asked, corrections, and facts that people tell without being asked."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from actions import alerts, breath, catalogue, interview, judging, questions
from actions import facts as reading
from actions.act import Act
from actions.knowledge import Field
from actions.memory import SENSITIVE, Heard, Memory
from actions.ownstory import DISMISSED, met
from actions.resume import waiting
from actions.room import Room
from actions.search import conditions, next_search
from actions.speech import catalogue as speech_catalogue
from actions.speech import eligibility as speech
from actions.speech import facts as speech_facts
from actions.speech import small_talk
from actions.speech.parts import Said
from actions.speech.small_talk import MENU
from actions.taking import answer_to, go_on, leaving, open_field
from actions.unsure import misunderstood

OF_A_SEARCH: Final = frozenset(
    {"region", "occupation", "field", "money", "employment_type", "work_days", "shift", "condition"}
)  # fmt: skip
OF_SEARCHES: Final = ("action_find_", "action_refine", "action_show_more", "action_item")
LONGEST_WORD: Final = 20
YES_NO: Final = ("affirm", "deny", "dont_know")


class TakeFact(Act):
    """`provide_info`, `affirm`, `deny`, `dont_know`: the slot `asking` says what they answer."""

    title: ClassVar[str] = "action_take_fact"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        pressed = reading.tapped(heard, self.room.knowledge.vocabulary)
        if pressed:
            return go_on(self.room, pressed, memory)
        if waiting(memory) and not memory.asking.get("field"):
            memory = self._behind(heard, memory)
        if memory.asking.get("condition"):
            return await condition(self.room, heard, memory)
        if memory.asking.get("offer") and heard.intent in ("affirm", "deny"):
            return await offered(self.room, memory, accepted=heard.intent == "affirm")
        field = open_field(self.room, memory)
        return await self._unasked(heard, memory) if field is None else self._answered(heard, memory, field)

    def _answered(self, heard: Heard, memory: Memory, field: Field) -> Said:
        if heard.one("choices") is not None:
            return _more(field, int(heard.one("choices")), memory)
        if breath.ambiguous(heard, field):
            return speech.again(field)
        told, assumed = reading.volunteered(
            heard, memory.facts, self.room.today(), about_leaving=leaving(self.room, memory), asked=field
        )
        corrects = any(memory.facts.get(name) not in (None, value) for name, value in told.items())
        answer = {} if corrects and heard.intent in YES_NO else answer_to(heard, field)
        if heard.intent == "dont_know" and not told:
            told = {field.name: None}
        elif answer:
            told = {**told, **answer}
        elif (other := self.room.knowledge.vocabulary.get(reading.SAME_AS.get(field.name, ""))) is not None:
            value = reading.answered(heard, other)
            told = {**told, other.name: value} if value is not None else told
        if field.name not in told and (open_why := reading.unsettled(heard, field)):
            told, assumed = {**told, field.name: None}, (*assumed, open_why)
        if not told:
            return self._unclear(heard, memory, field)
        return go_on(self.room, told, memory, assumed, corrected=corrects)

    def _behind(self, heard: Heard, memory: Memory) -> Memory:
        """Return the memory as it was before the side question if the message answers what was asked then."""
        before = replace(memory, asking=waiting(memory))
        field = self.room.knowledge.vocabulary.get(str(before.asking.get("field")))
        told, _ = reading.volunteered(heard, memory.facts, self.room.today(), about_leaving=leaving(self.room, before))
        answers = field is not None and heard.intent not in YES_NO and reading.answered(heard, field) is not None
        return before if told or answers else memory

    def _unclear(self, heard: Heard, memory: Memory, field: Field) -> Said:
        if field.name in SENSITIVE:
            return speech.by_button(field)
        asked = questions.instead(self.room, heard, memory.programme)
        if asked is not None:
            return asked
        if memory.last_answer.get("kind") == "fallback":
            return misunderstood(self.room, heard, memory)
        return speech.again(field)

    async def _unasked(self, heard: Heard, memory: Memory) -> Said:
        """Nothing was asked: refine the search, judge again what the talk is about, or keep what was told."""
        told, assumed = reading.volunteered(
            heard, memory.facts, self.room.today(), about_leaving=leaving(self.room, memory)
        )
        if memory.search and OF_A_SEARCH & {e.get("entity") for e in heard.entities}:
            return await catalogue.begin(self.room, heard, memory, memory.search["kind"])
        if told and memory.asking.get("done"):
            changed = any(memory.facts.get(name) not in (None, value) for name, value in told.items())
            return go_on(self.room, told, memory, corrected=changed)
        if told and memory.programme:
            return judging.check(self.room, memory.programme, {**memory.facts, **told}, assumed)
        bare = heard.intent == "provide_info" and not memory.facts and len(heard.text.split()) == 1
        if bare and (asked := questions.instead(self.room, heard)) is not None:  # a search term, no answer
            return asked
        if told.get("leave_reason") in DISMISSED and not memory.abroad:
            return met(self.room, memory, told)
        if told:
            say = speech.not_kept if memory.abroad else speech.remembered
            said = say(speech_facts.phrases(told, self.room.knowledge.vocabulary), MENU[:3])
            return Said(said.bubbles, said.answer, {"facts": {**memory.facts, **told}})
        if heard.intent in YES_NO:
            return speech.nothing_asked(heard.intent, MENU)
        return questions.instead(self.room, heard) or misunderstood(self.room, heard, memory)


class Correct(Act):
    """“아니 그게 아니라 익산”: what is said now replaces its like, and the last thing is done again."""

    title: ClassVar[str] = "action_correct"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        searching = memory.search and str(memory.last_answer.get("id")).startswith(OF_SEARCHES)
        if searching and OF_A_SEARCH & {e.get("entity") for e in heard.entities}:
            return await catalogue.begin(self.room, heard, memory, memory.search["kind"])
        about = leaving(self.room, memory)
        told, assumed = reading.volunteered(heard, memory.facts, self.room.today(), about_leaving=about)
        field = self.room.knowledge.vocabulary.get(str(memory.asking.get("field")))
        if not told and field is not None and (value := reading.answered(heard, field)) is not None:
            told = {field.name: value}
        if told:
            return go_on(self.room, told, memory, assumed, corrected=True)
        return self._which(heard, memory)

    def _which(self, heard: Heard, memory: Memory) -> Said:
        """Ask what is different; what is known is said, so that one sees what to put right."""
        known = {name: value for name, value in memory.facts.items() if value is not None}
        if known:
            return speech.which_fact(speech_facts.phrases(known, self.room.knowledge.vocabulary))
        return speech.nothing_asked("deny", MENU)


async def offered(room: Room, memory: Memory, *, accepted: bool) -> Said:
    """Do what the bot had offered (“다른 지원도 함께 볼까요?”), or leave it."""
    if memory.asking["offer"] == "card":  # 내배카 있으세요?
        return speech_catalogue.with_card() if accepted else judging.check(room, judging.CARD, memory.facts)
    if not accepted:
        said = small_talk.cancelled()
        return Said(said.bubbles, said.answer, {"asking": None})
    if memory.asking["offer"] == "alert":
        return alerts.kept(room, alerts.wished(Heard(), memory), "digest")
    if memory.asking["offer"] == "recommend":
        return interview.interview(room, memory.facts, [])
    wider = {"regions": ["52000"]} if memory.asking["offer"] == "province" else {}
    return await catalogue.show(room, {"kind": "vacancy", **memory.search, **wider, "offset": 0})


async def condition(room: Room, heard: Heard, memory: Memory) -> Said:
    """Take the new value of the condition that was asked; what is no known word is looked for as it was written."""
    kind, name = str(memory.asking.get("kind") or "vacancy"), str(memory.asking["condition"])
    after = next_search(heard, memory.search, kind)
    if conditions(after) == conditions(memory.search):
        if heard.intent in YES_NO or name not in ("occupations", "fields"):
            return speech_catalogue.which_condition(kind)
        after = {**after, name: [], "keywords": [heard.text[:LONGEST_WORD]]}
    return await catalogue.show(room, after)


def _more(field: Field, skip: int, memory: Memory) -> Said:
    answer = {"kind": "action", "id": "action_take_fact"}
    return Said((speech.question(field, skip, opening=""),), answer, {"asking": memory.asking})


ACTIONS: Final = (TakeFact, Correct)
