"""Whatever arrives is read as something: noise, walls of text, NUL, halves of surrogate pairs, emoji."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import yaml

from bot.engine.korean import morphemes
from bot.engine.lexicon import Lexicon, read_folder
from bot.engine.reading import Reader
from bot.settings import ROOT

DAY = date(2026, 11, 23)
ODD = "\x00\n \u200b\ufeff\u0300\u1100\u1161\u11a8\ud800\udbff\udc00\udfff🙂ㅋ"
KNOWN = "실업급여 알바 30 만원 두 달 전 dlfwkfl 1,000 서른 "
WALLS = ["가", "\x00", "\ud800", "\udfff", "a\u0300", "\u1100", "1", "일", "?", "전주", "나요 ", "3년 ", "dlfwkfl "]


@pytest.fixture(scope="module")
def reader() -> Reader:
    lookups = read_folder(ROOT / "nlu_data/lookups", yaml.safe_load)
    return Reader.taught(Lexicon.of(lookups), ["실업급여 받을 수 있나요", "전주 일자리"])


@pytest.mark.parametrize("many", [2_000, pytest.param(100_000, marks=pytest.mark.marathon)])
def test_random_strings_are_read(reader: Reader, many: int) -> None:
    for text in _random_strings(many):
        _is_read(reader, text)


@pytest.mark.parametrize("wall", [piece * (5_000 // len(piece)) for piece in WALLS] + ["🙂" * 10_000], ids=ascii)
def test_walls_are_read(reader: Reader, wall: str) -> None:
    _is_read(reader, wall)


def _is_read(reader: Reader, text: str) -> None:
    assert all(text[m.start : m.end] == m.text for m in morphemes(text))
    reading = reader.read(text, DAY)
    assert all(text[entity["start"] : entity["end"]] == entity["text"] != "" for entity in reading.entities())
    reading.view.text.encode()  # nothing in it is half a character


def _random_strings(many: int) -> Iterator[str]:
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
