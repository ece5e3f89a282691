"""Greetings, care, help, starting over, privacy."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from actions import caring, catalogue
from actions.act import Act
from actions.memory import Heard, Memory
from actions.speech import caring as speech_caring
from actions.speech import programmes as speech_programmes
from actions.speech import small_talk as speech
from actions.speech.parts import Said
from actions.taking import go_on, volunteered_now
from actions.terms import of_a_programme

WHO: Final = re.compile(r"사람\s?(?:이|맞|인)|로봇|기계|(?i:\bai)|챗봇|누구")
OF_DISABILITY: Final = re.compile(r"중증|경증|장애\s?\d\s?급")
FORGET: Final = dict.fromkeys(("facts", "asking", "programme", "search", "shown", "unanswered"))


class SmallTalk(Act):
    title: ClassVar[str] = "action_small_talk"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return speech.who() if heard.intent == "chitchat" and WHO.search(heard.text) else speech.talk(heard.intent)


class Care(Act):
    """Abuse and complaints, unless they tell a fact while a question is open (일용직이야 한 달에 15일쯤).

    Who is in distress was answered before (actions/caring.py), except by a button.
    """

    title: ClassVar[str] = "action_care"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        if caring.goes_on_searching(heard, memory):
            return await catalogue.begin(self.room, heard, memory, str(memory.search["kind"]))
        if heard.intent == "distress":
            return speech_caring.danger()
        if OF_DISABILITY.search(heard.text):
            programmes = self.room.knowledge.programmes.values()
            return speech_programmes.for_disabled(tuple(p for p in programmes if "disability" in p.topics))
        told = volunteered_now(self.room, heard, memory)
        return go_on(self.room, told, memory) if told else speech.care(heard.intent)


class Help(Act):
    title: ClassVar[str] = "action_help"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return speech.helping()


class Privacy(Act):
    title: ClassVar[str] = "action_privacy"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return speech.privacy()


class StartOver(Act):
    """Forget everything that was gathered."""

    title: ClassVar[str] = "action_start_over"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        if (meant := of_a_programme(self.room, heard, memory)) is not None:
            return meant
        said = speech.restarted()
        return Said(said.bubbles, said.answer, dict(FORGET))


ACTIONS: Final = (SmallTalk, Care, Help, Privacy, StartOver)
