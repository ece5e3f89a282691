"""The frequent questions: enough of them, in plain words, with nothing that was not confirmed; and the held-out set."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.knowledge import Knowledge
from actions.knowledge.shapes import SPEAKABLE, Faq

ROOT = Path(__file__).parents[3]
LONGEST_BUBBLE = 150  # letters: about five lines on a phone
PHONE = re.compile(r"(?<![\d,])(?:\d{2,4}-\d{3,4}-\d{4}|1\d{3}-\d{4}|13\d{2}|126|129)(?![\d,만천])")
FRAUD_DESKS = {"063-270-9231", "063-840-6520", "063-450-0601"}  # the list of the employment insurance site
STIFF = re.compile(r"귀하|상기|동법|(?<!이)하여야|의거|바랍니다|하오니|에 한하여|및|또한|습니다|[가-힣]시오\b")
ASPECTS = {"what", "who", "amount", "how", "documents", "when", "where", "contact"}


@pytest.fixture(scope="module")
def held_out() -> list[dict[str, Any]]:
    return list(yaml.safe_load((ROOT / "tests/dialogue/faq_questions.yml").read_text(encoding="utf-8")))


def test_what_is_asked_most_has_most_answers(knowledge: Knowledge) -> None:
    topics = Counter(id.split(".")[0] for id in knowledge.faqs)
    assert len(knowledge.faqs) >= 135
    assert topics["ub"] >= 60
    assert topics.most_common(1)[0][0] == "ub"


def test_answers_fit_on_a_phone_and_sound_like_a_person(knowledge: Knowledge) -> None:
    for faq in knowledge.faqs.values():
        for bubble in faq.answer:
            assert len(bubble) <= LONGEST_BUBBLE, f"{faq.id}: {len(bubble)} letters: {bubble}"
            assert not STIFF.search(bubble), f"{faq.id}: {bubble}"


def test_an_answer_without_a_confirmed_source_says_no_figure_and_names_who_knows(knowledge: Knowledge) -> None:
    doubtful = [faq for faq in knowledge.faqs.values() if faq.conf not in SPEAKABLE]
    assert doubtful
    for faq in doubtful:
        said = " ".join(faq.answer)
        assert not re.search(r"\d", PHONE.sub("", said)), f"{faq.id}: {said}"
        assert PHONE.search(said) or "공단" in said, faq.id


def test_every_telephone_number_is_one_we_know(knowledge: Knowledge) -> None:
    contacts = [agency.phone or "" for agency in knowledge.centre.agencies] + [knowledge.centre.phone]
    contacts += [line for programme in knowledge.programmes.values() for line in programme.contact]
    known = {number for line in contacts for number in PHONE.findall(line)} | FRAUD_DESKS
    for faq in knowledge.faqs.values():
        assert set(PHONE.findall(" ".join(faq.answer))) <= known, faq.id


def test_a_law_that_is_named_is_also_the_source(knowledge: Knowledge) -> None:
    for faq in (one for one in knowledge.faqs.values() if one.law):
        assert any(cited.source.key.startswith(("LAW", "EI_WEB", "UB_2026")) for cited in faq.source), faq.id


def test_the_held_out_questions_are_many_and_about_everything(
    knowledge: Knowledge, held_out: list[dict[str, Any]]
) -> None:
    assert len(held_out) >= 150
    right = {id for row in held_out for id in row["faq"]}
    assert right == set(knowledge.faqs)
    for row in held_out:
        assert row.get("programme", "kr.card") in knowledge.programmes
        assert row.get("aspect", "what") in ASPECTS


def test_nothing_held_out_was_learnt(knowledge: Knowledge, held_out: list[dict[str, Any]]) -> None:
    learnt = {_bare(text) for faq in knowledge.faqs.values() for text in _asked(faq)}
    for path in (ROOT / "nlu_data/nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            learnt |= {_bare(line.removeprefix("- ")) for line in block["examples"].splitlines()}
    asked = [_bare(row["asked"]) for row in held_out]
    assert len(asked) == len(set(asked))
    assert not learnt & set(asked)


def _asked(faq: Faq) -> tuple[str, ...]:
    return (faq.question, *faq.examples)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
