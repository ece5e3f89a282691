"""Which readings make several questions, and how their answers stand in one turn."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.bubbles import before_the_question, one_after_the_other, with_an_offer
from bot.engine.parts import Part, answered_and_asked, calls_for_care, different, several


def part(intent: str, sure: float = 0.9, faq: tuple[str, float] = ("", 0.0), **entities: Any) -> Part:
    """A part read as `intent`; what is left of its confidence belongs to an intent of another kind."""
    ranking = [{"name": intent, "confidence": sure}, {"name": "chitchat", "confidence": 1 - sure}]
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    read = {"intent": ranking[0], "intent_ranking": ranking, "entities": found}
    return Part(0, intent, {**read, "knowledge": {"faq": [{"id": faq[0], "score": faq[1]}]}})


CENTRE, HOURS = part("ask_centre"), part("ask_centre", aspect="when")
PAPERS = part("ask_programme", programme="ub", aspect="documents")
AMOUNT = part("ask_faq", programme="ub", aspect="amount")
WHETHER, WHETHER_TOO = part("check_eligibility", programme="ub"), part("check_eligibility", programme="kua")
JOBS, OTHER_JOBS, COURSES = part("find_vacancy"), part("refine_search"), part("find_training")
QUIT, TOGETHER = part("ask_faq", faq=("ub.quit", 0.7)), part("ask_faq", faq=("kua.with_ub", 0.8))
HELLO, THANKS, TALK, FACT = part("greet"), part("thank"), part("chitchat"), part("provide_info")
PERSON, CRY, LOST = part("request_human"), part("distress"), part("nlu_fallback", 0.3)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        (CENTRE, PAPERS, True),
        (CENTRE, HOURS, False),
        (PAPERS, AMOUNT, False),
        (PAPERS, WHETHER, True),
        (WHETHER, QUIT, False),
        (WHETHER, WHETHER_TOO, True),
        (JOBS, OTHER_JOBS, False),
        (JOBS, COURSES, True),
        (QUIT, TOGETHER, True),
        (QUIT, part("ask_faq", faq=("ub.other", 0.2)), False),
    ],
)
def test_different(one: Part, other: Part, are: bool) -> None:
    assert different(one, other) is different(other, one) is are


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        ([CENTRE, PAPERS], [CENTRE, PAPERS]),
        ([HELLO, CENTRE, PAPERS, THANKS], [CENTRE, PAPERS]),
        ([CENTRE, PAPERS, JOBS], [CENTRE, PAPERS, JOBS]),
        ([HELLO, CENTRE], []),
        ([CENTRE, LOST], []),
        ([CENTRE, part("find_vacancy", 0.5)], []),
        ([CENTRE, FACT], []),
        ([TALK, CENTRE, PAPERS], []),
        ([CENTRE, PAPERS, HOURS], []),
    ],
)
def test_several(parts: list[Part], asked: list[Part]) -> None:
    assert several(parts) == asked


def test_half_of_each_of_one_kind_is_sure() -> None:
    ranking = [{"name": "ask_faq", "confidence": 0.5}, {"name": "ask_programme", "confidence": 0.4}]
    assert Part(0, "", {"intent": ranking[0], "intent_ranking": ranking}).sure == pytest.approx(0.9)


def test_a_cry_or_a_person_asked_for_first_is_the_message() -> None:
    assert calls_for_care([CENTRE, CRY]) is CRY
    assert calls_for_care([PERSON, CENTRE]) is PERSON
    assert calls_for_care([CENTRE, PERSON]) is None
    assert calls_for_care([CENTRE, part("distress", 0.4)]) is None


@pytest.mark.parametrize(
    ("parts", "taken"),
    [
        ([FACT, CENTRE], True),
        ([FACT, part("nlu_fallback", 0.3, aspect="when")], True),
        ([FACT, LOST], False),
        ([CENTRE, PAPERS], False),
        ([FACT, WHETHER], False),
        ([FACT, part("check_eligibility")], False),
        ([FACT, WHETHER_TOO], True),
        ([FACT, FACT], False),
        ([FACT], False),
    ],
)
def test_an_answer_and_a_question(parts: list[Part], taken: bool) -> None:
    assert bool(answered_and_asked(parts, {"field": "age", "programme": "ub"})) is taken


def bubble(text: str, *buttons: str, **custom: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"text": text, "custom": custom}
    return {**said, "buttons": [{"title": title} for title in buttons]} if buttons else said


def titles(replies: list[dict[str, Any]]) -> list[list[str]]:
    return [[button["title"] for button in reply.get("buttons", [])] for reply in replies]


def test_two_answers_follow_each_other_in_three_bubbles_and_four_buttons() -> None:
    first = [bubble("a", "더 보기", cards=[1]), bubble("b", "서류", "상담사 연결", cards=[2], answer="x")]
    second = [bubble("c"), bubble("d", "서류", "신청", "금액", "상담사 연결")]
    said = one_after_the_other(first, second)
    assert [one["text"] for one in said] == ["a\n\nb", "c", "d"]
    assert said[0]["custom"]["cards"] == [1, 2]
    assert said[0]["custom"]["answer"] == "x"
    assert titles(said) == [["더 보기"], [], ["서류", "신청", "금액"]]


def test_a_label_that_stands_under_the_last_answer_stands_nowhere_else() -> None:
    assert titles(one_after_the_other([bubble("a", "서류")], [bubble("b", "서류")])) == [[], ["서류"]]


def test_what_asks_back_stands_last_and_keeps_its_buttons() -> None:
    said = before_the_question([bubble("a", "x"), bubble("?", "네", "아니요")], [bubble("b", "y"), bubble("c")])
    assert [one["text"] for one in said] == ["a", "b\n\nc", "?"]
    assert titles(said) == [[], [], ["네", "아니요"]]
    assert [one["text"] for one in before_the_question([bubble("?")], [bubble("b")])] == ["b", "?"]


def test_an_offer_comes_under_the_last_bubble_or_before_the_one_that_asks() -> None:
    replies = [bubble("a"), bubble("b", "1", "2", "3", "4")]
    assert titles(with_an_offer(replies, [bubble("o", "다음")], asks=False)) == [[], ["다음", "1", "2", "3"]]
    later = with_an_offer(replies, [bubble("o")], asks=True)
    assert [one["text"] for one in later] == ["a\no", "b"]
    assert titles(later) == titles(replies)
    assert with_an_offer(replies, [], asks=False) == replies
