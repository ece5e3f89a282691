"""Spans that examples mark are found in sentences nobody marked, and end where the examples let them end."""

from __future__ import annotations

import pytest

from bot.engine.korean import morphemes
from bot.engine.spans import Sentence, Span, SpanModel, guessed, units

CITIES = ("전주", "군산", "익산", "남원", "김제")
DAYS = ("내일", "모레", "금요일", "주말", "다음 주")
SHAPES = ("{day} {city}에서 만나요", "{city}에 {day} 가요", "{city}로 {day}에 와요", "{day}에는 {city}까지 가고 싶어요")


def sentence(text: str, intent: str = "") -> Sentence:
    return Sentence(text, tuple(morphemes(text)), intent)


def told(hanging: str = "") -> list[tuple[Sentence, list[Span]]]:
    """Return sentences; of the kinds named in `hanging` whole words are marked, with what hangs on them."""
    rows = []
    for city in CITIES:
        for day in DAYS:
            for shape in SHAPES:
                text = shape.format(city=city, day=day)
                places = [("city", text.index(city), len(city)), ("day", text.index(day), len(day))]
                ends = [text.index(" ", at + long) if kind in hanging else at + long for kind, at, long in places]
                spans = [Span(kind, at, end) for (kind, at, _), end in zip(places, ends, strict=True)]
                rows.append((sentence(text), sorted(spans, key=lambda span: span.start)))
    return rows


@pytest.fixture(scope="module")
def model() -> SpanModel:
    return SpanModel.fit(told(), {"c1": 0.05, "c2": 0.01, "max_iterations": 40})


@pytest.mark.parametrize(("text", "found"), [
    ("순창에 내일 가요", [("city", "순창"), ("day", "내일")]),
    ("다음 주 부안에서 만나요", [("day", "다음 주"), ("city", "부안")]),
    ("만나요", []),
    ("", []),
    ("   ", []),
])  # fmt: skip
def test_spans_end_before_particles(model: SpanModel, text: str, found: list[tuple[str, str]]) -> None:
    spans = model.spans(sentence(text))
    assert [(span.kind, text[span.start : span.end]) for span in spans] == found
    assert all(0.0 <= span.confidence <= 1.0 for span in spans)


@pytest.mark.parametrize(("hanging", "found"), [
    ("", ["순창", "주말"]),
    ("city", ["순창에", "주말"]),
    ("day", ["순창", "주말에는"]),
    ("city day", ["순창에", "주말에는"]),
])  # fmt: skip
def test_each_kind_ends_where_its_examples_end(hanging: str, found: list[str]) -> None:
    text = "순창에 주말에는 가요"
    spans = SpanModel.fit(told(hanging), {"c1": 0.05, "c2": 0.01, "max_iterations": 40}).spans(sentence(text))
    assert [text[span.start : span.end] for span in spans] == found


def test_what_is_kept_finds_the_same(model: SpanModel) -> None:
    texts = ["순창에 내일 가요", "주말 장수까지 가고 싶어요"]
    again = SpanModel(model.crf)
    assert [again.spans(sentence(text)) for text in texts] == [model.spans(sentence(text)) for text in texts]


@pytest.mark.parametrize("text", ["전주에서는 왜요", "ㅋㅋㅋ 🙂🙂 ㅠ", "a b  c\t전주에서", "에서", "\x00에\ud800"])
def test_units_cover_every_word_once(text: str) -> None:
    cut = units(sentence(text))
    assert "".join(unit.text for unit in cut) == "".join(text.split())
    assert all(text[unit.start : unit.end] == unit.text for unit in cut)


@pytest.mark.parametrize(("text", "stems"), [
    ("전주에서는 일해요", ["전주", "일해요"]),
    ("전주입니다.", ["전주"]),
    ("내일?", ["내일"]),
    ("에서 만나요", ["에서", "만나"]),
])  # fmt: skip
def test_what_hangs_on_a_word_is_known_but_not_cut_off(text: str, stems: list[str]) -> None:
    cut = units(sentence(text))
    assert [unit.text for unit in cut] == text.split()
    assert [unit.stem for unit in cut] == stems


def test_guesses_are_made_by_models_that_have_not_seen_the_sentence() -> None:
    texts = [f"{word} {n}번" for n in range(40) for word in ("가요", "와요", "자요")] + ["가요 말고 자요"]
    intents = [text.split()[0] for text in texts[:-1]] + ["와요"]  # the last one is marked wrongly
    found = guessed(texts, intents, 5)
    assert found[:-1] == intents[:-1]
    assert found[-1] != "와요"
    assert guessed(texts[:9], intents[:9], 5) == intents[:9]
