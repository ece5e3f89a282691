"""Questions with a prepared answer, and topics where we point to somebody."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from actions import questions
from actions.act import Act
from actions.knowledge import Programme
from actions.knowledge.shapes import Agency
from actions.memory import Heard, Memory
from actions.speech import centre as speech_centre
from actions.speech import faq as speech
from actions.speech.parts import Said
from actions.telling import GROUPS, meant, tell
from actions.unsure import misunderstood

STARTING: Final = re.compile(r"창업|사업|가게|장사|점포|소상공|개업|차리|스타트업|사장")
TOPICS: Final = {
    "job_preparation": ("counsel",),
    "labour_rights": ("rights",),
    "employer_service": ("subsidy",),
    "startup_support": ("startup",),
}


class AnswerQuestion(Act):
    title: ClassVar[str] = "action_faq"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        asked = self.room.knowledge.faqs.get(str(heard.one("faq")))
        strict = questions.STRICT if heard.one("aspect") and heard.all("programme") else 0.0
        faqs = (asked,) if asked else questions.near(self.room, heard, strict)
        if heard.intent == "ask_faq" and not strict:
            faqs = faqs or questions.clear(self.room, heard)
        if faqs:
            return questions.answered(self.room, faqs)
        if heard.intent == "find_agency":
            return speech_centre.agencies(self._agencies(heard, memory), self.room.knowledge.centre)
        if heard.intent == "ask_application_status":
            return speech.pointer(heard.intent, ())
        named = meant(self.room, heard, memory) if heard.all("programme") else None
        if named is not None and heard.one("aspect"):
            return tell(self.room, named, str(heard.one("aspect")))
        if heard.intent == "ask_faq" and (doubtful := questions.near(self.room, heard, -questions.DOUBT)):
            return speech.which(doubtful)
        if named is not None:
            return tell(self.room, named, "what")
        near = questions.near(self.room, heard, -questions.DOUBT)[:1]
        if heard.intent == "startup_support" and not heard.tapped and not STARTING.search(heard.text):
            return misunderstood(self.room, heard, memory)
        return speech.pointer(heard.intent, self._programmes(heard.intent), near)

    def _programmes(self, intent: str) -> tuple[Programme, ...]:
        topics = TOPICS.get(intent, ())
        every = self.room.knowledge.programmes.values()
        return tuple(p for p in every if p.status == "active" and any(t in p.topics for t in topics))

    def _agencies(self, heard: Heard, memory: Memory) -> tuple[Agency, ...]:
        """Return who was named, else who helps with the target, programme or place; of those, the near ones first."""
        every = self.room.knowledge.centre.agencies
        named = [
            a for a in every if any(word in part for word in _words(heard.text) for part in _words(_plain(a.name)))
        ]
        regions = {_city(str(r)) for r in heard.all("region")}
        near = [a for a in every if not regions or not a.regions or regions & set(a.regions)]
        wanted = self._topics(heard, memory)
        fits = [a for a in near if wanted & set(a.for_topics)]
        here = [a for a in near if regions and a.regions]
        return tuple(dict.fromkeys([*named, *here, *fits] if regions and not wanted else [*named, *fits, *here]))

    def _topics(self, heard: Heard, memory: Memory) -> set[str]:
        said = heard.all("target") or list(
            memory.asking.get("targets") or ()
        )  # 어디로 가요? after what there is for one
        targets = {GROUPS[t] for t in said if t in GROUPS}
        named = str(heard.one("programme") or memory.programme)
        known = self.room.knowledge.programmes
        return targets or set(known[named].topics if named in known else ())


def _words(text: str) -> list[str]:
    """Return the words that can name an agency: not the ones that every agency is called."""
    return [w for w in re.split(r"[\s()·,\-]+", text) if len(w) > LONGEST_COMMON and w not in _COMMON]


def _plain(name: str) -> str:
    """Return the name both with and without what stands in brackets: 고용(복지플러스)센터 is also the 고용센터."""
    return f"{name} {re.sub(r'[(].*?[)]', '', name)}"


def _city(code: str) -> str:
    return "52110" if code in ("52111", "52113") else code


LONGEST_COMMON: Final = 2
_COMMON: Final = frozenset({"일자리", "상담센터", "지원센터", "전북특별자치도", "전화번호", "연락처", "센터는"})
ACTIONS: Final = (AnswerQuestion,)
