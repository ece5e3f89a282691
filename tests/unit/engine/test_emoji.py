"""Emoji have a meaning where they are what is said, are no trouble where they are not, and keep their place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.emoji import SIGNS, WORK
from bot.engine.korean import clean, morphemes, packed

EMOJI = "".join((*SIGNS.values(), *WORK.values())) + "🏽\ufe0f\u200d♀👨👩👧🦄🇰🇷 네1"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("👍", "네"),
        ("👍🏽👍🏿👍", "네"),
        ("🙆🏻‍♀️", "네"),
        ("⭕", "네"),
        ("👎", "아니요"),
        ("🙅🏻‍♂️❌", "아니요"),
        ("🙏🏼", "감사합니다"),
        ("❤️", "감사합니다"),
        ("👋", "안녕하세요"),
        ("👌🙏", "네 감사합니다"),
        ("😭😭😢", "ㅠㅠ"),
        ("🤬", "불편해요"),
        ("👍!!", "네!!"),
        ("🏭", "공장"),
        ("🦄", "🦄"),
        ("1️⃣", "1"),
    ],
)
def test_alone_they_are_what_is_said(typed: str, read: str) -> None:
    assert clean(typed).text.strip() == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("실업급여 얼마예요?😭😭", "실업급여 얼마예요?"),
        ("😭실업급여 되나요", "실업급여 되나요"),
        ("전주👍일자리🙏🏽", "전주 일자리"),
        ("전주 🏭 구해요", "전주 공장 구해요"),
        ("🚚 일자리", "트럭 운전 일 일자리"),
        ("이번에 전주로 이사를 왔는데 🚚 주소도 바꾸나요", "이번에 전주로 이사를 왔는데 주소도 바꾸나요"),
        ("👨‍👩‍👧‍👦 가족수당 되나요", "가족수당 되나요"),
    ],
)  # fmt: skip
def test_in_a_sentence_they_do_not_disturb(typed: str, read: str) -> None:
    assert clean(typed).text.strip() == read


def test_a_word_has_the_place_of_its_sign() -> None:
    typed = "전주 👷🏻‍♂️ 구해요"
    view = clean(typed)
    at = view.text.index("건설")
    assert typed[slice(*view.span(at, at + 2))] == "👷🏻‍♂️"
    assert typed[slice(*view.span(at, at + 1))] == "👷🏻‍♂️"
    assert typed[slice(*view.span(view.text.index("구해요"), len(view.text)))] == "구해요"


@given(st.text(alphabet=EMOJI, max_size=20))
def test_every_character_keeps_its_place(typed: str) -> None:
    for view in (clean(typed), packed(clean(typed))):
        assert list(view.offsets) == sorted(view.offsets)
        for start in range(len(view.text)):
            begin, end = view.span(start, start + 1)
            assert 0 <= begin < end <= len(typed)


@pytest.mark.parametrize("wall", ["🙂", "👍👎", "👨‍👩‍👧‍👦", "\u200d", "👍\ufe0f", "👍🏽", "🏭 "])
def test_ten_thousand_take_a_moment(wall: str) -> None:
    morphemes("네")  # the first call loads the dictionary
    started = time.perf_counter()
    assert len(morphemes(clean(wall * (10_000 // len(wall))).text)) < 100
    assert time.perf_counter() - started < 0.1
