"""The interview over all programmes: the question that decides most, at most six, then what was found, ranked."""

from __future__ import annotations

from typing import Final

from actions.knowledge import Field, Programme
from actions.knowledge.judge import Suggestion, next_question, recommend
from actions.knowledge.logic import rules
from actions.memory import Json, Memory
from actions.room import Room
from actions.speech import interview as speech
from actions.speech.eligibility import NOTED
from actions.speech.parts import Said
from actions.speech.programmes import SPEAKABLE
from actions.telling import GROUPS

MOST_QUESTIONS: Final = 6
FOR_EMPLOYERS: Final = "subsidy"
SPECIAL: Final = frozenset({"startup", "overseas", "loan"})
OPEN: Final = ("open", "always", "expected")
AT_WORK: Final = ("employed", "daily_worker", "on_leave")
OF_LEAVERS: Final = ("leave_reason", "months_since_leaving", "left_on", "age_at_leaving", "voluntary_just_cause",
                     "hired_after_65", "unemployed_months")  # fmt: skip
INSURED: Final = ("ei_unit_days_18m",)  # of those who work or did; who left is asked it with how they left
OF_WORKERS: Final = ("tenure_months", "employed_since", "weekly_work_hours", "monthly_wage", "company_size",
                     "employer_insured_count", "family_of_owner", "firm_insolvent")  # fmt: skip
GROUPS_BY_AGE: Final = ((39, "youth"), (64, "middle"), (200, "senior"))
MOST: Final = {"likely": 3, "needs_more": 2, "not_now": 2, "not_for_you": 1}


def interview(
    room: Room, facts: Json, groups: list[str], step: int = 0, *, opening: str = "", enough: bool = False
) -> Said:
    """Ask the next question, or say what was found.

    `step` counts the questions asked so far, `opening` says what was just understood, `enough` ends it at once; groups
    that were named (청년, 중장년 …) narrow the programmes without being kept as facts.
    """
    field = None if enough or step >= MOST_QUESTIONS else _next(room, facts, groups)
    if field is None:
        return results(room, facts, groups)
    field = field.in_interview
    said = speech.asks(field, step + 1, MOST_QUESTIONS, opening)
    asking = {"mode": "recommend", "field": field.name, "question": field.ask, "targets": groups, "step": step + 1}
    return Said(said.bubbles, said.answer, {"facts": facts, "asking": asking, "programme": None})


def go_on(room: Room, memory: Memory, facts: Json, opening: str = "") -> Said:
    """Take the interview up with new facts; a fact in place of an answer leaves the question open: asked again."""
    asking = memory.asking
    if asking.get("done"):
        return results(room, facts, list(asking.get("targets") or ()), opening=opening)
    answered = asking.get("field") in facts
    step = int(asking.get("step") or 0) - (0 if answered or not asking.get("field") else 1)
    opening = opening or (NOTED if asking.get("mode") else "")
    return interview(room, facts, list(asking.get("targets") or ()), step, opening=opening)


def results(room: Room, facts: Json, groups: list[str], *, supposing: str = "", opening: str = "") -> Said:
    """Return the programmes by standing, best first; `supposing` says for which supposition."""
    found = _fitting(room, facts, {GROUPS[g] for g in groups if g in GROUPS})
    shown = [s for standing, most in MOST.items() for s in [f for f in found if f.standing == standing][:most]]
    said = speech.found(
        tuple((room.programme(s.programme), s) for s in shown), facts, room.knowledge.vocabulary, supposing,
        opening, sum(s.standing == "likely" for s in found),
    )  # fmt: skip
    asking = {"mode": "recommend", "done": True, "targets": groups}
    remember = {"facts": facts, "asking": asking, "programme": None}
    return Said(said.bubbles, said.answer, {**remember, "shown": [f"programme:{s.programme}" for s in shown]})


def _next(room: Room, facts: Json, groups: list[str]) -> Field | None:
    """Return the most decisive field that was not asked yet."""
    wanted = {GROUPS[g] for g in groups if g in GROUPS}
    among = [p.id for p in room.knowledge.programmes.values()
             if FOR_EMPLOYERS not in p.topics and (not wanted or wanted & set(p.topics))]  # fmt: skip
    vocabulary = room.knowledge.vocabulary
    skipped = {one for name, value in facts.items() if value is None and name in vocabulary
               for one in vocabulary[name].also}  # fmt: skip
    asked = {**out_of_place(facts), **dict.fromkeys(skipped), **facts}
    name = next_question(asked, room.today(), room.knowledge, among)
    return room.knowledge.vocabulary[name] if name else None


def out_of_place(facts: Json) -> Json:
    """Return as asked in vain what would be odd to ask: why one left, of somebody who may never have worked."""
    if facts.get("age") is None and "age" not in facts:
        return dict.fromkeys((*OF_LEAVERS, *OF_WORKERS, *INSURED))
    status = facts.get("employment_status")
    left, works = status == "unemployed", status in AT_WORK
    odd = (*(() if left else OF_LEAVERS), *(() if works else OF_WORKERS), *(() if left or works else INSURED))
    return dict.fromkeys(odd)


def _fitting(room: Room, facts: Json, topics: set[str]) -> list[Suggestion]:
    """Return what could fit, best first: what one can apply for now before the rest; employers' subsidies are not for
    people, and starting a business or a farm comes last where nobody spoke of it."""
    programmes = room.knowledge.programmes
    found = [s for s in recommend(facts, room.today(), room.knowledge) if programmes[s.programme].status != "ended"]
    own = [s for s in found if FOR_EMPLOYERS not in programmes[s.programme].topics]
    asked = [s for s in own if not topics or topics & set(programmes[s.programme].topics)]
    special = {s.programme for s in asked if SPECIAL & set(programmes[s.programme].topics) - topics}
    asked = [s for s in asked if topics or not _of_others(room, programmes[s.programme], facts)]
    late = {s.programme for s in asked if s.judgement.window.state not in OPEN}
    own_age = _topic_of_age(facts)
    return sorted(asked, key=lambda s: (
        s.programme in special, s.standing == "likely" and s.judgement.conf not in SPEAKABLE,
        own_age not in programmes[s.programme].topics, s.programme in late, len(speech.against(s.judgement)),
    ))  # fmt: skip


def _of_others(room: Room, one: Programme, facts: Json) -> bool:
    """Say whether it is for people of whom nobody spoke (prison, disability, defectors): not held out unasked."""
    fields = {rule.field for node in one.eligibility.all for rule in rules(node)}
    return any(room.knowledge.vocabulary[name].volunteered and facts.get(name) is None for name in fields)


def _topic_of_age(facts: Json) -> str:
    age = facts.get("age")
    if not isinstance(age, (int, float)):
        return ""
    return next(topic for most, topic in GROUPS_BY_AGE if age <= most)
