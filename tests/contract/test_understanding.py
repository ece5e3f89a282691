"""What the trained model understands: scenes people meet first, and sentences it never saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.conftest import Engine

pytestmark = pytest.mark.engine

UNSEEN = Path(__file__).with_name("unseen.tsv")  # intent, sentence; written after the training examples
LEAST_RIGHT = 0.9

SCENES = [
    ("전주에서 사무직 일자리 찾아줘", "find_vacancy", {"region": "52110", "occupation": "office"}),
    (
        "나 32살이고 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?",
        "check_eligibility",
        {"age": 32, "months_ago": 2, "leave_reason": "recommended", "programme": "kr.ub.jobseeker"},
    ),
    ("내배카로 배울 수 있는 회계 과정", "find_training", {"programme": "kr.card", "field": "accounting"}),
    ("센터 몇 시까지 해?", "ask_centre", {}),
    ("상담원이랑 얘기하고 싶어요", "request_human", {}),
    ("내배카가 뭐야", "ask_programme", {"programme": "kr.card", "aspect": "what"}),
    ("국취제 서류 뭐 필요해요", "ask_programme", {"programme": "kr.kua.type1", "aspect": "documents"}),
    ("7개월", "provide_info", {"duration_months": 7}),
    ("네", "affirm", {}),
    ("아니요", "deny", {}),
    ("몰라요", "dont_know", {}),
    ("권고사직이요", "provide_info", {"leave_reason": "recommended"}),
    ("전주", "provide_info", {"region": "52110"}),
    ("dlfwkfl ckwdkwnj", "find_vacancy", {}),
    ("실업급여받을수있나요", "check_eligibility", {"programme": "kr.ub.jobseeker"}),
    ("시발", "abuse", {}),
    ("죽고 싶어요", "distress", {}),
    ("ㅁㄴㅇㄹ", "out_of_scope", {}),
]


@pytest.mark.parametrize(("text", "intent", "values"), SCENES)
def test_scenes(engine: Engine, text: str, intent: str, values: dict[str, object]) -> None:
    [read] = engine.understand(text)
    assert read["intent"] == intent
    assert {entity["entity"]: entity["value"] for entity in read["entities"]} == values


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "가나다 " * 900, "🙂🙂🙂", "\u200b", "?", "a" * 4_000])
def test_oddities_are_understood_as_something(engine: Engine, odd: str) -> None:
    [read] = engine.understand(odd)
    assert read["intent"]
    assert all(0 <= entity["start"] < entity["end"] <= len(odd) for entity in read["entities"])


def test_most_of_what_it_never_saw_is_right(engine: Engine) -> None:
    rows = [line.split("\t") for line in UNSEEN.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 150
    reads = engine.understand(*(text for _, text in rows))
    pairs = zip(rows, reads, strict=True)
    wrong = [f"{text}: {read['intent']}, not {intent}" for (intent, text), read in pairs if read["intent"] != intent]
    assert 1 - len(wrong) / len(rows) >= LEAST_RIGHT, "\n".join(wrong)
