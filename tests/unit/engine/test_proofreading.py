"""What a hurried hand meant: slips put right and lost spaces put back, for reading only."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest

from bot.engine.korean import morphemes
from bot.engine.lexicon import Lexicon
from bot.engine.mending import Mender
from bot.engine.noise import misspelled
from bot.engine.proofreading import Proofreader
from bot.engine.reading import Reader
from bot.engine.spacing import ENOUGH_TEXTS, Spacer

DAY = date(2026, 11, 24)
WHO = ["실업급여", "구직급여", "청년수당", "취업수당", "훈련수당", "교통비"]
ENDS = ["받을 수 있나요", "신청하고 싶어요", "어떻게 받아요", "언제 신청해요", "얼마나 나와요", "신청 방법 알려 주세요"]
PLACES = ["전주", "군산", "익산", "남원"]
WORK = ["일자리 찾아 주세요", "알바 구해요", "일자리 있나요", "회계 과정 배우고 싶어요"]
TEXTS = [f"{a} {b}" for a in WHO for b in ENDS] + [f"{a} {b}" for a in PLACES for b in WORK] * 5
NAMES = ["국민내일배움카드", "피자집"]


@pytest.fixture(scope="module")
def proof() -> Proofreader:
    assert len(TEXTS) >= ENOUGH_TEXTS
    return Proofreader.taught(TEXTS, NAMES, morphemes)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("실업급어 받으 수 있나요", "실업급여 받을 수 있나요"),  # a key beside, a lost final
        ("구직급여신청하고싶어요", "구직급여 신청하고 싶어요"),
        ("전주일자이찾아주세오", "전주 일자리 찾아 주세요"),
        ("훈련수당 받을 수 잇나요", "훈련수당 받을 수 있나요"),  # as it sounds
    ],
)
def test_slips_and_lost_spaces(proof: Proofreader, written: str, meant: str) -> None:
    assert proof.corrected(written) == meant


@pytest.mark.parametrize("text", ["", " ", "전주", "피자집", "hello 123", "ㅋㅋ", "🙂", *TEXTS[:5]])
def test_what_is_right_stays(proof: Proofreader, text: str) -> None:
    assert proof.corrected(text) == text


def test_most_slips_are_put_right(proof: Proofreader) -> None:
    chance = random.Random(5)
    slipped = [(text, misspelled(text, chance).replace(" ", "")) for text in TEXTS[:36]]
    before = sum(a != b for text, said in slipped for a, b in zip(text.replace(" ", ""), said, strict=True))
    after = sum(
        a != b
        for text, said in slipped
        for a, b in zip(text.replace(" ", ""), proof.corrected(said).replace(" ", ""), strict=True)
    )
    assert before >= 35
    assert after <= before / 4


def test_spaces_are_added_and_never_taken(proof: Proofreader) -> None:
    assert proof.corrected("실업 급여 받을 수 있나요") == "실업 급여 받을 수 있나요"
    assert proof.corrected("전주 일자리찾아주세요") == "전주 일자리 찾아 주세요"


def test_few_texts_teach_no_spaces() -> None:
    few = Spacer.taught(TEXTS[:5], morphemes)
    assert few.spaced("실업급여신청하고싶어요") == "실업급여신청하고싶어요"


def test_what_is_kept_corrects_alike(proof: Proofreader) -> None:
    again = Proofreader.of(json.loads(json.dumps(proof.kept())), morphemes)
    for text in ("실업급어받을수잇나요", "천주알바구해오", "전주 알바 구해요"):
        assert again.corrected(text) == proof.corrected(text)


def test_where_nothing_was_learnt_nothing_is_changed() -> None:
    assert Mender.taught([]).mended("실업급어 받으 수") == "실업급어 받으 수"


def test_the_message_itself_is_never_changed() -> None:
    reader = Reader.taught(Lexicon({}), TEXTS)
    reading = reader.read("실업급어받으수있나요", DAY)
    assert reading.view.text == "실업급어받으수있나요"
    assert reading.as_meant.view.text == "실업급여 받을 수 있나요"
    right = reader.read("전주 알바 구해요", DAY)
    assert (right.corrected, right.as_meant) == (None, right)
    assert Reader.taught(Lexicon({}), TEXTS, mend=False).read("실업급어받으수있나요", DAY).corrected is None
