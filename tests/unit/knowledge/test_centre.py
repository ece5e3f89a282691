"""What the centre says of itself: whether it is open comes before the hours, and what nobody checked is not said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.knowledge import Knowledge
from actions.speech.centre import centre

SEOUL = ZoneInfo("Asia/Seoul")
TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=SEOUL)


def first(knowledge: Knowledge, words: str, at: datetime = TUESDAY) -> str:
    return centre(knowledge.centre, None, words, at).bubbles[0].text.split("\n")[0]


@pytest.mark.parametrize(
    ("words", "at", "heard"),
    [
        ("오늘 문 열었어?", TUESDAY, "지금은 상담 시간이에요. 평일 오전 9시부터"),
        ("지금 가도 돼?", TUESDAY.replace(hour=8, minute=59), "아직 문을 열기 전이에요. 오늘은 오전 9시에 열어요."),
        ("지금 가도 돼?", TUESDAY.replace(hour=18), "오늘 상담은 끝났어요."),
        ("오늘 열어요?", TUESDAY.replace(day=28), "오늘은 토요일이라 쉬어요."),
        ("오늘 문 열었나", datetime(2026, 12, 25, 11, 0, tzinfo=SEOUL), "오늘은 기독탄신일이라 쉬어요."),
        ("토요일도 해?", TUESDAY, "토요일은 쉬어요."),
        ("주말에도 하나요", TUESDAY, "토요일·일요일은 쉬어요."),
        ("수요일 하나요", TUESDAY, "수요일은 상담하는 날이에요."),
        ("몇 시까지 해", TUESDAY, "평일 오전 9시부터 오후 6시까지 상담해요."),
    ],
)
def test_whether_it_is_open_comes_first(knowledge: Knowledge, words: str, at: datetime, heard: str) -> None:
    assert first(knowledge, words, at).startswith(heard)


def test_parking_was_never_checked_and_is_not_claimed(knowledge: Knowledge) -> None:
    said = first(knowledge, "거기 주차되나")
    assert "확인하지 못했어요" in said
    assert "1577-0365" in said
    assert "효자로 173" in said
