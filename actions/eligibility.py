"""Whether somebody may get a programme; and what could fit a person among all programmes."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from actions import facts as reading
from actions import questions
from actions.act import Act
from actions.judging import about_leaving, besides, check, suggest
from actions.memory import Heard, Memory
from actions.speech.parts import Said
from actions.telling import meant, named_in, tell

HOW: Final = re.compile(r"어떻게\s*(?:신청|하|해)|신청\s*방법|절차")
WHEN: Final = re.compile(
    r"(?:지금|아직|이제|요즘|오늘|올해|내년).{0,8}(?:신청|모집|접수|가입)|(?:신청|모집|접수)\s?(?:중|기간|끝났|마감|언제|시작)"
)


class CheckEligibility(Act):
    title: ClassVar[str] = "action_check_eligibility"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        named = meant(self.room, heard, memory)
        if (asked := self._prepared(heard, memory)) is not None:
            return asked
        if named is None:
            return suggest(self.room, heard, memory)
        if (two := besides(self.room, heard, memory, named)) is not None:
            return two
        leaving = about_leaving(self.room, named)
        told, assumed = reading.volunteered(heard, memory.facts, self.room.today(), about_leaving=leaving)
        aspect = _asked_instead(heard)
        if aspect is not None and not (aspect == "when" and told):
            return tell(self.room, named, aspect, memory.facts)
        thorough = heard.one("aspect") == "who" and heard.tapped
        private = dict(memory.asking.get("private") or {})
        return check(self.room, named, {**memory.facts, **told}, assumed, private, thorough=thorough)

    def _prepared(self, heard: Heard, memory: Memory) -> Said | None:
        """Return the answer of a question that is as good as asked, where no programme is named and no age is told."""
        if heard.tapped or named_in(self.room, heard):
            return None
        if memory.programme and "age" in reading.volunteered(heard, memory.facts, self.room.today())[0]:
            return None
        about = memory.programme
        near = [f for f in questions.near(self.room, heard, questions.STRICT) if about is None or about in f.related]
        return questions.answered(self.room, tuple(near)) if near else None


class Recommend(Act):
    title: ClassVar[str] = "action_recommend"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return suggest(self.room, heard, memory)


def _asked_instead(heard: Heard) -> str | None:
    """Return the aspect when “받을 수 있나요” is only manners: 어떻게 신청할 수 있나요, 어디서 받을 수 있나요."""
    aspect = None if heard.tapped else heard.one("aspect")
    if not heard.tapped and WHEN.search(heard.text):
        return "when"
    if aspect in ("documents", "contact", "where", "when", "amount") or (aspect == "how" and HOW.search(heard.text)):
        return str(aspect)
    return None


ACTIONS: Final = (CheckEligibility, Recommend)
