"""A real centre's kind of Excel: titles above, merged cells, days in every spelling, 협의, telephone numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from actions.sources import centre_file, loose
from actions.sources.imports import ImportFault, Origin
from actions.sources.sheets import loose_day

TODAY = date(2026, 11, 23)
ORIGIN = Origin("센터 등록", "centre:", practice=False, today=TODAY)
HEAD = [
    "연번",
    "업체명",
    "모집직종",
    "근무지",
    "급여(만원)",
    "고용형태",
    "근무시간",
    "인원",
    "접수 마감",
    "학력",
    "경력",
    "담당자",
    "연락처",
    "복리후생",
]
ROWS = [
    [1, "가온식품(연습)", "생산직", "전북 익산시 왕궁면", "월 220~240만원", "정규직", "08:30~17:30", 3, date(2026, 12, 5), "무관",  # noqa: E501
     "무관", "김담당", "063-123-4567", "통근버스, 중식"],
    [2, None, "포장원", "익산시", "시급 10,500", "시간제", "09:00~13:00", 2, "12/10", None, "신입", "김담당", "010-1234-5678", None],  # noqa: E501
    [3, "나래요양원(연습)", "요양보호사", "군산시 나운동", "협의", "계약직", "3교대", 1, "채용시까지", "무관", "무관", None, "문의 063 222 3333", None],  # noqa: E501
    [4, "다솜사무소(연습)", "사무보조", "전주시 덕진구", 2300000, "정규직", "9시~18시", "1명", "2026. 12. 7.", "고졸", "1년 이상", None, None, None],  # noqa: E501
    [5, "라온물산(연습)", "지게차 운전", "광주광역시", "월 280", "정규직", None, 1, "12월 9일", None, None, None, None, None],  # noqa: E501
    [6, "마루건설(연습)", "일용 잡부", "완주군 봉동읍", "일당 15만", "일용직", "07:00~16:00", 5, "2026-13-40", None, None, None, None, None],  # noqa: E501
    [7, "", "", "전주시", "200", "", "", 1, "12.20", None, None, None, None, None],
    ["합계", None, None, None, None, None, None, 13, None, None, None, None, None, None],
]  # fmt: skip


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "2026년 11월 구인업체 현황"
    sheet.merge_cells("A1:N1")
    sheet["A2"] = "※ 문의: 063-280-0000"
    for at, name in enumerate(HEAD, 1):
        sheet.cell(4, at, name)
    for number, row in enumerate(ROWS, 5):
        for at, value in enumerate(row, 1):
            sheet.cell(number, at, value)
    sheet.merge_cells("B5:B6")  # one employer, two kinds of work
    path = tmp_path / "구인현황.xlsx"
    book.save(path)
    return path


def test_right_rows_come_and_wrong_ones_are_said_by_row(messy: Path) -> None:
    vacancies, courses = centre_file.read(messy, ORIGIN)
    assert courses.records == ()
    by_title = {record.title: record for record in vacancies.records}
    assert list(by_title) == ["생산직 모집", "포장원 모집", "요양보호사 모집", "사무보조 모집"]
    first, second, care, office = by_title.values()
    assert (first.company, second.company) == ("가온식품(연습)", "가온식품(연습)")
    assert (first.pay_kind, first.pay_min, first.pay_max) == ("month", 2_200_000, 2_400_000)
    assert (first.region, first.deadline, first.welfare) == ("52140", date(2026, 12, 5), ("bus", "meal"))
    assert (second.pay_kind, second.pay_min, second.deadline, second.career) == (
        "hour",
        10_500,
        date(2026, 12, 10),
        "new",
    )
    assert (care.pay_kind, care.pay_text, care.deadline_kind) == ("", "협의", "until_filled")
    assert (office.pay_min, office.deadline, office.education) == (2_300_000, date(2026, 12, 7), "high")
    assert office.career == "experienced"
    assert office.region == "52113"
    assert [error.partition("행")[0] for error in vacancies.errors] == [f"구인현황.xlsx {n}" for n in (9, 10, 11)]
    assert "전북의 시·군이 아니거나" in vacancies.errors[0]
    assert "없는 날짜입니다: 2026-13-40" in vacancies.errors[1]
    assert "빈칸이 있습니다" in vacancies.errors[2]


def test_nobodys_telephone_or_name_comes_in(messy: Path) -> None:
    told = str(centre_file.read(messy, ORIGIN)[0].records)
    assert not any(secret in told for secret in ("123-4567", "1234-5678", "김담당", "222 3333"))


def test_the_same_file_again_has_the_same_ids(messy: Path) -> None:
    first, second = (centre_file.read(messy, ORIGIN)[0].records for _ in range(2))
    assert [r.id for r in first] == [r.id for r in second]


def test_a_schedule_of_courses_is_known_by_its_columns(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["프로그램명", "과정명", "기관명", "훈련지역", "개강일", "종강일", "정원", "교육비"],
                ["x", "취업역량 강화 집단상담", "전북일자리센터", "전주시", date(2026, 12, 1), "12월 4일", 15, 0]):  # fmt: skip  # noqa: E501
        sheet.append(row)
    path = tmp_path / "일정.xlsx"
    book.save(path)
    vacancies, courses = centre_file.read(path, ORIGIN)
    (course,) = courses.records
    assert vacancies.records == ()
    assert (course.title, course.starts_on, course.ends_on) == (
        "취업역량 강화 집단상담",
        date(2026, 12, 1),
        date(2026, 12, 4),
    )
    assert (course.seats, course.fee, course.region) == (15, 0, "52110")


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"no zip"), ("b.csv", b"\xff\xfe\x00bad"), ("c.csv", b"a,b\n1,2\n")]
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportFault) as told:
        centre_file.read(path, ORIGIN)
    assert str(told.value).startswith(name)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="열 수 없습니다"):
        centre_file.read(tmp_path / "없음.csv", ORIGIN)


@pytest.mark.parametrize(
    ("text", "day"),
    [("12/5", "2026-12-05"), ("12.5", "2026-12-05"), ("12월 5일", "2026-12-05"), ("26.12.5", "2026-12-05"),
     ("2026. 12. 5.", "2026-12-05"), ("11.20 ~ 12.5", "2026-12-05"), ("1/15", "2027-01-15"), ("11/20", "2026-11-20"),
     ("46361", "2026-12-05"), ("채용시까지(12/5)", "채용시까지 2026-12-05"), ("상시", "상시")],
)  # fmt: skip
def test_days_of_every_spelling(text: str, day: str) -> None:
    assert loose_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "kind", "least", "most"),
    [("월 220만원", "월급", "2200000", ""), ("220~250", "월급", "2200000", "2500000"), ("시급 10,500원", "시급", "10500", ""),  # noqa: E501
     ("2,300,000", "월급", "2300000", ""), ("연봉 3000만", "연봉", "30000000", ""), ("일당 15만", "일급", "150000", ""),
     ("협의", "", "", ""), ("월급 220만원(상여 10%)", "월급", "2200000", "")],
)  # fmt: skip
def test_pay_as_a_clerk_writes_it(text: str, kind: str, least: str, most: str) -> None:
    assert loose.pay("", text) == (kind, least, most)
