"""Ten thousand people, all programmes: the evaluator says what trying every possible value says."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from actions.knowledge import Knowledge
from actions.knowledge.judge import judge
from actions.knowledge.known import Known
from actions.knowledge.verdict import judge_person
from tests.unit.knowledge import naive
from tests.unit.knowledge.conftest import TODAY
from tests.unit.knowledge.naive import Table

PEOPLE = 10_000
# What decides nothing by itself: another way in asks less. Anything else must decide for somebody.
IDLE = {("jb.startup", "age", "between"), ("jb.iksan", "median_income_pct", "le"), ("kr.senior.jobs", "age", "ge 65")}
DAYS = (TODAY, date(2026, 8, 19))


@pytest.fixture(scope="module")
def tables() -> dict[date, list[Table]]:
    return {on: [Table(id, on) for id in naive.ids()] for on in DAYS}


def somebody(dice: random.Random, worlds: list[Table]) -> dict[str, Any]:
    """Facts near every limit, a share of them unknown: from nothing known to everything."""
    known, facts = dice.choice((0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)), {}
    for table in worlds:
        for name, classes in table.classes.items():
            if name not in facts:
                facts[name] = dice.choice(list(classes.values())) if dice.random() < known else None
    return facts


def compare(knowledge: Knowledge, tables: dict[date, list[Table]], seeds: range) -> None:
    for seed in seeds:
        dice = random.Random(seed)
        on = dice.choice(DAYS)
        facts = somebody(dice, dice.sample(tables[on], len(tables[on])))
        known = Known(facts, on, knowledge, inferring=False)
        derived = {**facts, **_following(facts, on)}
        for table in tables[on]:
            judged = judge_person(knowledge.programmes[table.id], known)
            assert judged.result == table.result(derived), (table.id, seed, {n: derived[n] for n in table.fields})


def _following(facts: dict[str, Any], on: date) -> dict[str, Any]:
    """What follows exactly from what is known, worked out a second time."""
    found: dict[str, Any] = {}
    if facts["age"] is None and (birth := facts["birth_date"]) is not None:
        found["age"] = next(n for n in range(150) if _anniversary(birth, n + 1) > on)
    for months, start in (("tenure_months", "employed_since"), ("business_months", "business_opened")):
        if facts[months] is None and facts[start] is not None:
            found[months] = (on - facts[start]).days / 30.4  # far from every limit, which a test below walks
    if facts["region_sido"] is None and facts["region_sigungu"] is not None and len(facts["region_sigungu"]) == 5:
        found["region_sido"] = facts["region_sigungu"][:2]
    if facts["region_sido"] is None and facts["region_sigungu"] == "11":
        found["region_sido"] = "11"
    return found


def _anniversary(birth: date, years: int) -> date:
    day = birth - timedelta(days=1) if (birth.month, birth.day) == (2, 29) else birth
    return day.replace(year=birth.year + years)


def test_trying_every_value_agrees_on_ten_thousand_people(
    knowledge: Knowledge, tables: dict[date, list[Table]]
) -> None:
    compare(knowledge, tables, range(PEOPLE))


def test_the_second_reading_tells_people_apart(tables: dict[date, list[Table]]) -> None:
    """Every programme with a rule accepts somebody and refuses somebody: the agreement above proves something."""
    for table in tables[TODAY]:
        assert table.cells.any(), table.id
        assert not table.fields or not table.cells.all() or table.id == "jb.startup", table.id


def _numeric() -> list[tuple[str, str, str, Any]]:
    found = []
    for id in naive.ids():
        parts = naive.programme(id)["eligibility"]
        for part in ("all", "exclude"):
            for node in parts[part]:
                for rule in naive.leaves(node):
                    if naive.read("vocabulary.yml")[rule["field"]]["type"] in ("integer", "number", "date"):
                        found.append((id, part, rule["field"], rule))
    return found


@pytest.mark.parametrize(
    ("id", "part", "name", "rule"), _numeric(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_number_counts_to_its_edge(knowledge: Knowledge, id: str, part: str, name: str, rule: Any) -> None:
    """Somebody for whom only this rule is left to decide: below, at and above each of its limits."""
    table = Table(id, TODAY)
    for limit, inside in _edges(table, rule):
        step = _step(name, limit)
        at, beside = limit, limit + step * inside[1]
        others = _decided_by(table, name, at, beside)
        if others is None:
            assert {(id, name, rule["op"]), (id, name, f"{rule['op']} {limit}")} & IDLE, f"{rule} decides for nobody"
            continue
        for value, holds in ((at, inside[0]), (beside, not inside[0])):
            facts = {**others, name: value}
            fits = holds if part == "all" else not holds
            assert table.eligible(facts) is fits
            got = judge(knowledge.programmes[id], facts, TODAY, knowledge, inferring=False).result
            assert got == ("yes" if fits else "no"), (facts, rule)
        far = {**others, name: limit - step * inside[1]}
        assert judge(knowledge.programmes[id], far, TODAY, knowledge, inferring=False).result == (
            "yes" if table.eligible(far) else "no"
        )


def _edges(table: Table, rule: Any) -> list[tuple[Any, tuple[bool, int]]]:
    """Each limit, whether the rule holds at it, and the side on which that turns round."""
    limits = table.limits(rule)
    match rule["op"]:
        case "ge":
            return [(limits[0], (True, -1))]
        case "gt":
            return [(limits[0], (False, +1))]
        case "le":
            return [(limits[0], (True, +1))]
        case "lt":
            return [(limits[0], (False, -1))]
    return [(limits[0], (True, -1)), (limits[1], (True, +1))]


def _step(name: str, limit: Any) -> Any:
    if isinstance(limit, date):
        return timedelta(days=1)
    return 0.1 if naive.read("vocabulary.yml")[name]["type"] == "number" else 1


def _decided_by(table: Table, name: str, one: Any, other: Any) -> dict[str, Any] | None:
    """The first values of all other facts with which going from `one` to `other` turns the result round."""
    axis, signatures = table.fields.index(name), list(table.classes[name])
    a, b = (table.cells.take(signatures.index(table.signature(name, value)), axis=axis) for value in (one, other))
    turned = np.argwhere(np.asarray(a != b))
    if not len(turned):
        return None
    rest = [field for field in table.fields if field != name]
    return {field: list(table.classes[field].values())[place] for field, place in zip(rest, turned[0], strict=True)}
