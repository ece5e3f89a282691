"""How the bot speaks, over everything it knows: 해요체, few bubbles, few buttons, and no figure without its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from actions.knowledge import load_knowledge
from actions.knowledge.phrases import won
from actions.knowledge.shapes import SPEAKABLE
from actions.speech.parts import day, josa, number
from actions.speech.programmes import ASPECTS
from actions.speech.sources import UNCHECKED
from bot.talk.orders import GATEWAY

from .conftest import ACTION_OF, Said, Server, Talk

KNOWLEDGE = load_knowledge()
POLITE = re.compile(r"(요|죠|니다)$")
PHONE = re.compile(r"\b(?:0\d{1,2}-\d{3,4}-\d{4}|1[5-9]\d{2}-\d{4}|1350|109|119|129|고용24|\d{3,4}-\d{4})\b|고용24")
FIGURE = re.compile(r"\d[\d,.]*\s?(?:원|만|억|%|퍼센트|개월|시간|일|주|세|년)")
HEADINGS = {"맞는 점", "걸리는 점", "더 확인할 점"}


def everything(server: Server) -> Iterator[tuple[str, Said]]:
    """Say all the bot can say of its own: every programme and aspect, every question, every intent."""
    for id in KNOWLEDGE.programmes:
        for aspect in ASPECTS:
            payload = f'/ask_programme{{"programme": "{id}", "aspect": "{aspect}"}}'
            yield f"{id} {aspect}", Talk(server).press(payload)
        talk = Talk(server)
        yield f"{id} eligible", talk.press(f'/check_eligibility{{"programme": "{id}"}}')
        yield f"{id} unknown", talk.press("/dont_know")
    for id in KNOWLEDGE.faqs:
        yield f"faq {id}", Talk(server).press(f'/ask_faq{{"faq": "{id}"}}')
    for intent, action in ACTION_OF.items():
        yield intent, Talk(server).hear(action, "음", intent)


@pytest.fixture(scope="module")
def said(server: Server) -> list[tuple[str, Said]]:
    return list(everything(server))


def sentences(text: str) -> Iterator[str]:
    """Yield what is spoken; lists, headings and the source line are not."""
    for line in text.split("\n"):
        if line.startswith(("·", "출처:")) or re.match(r"\d+\.", line) or line in HEADINGS:
            continue
        for part in re.split(r"(?<=[.?!])\s+", line):
            yield re.sub(r"[”\"]?\s*(\([^()]*\))?[.?!]*$", "", part).strip()


def test_every_sentence_is_polite(said: list[tuple[str, Said]]) -> None:
    rude = [(what, s) for what, one in said for s in sentences(one.text) if s and not POLITE.search(s)]
    assert rude == [], "\n".join(f"{w}: {s}" for w, s in rude)


def test_few_bubbles_few_buttons_short_labels(said: list[tuple[str, Said]]) -> None:
    for what, one in said:
        assert 1 <= len(one.responses) <= 3, what
        assert sum(len(r["buttons"]) for r in one.responses) <= 4, what
        assert all(len(b["title"]) <= 14 for r in one.responses for b in r["buttons"]), what
        assert all(len(card["buttons"]) <= 3 for card in one.cards), what
        assert one.text.count("!") <= 2, what


def test_every_answer_is_named_and_says_which_knowledge_it_stands_on(said: list[tuple[str, Said]]) -> None:
    kinds = {"programme", "faq", "action", "smalltalk", "fallback"}
    for what, one in said:
        assert one.answer["kind"] in kinds, what
        assert one.answer["id"], what
        assert one.responses[0]["custom"]["knowledge"] == KNOWLEDGE.version, what
        assert all("answer" not in r["custom"] for r in one.responses[1:]), what


def test_no_figure_without_source_year_and_day(said: list[tuple[str, Said]]) -> None:
    for what, one in said:
        if one.answer["kind"] not in ("programme", "faq"):
            continue
        if UNCHECKED in one.text:
            assert not FIGURE.search(one.text), what
        elif re.search(r"\d", PHONE.sub("", one.text)):
            assert re.search(r"출처: .+ · \d{4}년 기준 · \d{4}년 \d{1,2}월 \d{1,2}일\(.\) 확인", one.text), what


def test_unconfirmed_figures_are_never_said(said: list[tuple[str, Said]]) -> None:
    texts = {what: one.text for what, one in said}
    unsure = [(p, b) for p in KNOWLEDGE.programmes.values() for b in p.benefits if b.conf not in SPEAKABLE and b.amount]
    assert unsure, "the catalogue holds unconfirmed figures; if not, this test proves nothing"
    for programme, benefit in unsure:
        if any(b.amount == benefit.amount for b in programme.benefits if b.conf in SPEAKABLE):
            continue  # the same words stand confirmed for another day or part of it
        for aspect in ("what", "amount"):
            assert str(benefit.amount) not in texts[f"{programme.id} {aspect}"]
        assert "상담사" in texts[f"{programme.id} amount"]


def test_every_button_leads_somewhere(said: list[tuple[str, Said]]) -> None:
    payloads = {p for _, one in said for p in one.buttons.values() if not p.startswith("https://")}
    payloads |= {b["payload"] for _, one in said for c in one.cards for b in c["buttons"]}
    orders = {p for p in payloads if p.startswith(GATEWAY)}
    assert orders <= {f"{GATEWAY}{name}" for name in ("erase", "request_handoff")}
    for payload in payloads - orders:
        assert re.match(r"/([a-z_]+)", payload).group(1) in ACTION_OF, payload  # type: ignore[union-attr]


def test_what_has_ended_or_closed_says_so(said: list[tuple[str, Said]]) -> None:
    texts = {what: one.text for what, one in said}
    closed = [p for p in KNOWLEDGE.programmes.values() if p.status in ("ended", "closed_for_year")]
    assert closed
    for programme in closed:
        assert re.search(r"마감|끝|예상|모집|신청", texts[f"{programme.id} what"]), programme.id


def test_numbers_dates_and_particles() -> None:
    assert (won(68_100), won(2_500_000), won(0)) == ("68,100원", "250만 원", "0원")
    assert day("2026-03-06") == "2026년 3월 6일(금)"
    assert day(datetime(2026, 11, 23, tzinfo=UTC).date()) == "2026년 11월 23일(월)"
    assert (number(5.0), number(5.5), number(1200)) == ("5", "5.5", "1,200")
    assert [josa(w, "을") for w in ("전주", "군산", "구직급여(실업급여)")] == [
        "전주를",
        "군산을",
        "구직급여(실업급여)를",
    ]
    assert [josa(w, "으로") for w in ("서울", "전주", "군산")] == ["서울로", "전주로", "군산으로"]
    assert [josa(w, "이에요") for w in ("1577-0365", "1350", "109")] == ["1577-0365예요", "1350이에요", "109예요"]
