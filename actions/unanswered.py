"""Questions that were asked together with others and wait: they are offered, or announced while one of ours is open.

The engine calls this action at the end of a turn (`bot/engine/voice.py`); no words of the citizen lead to it.
"""

from __future__ import annotations

from typing import ClassVar, Final

from actions.act import Act
from actions.memory import Heard, Memory
from actions.speech import unanswered as speech
from actions.speech.parts import Said


class Unanswered(Act):
    title: ClassVar[str] = "action_unanswered"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        said = speech.later() if memory.asking.get("field") or memory.asking.get("condition") else _offer(memory)
        return Said(said.bubbles, said.answer, {**said.remember, "last_answer": memory.last_answer})


def _offer(memory: Memory) -> Said:
    """Offer the questions by buttons; a plain yes takes the first, unless it would answer something else."""
    said = speech.offer(memory.unanswered)
    asking = memory.asking or {"offer": "unanswered", "unanswered": list(memory.unanswered)}
    return Said(said.bubbles, said.answer, {"unanswered": None, "asking": asking})


ACTIONS: Final = (Unanswered,)
