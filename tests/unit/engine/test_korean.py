"""Clean readings: they repair what people type, and still know where every character came from."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.korean import asking_part, clean, from_keys, jamo, morphemes, packed, repair_keys


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("실업급여ㅋㅋㅋㅋㅋㅋ", "실업급여ㅋㅋ"),
        ("네에에에에에", "네에에"),
        ("ＩＴ　일자리", "it 일자리"),
        ("실업\u200b급여", "실업급여"),
        (unicodedata.normalize("NFD", "전주에서"), "전주에서"),
        ("1000000원", "1000000원"),
        ("국취제 Ⅰ유형", "국취제 i유형"),
        ("", ""),
    ],
)
def test_clean(typed: str, read: str) -> None:
    assert clean(typed).text == read


@given(st.text(max_size=60))
def test_every_character_keeps_its_place(typed: str) -> None:
    for view in (clean(typed), packed(clean(typed))):
        assert len(view.offsets) == len(view.text) + 1
        assert list(view.offsets) == sorted(view.offsets)
        for start in range(len(view.text)):
            begin, end = view.span(start, start + 1)
            assert 0 <= begin < end <= len(typed)


def test_a_span_finds_the_words_in_the_message() -> None:
    typed = "ㅋㅋㅋㅋㅋ  " + unicodedata.normalize("NFD", "전주") + " 일자리"
    view = clean(typed)
    at = view.text.index("전주")
    start, end = view.span(at, at + 2)
    assert unicodedata.normalize("NFC", typed[start:end]) == "전주"


def test_jamo() -> None:
    assert jamo("일자리 a1") == "ㅇㅣㄹㅈㅏㄹㅣ a1"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("dlfwkfl", "일자리"),
        ("dlfurtj", "이력서"),
        ("tlfdjqrmqdu", "실업급여"),
        ("rngody", "구해요"),
        ("djqtek", "없다"),
        ("dhkTdj", "왔어"),
        ("excel", None),
        ("kdt", None),
    ],
)
def test_from_keys(keys: str, said: str | None) -> None:
    assert from_keys(keys) == said


def test_keys_are_repaired_only_where_the_outcome_is_known() -> None:
    view = repair_keys(clean("wjswn work dlfwkfl"), {"전주", "일자리"}.__contains__)
    assert view.text == "전주 work 일자리"
    assert view.span(0, 2) == (0, 5)
    assert view.span(8, 11) == (11, 18)


@settings(deadline=None)  # the first call loads the dictionary
@given(st.text(alphabet="가나다 abc12?.ㅋ🙂", max_size=30))
def test_morphemes_have_exact_spans(text: str) -> None:
    for morpheme in morphemes(text):
        assert text[morpheme.start : morpheme.end] == morpheme.text


def test_the_part_that_asks() -> None:
    long = "저는 오래 다녔습니다. " * 30 + "실업급여 받을 수 있나요? " + "감사합니다. " * 10
    start, end = asking_part(long)
    assert "실업급여 받을 수 있나요?" in long[start:end]
    assert end - start <= 240
    assert asking_part("짧은 말") == (0, 4)
