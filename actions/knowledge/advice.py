"""What could fit a person among all programmes, and which question would settle most. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from actions.knowledge.crowd import NOBODY_HAS
from actions.knowledge.known import Facts, Known
from actions.knowledge.logic import rules
from actions.knowledge.outlook import best_question, outlook
from actions.knowledge.rulebook import Sheet, askable, rulebook
from actions.knowledge.shapes import Knowledge
from actions.knowledge.verdict import Judgement, judge_person

Standing = Literal["likely", "needs_more", "not_now", "not_for_you"]
_ORDER: tuple[Standing, ...] = ("likely", "needs_more", "not_now", "not_for_you")
OPENS_MORE = ("employment_status", "leave_reason")  # worth asking for the questions that only then make sense
FIRST_OF_ALL = "employment_status"
EVEN = 0.5  # likely is what more people like this one get than not
_WEIGHT = {"open": 1.0, "always": 1.0, "expected": 1.0, "check": 0.5, "closed": 0.25, "ended": 0.0}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One programme with its standing for this person; `judgement` says why."""

    programme: str
    standing: Standing
    judgement: Judgement


def recommend(facts: Facts, on: date, knowledge: Knowledge) -> tuple[Suggestion, ...]:
    """All programmes, best first: likely · needs_more · not_now (closed or ended) · not_for_you.

    Within a standing, what fits by more known facts comes first; what would need a private question the citizen did
    not raise comes last.
    """
    weights = _telling(knowledge)
    known, sheets = Known(facts, on, knowledge), rulebook(knowledge, on).sheets
    found = [(sheets[one.id], judge_person(one, known)) for one in knowledge.programmes.values()]
    seen = outlook(knowledge, on)
    alike, near = seen.alike(known), seen.near(known)

    def chance(sheet: Sheet) -> float:
        finding = sheet.finding(sheet.truths(known))
        if finding.truth is not None or finding.private:
            return float(bool(finding.truth))
        share = seen.chance(sheet.programme.id, known, alike, near)
        return float(finding.likely) if share is None else share

    ranked = sorted(
        (
            (_standing(judgement, chance(sheet)), sheet.finding(sheet.truths(known)).private, judgement)
            for sheet, judgement in found
        ),
        key=lambda one: (_ORDER.index(one[0]), one[1], -_fit(one[2], weights), len(one[2].missing)),
    )
    return tuple(Suggestion(judgement.programme, standing, judgement) for standing, _, judgement in ranked)


def next_question(facts: Facts, on: date, knowledge: Knowledge, programmes: Iterable[str] | None = None) -> str | None:
    """The field whose question (`Field.in_interview`) tells best which of `programmes` (all by default) fit.

    None when nothing worth asking is left. Never a field without a question, one that only the citizen may raise, one
    of what brings a few people here and they say unasked, or one that `facts` has already, be it as None (in vain).
    """
    known, sheets = Known(facts, on, knowledge), rulebook(knowledge, on).sheets
    among = [
        one
        for one in (programmes if programmes is not None else knowledge.programmes)
        if _WEIGHT[sheets[one].window(on).state] > _WEIGHT["closed"]
    ]
    gains = _gains(among, known)
    fields = [knowledge.vocabulary[name] for name in gains if name not in facts and name not in NOBODY_HAS]
    if FIRST_OF_ALL in gains and FIRST_OF_ALL not in facts and facts.get("age") is not None:
        return FIRST_OF_ALL  # what people expect to be asked next, and what most other questions hang on
    best = best_question(known, among, fields)
    if best is None and fields:
        doubts = _gains([one for one in among if _expected(sheets[one], known)], known) or gains
        best = max(
            (field.name for field in fields),
            key=lambda name: (name in OPENS_MORE, doubts.get(name, 0.0), gains[name]),
        )
    return best


def _expected(sheet: Sheet, known: Known) -> bool:
    """Whether the programme would be told as likely: then what may still rule it out is worth a question."""
    seen = outlook(known.knowledge, known.on)
    share = seen.chance(sheet.programme.id, known, seen.alike(known), seen.near(known))
    return share is not None and share >= EVEN


def _gains(among: Iterable[str], known: Known) -> dict[str, float]:
    """The fields that may be asked, with how much of what is open they settle, summed over programmes."""
    gains: dict[str, float] = {}
    sheets = rulebook(known.knowledge, known.on).sheets
    for sheet in (sheets[one] for one in among):
        finding = sheet.finding(sheet.truths(known))
        for name, gain in () if finding.truth is not None or finding.private else finding.open:
            field = known.knowledge.vocabulary[askable([name], known)[0]]
            if field.ask and not field.volunteered:
                gains[field.name] = gains.get(field.name, 0.0) + gain * _WEIGHT[sheet.window(known.on).state]
    return gains


def _standing(judgement: Judgement, chance: float) -> Standing:
    if judgement.result == "no":
        return "not_for_you"
    if judgement.window.state in {"closed", "ended"}:
        return "not_now"
    return "likely" if chance >= EVEN else "needs_more"


def _fit(judgement: Judgement, weights: dict[str, float]) -> float:
    """How much of what is known about the person speaks for the programme."""
    held = (reason for reason in judgement.reasons if reason.holds and not reason.exclusion)
    return sum(weights[reason.field] for reason in held)


def _telling(knowledge: Knowledge) -> dict[str, float]:
    """Facts few programmes ask for say more than facts all ask for (inverse document frequency)."""
    if "telling" in knowledge.compiled:
        return cast("dict[str, float]", knowledge.compiled["telling"])
    asked = Counter(
        name
        for programme in knowledge.programmes.values()
        for name in {rule.field for node in programme.eligibility.all for rule in rules(node)}
    )
    found = {name: math.log(1 + len(knowledge.programmes) / count) for name, count in asked.items()}
    knowledge.compiled["telling"] = found
    return found
