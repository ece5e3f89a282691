"""A repaired reading adds to what a message says; it takes nothing away and moves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.engine.analysers import analyser
from bot.engine.grams import stems
from bot.engine.lexicon import Lexicon
from bot.engine.reading import Reader, Reading
from bot.engine.repair import repair
from tests.unit.engine.apart import Apart, apart

DAY = date(2026, 11, 23)
NAMES = Lexicon({"내배카": [("programme", "kr.card")], "오전만": [("shift", "day")]}, {})


@pytest.fixture(scope="module")
def there() -> Iterator[Apart]:
    with apart() as process:
        yield process


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
def test_spaces_and_slips(there: Apart, typed: str, meant: str) -> None:
    assert there(_repaired, typed).strip() == meant


def test_stems_of_the_repaired_text_are_added(there: Apart) -> None:
    reading = Reader.taught(NAMES, []).read("신청하고시퍼요", DAY)
    repaired = replace(reading, repaired=tuple(analyser("mecab")(there(_repaired, reading.view.text))))
    told, more = list(stems(reading)), list(stems(repaired))
    assert more[: len(told)] == told
    assert "싶/VX" in set(more) - set(told)
    assert len(set(more[len(told) :])) == len(more) - len(told)


@pytest.mark.parametrize(("by", "dictionary"), [("mecab", False), ("mecab", True), ("kiwi", True)])
def test_a_reader_keeps_its_analyser(there: Apart, by: str, dictionary: bool) -> None:
    before, reading = there(_read_before_and_after, by, dictionary)
    assert reading == before
    assert (reading.morphemes[0].text == "내배카") is dictionary
    assert [found.value for found in reading.known] == ["kr.card"]


def test_names_are_what_a_dictionary_may_be_told() -> None:
    assert NAMES.names() == ("내배카",)


def _repaired(typed: str) -> str:
    return repair()(typed)


def _read_before_and_after(by: str, dictionary: bool) -> list[Reading]:
    """Read with a reader that was taught, then with one made of what it keeps."""
    taught = Reader.taught(NAMES, ["내배카 신청"], by, dictionary)
    return [reader.read("내배카로 도와줘요", DAY) for reader in (taught, Reader.of(taught.kept()))]
