"""Files of the centre: both kinds of headers, both encodings, errors by row, re-posts, no contact data."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from actions.sources.imports import ImportFault, Origin, read_courses, read_vacancies

ORIGIN = Origin("센터 자료", "centre:", practice=False, today=date(2026, 11, 23))
ROW = {
    "구인번호": "KJKB002603180001",
    "회사명": "가온(연습)",
    "채용제목": "경리 사무원",
    "근무지역": "전라북도 익산시",
    "마감일": "채용시까지  26-12-30",
    "임금형태": "월급",
    "임금": "230만원",
    "등록일": "26-11-20",
    "직종코드": "027206",
}
COURSE = {
    "trprId": "AIG1",
    "trprDegr": "2",
    "trainstCstId": "500",
    "title": "전산세무 1급",
    "subTitle": "가온회계학원(연습)",
    "address": "전북 전주시 완산구",
    "trngAreaCd": "45111",
    "traStartDate": "2026-12-18",
    "traEndDate": "2027-01-20",
    "trainTargetCd": "C0061",
    "ncsCd": "02030202",
    "courseMan": "413280",
    "yardMan": "20",
    "regCourseMan": "23",
    "eiEmplRate6": "",
    "contents": "야간(18:40 ~ 21:40) 총 120시간",
}


def _file(folder: Path, rows: list[Mapping[str, str]], encoding: str = "utf-8") -> Path:
    path = folder / "구인.csv"
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_row_of_the_centre_becomes_a_record(tmp_path: Path, encoding: str) -> None:
    read = read_vacancies(_file(tmp_path, [ROW], encoding), ORIGIN)
    (record,) = read.records
    assert read.errors == ()
    assert (record.id, record.region, record.place) == ("centre:KJKB002603180001", "52140", "익산시")
    assert (record.occupation, record.pay_kind, record.pay_min, record.pay_max) == (
        "accounting", "month", 2_300_000, None)  # fmt: skip
    assert (record.deadline_kind, record.deadline) == ("until_filled", date(2026, 12, 30))
    assert record.posted_on == date(2026, 11, 20)
    assert record.practice is False


def test_a_bad_row_is_told_by_its_line_and_the_others_are_kept(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "구인번호": "K2", "근무지역": "대구 서구"}, {**ROW, "구인번호": "K3", "회사명": " "},
            {**ROW, "구인번호": "K4", "마감일": "언젠가"}, {**ROW, "구인번호": "K5", "근무지역": "군산"}]  # fmt: skip
    read = read_vacancies(_file(tmp_path, rows), ORIGIN)
    assert [record.id for record in read.records] == ["centre:KJKB002603180001", "centre:K5"]
    assert [error.split(":")[0] for error in read.errors] == ["구인.csv 3행", "구인.csv 4행", "구인.csv 5행"]
    assert "대구 서구" in read.errors[0]
    assert "회사명" in read.errors[1]


def test_a_posting_that_came_again_replaces_the_older_one(tmp_path: Path) -> None:
    again = {**ROW, "구인번호": "K9", "채용제목": "[재공고] 경리  사무원", "등록일": "26-11-22"}
    other = {**ROW, "구인번호": "K8", "채용제목": "경리 사무원 (오후)"}
    read = read_vacancies(_file(tmp_path, [ROW, again, other]), ORIGIN)
    assert {record.id for record in read.records} == {"centre:K9", "centre:K8"}
    assert read.reposts == 1


def test_contact_columns_and_numbers_stay_outside(tmp_path: Path) -> None:
    row = {**ROW, "담당자": "아무개", "전화번호": "063-000-0000", "직무내용": "전표 입력, 문의 063-000-0000"}
    (record,) = read_vacancies(_file(tmp_path, [row]), ORIGIN).records
    kept = json.dumps(dict(record.raw), ensure_ascii=False)
    assert "아무개" not in kept
    assert "063" not in kept
    assert "전표 입력" in kept


def test_the_address_tells_more_than_the_region(tmp_path: Path) -> None:
    row = {**ROW, "근무지역": "전북 전주시", "근무지주소": "전북특별자치도 전주시 덕진구 송천동"}
    (record,) = read_vacancies(_file(tmp_path, [row]), ORIGIN).records
    assert (record.region, record.place) == ("52113", "전주시 덕진구 송천동")


def test_a_file_without_its_columns_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="채용제목"):
        read_vacancies(_file(tmp_path, [{"구인번호": "K1", "회사명": "가온(연습)"}]), ORIGIN)
    with pytest.raises(ImportFault, match=r"없는\.csv"):
        read_vacancies(tmp_path / "없는.csv", ORIGIN)


def test_a_course_row_in_the_names_of_the_api(tmp_path: Path) -> None:
    (record,) = read_courses(_file(tmp_path, [COURSE]), ORIGIN).records
    assert (record.id, record.region, record.field) == ("centre:AIG1-2-500", "52111", "accounting")
    assert (record.fee, record.seats, record.hours, record.schedule) == (413_280, 0, 120, "evening")
    assert (record.card, record.kind, record.online, record.employment_rate) == (True, "card", False, None)


def test_a_course_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    read = read_courses(_file(tmp_path, [{**COURSE, "traEndDate": "2026-12-01"}]), ORIGIN)
    assert read.records == ()
    assert "훈련 기간" in read.errors[0]


def test_the_command_prints_records_and_then_its_end() -> None:
    command = [sys.executable, "-m", "actions.sources", "practice", "--today", "2027-03-02"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[3])
    lines = [json.loads(each) for each in done.stdout.decode("utf-8").splitlines()]
    assert list(lines[-1]) == ["end"]
    assert lines[-1]["end"]["vacancies"] == sum("vacancy" in each for each in lines)
    assert lines[-1]["end"]["courses"] == sum("course" in each for each in lines)
    assert all(each["course"]["starts_on"] > "2027-03-02" for each in lines if "course" in each)
