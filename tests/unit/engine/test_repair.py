"""A repaired reading adds to what a message says; it takes nothing away and moves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.engine.analysers import analyser
from bot.engine.grams import stems
from bot.engine.lexicon import Lexicon
from bot.engine.reading import Reader
from bot.engine.repair import repair

DAY = date(2026, 11, 23)
NAMES = Lexicon({"내배카": [("programme", "kr.card")], "오전만": [("shift", "day")]}, {})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("실업급여신청하고시퍼요", "실업 급여 신청하고 싶어요"),
        ("알바구하고싶은디요", "알바 구하고 싶은디요"),
        ("일자리 찾아요", "일자리 찾아요"),
        ("\x00\ud800", ""),
        ("", ""),
    ],
)
def test_spaces_and_slips(typed: str, meant: str) -> None:
    assert repair()(typed).strip() == meant


def test_stems_of_the_repaired_text_are_added() -> None:
    reading = Reader.taught(NAMES, []).read("신청하고시퍼요", DAY)
    repaired = replace(reading, repaired=tuple(analyser("mecab")(repair()(reading.view.text))))
    told, more = list(stems(reading)), list(stems(repaired))
    assert more[: len(told)] == told
    assert "싶/VX" in set(more) - set(told)
    assert len(set(more[len(told) :])) == len(more) - len(told)


@pytest.mark.parametrize(("by", "dictionary"), [("mecab", False), ("mecab", True), ("kiwi", True)])
def test_a_reader_keeps_its_analyser(by: str, dictionary: bool) -> None:
    taught = Reader.taught(NAMES, ["내배카 신청"], by, dictionary)
    kept = Reader.of(taught.kept())
    reading = kept.read("내배카로 도와줘요", DAY)
    assert reading == taught.read("내배카로 도와줘요", DAY)
    assert (reading.morphemes[0].text == "내배카") is dictionary
    assert [found.value for found in reading.known] == ["kr.card"]


def test_names_are_what_a_dictionary_may_be_told() -> None:
    assert NAMES.names() == ("내배카",)
