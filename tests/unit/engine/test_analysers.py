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
from bot.engine.analysers import Analyse, Missing, analyser, placed
from bot.engine.java import ROOM

JAVA = ["okt", "komoran", "hannanum", "kkma"]
SENTENCE = "실업급여  신청하고 도와줘요🙂 전주에서"
ODD = "\x00\n \u200b\ufeff\u0300\u1100\u1161\u11a8\ud800\udbff\udc00\udfff🙂ㅋ/+\t"
KNOWN = "실업급여 알바 30 만원 두 달 전 dlfwkfl 1,000 서른 "
WALLS = ["가", "\x00", "\ud800", "\udfff", "a\u0300", "\u1100", "1", "?", "전주", "나요 ", "🙂", " "]
NAMES = ("내배카", "구직촉진수당")


def no_java() -> str:
    try:
        return "" if jpype.getDefaultJVMPath() else "no Java"
    except jpype.JVMNotFoundException:
        return "Java is not installed: apt install default-jre-headless"


needs_java = pytest.mark.skipif(bool(no_java()), reason=no_java() or "Java is there")
EACH = ["mecab", "kiwi", *(pytest.param(name, marks=needs_java) for name in JAVA)]


@pytest.fixture(scope="module", params=EACH)
def named(request: pytest.FixtureRequest) -> tuple[str, Analyse]:
    return request.param, analyser(request.param)


def test_words_have_their_places(named: tuple[str, Analyse]) -> None:
    found = named[1](SENTENCE)
    places = {SENTENCE[m.start : m.end] for m in found}
    assert {"전주", "에서"} <= places
    assert {"실업급여", "실업"} & places
    assert all(m.tag for m in found)


def test_whatever_is_typed_is_placed(named: tuple[str, Analyse]) -> None:
    name, analyse = named
    for text in _odd(60 if name == "kkma" else 400):
        _is_placed(analyse, text)


def test_walls_are_placed(named: tuple[str, Analyse]) -> None:
    name, analyse = named
    for piece in WALLS:
        _is_placed(analyse, piece * ((500 if name == "kkma" else 5_000) // len(piece)))


def test_nothing_has_no_morphemes(named: tuple[str, Analyse]) -> None:
    assert [named[1](text) for text in ("", " ", "\n\t")] == [[], [], []]


def test_threads_may_ask(named: tuple[str, Analyse]) -> None:
    heard: list[Any] = []
    asking = [Thread(target=lambda: heard.append(named[1](SENTENCE))) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert heard == [named[1](SENTENCE)] * 4


@pytest.mark.parametrize("name", ["mecab", "kiwi", pytest.param("komoran", marks=needs_java)])
def test_names_are_known(name: str) -> None:
    known = analyser(name, NAMES)
    assert {("내배카", "NNP"), ("구직촉진수당", "NNP")} <= {(m.text, m.tag) for m in known("내배카랑 구직촉진수당은")}
    assert "내배카" not in {m.text for m in analyser(name)("내배카랑 구직촉진수당은")}


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


@needs_java
def test_java_reads_the_beginning_of_a_long_text() -> None:
    found = analyser("komoran")("전주 알바 " * 1_000)
    assert ROOM - 6 <= found[-1].end <= ROOM


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


def _is_placed(analyse: Analyse, text: str) -> None:
    found = analyse(text)
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
