"""Telling one aspect of a programme, which programme and aspects are meant, and two answers in one."""

from __future__ import annotations

import math
import re
from typing import Final

from actions.knowledge.judge import Window, judge
from actions.knowledge.known import Known
from actions.memory import Heard, Json, Memory
from actions.room import Room
from actions.speech import programmes as speech
from actions.speech.parts import Bubble, Said

GROUPS: Final = {
    "youth": "youth",
    "women": "woman",
    "middle": "middle",
    "senior": "senior",
    "disabled": "disability",
    "veteran": "welfare",
    "foreigner": "foreigner",
}
MOST_BUBBLES: Final = 3
KUA: Final = "kr.kua.type"
HAND_IN: Final = re.compile(r"(?:뭘|뭐를?|무엇을) ?(?:내|챙|준비|가져)")
ASKS: Final = {
    "documents": re.compile(r"서류|준비물|증빙|증거|(?:뭘|뭐를?|무엇을) ?내|등본|초본|통장 ?사본"),
    "who": re.compile(
        r"누가|누구|대상|자격|조건|나이 ?제한|몇 ?살까지|몇 ?학년|[가-힣](?<![나저])도 ?(?:되나|돼요|되는|가능한)"
    ),
    "amount": re.compile(
        r"얼마(?!나? ?(?:동안|걸|오래|남))|금액|돈(?:도|은)? ?(?:줘|주나|주는|받)|얼만큼|뭐 ?주|몇 ?만 ?원"
    ),
    "when": re.compile(
        r"언제|모집|기간|며칠|마감|지금 ?(?:신청|돼|되)|아직|얼마나? ?(?:걸|오래|남)|얼마 ?동안|몇 ?(?:달|개월) ?남"
    ),
    "how": re.compile(r"어떻게 ?(?:신청|해|하|만들|받)|신청 ?방법|절차"),
    "contact": re.compile(r"전화|연락처|번호|문의"),
    "where": re.compile(r"어디"),
}
A_PERSON: Final = re.compile(r"상담사|상담원|사람|직원|담당자|연결|통화|고용센터|일자리센터")
TYPE: Final = re.compile(r"(?P<n>[12])\s?(?:유형|형)")
TAKING_PART: Final = re.compile(
    r"\S{0,2}\s?(?:\S+\s){0,4}?(?:참여\s?중|참여자|수급자|수급\s?중|받고\s?있|받는\s?중|하고\s?있)"
)
NOTHING_MORE: Final = re.compile(
    r"[\s?.!~]*(?:에\s?대해서?|이|가|은|는|을|를|요|좀|란|이란|때문에|관련해서)?[\s?.!~]*"
    r"(?:신청)?[\s?.!~]*(?:(?:알려|궁금|설명|알고|가르쳐|뭐|때문|신청)\S*\s?\S{0,3})?[\s?.!~요]*"
)


def tell(room: Room, id: str, aspect: str, facts: Json | None = None) -> Said:
    """Return one aspect of a programme; an aspect nobody knows is told as `what`. With the citizen's `facts` the time
    that is left is told too."""
    programmes = room.knowledge.programmes
    one = room.programme(id)
    others = tuple(programmes[other] for other in one.alternatives if programmes[other].status != "ended")
    judged = judge(programmes[id], {}, room.today(), room.knowledge)
    passed = _passed(room, judged.window, facts or {})
    return speech.programme(one, aspect if aspect in speech.ASPECTS else "what", judged, others, passed)


def _passed(room: Room, state: Window, facts: Json) -> int | None:
    """Whole months that are gone of a time that counts from one of the facts; None where that is not known."""
    if state.left_after is None:
        return None
    since = Known(facts, room.today(), room.knowledge).span(state.left_after[0])
    return None if since is None or math.isinf(since.high) else int(since.high)


def both(first: Said, second: Said) -> Said:
    """Answer two questions in order: what is still open of the first is asked last, the buttons are the last's."""
    open_ = bool((first.remember.get("asking") or {}).get("field"))
    if open_:
        *judged, asked = first.bubbles
        told = [Bubble(b.text, (), b.cards) for b in (*judged, *second.bubbles)]
        bubbles = (*told, asked)
    else:
        bubbles = (*(Bubble(b.text, (), b.cards) for b in first.bubbles), *second.bubbles)
    remember = {**second.remember, **first.remember} if open_ else {**first.remember, **second.remember}
    return Said(bubbles[-MOST_BUBBLES:], first.answer, remember, (*first.letters, *second.letters))


def together(first: Said, *rest: Said) -> Said:
    """Answer in order what was asked in one message."""
    return both(first, rest[0]) if rest else first


def asked_aspects(heard: Heard) -> list[str]:
    """Return the aspects asked about, in their order: more than one only where the message asks more than one thing."""
    said = [str(a) for a in dict.fromkeys(heard.all("aspect"))]
    if not said and HAND_IN.search(heard.text):
        return ["documents"]
    several = [a for a in said if a != "what"] or said
    return several if heard.tapped or heard.asks_more() else several[-1:]


def alone(room: Room, heard: Heard) -> str | None:
    """Return the one programme that the message names, where it speaks of no person and no office."""
    named = named_in(room, heard)
    return named[0] if len(named) == 1 and not A_PERSON.search(heard.text) else None


def only_named(heard: Heard) -> bool:
    """Say whether the message names a programme and asks for nothing in particular: 두배적금 알려줘, 내배카는요?"""
    left = heard.text
    for entity in (e for e in heard.entities if e.get("entity") in ("programme", "aspect")):
        left = left.replace(str(entity.get("text") or ""), " ")
    return bool(NOTHING_MORE.fullmatch(left))


def likely_aspect(heard: Heard) -> str:
    """Return the aspect that the wording asks about where the understanding named none."""
    return "what" if heard.tapped else next((name for name, words in ASKS.items() if words.search(heard.text)), "what")


def named_in(room: Room, heard: Heard) -> list[str]:
    """Return the programmes that the message names, each once, in their order."""
    return [str(id) for id in dict.fromkeys(heard.all("programme")) if id in room.knowledge.programmes]


def _in_passing(heard: Heard, programme: str) -> bool:
    """Say whether the programme is only what one is in while another is asked for: 국취제 참여 중인데 내배카는."""
    called = next(str(e.get("text") or "") for e in heard.entities if e.get("value") == programme)
    return bool(TAKING_PART.match(heard.text.partition(called)[2]))


def meant(room: Room, heard: Heard, memory: Memory) -> str | None:
    """Return the programme named in the message, else the one the talk is about; None if there is neither."""
    said = named_in(room, heard)
    if said:
        return said[1] if len(said) > 1 and _in_passing(heard, said[0]) else said[0]
    if (type_ := TYPE.search(heard.text)) is not None and str(memory.programme).startswith(KUA):
        return f"{KUA}{type_['n']}"
    place = heard.one("ordinal")
    if isinstance(place, int) and 0 < place <= len(memory.shown) and memory.shown[place - 1].startswith("programme:"):
        return memory.shown[place - 1].partition(":")[2]
    return memory.programme if memory.programme in room.knowledge.programmes else None
