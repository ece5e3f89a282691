"""When one can apply, seen from different days."""

from __future__ import annotations

import re
from datetime import date

import pytest

from actions.knowledge import Knowledge
from actions.knowledge.judge import judge, window
from actions.knowledge.logic import rules
from actions.speech import programmes as speech


@pytest.mark.parametrize(
    ("programme", "on", "state", "says"),
    [
        ("kr.ub.jobseeker", date(2026, 11, 23), "always", "상시"),
        ("jb.double", date(2026, 3, 2), "expected", "2026년 3월 3일(화)부터"),
        ("jb.double", date(2026, 3, 3), "open", "2026년 3월 16일(월)까지"),
        ("jb.double", date(2026, 3, 16), "open", "3월 16일"),
        ("jb.double", date(2026, 3, 17), "closed", "다음 모집은 내년 3월쯤"),
        ("jb.jobpkg", date(2026, 6, 1), "expected", "2026년 9월 7일(월)부터"),
        ("jb.jobpkg", date(2026, 11, 23), "closed", "2026년 10월 2일(금)에 마감"),
        ("kr.senior.jobs", date(2026, 11, 23), "expected", "12월쯤"),
        ("kr.senior.jobs", date(2026, 6, 1), "closed", "12월쯤"),
        ("kr.youth.asset", date(2026, 11, 23), "closed", "5월"),
        ("kr.youth.asset", date(2026, 5, 10), "expected", "지금 공고를 확인"),
        ("kr.disability.jobs", date(2026, 11, 23), "expected", "11·12월"),
        ("kr.youth.tomorrow", date(2026, 11, 23), "ended", "끝난 사업"),
        ("kr.youth.sbc", date(2026, 11, 23), "check", "확인"),
        ("jb.sunchang", date(2025, 6, 1), "open", "예산 소진까지"),
        ("jb.sunchang", date(2026, 6, 1), "check", "확인"),
        ("jb.iksan", date(2026, 11, 23), "closed", "면접정장 무료대여는 언제나"),
    ],
)
def test_window(knowledge: Knowledge, programme: str, on: date, state: str, says: str) -> None:
    found = window(knowledge.programmes[programme], on)
    assert found.state == state
    assert says in found.text


def test_a_date_nobody_confirmed_is_not_said(knowledge: Knowledge) -> None:
    assert "6월 2일" not in window(knowledge.programmes["kr.eitc"], date(2026, 11, 23)).text


def test_every_programme_has_a_window_on_any_day_of_the_year(knowledge: Knowledge) -> None:
    for month in range(1, 13):
        for programme in knowledge.programmes.values():
            assert window(programme, date(2027, month, 28)).text, programme.id


TODAY = date(2026, 11, 23)
RUNS_OUT = re.compile(r"(?:개월|년|일|동안|기간|소진)\s?(?:안|이내|까지|에 신청)|뒤에? 신청|12개월 뒤|6개월 뒤|소진")
SINCE = re.compile(r"^(?:months|days)_since_|_within_years$|^receiving_ub$")


def _times(knowledge: Knowledge, id: str) -> list[str]:
    """Return all that the programme says of itself about a time in which one has to apply."""
    one = knowledge.programmes[id]
    notes = [r.note for node in one.eligibility.all for r in rules(node) if r.note]
    said = [*one.apply, *notes, *(w.label for w in one.windows), *(f"{b.amount} {b.period}" for b in one.benefits)]
    return [text for text in said if RUNS_OUT.search(text)]


def test_what_runs_out_is_never_told_as_open_at_any_time(knowledge: Knowledge) -> None:
    walked = 0
    for one in knowledge.programmes.values():
        judged = judge(one, {}, TODAY, knowledge)
        told = speech.programme(one, "when", judged, ()).bubbles[0].text
        counts = [r.field for node in one.eligibility.all for r in rules(node) if SINCE.search(r.field)]
        if judged.window.state == "always" and (_times(knowledge, one.id) or counts):
            walked += 1
            assert speech.ALWAYS not in told, one.id
            assert judged.window.deadline, one.id
            assert judged.window.deadline in told, one.id
        if speech.ALWAYS in told:
            assert judged.window.text in speech.PLAIN, (one.id, judged.window.text)
    assert walked >= 8


@pytest.mark.parametrize(
    ("programme", "says"),
    [
        ("kr.ub.jobseeker", "그만둔 다음 날부터 12개월 안"),
        ("kr.parental.pay", "휴직이 끝난 뒤 12개월 안"),
        ("kr.maternity.pay", "휴가가 끝난 뒤 12개월 안"),
        ("kr.maternity.uninsured", "1년 안"),
        ("kr.wageguarantee", "확인서를 받으면 6개월"),
    ],
)
def test_a_deadline_in_the_law_is_told_with_it(knowledge: Knowledge, programme: str, says: str) -> None:
    one = knowledge.programmes[programme]
    told = speech.programme(one, "when", judge(one, {}, TODAY, knowledge), ()).bubbles[0].text
    assert says in told
    assert "출처" in told


@pytest.mark.parametrize(
    ("passed", "says"), [(0, "12개월쯤 남았어요"), (8, "4개월쯤 남았어요"), (11, "1개월쯤"), (12, "다 지났을 수")]
)
def test_the_months_that_are_left_are_counted(knowledge: Knowledge, passed: int, says: str) -> None:
    one = knowledge.programmes["kr.ub.jobseeker"]
    assert says in speech.programme(one, "when", judge(one, {}, TODAY, knowledge), (), passed).bubbles[0].text
