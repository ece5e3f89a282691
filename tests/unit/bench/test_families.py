"""What counts as an answer from the right family, and what as acted on."""

from __future__ import annotations

from fnmatch import fnmatchcase

from actions.knowledge import Knowledge, load_knowledge
from bench.asking import Answered
from bench.families import OFFERED, RIGHT, WRONG, Judged, families_paper, load_table, worth
from bench.scope import Heard

ACCEPTED = ("faq:card.*", "programme:kr.card", "~action:action_recommend")


def answered(kind: str, id: str, *offered: str, text: str = "카드", **more: str) -> Answered:
    return Answered(text, "ask_faq", 0.95, {"kind": kind, "id": id, **more}, "", offered)


def test_an_answer_of_the_family_is_right_and_one_of_another_is_wrong() -> None:
    assert worth(answered("faq", "card.amount"), ACCEPTED) == RIGHT
    assert worth(answered("faq", "kua.amount"), ACCEPTED) == WRONG


def test_asking_back_with_the_right_one_among_others_is_half_way() -> None:
    button = '/ask_faq{"faq": "card.amount"}'
    assert worth(answered("fallback", "ask_faq", button), ACCEPTED) == OFFERED
    assert worth(answered("fallback", "ask_faq"), ACCEPTED) == WRONG


def test_an_interview_is_right_only_where_it_leads_to_the_family() -> None:
    assert worth(answered("action", "action_recommend", '/ask_programme{"programme": "kr.card"}'), ACCEPTED) == RIGHT
    assert worth(answered("action", "action_recommend", "/dont_know"), ACCEPTED) == WRONG


def test_every_question_and_programme_of_the_table_exists() -> None:
    knowledge: Knowledge = load_knowledge()
    known = {f"faq:{id}" for id in knowledge.faqs} | {f"programme:{id}" for id in knowledge.programmes}
    named = [p for accepted in load_table().values() for p in accepted if p.startswith(("faq:", "programme:"))]
    assert [p for p in named if not any(fnmatchcase(one, p) for one in known)] == []


def test_the_report_names_every_miss() -> None:
    told = families_paper([Judged("card", answered("faq", "kua.amount", text="배움카드"), WRONG)])
    assert "| card | 1 | 0 (0.0%) | 0 | 1 |" in told
    assert "card · wrong · 배움카드 → faq:kua.amount" in told
    assert "above 0.9: 1 (100.0%)" in told


def test_asking_back_small_talk_and_care_are_not_acting() -> None:
    quiet = [("fallback", "ask_faq"), ("smalltalk", "chitchat"), ("action", "action_help")]
    assert not any(Heard("songys", answered(*one)).acted for one in quiet)
    assert Heard("songys", answered("action", "ask_faq")).acted
    assert Heard("songys", answered("faq", "ub.overseas")).acted


def test_helplines_are_no_mistake_where_somebody_suffers() -> None:
    assert Heard("songys", answered("smalltalk", "distress", text="우유 마시자", level="danger")).alarmed
    assert not Heard("songys", answered("smalltalk", "distress", text="너무 힘들다", level="danger")).alarmed
    assert not Heard("songys", answered("smalltalk", "distress", text="우유 마시자", level="unsure")).alarmed
