"""Rules of law that are easily told wrongly: each with the article it stands on."""

from __future__ import annotations

from typing import Any

import pytest

from actions.knowledge import Knowledge
from actions.knowledge.batch import answer
from actions.knowledge.judge import judge
from tests.unit.knowledge.conftest import TODAY

DAILY = {"employment_status": "daily_worker", "ei_unit_days_18m": 200, "months_since_leaving": 0, "age": 58}
SOLDIER = {"age": 22, "employment_status": "military", "median_income_pct": 40, "household_assets": 100_000_000,
           "work_exp_days_2y": 0}  # fmt: skip


@pytest.mark.parametrize(
    ("recent", "result"),
    [(None, "unknown"), ("under_third", "yes"), ("construction_14", "yes"), ("more", "no")],
)
def test_a_daily_worker_is_judged_by_the_days_before_applying(
    knowledge: Knowledge, recent: str | None, result: str
) -> None:
    """고용보험법 제40조 제1항 제5호."""
    one = knowledge.programmes["kr.ub.jobseeker"]
    found = judge(one, {**DAILY, "daily_work_recent": recent}, TODAY, knowledge)
    assert found.result == result or (result == "yes" and found.likely)
    if recent is None:
        assert found.missing[0] == "daily_work_recent"
    if result == "no":
        (against,) = (r for r in found.reasons if r.holds is False)
        assert against.field == "daily_work_recent"
        assert against.sources[0].text == "고용보험법 제40조 제1항 제5호"
        assert "그때 신청할 수 있어요" in str(against.note)


@pytest.mark.parametrize(("soon", "result"), [(None, "unknown"), (True, "unknown"), (False, "no")])
def test_a_soldier_is_refused_only_with_more_than_two_months_to_serve(
    knowledge: Knowledge, soon: bool | None, result: str
) -> None:
    """구직자취업촉진법 시행령 제5조 제1항 제2호 단서."""
    found = judge(knowledge.programmes["kr.kua.type1"], {**SOLDIER, "discharge_soon": soon}, TODAY, knowledge)
    assert found.result == result
    assert ("discharge_soon" in found.missing) == (soon is None)
    assert found.likely == (soon is True)


@pytest.mark.parametrize(
    ("programme", "field", "others", "article"),
    [
        ("kr.parental.pay", "insured_days_before_leave", {"leave_days": 180, "child_age": 3}, "제70조"),
        ("kr.maternity.pay", "insured_days_by_leave_end", {"birth_event": True}, "제75조"),
    ],
)
def test_a_leave_counts_the_insured_days_before_it_and_nobody_has_to_quit(
    knowledge: Knowledge, programme: str, field: str, others: dict[str, Any], article: str
) -> None:
    one = knowledge.programmes[programme]
    for days, result in ((180, "yes"), (179, "no"), (None, "unknown")):
        found = judge(one, {**others, field: days}, TODAY, knowledge)
        assert found.result == result
    assert found.missing == (field,)
    asked = str(knowledge.vocabulary[field].ask)
    assert "그만두" not in asked
    assert "1년 반" not in asked
    (reason,) = (r for r in found.reasons if r.field == field)
    assert article in reason.source


@pytest.mark.parametrize(("days", "result"), [(179, "no"), (180, "yes")])
def test_the_catalogues_name_for_the_insured_days_still_judges_a_leave(
    knowledge: Knowledge, days: int, result: str
) -> None:
    facts = {"ei_unit_days_18m": days, "leave_days": 180, "child_age": 3}
    told = answer({"programme": "kr.parental.pay", "facts": facts}, knowledge, TODAY)
    assert told["result"] == result
    assert {one["field"] for one in told["reasons"]} <= {"ei_unit_days_18m", "leave_days", "child_age"}
    assert "12개월 안" in told["window"]["deadline"]


def test_no_programme_asks_somebody_about_quitting_who_quits_nothing(knowledge: Knowledge) -> None:
    of_leaves = [one for one in knowledge.programmes.values() if "family" in one.topics]
    assert of_leaves
    for one in of_leaves:
        for name in judge(one, {}, TODAY, knowledge).missing:
            assert "그만두" not in str(knowledge.vocabulary[name].ask), (one.id, name)
