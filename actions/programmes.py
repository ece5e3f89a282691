"""Support programmes: what, who, amount, how, documents, when, where, contact."""

from __future__ import annotations

from typing import ClassVar, Final

from actions import questions
from actions.act import Act
from actions.judging import besides
from actions.knowledge import Programme
from actions.memory import Heard, Memory
from actions.speech import programmes as speech
from actions.speech.parts import Said
from actions.telling import GROUPS, asked_aspects, likely_aspect, meant, named_in, only_named, tell, together

TWO: Final = 2  # so many questions of one message are answered; what is left is a button
MOST_ASKED: Final = ("kr.ub.jobseeker", "kr.kua.type1", "kr.card")


class TellProgramme(Act):
    title: ClassVar[str] = "action_programme"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        aspects, everyone = asked_aspects(heard), named_in(self.room, heard)
        asked = None if everyone and only_named(heard) else questions.instead(self.room, heard)
        if everyone and aspects and asked is not None:
            asked = questions.verbatim(self.room, heard)
        if asked is not None and (everyone or memory.programme is None or not aspects):
            return asked
        named = meant(self.room, heard, memory)
        if named is None:
            return speech.which(self._likely(heard))
        if (judged := besides(self.room, heard, memory, named)) is not None:
            return judged
        if len(everyone) > 1 and heard.asks_more():
            return together(*(tell(self.room, id, aspects[0] if aspects else "what") for id in everyone[:TWO]))
        told = together(
            *(tell(self.room, named, aspect, memory.facts) for aspect in (aspects or [likely_aspect(heard)])[:TWO])
        )
        return speech.and_also(told, self.room.knowledge.programmes[named], aspects[TWO:])

    def _likely(self, heard: Heard) -> tuple[Programme, ...]:
        """Return those for the group that was named (청년, 어르신 …), else those asked about most."""
        programmes = self.room.knowledge.programmes
        topics = {GROUPS[g] for g in heard.all("target") if g in GROUPS}
        fitting = tuple(p for p in programmes.values() if p.status == "active" and topics & set(p.topics))
        return fitting or tuple(programmes[id] for id in MOST_ASKED)


ACTIONS: Final = (TellProgramme,)
