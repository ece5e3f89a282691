"""Cutting never breaks what a reader sees as one character, and always fits."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.channels import fit

FAMILY, FLAG, JAMO = "👨‍👩‍👧‍👦", "🇰🇷", unicodedata.normalize("NFD", "한글")
ODD = st.sampled_from([*FAMILY, *FLAG, *JAMO, "가", " ", "\n", ".", "e", "\u0301"])
WORDS = st.text(alphabet=st.one_of(ODD, st.characters()))


def test_clusters_are_what_a_reader_sees() -> None:
    text = f"{FAMILY}{FLAG}{FLAG}{JAMO}e\u0301👍🏽가"
    assert list(fit.clusters(text)) == [FAMILY, FLAG, FLAG, JAMO[:3], JAMO[3:], "e\u0301", "👍🏽", "가"]


def test_a_cut_leaves_whole_characters_and_says_that_it_cut() -> None:
    assert fit.cut("가나다라마", 4) == "가나다…"
    assert fit.cut(FAMILY * 2, 15) == FAMILY + "…"
    assert fit.cut("짧아요", 10) == "짧아요"


def test_a_long_text_parts_at_a_sentence() -> None:
    text = "첫 문장이에요. 둘째 문장이에요. 셋째예요."
    assert fit.split(text, 20) == ["첫 문장이에요. 둘째 문장이에요.", "셋째예요."]


@given(WORDS, st.integers(1, 60))
def test_whatever_comes_is_cut_to_size(text: str, most: int) -> None:
    kept = fit.cut(fit.clean(text), most)
    assert fit.units(kept) <= most
    assert fit.clean(kept) is not None
    kept.encode()


@given(WORDS, st.integers(20, 60))
def test_parts_fit_and_lose_nothing_but_spaces(text: str, most: int) -> None:
    cleaned = fit.clean(text)
    parts = fit.split(cleaned, most)
    assert all(fit.units(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(cleaned.split())


@given(WORDS)
def test_clusters_are_the_text(text: str) -> None:
    assert "".join(fit.clusters(text)) == text
