"""Training courses: find. Refining, paging and detail are those of the last search (actions/vacancies.py)."""

from __future__ import annotations

from typing import ClassVar, Final

from actions import catalogue, questions
from actions.act import Act
from actions.memory import Heard, Memory
from actions.speech.parts import Said


class FindTraining(Act):
    title: ClassVar[str] = "action_find_training"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        named = [p for id in heard.all("programme") if (p := self.room.knowledge.programmes.get(id))]
        if named and not any(
            "training" in p.topics for p in named
        ):  # 실업급여 직업훈련: about the benefit, not a course
            asked = questions.instead(self.room, heard)
            if asked is not None:
                return asked
        return await catalogue.begin(self.room, heard, memory, "course")


ACTIONS: Final = (FindTraining,)
