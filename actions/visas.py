"""Questions about a visa, one's own or a friend's: 나 비자 F-4 일 할 수 있어요? E-9 친구가 회사 그만두면요?

A visa that is named is told about and never kept: it may well be somebody else's.
"""

from __future__ import annotations

import re
from typing import Final

from actions.judging import BENEFIT
from actions.knowledge import Visa
from actions.knowledge.shapes import SPEAKABLE, Advice
from actions.memory import Heard, Memory
from actions.room import Room
from actions.seeking import reading as seeking
from actions.speech import visas as speech
from actions.speech.parts import Said
from actions.telling import named_in

CODE: Final = re.compile(
    r"(?<![A-Za-z])(?P<letter>[A-Ha-h])\s?-?\s?(?P<number>\d{1,2})(?![\d,.]|\s?-?\s?[Rr](?![A-Za-z]))"
)
A_VISA: Final = re.compile(r"비자|체류|사증")
MAY_WORK: Final = re.compile(
    r"일\s?(?:을\s?|도\s?)?(?:할\s?수|해도|하면|하는\s?(?:게|거|것)|되나|돼|되요|가능|시켜도|안\s?돼)"
    r"|(?:취업|취직|알바|아르바이트|근무)(?:을|를|도)?\s?(?:할\s?수|해도|하면|되나|돼|되는|되요|가능|안\s?돼|불법)|불법"
)
LEAVES: Final = re.compile(
    r"그만두|그만둬|그만뒀|퇴사|퇴직|나오면|나가면|잘리|짤리|잘렸|짤렸|해고|옮기|옮길|이직|사업장|(?:회사|직장)\S?\s?(?:바꾸|바꿔|바꿀|변경)"
)
WANTS: Final = re.compile(r"일\s?(?:을\s?|도\s?)?하고\s?싶|취직하고\s?싶")
OF_BENEFIT: Final = re.compile(r"실업급여|실급|고용보험|구직급여")
GETS: Final = re.compile(r"받|되나|돼|가능")
HIRES: Final = re.compile(
    r"(?:고용|채용)(?:을|은|도)?\s?(?:하고\s?싶|하려|할\s?수|하면|하는\s?(?:법|방법))|뽑고\s?싶|뽑으려|쓰고\s?싶|데려다\s?쓰"
)
FOREIGNER: Final = re.compile(r"외국인|외국\s?사람|이주\s?노동자")
UNSKILLED: Final = "non_professional"
OTHERWISE: Final = re.compile(r"연장|초청|국적|귀화|결혼\s?하|가족|벌금|여권")


def asked_of_a_visa(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return what the law says of the visa that is named, or None where none is, or something else is asked of it."""
    if memory.asking.get("field") == "visa" or OTHERWISE.search(heard.text):
        return None
    if (hired := _hiring(room, heard)) is not None:
        return hired
    one = named(room, heard.text) or _before(room, heard, memory)
    about = set(named_in(room, heard)) - {BENEFIT}
    if one is None or about:
        return None
    benefit = OF_BENEFIT.search(heard.text) or (memory.programme == BENEFIT and GETS.search(heard.text))
    told = tuple(_told(one, heard.text, benefit=bool(benefit)))
    return speech.visa(one, told, room.programme(BENEFIT) if benefit else None) if told else None


def named(room: Room, text: str) -> Visa | None:
    """Return the visa that the text names, by its code or by what it is called."""
    every = room.knowledge.visas.values()
    said = {f"{m['letter'].upper()}-{int(m['number'])}" for m in CODE.finditer(text)}
    by_code = next((one for one in every if said & set(one.codes)), None)
    close = re.sub(r"\s", "", text)
    return by_code or next((one for one in every if any(word in close for word in one.called)), None)


def _hiring(room: Room, heard: Heard) -> Said | None:
    """Answer an employer who wants to hire a foreigner: E-9 unless another visa is named."""
    if not HIRES.search(heard.text) or not (FOREIGNER.search(heard.text) or named(room, heard.text)):
        return None
    one = named(room, heard.text) or room.knowledge.visas.get(UNSKILLED)
    return speech.hiring(one, one.hiring) if one and one.hiring and one.hiring.conf in SPEAKABLE else None


def _before(room: Room, heard: Heard, memory: Memory) -> Visa | None:
    """Return the visa that was just told about, where the message goes on with it: 실업급여는 받아요?"""
    goes_on = OF_BENEFIT.search(heard.text) or MAY_WORK.search(heard.text) or LEAVES.search(heard.text)
    before = memory.last_answer if memory.last_answer.get("kind") == speech.KIND and goes_on else {}
    return room.knowledge.visas.get(str(before.get("id")))


def _told(one: Visa, text: str, *, benefit: bool) -> list[Advice]:
    """Return what is asked, the rarer first; nothing where it is not known or neither work nor visa is spoken of."""
    leaves = one.leaving if LEAVES.search(text) else None
    insured = one.insurance if benefit else None
    if benefit or leaves:
        found = [advice for advice in (insured, leaves) if advice]
    else:
        wants = WANTS.search(text) and seeking.searching(text, {}) is None  # else it is a search
        asks = MAY_WORK.search(text) or LEAVES.search(text) or A_VISA.search(text) or wants
        found = [one.work] if asks else []
    return [advice for advice in found if advice.conf in SPEAKABLE]
