"""Hours: weekends and Korean holidays are off, and the next opening is said as people say it."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.talk import hours

SEOUL = hours.SEOUL


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-23 09:00", True), ("2026-11-23 08:59", False), ("2026-11-23 17:59", True),
        ("2026-11-23 18:00", False),
        ("2026-11-21 11:00", False), ("2026-12-25 11:00", False), ("2026-08-17 11:00", False),
    ],
)  # fmt: skip
def test_open(at: str, open_: bool) -> None:
    assert hours.is_open(datetime.fromisoformat(at).replace(tzinfo=SEOUL)) is open_


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-23 07:00", "11월 23일(월) 오전 9시"),
        ("2026-11-23 18:30", "11월 24일(화) 오전 9시"),
        ("2026-11-27 20:00", "11월 30일(월) 오전 9시"),
        ("2026-12-24 19:00", "12월 28일(월) 오전 9시"),
    ],
)
def test_next_opening_in_words(at: str, words: str) -> None:
    assert hours.in_words(hours.next_opening(datetime.fromisoformat(at).replace(tzinfo=SEOUL))) == words
