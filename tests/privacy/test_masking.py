"""Personal numbers are found however they are written; wages, dates and public telephones are left alone."""

from __future__ import annotations

import random

import pytest

from bot.privacy.masking import mask

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SPOKEN = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
BEFORE = ["제 번호는 ", "", "연락처 ", "주민번호가요 ", "여기로 전화주세요:", "전주 사는데요 ", "🙏 "]
AFTER = ["이에요", "", " 입니다", "로 해주세요", "!!", " ㅠㅠ", "\n감사합니다"]


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _resident(rng: random.Random) -> str:
    birth = f"{rng.randrange(100):02}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    return birth + rng.choice(["-", "", " ", " - ", "–"]) + rng.choice("12345678") + _digits(rng, 6)


def _mobile(rng: random.Random) -> str:
    gap = rng.choice(["-", "", " ", ".", " - "])
    return f"010{gap}{rng.randrange(2, 10)}{_digits(rng, 3)}{gap}{_digits(rng, 4)}"


def _spoken(rng: random.Random) -> str:
    return "".join(SPOKEN[d] for d in "010" + _digits(rng, 8))


def _card(rng: random.Random) -> str:
    gap = rng.choice(["-", " ", ""])
    return gap.join([rng.choice("3456") + _digits(rng, 3), _digits(rng, 4), _digits(rng, 4), _digits(rng, 4)])


def _mail(rng: random.Random) -> str:
    return f"user{_digits(rng, 3)}@{rng.choice(['mail.example', 'jb.example.kr'])}"


def _account(rng: random.Random) -> str:
    return "-".join(_digits(rng, rng.randrange(3, 7)) for _ in range(3))


@pytest.mark.parametrize("make", [_resident, _mobile, _spoken, _card, _mail, _account])
def test_every_written_form_is_taken_out(make) -> None:
    rng = random.Random(20261123)
    for _ in range(3000):
        number = make(rng)
        written = number.translate(WIDE) if rng.random() < 0.2 and "@" not in number else number
        masked = mask(rng.choice(BEFORE) + written + rng.choice(AFTER))
        assert masked.kinds, written
        assert written[-6:] not in masked.text, written


CLEAN = [
    "월급 {n}만원 이상 주는 곳",
    "시급 1{n}20원이면 좋겠어요",
    "2026-11-{d}부터 일할 수 있어요",
    "{n}년 {d}개월 다녔어요",
    "센터 전화가 1577-0365 맞나요",
    "1350에 물어봤어요",
    "사업자번호 123-45-6789{d}인 회사",
    "연봉 3,{n}00만원",
    "하루 {d}시간 주5일",
    "9{n}년생인데요",
    "180일 채웠어요",
    "전주시 완산구 효자로 173 4층",
    "공고번호 K{n}2611{d}0001이요",
]


def test_clean_job_sentences_stay_as_they_are() -> None:
    rng = random.Random(7)
    for _ in range(5000):
        sentence = rng.choice(CLEAN).format(n=rng.randrange(10, 100), d=rng.randrange(1, 10))
        assert mask(sentence).text == sentence


def test_what_was_written_around_a_number_is_kept() -> None:
    masked = mask("저는 010-1234-5678 이고 메일은 a@b.example 이에요")
    assert masked.text == "저는 [전화번호] 이고 메일은 [이메일] 이에요"
    assert masked.kinds == ("전화번호", "이메일")


@pytest.mark.parametrize(
    "hostile", ["0" * 65536, "1-" * 32768, "a@" * 32768, "공일" * 32768, "(" * 65536, "9 9-" * 16384]
)
def test_hostile_walls_are_read_through(hostile: str) -> None:
    assert isinstance(mask(hostile).text, str)
