"""Whichever analyser is chosen: every morpheme has its place in the text, and nothing that is typed brings it down."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import jpype
import pytest

from bot.engine import analysers
from bot.engine.analysers import Missing, analyser, placed
from bot.engine.java import ROOM
from bot.engine.korean import Morpheme
from tests.unit.engine.apart import Apart, apart

JAVA = ["okt", "komoran", "hannanum", "kkma"]
SENTENCE = "실업급여  신청하고 도와줘요🙂 전주에서"
ODD = "\x00\n \u200b\ufeff\u0300\u1100\u1161\u11a8\ud800\udbff\udc00\udfff🙂ㅋ/+\t"
KNOWN = "실업급여 알바 30 만원 두 달 전 dlfwkfl 1,000 서른 "
WALLS = ["가", "\x00", "\ud800", "\udfff", "a\u0300", "\u1100", "1", "?", "전주", "나요 ", "🙂", " "]
NAMES = ("내배카", "구직촉진수당")
WITH_NAMES = "내배카랑 구직촉진수당은"
TAKE_NAMES = ("mecab", "kiwi", "komoran")


def no_java() -> str:
    try:
        return "" if jpype.getDefaultJVMPath() else "no Java"
    except jpype.JVMNotFoundException:
        return "Java is not installed: apt install default-jre-headless"


needs_java = pytest.mark.skipif(bool(no_java()), reason=no_java() or "Java is there")
EACH = ["mecab", "kiwi", *(pytest.param(name, marks=needs_java) for name in JAVA)]


@pytest.fixture(scope="module", params=EACH)
def named(request: pytest.FixtureRequest) -> Iterator[tuple[str, Apart]]:
    with apart() as there:
        yield request.param, there


def test_words_have_their_places(named: tuple[str, Apart]) -> None:
    name, there = named
    [found] = there(_analysed, name, [SENTENCE])
    places = {SENTENCE[m.start : m.end] for m in found}
    assert {"전주", "에서"} <= places
    assert {"실업급여", "실업"} & places
    assert all(m.tag for m in found)


def test_whatever_is_typed_is_placed(named: tuple[str, Apart]) -> None:
    name, there = named
    _are_placed(there, name, list(_odd(60 if name == "kkma" else 400)))


def test_walls_are_placed(named: tuple[str, Apart]) -> None:
    name, there = named
    _are_placed(there, name, [piece * ((500 if name == "kkma" else 5_000) // len(piece)) for piece in WALLS])


def test_nothing_has_no_morphemes(named: tuple[str, Apart]) -> None:
    name, there = named
    assert there(_analysed, name, ["", " ", "\n\t"]) == [[], [], []]


def test_threads_may_ask(named: tuple[str, Apart]) -> None:
    name, there = named
    assert there(_heard_by_threads, name) == there(_analysed, name, [SENTENCE]) * 4


def test_names_are_known(named: tuple[str, Apart]) -> None:
    name, there = named
    if name not in TAKE_NAMES:
        return
    [known], [plain] = there(_analysed, name, [WITH_NAMES], NAMES), there(_analysed, name, [WITH_NAMES])
    assert {("내배카", "NNP"), ("구직촉진수당", "NNP")} <= {(m.text, m.tag) for m in known}
    assert "내배카" not in {m.text for m in plain}


def test_java_reads_the_beginning_of_a_long_text(named: tuple[str, Apart]) -> None:
    name, there = named
    if name == "komoran":
        [found] = there(_analysed, name, ["전주 알바 " * 1_000])
        assert ROOM - 6 <= found[-1].end <= ROOM


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ([("도와줘", [("돕", "VV"), ("아", "EC"), ("주", "VX"), ("어", "EC")])], ["도와줘"] * 4),
        ([("도와줘", [("도와", "VV"), ("주", "VX"), ("어", "EC")])], ["도와", "줘", "줘"]),
        ([("알바", [("알바", "NNG"), ("이", "VCP")]), ("구", [("구", "NNG")])], ["알바", "알바", "구"]),
        ([("도와주", [("도와주", "VV")]), ("알바", [("알바", "NNG")])], ["도와줘", "알바"]),
        ([("", [("도와", "VV")]), ("없다", [("없", "VA")])], ["도와", "도와줘"]),
    ],
)
def test_what_is_lost_has_the_place_of_its_word(written: Any, places: list[str]) -> None:
    text = "도와줘 알바 구"
    assert [text[m.start : m.end] for m in placed(text, written)] == places


def test_an_unknown_analyser_is_named_with_those_there_are() -> None:
    with pytest.raises(Missing, match="'kmoran' is none of mecab, kiwi, okt"):
        analyser("kmoran")


@pytest.mark.parametrize(
    ("name", "module", "package"), [("kiwi", "kiwipiepy", "kiwipiepy"), ("okt", "jpype", "JPype1")]
)
def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch, name: str, module: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    analysers.kiwi.cache_clear()
    with pytest.raises(Missing, match=f"pip install {package}$"):
        analyser.__wrapped__(name)


def test_missing_java_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jpype, "isJVMStarted", lambda: False)
    monkeypatch.setattr(jpype, "getDefaultJVMPath", _no_machine)
    with pytest.raises(Missing, match="apt install default-jre-headless"):
        analyser.__wrapped__("okt")


def _no_machine() -> str:
    raise jpype.JVMNotFoundException("none")


def _analysed(name: str, texts: list[str], names: tuple[str, ...] = ()) -> list[list[Morpheme]]:
    analyse = analyser(name, names)
    return [analyse(text) for text in texts]


def _heard_by_threads(name: str) -> list[list[Morpheme]]:
    analyse, heard = analyser(name), list[list[Morpheme]]()
    asking = [Thread(target=lambda: heard.append(analyse(SENTENCE))) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    return heard


def _are_placed(there: Apart, name: str, texts: list[str]) -> None:
    for text, found in zip(texts, there(_analysed, name, texts), strict=True):
        assert all(0 <= m.start < m.end <= len(text) and m.text and m.tag for m in found), ascii(text)
        assert [m.start for m in found] == sorted(m.start for m in found), ascii(text)


def _odd(many: int) -> Iterator[str]:
    chance = random.Random(20261123)
    kinds: list[Callable[[], str]] = [
        lambda: chr(chance.randrange(0x110000)),
        lambda: chance.choice(ODD),
        lambda: chr(chance.randrange(0xAC00, 0xD7A4)),
        lambda: chance.choice(KNOWN),
        lambda: chr(chance.randrange(32, 127)),
    ]
    for _ in range(many):
        mixed = chance.sample(kinds, 2)
        yield "".join(chance.choice(mixed)() for _ in range(chance.randrange(40)))
