"""Values inside messages, as people of Jeonbuk say them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.numbers import number
from bot.engine.values import find_values

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("32", 32), ("1,234", 1234), ("삼십이", 32), ("서른둘", 32), ("스물 아홉", 29), ("쉰", 50), ("백팔십", 180),
        ("만이천", 12_000), ("이백오십만", 2_500_000), ("2백50만", 2_500_000), ("1만2천", 12_000), ("1.5", 1.5),
        ("일억이천만", 120_000_000), ("가", None), ("", None),
    ],
)  # fmt: skip
def test_number(said: str, value: float | None) -> None:
    assert number(said) == value


def money(won: int, kind: str | None = None, bound: str | None = None) -> dict[str, Any]:
    return {"won": won, "kind": kind, "bound": bound}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("나 32살이고 두 달 전에 그만뒀어", [("age", 32), ("months_ago", 2)]),
        ("서른둘이에요", [("age", 32)]),
        ("제가 올해 오십다섯인데요", [("age", 55)]),
        ("나이 칠십인디", [("age", 70)]),
        ("나이는 이제 육십이에요", [("age", 60)]),
        ("이십일 일했어요", [("count_days", 20)]),
        ("2번 눌러서 볼게요", [("ordinal", 2)]),
        ("만 65세 이상", [("age", 65)]),
        ("90년생입니다", [("age", 36)]),
        ("1994년 3월생", [("age", 32)]),
        ("50대 초반이에요", [("age", 52)]),
        ("육십 넘었어요", [("age", 60)]),
        ("1년 3개월 일했어요", [("duration_months", 15)]),
        ("일 년 반 다녔어요", [("duration_months", 18)]),
        ("7개월", [("duration_months", 7)]),
        ("십팔개월", [("duration_months", 18)]),
        ("반년 전에 그만뒀어요", [("months_ago", 6)]),
        ("석 달 됐어요", [("months_ago", 3)]),
        ("일한지 2년 됐어요", [("duration_months", 24)]),
        ("지난달에 퇴사", [("months_ago", 1)]),
        ("2주 전에 해고", [("months_ago", 0)]),
        ("작년 12월 말에 그만뒀어요", [("months_ago", 11)]),
        ("7월에 퇴사했어요", [("months_ago", 4)]),
        ("210일이요", [("count_days", 210)]),
        ("12월에 퇴사했어요", [("months_ago", 11)]),
        ("180일", [("count_days", 180)]),
        ("백팔십일", [("count_days", 180)]),
        ("주 5일 근무", [("work_days", 5)]),
        ("일주일에 이틀", [("work_days", 2)]),
        ("월 이백오십 이상", [("money", money(2_500_000, "month", "min"))]),
        ("월급 250만원 이하", [("money", money(2_500_000, "month", "max"))]),
        ("시급 만이천원", [("money", money(12_000, "hour"))]),
        ("연봉 3천", [("money", money(30_000_000, "year"))]),
        ("일당 15만원", [("money", money(150_000, "day"))]),
        ("5,000만원", [("money", money(50_000_000))]),
        ("두 번째 거", [("ordinal", 2)]),
        ("3번 자세히", [("ordinal", 3)]),
        ("일이 없어요", []),
        ("이만 끝낼게", []),
        ("만약에", []),
        ("내일 면접", []),
        ("월요일", []),
        ("주 40시간", []),
        ("전주 일자리", []),
        ("알바 구해요", []),
        ("2024년에 졸업", []),
    ],
)
def test_values(text: str, found: list[tuple[str, Any]]) -> None:
    assert [(f.entity, f.value) for f in find_values(text, TODAY)] == found


def test_what_is_only_about_right_says_so() -> None:
    assert {f.value: f.approx for f in find_values("50대이고 32살은 아니에요", TODAY)} == {50: True, 32: False}


@given(st.text(alphabet="0123456789일이삼십백천만억월급년개달전살세대주두세 원시급연봉", max_size=40))
def test_values_stay_inside_the_text_and_apart(text: str) -> None:
    found = find_values(text, TODAY)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start or (a.start, a.end) == (b.start, b.end) for a, b in pairwise(found))
