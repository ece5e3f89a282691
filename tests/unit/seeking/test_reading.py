"""What sentences are read as, beside a judged set; and what the reading must never do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.seeking import codes, jobs, reading
from actions.seeking.classify import marks, official

JUDGED: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("judged.yml").read_text(encoding="utf-8"))
LEAST_RIGHT = 0.97
NOT_COMPARED = ("kind", "jobs", "job_exclude", "near", "ncs")


def understood(sentence: str) -> dict[str, Any]:
    """Return the reading in the judged set's own words."""
    read = reading.read(sentence)
    names = {work.name: id for id, work in codes.work().items()}
    said = {name: value for name, value in read.items() if name not in NOT_COMPARED}
    if "work" in said:
        said["work"] = [names[name] for name in said["work"] if name in names]
    return said | ({"kind": "course"} if read["kind"] == "course" else {})


def test_there_are_many_judged_sentences_of_both_kinds() -> None:
    assert len(JUDGED) >= 200
    assert sum(wish.get("kind") == "course" for wish in JUDGED.values()) >= 25


def test_conditions_are_read_as_judged() -> None:
    """Every condition of every sentence counts once: missing, wrong and invented ones are faults."""
    total, faults = 0, []
    for sentence, wish in JUDGED.items():
        read = understood(sentence)
        for name in {*wish, *read}:
            total += 1
            if read.get(name) != wish.get(name):
                faults.append(f"{sentence}: {name} is {read.get(name)}, judged {wish.get(name)}")
    assert 1 - len(faults) / total >= LEAST_RIGHT, "\n".join(faults)


@pytest.mark.parametrize("said", ["여자만 뽑는 사무직", "남자 생산직", "20대 사무직 전주", "35살인데 경리"])
def test_sex_and_young_age_are_never_conditions(said: str) -> None:
    read = reading.read(said)
    assert not {"targets", "keywords", "career"} & set(read)


@pytest.mark.parametrize(
    ("spaced", "typed"),
    [("전주 사무보조 주5일", "전주사무보조주5일"), ("군산 요양보호사 야간 말고", "군산요양보호사야간말고"),
     ("익산 생산직 기숙사 월 250 이상", "익산생산직기숙사월250이상")],
)  # fmt: skip
def test_blanks_do_not_matter(spaced: str, typed: str) -> None:
    assert reading.read(spaced) == reading.read(typed)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("식당이나 청소는 빼고 일자리", {"unwanted": ["restaurant", "cleaning"]}),
        ("식당이랑 청소빼고 전주", {"unwanted": ["restaurant", "cleaning"], "regions": ["52110"]}),
        ("요양보호사나 간병 말고 사무직", {"unwanted": ["care", "nursing_carer"]}),
        ("편의점 알바는 됐고 카페", {"unwanted": ["convenience"]}),
        ("영업은 절대 싫어", {"unwanted": ["sales_rep"], "work": None}),
        ("밤에 하는 거 말고", {"shift_exclude": ["night"], "shifts": None}),
        ("야간 뺀 생산직", {"shift_exclude": ["night"], "shifts": None}),
        ("야간은 힘들어요", {"shift_exclude": ["night"]}),
        ("야간도 힘들지 않아요", {"shift_exclude": None}),
        ("교대나 야간은 빼주세요", {"shift_exclude": ["two", "three", "night"]}),
        ("파견이나 용역 빼고", {"employment_exclude": ["dispatch"]}),
        ("전주나 익산 말고 군산", {"region_exclude": ["52110", "52140"], "regions": ["52130"]}),
        ("식당이나 청소 일자리 야간 빼고", {"shift_exclude": ["night"], "unwanted": None}),
    ],
)
def test_what_is_refused_is_never_looked_for(said: str, refused: dict[str, Any]) -> None:
    found = reading.read(said, "vacancy")
    assert {name: found.get(name) for name in refused} == refused


@pytest.mark.parametrize(
    ("said", "older"),
    [
        ("일흔인데 할만한 일 있을까", True),
        ("일흔둘이요 전주 일자리", True),
        ("70인데 할만한 일", True),
        ("나이 많은데 할 일 있나", True),
        ("칠십 먹은 노인도 일할 데 있소", True),
        ("급여 65만원 이상", False),
        ("주 65시간", False),
        ("노인 요양 일자리", False),
    ],
)
def test_an_age_in_any_words_prefers_what_is_marked_for_seniors(said: str, older: bool) -> None:
    assert ("senior" in reading.read(said, "vacancy").get("targets", [])) is older


@pytest.mark.parametrize(
    ("said", "work"),
    [
        ("요양보호싸 전주", "care"),
        ("편이점 알바", "convenience"),
        ("생산찍 군산", "production"),
        ("사무보조언 익산", "office_aide"),
    ],
)
def test_misspelt_work_is_read(said: str, work: str) -> None:
    assert reading.read(said)["work"] == [codes.work()[work].name]


@pytest.mark.parametrize(
    "said", ["", "   ", "\x00\x00", "ㅋㅋㅋ", "🙂", "'; DROP TABLE vacancy; --", "가" * 2000, "1" * 500]
)
def test_anything_typed_is_read_without_fault(said: str) -> None:
    assert reading.read(said)["kind"] in ("vacancy", "course")


def test_everyday_words_stand_on_official_codes_and_say_one_thing_each() -> None:
    seen: dict[str, str] = {}
    for work in codes.work().values():
        assert work.codes, work.id
        assert set(work.codes) <= set(codes.occupations())
        for word in work.words:
            assert seen.setdefault(word, work.id) == work.id, word


def test_the_official_tables_are_whole() -> None:
    assert len(codes.occupations()) > 1_100
    assert len(codes.regions()) == 281
    assert codes.occupations()["550103"] == "시설 요양보호사(노인요양사)"
    assert codes.regions()["52110"] == "전북 전주시"
    assert "550103" in codes.groups()["068"]


def test_code_and_name_that_disagree_are_settled_by_the_name() -> None:
    assert official("306100", "물리 및 작업치료사") == "306500"
    assert official("550103", "시설 요양보호사(노인요양사)") == "550103"
    assert official("999999", "없는 직업") == ""
    assert official("304000", "") == "304000"


def test_a_posting_is_known_by_its_code_and_its_title() -> None:
    found = marks("615100", "편의점 야간 근무자 구함", "")
    assert (found["615100"], found["w:convenience"], found["w:shop"]) == (1, 2, 2)
    assert marks("", "직원 모집", "간호 보조") == {"w:nurse": 1}
    assert jobs.titled("병원 청소 미화원") == ("cleaning",)
