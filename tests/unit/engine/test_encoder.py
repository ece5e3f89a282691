"""In doubt the sentence encoder is asked, and only then; without it everything works as before."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.engine import encoder
from bot.engine.encoder import LONGEST, Encoder, Sense, kept_sense
from bot.engine.intents import IntentModel
from bot.engine.lexicon import Lexicon
from bot.engine.linear import per_class
from bot.engine.questions import QuestionModel
from bot.engine.reading import Reader, Reading

DAY = date(2026, 11, 23)
GREET = ["안녕하세요", "안녕", "반가워요", "하이 안녕", "안녕하십니까", "안녕 반가워"]
WORK = ["일자리 찾아 주세요", "일자리 구해요", "알바 자리 있나요", "알바 찾아요", "일 구하고 싶어요", "직장 구해요"]
BYE = ["잘 있어요", "다음에 봐요", "그럼 이만", "다음에 또 올게요", "이만 갈게요", "또 봐요"]
EXAMPLES = [(text, name) for name, texts in (("greet", GREET), ("work", WORK), ("bye", BYE)) for text in texts]
READER = Reader.taught(Lexicon({}), [text for text, _ in EXAMPLES])
WIDE = 384


def read(text: str) -> Reading:
    return READER.read(text, DAY)


def encode(texts: Sequence[str]) -> np.ndarray:
    """Vectors by what is meant: one direction for each intent, a little of the letters beside it."""
    rows = []
    for text in texts:
        chance = np.random.default_rng(zlib.crc32(text.encode()))
        row = chance.normal(0, 0.02, WIDE)
        row[next((n for n, known in enumerate((GREET, WORK, BYE)) if text in known or text == SAME[n]), 3)] += 1.0
        rows.append(row / np.linalg.norm(row))
    return np.asarray(rows, np.float32)


SAME = ("方가", "밥벌이", "종료")  # said with letters that no example has


@pytest.fixture(scope="module")
def with_sense() -> IntentModel:
    return IntentModel.fit(EXAMPLES, read, {"letters": 1.0, "sounds": 1.0}, encode=encode)


def asking(text: str, asked: list[str]) -> Callable[[], np.ndarray]:
    def ask() -> np.ndarray:
        asked.append(text)
        return encode([text])[0]

    return ask


def test_it_is_asked_in_doubt_and_right(with_sense: IntentModel) -> None:
    asked: list[str] = []
    for name, text in zip(("greet", "work", "bye"), SAME, strict=True):
        assert with_sense.rank(read(text), asking(text, asked), sure=0.9)[0][0] == name
    assert asked == list(SAME)


def test_who_is_sure_does_not_pay(with_sense: IntentModel) -> None:
    asked: list[str] = []
    [(name, confidence), *_] = with_sense.rank(read("일자리 찾아 주세요"), asking("", asked), sure=0.5)
    assert (name, asked) == ("work", [])
    assert confidence >= 0.5


def test_what_is_kept_ranks_alike_and_confidences_add_up(with_sense: IntentModel) -> None:
    facts, arrays = with_sense.kept()
    again = IntentModel.of({**facts, **arrays})
    for text in (*SAME, "일자리 구해요"):
        told = with_sense.rank(read(text), asking(text, []), sure=2.0)
        assert again.rank(read(text), asking(text, []), sure=2.0) == told
        assert sum(sure for _, sure in told) == pytest.approx(1.0, abs=0.001)


def test_without_the_encoder_a_model_works() -> None:
    model = IntentModel.fit(EXAMPLES, read, {"letters": 1.0})
    facts, arrays = model.kept()
    assert IntentModel.of({**facts, **arrays}).meanings is None
    assert model.rank(read("알바 찾아요"), asking("", []), sure=2.0)[0][0] == "work"


def test_a_question_in_other_words_comes_first() -> None:
    model = QuestionModel.fit(
        [(name, text) for text, name in EXAMPLES], read, {"letters": 1.0}, {"letters": 1.0}, 0.3, 1, encode
    )
    facts, arrays = model.kept()
    kept = QuestionModel.of({**facts, **arrays})
    for name, text in zip(("greet", "work", "bye"), SAME, strict=True):
        assert kept.rank(read(text), 1, asking(text, []), ahead=0.3)[0][0] == name
    asked: list[str] = []
    assert kept.rank(read("일자리 찾아 주세요"), 1, asking("", asked), ahead=0.0)[0][0] == "work"
    assert asked == []


class Model:
    """Stands for the C library: it must never be given what it cannot take."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def query(self, texts: str | list[str]) -> np.ndarray:
        many = [texts] if isinstance(texts, str) else texts
        self.given += many
        assert all(len(text) <= LONGEST and "\x00" not in text and text.encode() is not None for text in many)
        rows = np.ones((len(many), 4), np.float32)
        return rows[0] if isinstance(texts, str) else rows


@pytest.mark.parametrize("text", ["\x00" * 9, "\ud800가", "가" * 5_000, "🙂" * 10_000, ""], ids=ascii)
def test_anything_can_be_given(text: str) -> None:
    model = Model()
    assert Encoder(model).vector(text).shape == (4,)
    assert Encoder(model).vectors([text, "가"]).shape == (2, 4)


def test_what_training_asked_for_is_asked_once() -> None:
    model = Model()
    sentences = Encoder(model)
    sentences.vectors(["가", "나"])
    sentences.vectors(["나", "다", "다"])
    assert model.given == ["가", "나", "다"]


def test_the_next_training_asks_only_for_what_is_new(tmp_path: Path) -> None:
    kept = tmp_path / "models/vectors.npz"
    first = Encoder(Model(), kept).vectors(["가", "나"])
    model = Model()
    again = Encoder(model, kept).vectors(["나", "다"])
    assert model.given == ["다"]
    assert np.array_equal(again[0], first[1])
    model = Model()
    Encoder(model, kept).vectors(["가", "나", "다"])
    assert model.given == ["가"]  # what the last training did not ask for is forgotten


@pytest.mark.parametrize("torn", [b"", b"PK", b"no archive at all"])
def test_a_torn_file_of_vectors_is_written_anew(tmp_path: Path, torn: bytes) -> None:
    kept = tmp_path / "vectors.npz"
    kept.write_bytes(torn)
    model = Model()
    Encoder(model, kept).vectors(["가"])
    assert model.given == ["가"]
    assert Encoder(Model(), kept).vectors(["가"]).shape == (1, 4)


def test_a_processor_that_lacks_something_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "missing", lambda: "no AVX2")
    encoder.encoder.cache_clear()
    assert encoder.encoder() is None
    encoder.encoder.cache_clear()


def test_a_class_that_nobody_showed_is_never_first() -> None:
    class Fitted:
        classes_ = np.asarray([0, 2])
        coef_ = np.asarray([[1.0, 0.0]])
        intercept_ = np.asarray([0.5])

    weights, bias = per_class(Fitted(), 3)
    assert (np.asarray([1.0, 0.0]) @ weights + bias).tolist() == [-1.5, -5.0, 1.5]


def test_no_sense_is_kept_as_nothing() -> None:
    assert Sense.of(kept_sense(None)) is None
