"""What one answer tells where several things were asked in one breath."""

from __future__ import annotations

from typing import Any

import pytest

from actions import breath
from actions.facts import said
from actions.knowledge import Knowledge
from actions.memory import Heard
from tests.unit.knowledge.conftest import TODAY

NONE: dict[str, Any] = dict.fromkeys(breath.AIDS, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3명, 막내 5살, 250만 원, 재산 2억", (3, 5, 2_500_000, 200_000_000)),
        ("혼자 살고 월 100 벌어요", (1, None, 1_000_000, None)),
        ("4명이고 애는 7살 월 300 재산 3억쯤", (4, 7, 3_000_000, 300_000_000)),
        ("둘이요", (2, None, None, None)),
        ("5", (5, None, None, None)),
        ("막내 8개월, 월 250", (None, 0, 2_500_000, None)),
        ("1억 5천 집이랑 월 200만", (None, None, 2_000_000, 150_000_000)),
        ("한 달에 200만 원이요", (None, None, 2_000_000, None)),
        ("잘 모르겠는데요", (None, None, None, None)),
    ],
)
def test_home_is_told_in_one_breath(knowledge: Knowledge, text: str, told: tuple[int | None, ...]) -> None:
    found = breath.read(Heard(text), knowledge.vocabulary["household_size"])
    names = ("household_size", "child_age", "household_monthly_income", "household_assets")
    assert tuple(found.get(name) for name in names) == told


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("모두 없어요", "deny", NONE),
        ("실업급여 받아요", "ask_faq", {**NONE, "receiving_ub": True}),
        ("배움카드는 없고 실업급여 받고 있어요", "", {**NONE, "receiving_ub": True}),
        ("사업자등록은 없어요", "", {"business_registered": False}),
        ("아니 그게 아니라 군산이야", "correct_previous", {}),
        ("네", "affirm", {}),
    ],
)
def test_of_a_list_what_is_named_is_there_and_then_the_rest_is_not(
    knowledge: Knowledge, text: str, intent: str, told: dict[str, bool]
) -> None:
    field = knowledge.vocabulary["has_training_card"].in_interview
    assert breath.read(Heard(text, intent), field) == told
    assert breath.ambiguous(Heard(text, intent), field) is (intent == "affirm")


def test_a_question_about_something_of_the_list_answers_nothing(knowledge: Knowledge) -> None:
    assert not breath.lists(Heard("내일배움카드가 뭐예요"), knowledge.vocabulary["has_training_card"].in_interview)


def test_a_childs_age_is_not_ones_own() -> None:
    age = {"entity": "age", "value": 5, "text": "5살"}
    assert "age" not in said(Heard("3명이고 막내 5살", entities=(age,)), TODAY)
    assert said(Heard("5살 아니고 35살", entities=(age, {**age, "value": 35, "text": "35살"})), TODAY)["age"] == 35
