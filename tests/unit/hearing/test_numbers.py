"""A number answers only in the unit of what was asked, or bare, and only where it is possible at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import facts
from actions.amounts import amounts
from actions.knowledge import Knowledge, load_knowledge
from actions.quantities import number_for, plausible
from tests.unit.hearing.conftest import TODAY, Hear

DAYS = "ei_unit_days_18m"
VOCABULARY = load_knowledge().vocabulary
NUMBERS = [name for name, field in VOCABULARY.items() if field.type in ("integer", "number")]
FOREIGN = (
    "{}년생이에요", "{}월까지 다녔어요", "E-{} 비자예요", "{}번이요", "2024년에 {}층에서요", "F-{}-R", "{}호선 타요",
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (DAYS, "7개월다녓는데", None),
        (DAYS, "5월까지 다녔어요", None),
        (DAYS, "E-9 친구도 받아요", None),
        (DAYS, "다음달 31일에 계약 끝나요", None),
        (DAYS, "작년 11월에 입사해서 올해 10월까지 다녔어요", 180),
        (DAYS, "2년 다녔어요", 180),
        (DAYS, "180일 안돼요", 179),
        (DAYS, "180일은 못 채웠어요", 179),
        (DAYS, "180일 넘어요", 180),
        (DAYS, "지난달 3일밖에 못나갔어", None),
        (DAYS, "2년 쉬었어요", None),
        (DAYS, "한달에 15일", None),
        (DAYS, "200일이요", 200),
        (DAYS, "150", 150),
        (DAYS, "20일이요", 20),
        (DAYS, "9999일", None),
        ("months_since_leaving", "1962년생이야", None),
        ("months_since_leaving", "3개월이요", 3),
        ("months_since_leaving", "9개월 다녔어요", None),
        ("months_since_leaving", "두 달 전이요", 2),
        ("months_since_leaving", "4", 4),
        ("household_size", "나이는 45세요", None),
        ("household_size", "45", None),
        ("household_monthly_income", "4명이고 월소득 합치면 220 재산 1억5천", 2_200_000),
        ("household_size", "4명", 4),
        ("household_monthly_income", "2024년에 그만뒀어요", None),
        ("household_monthly_income", "월 250만 원이요", 2_500_000),
        ("household_monthly_income", "월소득 100", 1_000_000),
        ("household_monthly_income", "없어요", 0),
        ("household_assets", "재산 2억이고 월소득 100", 200_000_000),
        ("household_assets", "월소득 100이고 재산은 2억", 200_000_000),
        ("household_assets", "월소득 100이요", None),
        ("household_assets", "집한채 3억쯤", 300_000_000),
        ("household_assets", "1억 5천이요", 150_000_000),
        ("age", "58", 58),
        ("age", "58 남자 전주", 58),
        ("age", "3", None),
        ("weekly_work_hours", "주 20시간이요", 20),
        ("weekly_work_hours", "200시간", None),
    ],
)
def test_a_number_counts_only_for_what_it_measures(
    knowledge: Knowledge, hear: Hear, field: str, text: str, value: Any
) -> None:
    assert facts.answered(hear(text), knowledge.vocabulary[field]) == value


@pytest.mark.parametrize("name", NUMBERS)
@given(number=st.integers(0, 3_000))
def test_a_number_of_another_unit_is_no_answer_to_any_question(name: str, number: int) -> None:
    field = VOCABULARY[name]
    for words in FOREIGN:
        assert number_for(words.format(number), field) is None, words


@pytest.mark.parametrize("name", [name for name in NUMBERS if VOCABULARY[name].unit != "원"])
@given(number=st.integers(0, 10**7))
def test_what_is_impossible_is_never_taken(name: str, number: int) -> None:
    field = VOCABULARY[name]
    taken = number_for(f"{number}", field)
    assert taken is None or plausible(field, taken)
    assert field.most is not None
    if number > field.most:
        assert taken is None


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("3인 가구에 재산 2억이고 월소득 100", [("assets", 200_000_000), ("month", 1_000_000)]),
        ("월급 280이었고 전세 1억 2천만", [("month", 2_800_000), ("assets", 120_000_000)]),
        ("작년 소득 3천만 원", [("year", 30_000_000)]),
        ("매출은 8천만이요", [("sales", 80_000_000)]),
        ("250만 원", [(None, 2_500_000)]),
        ("재산 5천", [("assets", 50_000_000)]),
        ("2024년에 그만뒀어요", []),
        ("월 20일 일해요", []),
        ("010-1234-5678", []),
    ],
)
def test_each_sum_is_bound_to_its_own_word(text: str, sums: list[tuple[str | None, int]]) -> None:
    assert [(one.kind, one.won) for one in amounts(text)] == sums


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5월까지 다녔어요", {"months_since_leaving": 6}),
        ("작년 11월에 입사해서 올해 10월까지 다녔어요", {"months_since_leaving": 1, DAYS: 180}),
        ("작년 11월에 입사했어요", {"months_since_leaving": None, DAYS: None}),
        ("3년 다녔는데 다음달 31일에 계약 끝나요", {"months_since_leaving": 0, DAYS: 180}),
        ("일용직이야 한달에 15일", {DAYS: None}),
        ("고용보험은 150일 들었어요", {DAYS: 150}),
        ("둘이 살고 소득은 120 재산은 집 1억",
         {"household_monthly_income": 1_200_000, "household_assets": 100_000_000}),
        ("4명이고 월소득 합치면 220 재산 1억5천", {"household_size": 4, "household_monthly_income": 2_200_000}),
        ("4개월 다녔어요", {DAYS: None}),
        ("3인 가구에 재산 2억이고 월소득 100",
         {"household_assets": 200_000_000, "household_monthly_income": 1_000_000, "household_size": 3}),
    ],
)  # fmt: skip
def test_what_is_told_unasked_about_a_leaving(hear: Hear, text: str, told: dict[str, Any]) -> None:
    found, _ = facts.volunteered(hear(text), {}, TODAY, about_leaving=True)
    assert {name: found.get(name) for name in told} == told


@pytest.mark.parametrize(
    ("text", "says"), [("7개월다녓는데", "180일 안팎"), ("4개월이요", "모자랄 수"), ("9개월이요", ""), ("200일", "")]
)
def test_months_that_settle_nothing_are_explained_and_never_a_no(
    knowledge: Knowledge, hear: Hear, text: str, says: str
) -> None:
    field, heard = knowledge.vocabulary[DAYS], hear(text)
    settled = facts.answered(heard, field) is not None
    why = "" if settled else facts.unsettled(heard, field)
    assert (says in why) if says else why == ""


def test_nine_months_put_right_what_was_taken_for_too_few_days(hear: Hear) -> None:
    found, why = facts.volunteered(hear("9개월이요"), {DAYS: 5}, TODAY, about_leaving=True)
    assert found[DAYS] == 180
    assert any("180일" in one for one in why)
