"""The practice data: enough of it, everywhere, plainly invented, lawful, and understood to the last row."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from actions.sources import lookups
from actions.sources.__main__ import PRACTICE
from actions.sources.imports import Imported, Origin, read_courses, read_vacancies
from actions.sources.records import CourseRecord, VacancyRecord

ORIGIN = Origin("연습용 자료", "practice:", practice=True, today=date(2026, 11, 23))
MINIMUM_2026 = {"hour": 10_320, "day": 10_320 * 8, "month": 10_320 * 209, "year": 10_320 * 209 * 12}
CITIES = {code for code in lookups.neighbours() if code not in ("52111", "52113")}


@pytest.fixture(scope="module")
def vacancies() -> Imported[VacancyRecord]:
    return read_vacancies(PRACTICE / "vacancies.csv", ORIGIN)


@pytest.fixture(scope="module")
def courses() -> Imported[CourseRecord]:
    return read_courses(PRACTICE / "courses.csv", ORIGIN)


def test_there_is_enough_and_every_row_is_read(
    vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]
) -> None:
    assert vacancies.errors == courses.errors == ()
    assert len(vacancies.records) >= 320
    assert len(courses.records) >= 120
    assert vacancies.reposts > 0


def test_every_city_and_county_has_some(vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]) -> None:
    for records in (vacancies.records, courses.records):
        regions = Counter("52110" if each.region.startswith("5211") else each.region for each in records)
        assert set(regions) == CITIES
        assert min(regions.values()) >= 3
    assert {"52110", "52111", "52113"} <= {each.region for each in vacancies.records}


def test_work_and_training_are_named_by_known_ids(
    vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]
) -> None:
    work, training = {each.id for each in lookups.occupations()}, {each.id for each in lookups.fields()}
    assert {each.occupation for each in vacancies.records} <= work
    assert len({each.occupation for each in vacancies.records}) >= 40
    assert {each.field for each in courses.records} <= training


def test_nobody_real_is_named(vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]) -> None:
    assert all("(연습)" in each.company for each in vacancies.records)
    assert all("(연습)" in each.institute for each in courses.records)
    for file in ("vacancies.csv", "courses.csv"):
        numbers = re.findall(r"0\d{1,2}-\d{3,4}-\d{4}", Path(PRACTICE / file).read_text(encoding="utf-8"))
        assert set(numbers) <= {"063-000-0000"}


def test_pay_is_never_below_the_minimum_wage(vacancies: Imported[VacancyRecord]) -> None:
    paid = [each for each in vacancies.records if each.pay_kind]
    assert {each.pay_kind for each in paid} == set(MINIMUM_2026)
    assert [each.id for each in paid if (each.pay_min or 0) < MINIMUM_2026[each.pay_kind]] == []
    assert any(not each.pay_kind and "협의" in each.pay_text for each in vacancies.records)


def test_every_condition_that_may_be_asked_for_occurs(
    vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]
) -> None:
    seen = vacancies.records
    assert {each.deadline_kind for each in seen} == {"date", "until_filled", "always", ""}
    assert {each.shift for each in seen} >= {"day", "night", "two", "three", "weekend"}
    assert {each.employment for each in seen} >= {"regular", "contract", "part_time", "daily"}
    assert {each.career for each in seen} == {"any", "new", "experienced"}
    assert {t for each in seen for t in each.targets} >= {"senior", "middle", "disabled", "women", "youth"}
    assert {w for each in seen for w in each.welfare} >= {"dormitory", "bus", "meal"}
    assert {each.schedule for each in courses.records} >= {"day", "evening", "weekend"}
    assert {each.card for each in courses.records} == {each.online for each in courses.records} == {True, False}


def test_nothing_has_closed_on_the_day_it_is_brought(
    vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]
) -> None:
    assert all(each.deadline is None or each.deadline > ORIGIN.today for each in vacancies.records)
    assert all(each.posted_on <= ORIGIN.today for each in vacancies.records)
    assert all(each.starts_on > ORIGIN.today for each in courses.records)
