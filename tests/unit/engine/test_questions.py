"""A frequent question is found by its letters, by what is meant, or by its sound: whichever a message leaves intact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from bot.engine.lexicon import Lexicon
from bot.engine.questions import QuestionModel
from bot.engine.reading import Reader, Reading

DAY = date(2026, 11, 23)
NEAR = {"letters": 0.7, "sounds": 0.8, "stems": 1.0}
ONE_EACH = [
    ("parking", "주차할 수 있나요?"),
    ("price", "수업료가 얼마인지 알고 싶어요"),
    ("open", "토요일에도 문을 여나요?"),
    ("pot", "가마솥에다 무엇을 끓이는가?"),
]
READER = Reader.taught(Lexicon({}), [text for _, text in ONE_EACH])
AXES = {name: at for at, (name, _) in enumerate(ONE_EACH)}
Ask = Callable[[], np.ndarray]


def read(text: str) -> Reading:
    return READER.read(text, DAY)


def vector(*meant: str) -> np.ndarray:
    """A direction for each question; between them what means a bit of each, and of nothing what means none."""
    row = np.full(384, 0.01, np.float32)
    row[[AXES[name] for name in meant]] = 1.0
    return row / np.linalg.norm(row)


def fitted(asked: list[tuple[str, str]], sense: bool = True) -> QuestionModel:
    vectors = np.stack([vector(name) for name, _ in asked])
    return QuestionModel.fit(asked, read, NEAR, NEAR, 0.3, 1, (lambda _: vectors) if sense else None)


@pytest.fixture(scope="module")
def one_each() -> QuestionModel:
    return fitted(ONE_EACH)


def asking(asked: list[str], *meant: str) -> Ask:
    def ask() -> np.ndarray:
        asked.extend(meant)
        return vector(*meant)

    return ask


def test_of_single_wordings_the_nearest_is_meant_without_the_encoder() -> None:
    model = fitted(ONE_EACH, sense=False)
    for name, text in ONE_EACH:
        assert model.rank(read(text.replace("나요", "어요")), 1)[0][0] == name


def test_other_words_are_known_by_what_they_mean(one_each: QuestionModel) -> None:
    asked: list[str] = []
    [(name, _)] = one_each.rank(read("차 댈 데 알고 싶어요"), 1, asking(asked, "parking"), 0.3)
    assert (name, asked) == ("parking", ["parking"])


def test_dialect_is_known_by_its_sound(one_each: QuestionModel) -> None:
    """The encoder takes it for something else, but not surely."""
    [(name, _), *_] = one_each.rank(read("감마솟이다 멀 낋인당가"), 1, asking([], "pot", "open", "price"), 0.3)
    assert name == "pot"


def test_a_wording_word_by_word_needs_no_encoder(one_each: QuestionModel) -> None:
    asked: list[str] = []
    for known, text in ONE_EACH:
        [(name, score), *_] = one_each.rank(read(text), 1, asking(asked, "pot"), 0.3)
        assert name == known
        assert score >= 0.9
    assert asked == []


def test_what_is_like_nothing_scores_low(one_each: QuestionModel) -> None:
    for text in ("", "zzz", "ㅋㅋㅋ", "\x00"):
        assert one_each.rank(read(text), 1, lambda: vector(), 0.3)[0][1] <= 0.1


@pytest.mark.parametrize("sense", [True, False])
def test_what_is_kept_ranks_alike(sense: bool) -> None:
    more = [("parking", "차 댈 곳 있어요"), ("price", "학원비 얼마예요"), ("open", "주말에 하나요")]
    model = fitted([*ONE_EACH, *more], sense)
    facts, arrays = model.kept()
    again = QuestionModel.of({**facts, **arrays})
    for text in ("주말에 차 댈 곳", "얼만가요", "감마솟이다 멀 낋인당가"):
        ask = asking([], "parking", "open")
        assert again.rank(read(text), 3, ask, 0.3) == model.rank(read(text), 3, ask, 0.3)
