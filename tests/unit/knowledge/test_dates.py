"""What the day changes: laws that come into force, tables of another year, ages on the birthday, households' lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from actions.knowledge import Eligibility, Knowledge, Rule
from actions.knowledge.audit import changing, lacking
from actions.knowledge.judge import judge
from tests.unit.knowledge.conftest import TODAY

LEAVE = {"insured_days_before_leave": 180, "child_age": 8}


def result(knowledge: Knowledge, id: str, facts: dict[str, Any], on: date = TODAY) -> str:
    return judge(knowledge.programmes[id], facts, on, knowledge).result


@pytest.mark.parametrize(
    ("days", "on", "expected"),
    [
        (7, date(2026, 8, 19), "no"),
        (7, date(2026, 8, 20), "yes"),
        (6, date(2026, 8, 20), "no"),
        (14, date(2026, 8, 20), "yes"),
        (15, date(2026, 8, 20), "no"),
        (29, date(2027, 1, 1), "no"),
        (30, date(2026, 8, 19), "yes"),
        (30, date(2026, 8, 20), "yes"),
    ],
)
def test_short_parental_leave_counts_from_the_day_the_law_says(
    knowledge: Knowledge, days: int, on: date, expected: str
) -> None:
    assert result(knowledge, "kr.parental.pay", {**LEAVE, "leave_days": days}, on) == expected


def _benefits(knowledge: Knowledge, id: str, on: date) -> str:
    return " / ".join(one.said for one in knowledge.programmes[id].as_of(on).benefits)


@pytest.mark.parametrize(
    ("id", "last_day", "before", "after"),
    [
        ("kr.ub.jobseeker", date(2026, 12, 31), "68,100원", "그만둔 해의 금액은 고용센터"),
        ("kr.ub.jobseeker", date(2027, 12, 31), "평균임금의 60%", "보수의 60%"),
        ("kr.wageguarantee", date(2026, 8, 19), "밀린 임금과 퇴직급여", "최종 6개월 임금"),
        ("kr.maternity.pay", date(2026, 9, 17), "90일", "배우자 출산전후휴가 20일"),
    ],
)
def test_what_is_said_changes_by_itself(knowledge: Knowledge, id: str, last_day: date, before: str, after: str) -> None:
    old, new = _benefits(knowledge, id, last_day), _benefits(knowledge, id, last_day + timedelta(days=1))
    assert before in old
    assert after not in old
    assert after in new


def test_notes_of_a_coming_law_give_way_to_those_of_the_law_in_force(knowledge: Knowledge) -> None:
    notes = [
        " ".join(map(str, knowledge.programmes["kr.ub.jobseeker"].as_of(date(year, 6, 1)).notes))
        for year in (2026, 2027, 2028)
    ]
    assert "2027년 1월 1일부터 가입 기준이 근로시간에서 소득으로" in notes[0]
    assert "2027년 1월 1일부터는 근로시간이 아니라 소득을 기준으로" in notes[1]
    assert "보수로 바뀌었어요" in notes[2]


def test_nothing_dated_holds_twice_or_never_on_a_turning_day(knowledge: Knowledge) -> None:
    for one in knowledge.programmes.values():
        for day in one.turning_days():
            for on in (day - timedelta(days=1), day):
                whats = [benefit.what for benefit in one.as_of(on).benefits]
                assert whats, (one.id, on)
                assert len(whats) == len(set(whats)), (one.id, on)


def test_a_rule_outside_its_days_is_as_if_not_written(knowledge: Knowledge) -> None:
    young = Rule(field="age", op="le", value=34, conf="V1", effective_to=date(2026, 12, 31))
    older = Rule(field="age", op="le", value=39, conf="V1", effective_from=date(2027, 1, 1))
    one = replace(knowledge.programmes["kr.qnet"], eligibility=Eligibility(all=(young, older)))
    judged = [judge(one, {"age": 37}, on, knowledge).result for on in (date(2026, 12, 31), date(2027, 1, 1))]
    assert judged == ["no", "yes"]


def test_a_new_year_without_a_table_is_unknown_never_last_years(knowledge: Knowledge) -> None:
    home = {"household_size": 1, "household_monthly_income": 1_000_000}
    judged = judge(knowledge.programmes["kr.trainloan"], {**home, "training_hours": 140}, date(2028, 1, 3), knowledge)
    assert judged.result == "unknown"
    assert "median_income_pct" in judged.missing
    given = {"training_hours": 140, "median_income_pct": 101}
    assert result(knowledge, "kr.trainloan", given, date(2028, 1, 3)) == "no"
    assert ("기준 중위소득(월, 가구원 수별)", "2028년") in [*lacking(knowledge, date(2027, 6, 1))]
    assert ("최저임금(시간급)", "2027년") in [*lacking(knowledge, TODAY)]


def test_a_table_that_a_rule_names_stays_that_years_table(knowledge: Knowledge) -> None:
    home = {"household_size": 1, "household_monthly_income": 3_348_818}  # 140 % of the table of 2025
    for on in (TODAY, date(2027, 3, 1)):
        reasons = judge(knowledge.programmes["jb.double"], home, on, knowledge).reasons
        assert next(one.holds for one in reasons if one.field == "median_income_pct") is True


# 60 % and 100 % of the median incomes of 2026, worked out by hand; the line itself still belongs to those it helps.
SIXTY = {1: 1_538_542, 2: 2_519_575, 3: 3_215_421, 4: 3_896_842, 5: 4_534_031, 6: 5_133_571, 7: 5_709_090,
         8: 6_284_608}  # fmt: skip
WHOLE = {1: 2_564_238, 2: 4_199_292, 3: 5_359_036, 4: 6_494_738, 5: 7_556_719, 6: 8_555_952, 7: 9_515_150,
         8: 10_474_348}  # fmt: skip
SEEKER = {
    "age": 45,
    "employment_status": "unemployed",
    "household_assets": 400_000_000,
    "work_exp_days_2y": 100,
    "livelihood_benefit": False,
    "receiving_ub": False,
    "months_since_ub_end": 6,
    "direct_job_program": False,
    "months_since_allowance_end": 6,
    "personal_monthly_income": 0,
    "school_status": "none",
}


@pytest.mark.parametrize("people", range(1, 9))
def test_the_income_line_by_household(knowledge: Knowledge, people: int) -> None:
    for won, expected in ((SIXTY[people] - 1, "yes"), (SIXTY[people], "yes"), (SIXTY[people] + 1, "no")):
        facts = {**SEEKER, "household_size": people, "household_monthly_income": won}
        assert result(knowledge, "kr.kua.type1", facts) == expected, won
    for won, expected in ((WHOLE[people], "yes"), (WHOLE[people] + 1, "no")):
        second = {"age": 45, "special_group": False, "receiving_ub": False, "household_size": people}
        assert result(knowledge, "kr.kua.type2", {**second, "household_monthly_income": won}) == expected, won


@pytest.mark.parametrize(
    ("won", "expected"),
    [(5_477_520, "yes"), (5_477_521, "unknown"), (6_390_440, "unknown"), (6_390_441, "no")],
)
def test_where_the_table_ends_seven_at_home_are_more_than_six(knowledge: Knowledge, won: int, expected: str) -> None:
    """The table of 2027 is not gazetted for seven: at least that of six, at most in step with the household."""
    facts = {**SEEKER, "household_size": 7, "household_monthly_income": won}
    assert result(knowledge, "kr.kua.type1", facts, date(2027, 1, 4)) == expected


def test_the_table_of_the_year_that_the_rule_names_ends_no_sooner(knowledge: Knowledge) -> None:
    """두배적금 2026 takes 140 % of the medians of 2025: seven at home 8,988,428원, eight 9,912,051원."""
    for people, line in ((7, 12_583_799), (8, 13_876_871)):
        for won, fits in ((line, True), (line + 1, False)):
            home = {"household_size": people, "household_monthly_income": won}
            reasons = judge(knowledge.programmes["jb.double"], home, TODAY, knowledge).reasons
            assert next(one.holds for one in reasons if one.field == "median_income_pct") is fits, (people, won)


@pytest.mark.parametrize(
    ("id", "born", "day_before", "birthday"),
    [
        ("kr.youth.cafe", date(2011, 11, 24), "no", "yes"),  # turns 15
        ("kr.youth.cafe", date(1991, 11, 24), "yes", "no"),  # turns 35
        ("kr.senior.intern", date(1966, 11, 24), "no", "yes"),  # turns 60
        ("kr.qnet", date(1992, 2, 29), "yes", "no"),  # turns 35 on 1 March 2027
    ],
)
def test_age_turns_on_the_birthday(knowledge: Knowledge, id: str, born: date, day_before: str, birthday: str) -> None:
    day = date(2027, 3, 1) if (born.month, born.day) == (2, 29) else date(2026, born.month, born.day)
    assert result(knowledge, id, {"birth_date": born}, day - timedelta(days=1)) == day_before
    assert result(knowledge, id, {"birth_date": born.isoformat()}, day) == birthday


def test_changes_to_come_are_listed(knowledge: Knowledge) -> None:
    assert ("kr.ub.jobseeker", date(2027, 1, 1)) in [*changing(knowledge, TODAY)]
    assert not [*changing(knowledge, date(2028, 6, 1))]
