"""Training courses: find. Refining, paging and detail are those of the last search (actions/vacancies.py)."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from actions import catalogue, questions
from actions.act import Act
from actions.memory import Heard, Memory
from actions.speech.parts import Said

LICENSED: Final = re.compile(r"자격증?\s?(?:이|은|도|을)?\s?(?:있|땄|취득했|가지고)")  # told while looking for work


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
        has_it = memory.search.get("kind") == "vacancy" and LICENSED.search(heard.text)
        return await catalogue.begin(self.room, heard, memory, "vacancy" if has_it else "course")


ACTIONS: Final = (FindTraining,)
