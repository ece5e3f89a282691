"""What-ifs: judged on a supposition, without losing what is so: 그럼 자발적 퇴사면? 65세 넘어서 취직하면?"""

from __future__ import annotations

import re
from typing import Final

from actions import facts as reading
from actions import interview, judging
from actions.knowledge.judge import judge
from actions.memory import Heard, Json, Memory
from actions.room import Room
from actions.speech import facts as speech_facts
from actions.speech import suppose as speech
from actions.speech.parts import Said

IF: Final = re.compile(
    r"만약|만일|면(?:요)?(?:\s?은|\s?어떻|\s?어때|\s?어떨|\s?어찌|\s?되|\s?돼|\s?될|\s?안|\s?받|\s?못|\s?나와|\s?가능|\s?그땐|\s?그때|\s?달라|\s?실업|[?？.]|\s*$)"
)
AFTER_65: Final = re.compile(
    r"(?:65|예순다섯|육십오)\s?(?:세|살)?\s?(?:넘|지나|이후|돼서|되어서|후에).{0,8}(?:취직|취업|입사|일)"
)
HIRED: Final = re.compile(r"(?:취직|취업|입사)(?:을|이)? ?(?:하|되|돼)")
NOT_YET: Final = ("언제", "어디", "어떻게 하면", "뭘 하면", "하려면", "받으려면", "신청하려면")


def supposed(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return the judgement on the supposition, or None where the message supposes nothing about a talk under way."""
    if heard.tapped or not IF.search(heard.text) or any(w in heard.text for w in NOT_YET):
        return None
    about = _about(room, heard, memory)
    if about is None and memory.asking.get("mode") != "recommend" and not memory.facts:
        return None
    told = _facts(room, heard, memory, about)
    changed = {name: value for name, value in told.items() if memory.facts.get(name) not in (None, value)}
    if not told or not (changed or about is None or memory.last_answer.get("result")):
        return None
    return _judged(room, {**_settled(memory, told), **told}, told, about)


def _facts(room: Room, heard: Heard, memory: Memory, about: str | None) -> Json:
    leaving = judging.about_leaving(room, about)
    told = reading.said(heard, room.today(), about_leaving=leaving)
    if AFTER_65.search(heard.text):
        told |= {"age": max(65, int(told.get("age") or 65)), "hired_after_65": True}
    elif "employment_status" not in told and HIRED.search(heard.text):
        told |= {"employment_status": "employed"}
    return told


def _settled(memory: Memory, told: Json) -> Json:
    """Return the real facts without what would contradict the supposition."""
    follows = {"leave_reason": ("voluntary_just_cause",), "age": ("birth_date", "hired_after_65", "age_at_leaving"),
               "region_sigungu": ("region_sido", "residence_months")}  # fmt: skip
    gone = {other for name in told for other in follows.get(name, ())}
    return {name: value for name, value in memory.facts.items() if name not in gone}


def _about(room: Room, heard: Heard, memory: Memory) -> str | None:
    named = [id for id in heard.all("programme") if id in room.knowledge.programmes]
    if named:
        return str(named[0])
    return memory.programme if memory.programme in room.knowledge.programmes else None


def _judged(room: Room, facts: Json, told: Json, about: str | None) -> Said:
    phrases = speech_facts.phrases(told, room.knowledge.vocabulary)
    if about is None:
        said = interview.results(room, facts, [], supposing=", ".join(phrases))
        return Said(said.bubbles, said.answer, {"shown": said.remember["shown"]})
    judged = judge(room.knowledge.programmes[about], facts, room.today(), room.knowledge)
    return speech.supposed(room.knowledge.programmes[about], judged, facts, room.knowledge.vocabulary, phrases)
