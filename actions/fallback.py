"""What to say when nothing was understood."""

from __future__ import annotations

from typing import ClassVar, Final

from actions import catalogue, questions
from actions.act import Act
from actions.memory import Heard, Memory
from actions.seeking import reading
from actions.speech.parts import Said
from actions.unsure import misunderstood


class Fallback(Act):
    title: ClassVar[str] = "action_fallback"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        prepared = questions.near(self.room, heard, questions.SURE)
        kind = None if heard.tapped or prepared else reading.searching(heard.text, memory.search)
        if kind is not None:
            return await catalogue.begin(self.room, heard, memory, kind)
        return misunderstood(self.room, heard, memory)


ACTIONS: Final = (Fallback,)
