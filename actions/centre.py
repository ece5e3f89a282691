"""The centre itself: hours, address, telephone."""

from __future__ import annotations

from typing import ClassVar, Final

from actions.act import Act
from actions.memory import Heard, Memory
from actions.speech import centre as speech
from actions.speech.parts import Said
from actions.telling import tell

OURS: Final = "jb.center"


class TellCentre(Act):
    title: ClassVar[str] = "action_centre"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        named = [id for id in heard.all("programme") if id in self.room.knowledge.programmes and id != OURS]
        if named and heard.one("aspect"):  # 실업급여 문의 전화번호
            return tell(self.room, str(named[0]), str(heard.one("aspect")))
        return speech.centre(self.room.knowledge.centre, heard.one("aspect"), heard.text, self.room.now())


ACTIONS: Final = (TellCentre,)
