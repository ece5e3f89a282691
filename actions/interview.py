"""The interview over all programmes: the question that decides most, at most six, then what was found, ranked."""

from __future__ import annotations

from typing import Final

from actions.knowledge import Field
from actions.knowledge.judge import next_question
from actions.memory import Json, Memory
from actions.ranking import AT_WORK, FOR_EMPLOYERS, fitting, of_those
from actions.room import Room
from actions.speech import interview as speech
from actions.speech.eligibility import NOTED
from actions.speech.parts import Said
from actions.telling import GROUPS

MOST_QUESTIONS: Final = 6
OF_LEAVERS: Final = ("leave_reason", "months_since_leaving", "left_on", "age_at_leaving", "voluntary_just_cause",
                     "hired_after_65", "unemployed_months")  # fmt: skip
OF_LEAVES: Final = ("insured_days_before_leave", "insured_days_by_leave_end", "leave_days")
INSURED: Final = ("ei_unit_days_18m",)  # of those who work or did; who left is asked it with how they left
OF_WORKERS: Final = ("tenure_months", "employed_since", "weekly_work_hours", "monthly_wage", "company_size",
                     "employer_insured_count", "family_of_owner", "firm_insolvent")  # fmt: skip
MOST: Final = {"likely": 9, "needs_more": 2, "not_now": 2, "not_for_you": 1}
A_PAGE: Final = 3  # cards: so many are read on a phone


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


def results(
    room: Room, facts: Json, groups: list[str], *, supposing: str = "", opening: str = "", page: int = 0
) -> Said:
    """Return a page of the programmes by standing, best first; `supposing` says for which supposition."""
    found = fitting(room, facts, {GROUPS[g] for g in groups if g in GROUPS})
    told = [s for standing, most in MOST.items() for s in [f for f in found if f.standing == standing][:most]]
    page = page if page * A_PAGE < len(told) else 0
    shown, left = told[page * A_PAGE : (page + 1) * A_PAGE], len(told) - (page + 1) * A_PAGE
    said = speech.found(
        tuple((room.programme(s.programme), s) for s in shown), facts, room.knowledge.vocabulary, supposing,
        opening, sum(s.standing == "likely" for s in told), page=page, more=left > 0 and not supposing,
    )  # fmt: skip
    asking = {"mode": "recommend", "done": True, "targets": groups, "page": page}
    remember = {"facts": facts, "asking": asking, "programme": None}
    return Said(said.bubbles, said.answer, {**remember, "shown": [f"programme:{s.programme}" for s in shown]})


def _next(room: Room, facts: Json, groups: list[str]) -> Field | None:
    """Return the most decisive field that was not asked yet."""
    wanted = {GROUPS[g] for g in groups if g in GROUPS}
    among = [
        p.id for p in room.knowledge.programmes.values()
        if FOR_EMPLOYERS not in p.topics and (not wanted or wanted & set(p.topics)) and of_those(p, facts)
    ]  # fmt: skip
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
    of_work = () if works else (*OF_WORKERS, *OF_LEAVES)
    odd = (*(() if left else OF_LEAVERS), *of_work, *(() if left or works else INSURED))
    return dict.fromkeys(odd)
