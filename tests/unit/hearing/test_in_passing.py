"""Facts that people tell in passing, in the words they have for them."""

from __future__ import annotations

from typing import Any

import pytest

from actions import breath, facts
from actions.knowledge import Knowledge
from actions.memory import Heard
from tests.unit.hearing.conftest import TODAY, Hear


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("58이여", {"age": 58}),
        ("58인데 못해?", {"age": 58}),
        ("월급쟁이 그만두고 놀아 58 남 정읍", {"age": 58, "employment_status": "unemployed", "leave_reason": None}),
        ("내가 일흔인데 할 만한 일이 있겠소", {"age": 70}),
        ("나이는 45", {"age": 45}),
        ("울엄니 79인데 기초연금받어", {"age": 79, "basic_pension": True}),
        ("월 80인데 괜찮나", {"age": None}),
        ("시급 12인데", {"age": None}),
        ("중소기업 다녀", {"employment_status": "employed"}),
        ("알바월60정도벌어", {"employment_status": "employed"}),
        ("알바 구해요", {"employment_status": None}),
        ("백수된지 2달", {"employment_status": "unemployed"}),
        ("회사 짤렸어", {"leave_reason": "involuntary"}),
        ("오늘 갑자기 해고당했어요", {"leave_reason": "involuntary"}),
        ("자진퇴사했는데 임금이 두달 밀렸어요", {"leave_reason": "voluntary_just_cause", "unpaid_wage": True}),
        ("마누라랑 둘", {"household_size": 2}),
        ("부모님이랑 4명", {"household_size": 4}),
        ("딸 둘이에요", {"household_size": None}),
        ("고용보험 10년넘게 들었지", {"ei_total_years": 10}),
        ("다음달에 전역하는 병장입니다", {"employment_status": "military", "discharge_soon": True}),
        ("전역까지 5개월 남았어요", {"discharge_soon": False}),
        ("중증이에요", {"disability": None}),
        ("예순네살부터 일했어요", {"age": None, "hired_after_65": False}),
        ("67세에 입사했어요", {"age": None, "hired_after_65": True}),
        ("팀장이 괴롭혀서 그만두려고요", {"leave_reason": "voluntary_just_cause"}),
        ("가게 접었어요 자영업자도 되나요", {"employment_status": "unemployed"}),
        ("노가다 15년 했는디", {"employment_status": "daily_worker"}),
        ("직장인인데도 돼요?", {"employment_status": "employed"}),
        ("대학생 4학년이에요", {"school_status": "final_year"}),
        ("한달 전에 말 안하고 바로 나가래요", {"months_since_leaving": None}),
        ("그만뒀는데 한달에 열흘 일했어요", {"months_since_leaving": None}),
    ],
)
def test_heard_in_passing(hear: Hear, text: str, told: dict[str, Any]) -> None:
    found, _ = facts.volunteered(hear(text), {}, TODAY)
    assert {name: found.get(name) for name in told} == told


@pytest.mark.parametrize(
    ("field", "age"),
    [("has_training_card", 58), ("employment_status", 58), ("age", None), ("household_size", None), (None, None)],
)
def test_a_number_alone_is_an_age_only_where_no_number_was_asked(
    knowledge: Knowledge, field: str | None, age: int | None
) -> None:
    asked = knowledge.vocabulary[field] if field else None
    found, _ = facts.volunteered(Heard("58"), {}, TODAY, asked=asked)
    assert found.get("age") == age


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("혼자 살고 소득없어", (1, 0, None)),
        ("혼자 살고 소득 없어요 재산도 없어요", (1, 0, 0)),
        ("둘이 살고 재산 2억, 월소득 100", (2, 1_000_000, 200_000_000)),
    ],
)
def test_nothing_is_an_amount_too(knowledge: Knowledge, text: str, told: tuple[int | None, ...]) -> None:
    found = breath.read(Heard(text), knowledge.vocabulary["household_size"])
    names = ("household_size", "household_monthly_income", "household_assets")
    assert tuple(found.get(name) for name in names) == told


def test_thirty_five_is_no_number_of_people_in_a_home(knowledge: Knowledge) -> None:
    field = knowledge.vocabulary["household_size"]
    assert breath.read(Heard("35"), field) == {}
    assert facts.answered(Heard("35"), field) is None


def test_a_sum_of_money_is_no_number_of_insured_days(knowledge: Knowledge) -> None:
    field = knowledge.vocabulary["ei_unit_days_18m"]
    assert facts.answered(Heard("27살 혼자 살고 모은 돈 500이요"), field) is None


def test_who_means_to_leave_is_judged_for_afterwards_though_still_at_work(hear: Hear) -> None:
    known = {"months_since_leaving": 0, "employment_status": "unemployed"}
    told, assumed = facts.volunteered(
        hear("아직 다니고 있어요", employment_status="employed"), known, TODAY, about_leaving=True
    )
    assert told["employment_status"] == "unemployed"
    assert "다니시는 동안에는" in assumed[0]


def test_few_months_are_told_to_be_few(hear: Hear) -> None:
    _, assumed = facts.volunteered(hear("3개월 다니다 그만뒀는데 안되죠?"), {}, TODAY, about_leaving=True)
    assert any("180일이 모자랄 수 있어요" in why for why in assumed)


def test_a_grown_son_may_be_the_one_who_is_asked_about(hear: Hear) -> None:
    assert facts.said(hear("우리아들은 29살인데 중소기업다녀 걔는?"), TODAY)["age"] == 29
    assert "age" not in facts.said(hear("막내 5살이에요"), TODAY)
