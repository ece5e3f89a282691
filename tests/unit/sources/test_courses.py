"""고용24's courses, 새일센터 and 잡알리오: the captured rows, the quirks, and one contract for all sources."""

from __future__ import annotations

import json
from datetime import date

import httpx
import pytest
from pydantic import SecretStr

from actions.sources import contract
from actions.sources.calls import Caller, Failure
from actions.sources.hrd import Hrd, read
from actions.sources.opendata import Alio, Saeil, checked
from actions.sources.records import CourseRecord, VacancyRecord
from tests.fakes.opendata import KEY, TODAY, OpenData

from .conftest import caller, captured, origin

THEN = date(2025, 5, 1)


def courses(server: OpenData) -> tuple[list[CourseRecord], list[str]]:
    refused: list[str] = []
    found = contract.records(Hrd(caller(server), TODAY), origin("hrd:"), refused)
    return [r for r in found if isinstance(r, CourseRecord)], refused


def test_the_captured_courses_of_jeonbuk() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=captured("hrd_list_2025-02-17.json")))
    client = httpx.Client(transport=transport)
    source = Hrd(Caller("http://x", "authKey", SecretStr(KEY), client=client, sleep=lambda _: None), THEN)
    found = [r for r in contract.records(source, origin("hrd:", THEN), []) if isinstance(r, CourseRecord)]
    assert [r.region[:4] for r in found] == ["5211"] * 5
    care = next(r for r in found if "요양보호사" in r.title)
    assert (care.fee, care.seats, care.card, care.field) == (880_000, 30, True, "care")
    assert care.employment_rate is None  # an empty text is unknown, not zero


class TestQuirks:
    def test_1_jeonbuk_is_52(self, served: OpenData) -> None:
        courses(served)
        assert served.asked[0]["srchTraArea1"] == "52"

    def test_2_each_run_of_a_course_is_its_own(self, served: OpenData) -> None:
        found, _ = courses(served)
        assert len({r.id for r in found}) == len(found)
        assert any(r.id.startswith("hrd:PC0001-1-") for r in found)
        assert any(r.id.startswith("hrd:PC0001-2-") for r in found)

    def test_3_numbers_are_text_and_what_is_empty_is_unknown(self, served: OpenData) -> None:
        served.courses = [{**served.courses[0], "courseMan": "413280", "eiEmplRate6": "", "stdgScor": "00"}]
        (record,), _ = courses(served)
        assert (record.fee, record.employment_rate) == (413_280, None)

    def test_4_as_many_applied_as_there_are_seats_is_full(self, served: OpenData) -> None:
        served.courses = [{**served.courses[0], "yardMan": "20", "regCourseMan": "23"}]
        assert courses(served)[0][0].seats == 0

    def test_5_and_7_the_dates_are_always_sent(self, served: OpenData) -> None:
        courses(served)
        assert (served.asked[0]["srchTraStDt"], served.asked[0]["srchTraEndDt"]) == ("20261123", "20270522")

    def test_6_a_page_under_load_is_tried_again(self, served: OpenData) -> None:
        served.moods["html"] = 1
        assert len(courses(served)[0]) > 100

    def test_the_institutes_telephone_is_not_kept(self, served: OpenData) -> None:
        assert "063-000-0000" not in str(courses(served)[0])

    def test_rows_that_cannot_be_read_are_said_and_the_rest_comes(self, served: OpenData) -> None:
        served.courses = [{**served.courses[0], "traEndDate": "2020-01-01"}, served.courses[1]]
        found, refused = courses(served)
        assert len(found) == 1
        assert "훈련 기간을 읽지 못했습니다" in refused[0]


@pytest.mark.parametrize("body", ["[]", "nonsense", '"text"', "<a/>"])
def test_what_is_no_object_is_unparseable(body: str) -> None:
    with pytest.raises(Failure) as told:
        read(body)
    assert told.value.kind == "unparseable"


def test_a_public_body_is_a_vacancy_like_any_other(served: OpenData) -> None:
    found = list(contract.records(Alio(caller(served, name="serviceKey")), origin("alio:"), []))
    (record,) = found
    assert isinstance(record, VacancyRecord)
    assert (record.id, record.company, record.deadline) == ("alio:290001", "전북공공기관(연습)", date(2026, 12, 5))
    assert record.region == "52000"
    assert "063-123-4567" not in str(record)


def test_saeil_courses_are_free_and_one_row_is_an_object(served: OpenData) -> None:
    (record,) = contract.records(Saeil(caller(served, name="serviceKey")), origin("saeil:"), [])
    assert isinstance(record, CourseRecord)
    assert (record.fee, record.hours, record.kind, record.region) == (0, 240, "centre", "52130")


@pytest.mark.parametrize(
    ("code", "kind"), [("03", "empty"), ("30", "not_subscribed"), ("22", "not_subscribed"), ("10", "bad_request")]
)
def test_result_codes_are_told_apart(code: str, kind: str) -> None:
    with pytest.raises(Failure) as told:
        checked(json.loads(f'{{"response": {{"header": {{"resultCode": "{code}"}}}}}}'))
    assert told.value.kind == kind
