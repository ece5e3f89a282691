"""Judging one programme fact by fact, and beginning the interview over all of them."""

from __future__ import annotations

import re
from typing import Final

from actions import facts as reading
from actions import interview
from actions.knowledge import Field
from actions.knowledge.judge import Judgement, judge
from actions.memory import SENSITIVE, Heard, Json, Memory
from actions.room import Room
from actions.speech import eligibility as speech
from actions.speech import facts as speech_facts
from actions.speech.parts import Said
from actions.telling import both, tell

MOST_UNKNOWN: Final = 3
WHETHER: Final = re.compile(r"(?:받을|탈|될|할) ?수 ?(?:있|없)|되나|돼\??|될까|가능|대상")
BESIDES: Final = ("documents", "amount", "how")
ONLY_OF: Final = {"daily_work_recent": "daily_worker", "discharge_soon": "military"}  # odd to ask anybody else
DISABLED, VETERAN, OF_VETERANS = "disabled", "veteran", "kr.veteran"
CARD: Final = "kr.card"
BENEFIT: Final = "kr.ub.jobseeker"
LEAVING_TOPIC: Final = "unemployment"


def about_leaving(room: Room, programme: str | None) -> bool:
    """Say whether the programme is for people who left a job, so that “두 달 전” is when that was."""
    return programme in room.knowledge.programmes and LEAVING_TOPIC in room.knowledge.programmes[str(programme)].topics


def besides(room: Room, heard: Heard, memory: Memory, programme: str) -> Said | None:
    """Return both answers where a second question stands beside whether one may get it: 받을 수 있어? 서류는?"""
    aspect = next((a for a in heard.all("aspect") if a in BESIDES), None)
    if heard.tapped or aspect is None or not heard.asks_more() or not WHETHER.search(heard.before("aspect", aspect)):
        return None
    told, assumed = reading.volunteered(heard, memory.facts, room.today(), about_leaving=about_leaving(room, programme))
    return both(check(room, programme, {**memory.facts, **told}, assumed), tell(room, programme, str(aspect)))


def check(
    room: Room, id: str, facts: Json, assumed: tuple[str, ...] = (), private: Json | None = None,
    *, thorough: bool = False, brief: bool = False, corrected: str = "", told_back: str = "",
) -> Said:  # fmt: skip
    """Judge the programme and ask the one fact that settles most.

    `private` facts (health and the like) serve these questions only: they stay with the question that is open and are
    forgotten with it. When all requirements hold and only what would exclude is open, it goes on asking only if
    `thorough`. `brief` leaves out the reasons while there is still something to ask.
    """
    one = room.knowledge.programmes[id]
    known = {**facts, **(private or {})}
    judged = judge(one, known, room.today(), room.knowledge)
    left = _question(room, judged, known)
    ask = None if judged.likely and not thorough else left
    others = tuple(room.knowledge.programmes[other] for other in judged.alternatives)
    said = speech.guidance(
        one, judged, known, room.knowledge.vocabulary, ask, others, assumed,
        more=left is not None, brief=brief, private=ask is not None and ask.name in SENSITIVE, corrected=corrected,
        told_back=told_back,
    )  # fmt: skip
    asking = said.remember["asking"]
    if asking and "field" in asking:
        asking = {**asking, **({"thorough": True} if thorough else {}), **({"private": private} if private else {})}
    return Said(said.bubbles, said.answer, {"facts": facts, "programme": id, "asking": asking}, said.letters)


def suggest(room: Room, heard: Heard, memory: Memory) -> Said:
    """Begin the interview over all programmes, or go on with it, by what is known and what this message tells."""
    told, _ = reading.volunteered(heard, memory.facts, room.today())
    of_me = ("women",) if "gender" in told else ()  # 35살 여자인데: that is who speaks, not what is looked for
    searched = [g for g in memory.search.get("targets") or () if g == DISABLED]
    groups = [g for g in heard.all("target") if g not in of_me] or list(memory.asking.get("targets") or searched)
    if groups == [VETERAN] and not memory.asking.get("field"):
        return tell(room, OF_VETERANS, "what")
    facts = {**memory.facts, **told}
    if heard.one("choices") is not None:
        return interview.results(room, facts, groups, page=int(heard.one("choices")))
    phrases = speech_facts.phrases(
        facts if memory.asking.get("mode") != "recommend" else told, room.knowledge.vocabulary
    )
    step = int(memory.asking.get("step") or 0)
    return interview.interview(
        room, facts, groups, max(step - 1, 0), opening=speech.understood(phrases) if phrases else ""
    )


def _question(room: Room, judged: Judgement, facts: Json) -> Field | None:
    """Return the most decisive field that may be asked and was not yet answered with “잘 모르겠어요”.

    Who does not know three things is better off with a person than with a fourth question.
    """
    if sum(value is None for value in facts.values()) >= MOST_UNKNOWN:
        return None
    vocabulary = room.knowledge.vocabulary
    status = facts.get("employment_status")
    fitting = (name for name in judged.missing if ONLY_OF.get(name, status) == status)
    return next((vocabulary[n] for n in fitting if n not in facts and vocabulary[n].ask), None)
