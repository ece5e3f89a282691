"""The pages of /jobs: everything foreign is escaped, what was given up is named, and a silent search is said."""

from __future__ import annotations

from typing import Any

import pytest

from bot.web import jobs_page
from bot.web.jobs import _asked

EVIL = "<script>alert('x')</script>\"'&"
CARD: dict[str, Any] = {
    "id": "a", "title": EVIL, "company": EVIL, "place": f"전주시 {EVIL}", "lines": [EVIL], "why": [EVIL], "practice": True,  # noqa: E501
    "source": "연습용 자료", "fetched_at": "2026-11-23T00:30:00Z", "link": "https://www.work24.go.kr/?a=1&b='x",
}  # fmt: skip
FOUND: dict[str, Any] = {
    "understood": ["전주시", EVIL], "relaxed": [], "total": 25, "page": 2, "limit": 10, "cards": [CARD],
    "fetched_at": "2026-11-23T00:30:00+00:00",
}  # fmt: skip


def page(found: dict[str, Any] | None, **args: Any) -> str:
    return jobs_page.results(_asked({"q": [EVIL], **args}), found, "1577-0365", practice=True)


def test_nothing_foreign_becomes_markup() -> None:
    told = page(FOUND)
    assert "<script" not in told
    assert "alert(" in told  # shown as text


def test_pages_lead_on_and_back_with_the_same_search() -> None:
    told = page(FOUND, region=["52110"])
    assert "page=1" in told
    assert "page=3" in told
    assert "region=52110" in told
    assert "2 / 3쪽" in told


def test_what_is_not_counted_to_its_end_says_so_and_leads_on() -> None:
    told = page({**FOUND, "total": 1_021, "page": 101})
    assert "<strong>1,000건</strong> 넘게" in told
    assert "<span>101쪽</span>" in told
    assert "page=102" in told


def test_what_was_given_up_is_named() -> None:
    assert "<strong>급여</strong> 조건은 빼고" in page({**FOUND, "relaxed": ["급여"]})


def test_a_search_that_does_not_answer_is_said_with_a_number_to_call() -> None:
    told = page(None)
    assert "1577-0365" in told
    assert "role='alert'" in told


def test_nothing_new_today_is_said() -> None:
    asked: dict[str, Any] = {"page": 1}
    told = jobs_page.new_today("52110", asked, {**FOUND, "relaxed": ["등록일"]}, "1", practice=False)
    assert "오늘 새로 올라온 일자리는 아직 없어요" in told
    assert "연습용 자료예요" not in told


@pytest.mark.parametrize("said", ["0", "-1", "x", "", "9" * 30, "²"])
def test_a_page_that_is_no_page_is_the_first_or_the_last(said: str) -> None:
    assert 1 <= _asked({"page": [said]})["page"] <= 1_000


@pytest.mark.parametrize(("name", "said"), [("region", "11000"), ("sort", "id"), ("kind", "x"), ("region", "52110' OR 1")])  # noqa: E501
def test_choices_that_are_not_offered_are_left_out(name: str, said: str) -> None:
    assert not _asked({name: [said]})[name]
