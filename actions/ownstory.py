"""What people tell of themselves while they ask: 권고사직 당했는데 실업급여 되나요 is no question about the rule.

A sentence with a story in it is as near to a prepared question as to the judging of a person. Who has left, is leaving
or was dismissed, and who closed a shop, is judged; the rule stands in what the judgement says.
"""

from __future__ import annotations

import re
from typing import Final

from actions import facts as reading
from actions import judging
from actions.memory import Heard, Json, Memory
from actions.room import Room
from actions.speech import eligibility as speech
from actions.speech.parts import Said
from actions.speech.small_talk import MENU
from actions.taking import open_field
from actions.telling import named_in

DISMISSED: Final = ("involuntary", "recommended")
DOUBTFUL: Final = frozenset({"ask_faq", "nlu_fallback", "labour_rights"})
LEFT: Final = re.compile(
    r"(?:당했|당햇|(?:짤|잘)렸|(?:짤|잘)렷|그만\s?(?:뒀|둿|두었|두려|둘\s?(?:려|거))|관뒀|퇴사했|퇴직했|해고\s?(?:됐|되었))"
    r"(?:는데|은데|던데|고|어요|거든|습니다|고요|으니|음)|권고\s?사직(?:인데|인대|이고|이라|이었|이엇|받)"
)
WHETHER: Final = re.compile(r"(?:받을|탈)\s?수\s?(?:있|잇)|되나|돼요|될까|되냐|나오나|나와요|가능")
TELLS_A_DISMISSAL: Final = re.compile(
    r"(?:해고|권고\s?사직)\S{0,2}\s?(?:당했|됐|되었)\S{0,3}[\s.!~ㅠㅜ]*$|(?:잘|짤)렸\S{0,3}[\s.!~ㅠㅜ]*$"
)
CLOSED: Final = re.compile(
    r"(?:가게|식당|장사|사업|카페|매장|점포|학원)\S{0,2}\s?(?:접|닫|망|폐업|정리|문\s?닫)(?:었|았|했|고|어|아)|폐업(?:했|하고|해)"
)
WHAT_THERE_IS: Final = re.compile(r"(?:받을|신청할)\s?수\s?있는\s?(?:거|것|게|지원)|지원\s?(?:이|은|받|없|있)|도움")


def own_story(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Judge who asks with a story of leaving, meet who was dismissed, go on with who closed a shop; else None."""
    if open_field(room, memory) is not None:
        return None
    return _left(room, heard, memory) or _dismissed(room, heard, memory) or _closed(room, heard, memory)


def _left(room: Room, heard: Heard, memory: Memory) -> Said | None:
    asked = named_in(room, heard) == [judging.BENEFIT] and WHETHER.search(heard.text)
    if heard.intent not in DOUBTFUL or not asked or not LEFT.search(heard.text):
        return None
    told, assumed = reading.volunteered(heard, memory.facts, room.today(), about_leaving=True)
    known = "leave_reason" in told and heard.one("aspect") in (None, "who")
    return judging.check(room, judging.BENEFIT, {**memory.facts, **told}, assumed) if known else None


def _dismissed(room: Room, heard: Heard, memory: Memory) -> Said | None:
    tells = heard.intent in DOUBTFUL and TELLS_A_DISMISSAL.search(heard.text) and not named_in(room, heard)
    if not tells or memory.abroad or memory.programme:
        return None
    told, _ = reading.volunteered(heard, memory.facts, room.today())
    return met(room, memory, told) if told.get("leave_reason") in DISMISSED else None


def met(room: Room, memory: Memory, told: Json) -> Said:
    """Meet somebody who was dismissed: kindly first, then the one thing that cannot wait."""
    said = speech.met_with_a_dismissal(room.knowledge.programmes[judging.BENEFIT], MENU[:2])
    return Said(said.bubbles, said.answer, {"facts": {**memory.facts, **told}})


def _closed(room: Room, heard: Heard, memory: Memory) -> Said | None:
    asked = CLOSED.search(heard.text) and WHAT_THERE_IS.search(heard.text) and not named_in(room, heard)
    return judging.suggest(room, heard, memory) if asked and heard.intent == "startup_support" else None
