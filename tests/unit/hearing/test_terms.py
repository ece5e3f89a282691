"""Search terms: the words of a question beside its programme, and the terms that mean it alone."""

from __future__ import annotations

from typing import cast

import pytest

from actions.knowledge import load_knowledge
from actions.memory import Heard
from actions.room import Room
from actions.terms import worded

ROOM = cast(Room, type("R", (), {"knowledge": load_knowledge()})())
BENEFIT = {"entity": "programme", "value": "kr.ub.jobseeker", "text": "실업급여"}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("실업급여 통장", "ub.documents"),
        ("실업급여 건보료 건강보험", "ub.health_insurance"),
        ("실업급여 상병", "ub.sick"),
        ("실업급여 심사청구", "ub.denied"),
    ],
)
def test_a_word_beside_the_benefit_means_its_question(text: str, id: str) -> None:
    found = worded(ROOM, Heard(text, "ask_faq", entities=(BENEFIT,)))
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("시장형 사업단은 뭐 하는 데예요", "senior.types"),
        ("아버지가 참전 유공자예요", "veteran.help"),
        ("보조공학기기 신청", "employer.devices"),
        ("새터민인데 취직하고 싶어요", "defector.help"),
    ],
)
def test_a_term_means_its_question_by_itself(text: str, id: str) -> None:
    found = worded(ROOM, Heard(text, "ask_faq"))
    assert found is not None
    assert found.id == id


def test_a_word_alone_means_nothing() -> None:
    assert worded(ROOM, Heard("통장 어디 뒀지", "chitchat")) is None


def test_the_name_of_the_programme_is_no_word_of_another_question() -> None:
    eitc = {"entity": "programme", "value": "kr.eitc", "text": "근로장려금"}
    found = worded(ROOM, Heard("근로장려금 재산", "ask_faq", entities=(eitc,)))
    assert found is not None
    assert found.id == "eitc.who"
