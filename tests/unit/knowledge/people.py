"""Complete, consistent invented people: every fact of the vocabulary, and facts that follow from others agree."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actions.knowledge import Field, Knowledge, Rule
from actions.knowledge.known import age_on, months_between, shift_months
from actions.knowledge.logic import rules
from tests.unit.knowledge.conftest import TODAY

FOLLOWS = ("median_income_pct", "new_enrolment_open")  # from household and table; about the programme, not the person
TOWNS = ("52110", "52140", "52210", "52770", "11110")


def person(knowledge: Knowledge, dice: random.Random) -> dict[str, Any]:
    """Return facts for every field a person has."""
    limits = _limits(knowledge)
    facts = {
        name: _value(field, limits.get(name, []), dice)
        for name, field in knowledge.vocabulary.items()
        if name not in FOLLOWS
    }
    return facts | _agreeing(facts, dice)


def _agreeing(facts: Mapping[str, Any], dice: random.Random) -> dict[str, Any]:
    birth = date(dice.randint(1945, 2010), dice.randint(1, 12), dice.randint(1, 28))
    age = age_on(birth, TODAY)
    gone = dice.choice((0, 1, 3, 11, 12, 13, 30))
    left, opened, started = shift_months(TODAY, -gone), _day(dice), _day(dice)
    town = dice.choice(TOWNS)
    return {
        "birth_date": birth,
        "age": age,
        "months_since_leaving": gone,
        "left_on": left,
        "age_at_leaving": age_on(birth, left),
        "hired_after_65": dice.random() < 0.5 and age >= 65,
        "business_opened": opened,
        "business_months": int(months_between(opened, TODAY)),
        "employed_since": started,
        "tenure_months": int(months_between(started, TODAY)),
        "region_sigungu": town,
        "region_sido": town[:2],
        "household_size": dice.randint(1, 6),
        "household_monthly_income": dice.choice((0, 1_000_000, 1_538_542, 2_600_000, 5_000_000, 12_000_000)),
        "voluntary_just_cause": facts["leave_reason"] == "voluntary_just_cause" or dice.random() < 0.5,
    }


def _day(dice: random.Random) -> date:
    return dice.choice((date(2025, 9, 3), date(2025, 10, 3), TODAY - timedelta(days=dice.randint(0, 900))))


def _limits(knowledge: Knowledge) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for programme in knowledge.programmes.values():
        for node in (*programme.eligibility.all, *programme.eligibility.exclude):
            for rule in rules(node):
                found.setdefault(rule.field, []).extend(_plain(rule))
    return found


def _plain(rule: Rule) -> list[Any]:
    values = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    return [value for value in values if isinstance(value, (int, float, str, date))]


def _value(field: Field, limits: list[Any], dice: random.Random) -> Any:
    if field.type == "bool":
        return dice.random() < 0.3
    if field.type in {"integer", "number"}:
        near = dice.choice(limits or [10])
        return max(0, near + dice.choice((-1, 0, 1))) if isinstance(near, (int, float)) else 0
    if field.type == "date":
        return _day(dice)
    if field.type == "list":
        return [one for one in limits if dice.random() < 0.2]
    choices = [choice.value for choice in field.choices] or limits or ["other"]
    return dice.choice(choices)
