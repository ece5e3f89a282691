"""The store's copy, on both databases: what is found, in which order, what never shows, how a sync renews it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.sources.__main__ import lines
from bot.store import catalogue, migrate
from bot.store.catalogue import CourseQuery, Page, Pay, Vacancy, VacancyQuery
from bot.store.database import Database
from bot.store.tables import metadata, vacancy_job

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
EVERY = VacancyQuery(today=TODAY)
VACANCY: Mapping[str, Any] = {
    "source": "시험", "practice": True, "title": "사무 보조 모집", "company": "가온(연습)", "region": "52111",
    "place": "전주시 완산구", "occupation": "office", "job_code": "029505",
    "jobs": {"029505": 1, "w:office_aide": 2}, "occupation_name": "사무 보조원", "pay_kind": "month",
    "pay_min": 2_200_000, "pay_max": None, "pay_text": "월급 220만원", "employment": "regular", "work_days": 5.0,
    "hours_text": "09:00 ~ 18:00", "shift": "day", "begins": 540, "ends": 1080,
    "minutes": 540, "part": "", "night": False, "weekend": False, "car": False, "career_months": None, "career": "any",
    "education": "any", "targets": [], "welfare": [],
    "deadline_kind": "date", "deadline": "2026-12-01", "posted_on": "2026-11-20", "likeness": "", "link": None,
    "raw": {"jobCont": "문서 작성 100%"}, "words": "사무 보조 모집 가온 문서 작성",
}  # fmt: skip
COURSE: Mapping[str, Any] = {
    "source": "시험", "practice": True, "title": "전산회계 1급", "institute": "가온학원(연습)", "region": "52113",
    "place": "전주시 덕진구", "field": "accounting", "field_name": "회계·세무", "starts_on": "2026-12-10",
    "ends_on": "2027-01-20", "hours": 120, "schedule": "day", "online": False, "fee": 400_000, "card": True,
    "kind": "card", "seats": 5, "employment_rate": None, "link": None, "raw": {}, "words": "전산 회계 1 급",
}  # fmt: skip


async def _save(database: Database, *changes: Mapping[str, Any], at: datetime = AT) -> None:
    records = [{**VACANCY, "id": chr(97 + n), **change} for n, change in enumerate(changes)]
    await database.write(lambda connection: catalogue.save_vacancies(connection, records, at))


async def _save_courses(database: Database, *changes: Mapping[str, Any]) -> None:
    records = [{**COURSE, "id": chr(97 + n), **change} for n, change in enumerate(changes)]
    await database.write(lambda connection: catalogue.save_courses(connection, records, AT))


async def _find(database: Database, query: VacancyQuery, limit: int = 50, offset: int = 0) -> Page[Vacancy]:
    async with database.read() as connection:
        return await catalogue.find_vacancies(connection, query, limit, offset)


async def _ids(database: Database, **conditions: Any) -> str:
    return "".join(each.id for each in (await _find(database, replace(EVERY, **conditions))).items)


async def _course_ids(database: Database, **conditions: Any) -> str:
    async with database.read() as connection:
        page = await catalogue.find_courses(connection, CourseQuery(today=TODAY, **conditions), 50)
    return "".join(each.id for each in page.items)


@pytest.fixture
async def practice(database: Database) -> Database:
    read = [json.loads(each) for each in lines(TODAY)]
    vacancies = [each["vacancy"] for each in read if "vacancy" in each]
    courses = [each["course"] for each in read if "course" in each]
    await database.write(lambda connection: catalogue.save_vacancies(connection, vacancies, AT))
    await database.write(lambda connection: catalogue.save_courses(connection, courses, AT))
    return database


async def test_what_was_saved_is_read_back_whole(database: Database) -> None:
    await _save(database, {"targets": ["senior"], "welfare": ["bus", "meal"], "pay_max": 2_500_000})
    async with database.read() as connection:
        found = await catalogue.vacancy(connection, "a")
        assert await catalogue.vacancy(connection, "none") is None
    assert found is not None
    assert (found.targets, found.welfare, found.pay_max) == (("senior",), ("bus", "meal"), 2_500_000)
    assert (found.deadline, found.posted_on, found.fetched_at) == (date(2026, 12, 1), date(2026, 11, 20), AT)
    assert found.raw == {"jobCont": "문서 작성 100%"}


async def test_a_record_without_all_its_fields_is_refused(database: Database) -> None:
    with pytest.raises(KeyError):
        await database.write(lambda connection: catalogue.save_vacancies(connection, [{"id": "a", "raw": {}}], AT))


async def test_a_city_holds_its_districts_and_the_province_holds_all(database: Database) -> None:
    await _save(database, {"region": "52110"}, {"region": "52111"}, {"region": "52113"}, {"region": "52130"})
    assert await _ids(database, regions=("52110",)) == "abc"
    assert await _ids(database, regions=("52113",)) == "c"
    assert await _ids(database, regions=("52000",)) == "abcd"
    assert await _ids(database, regions=("52140",)) == ""


async def test_the_nearest_region_comes_first(database: Database) -> None:
    await _save(database, {"region": "52710", "posted_on": "2026-11-22"}, {"region": "52113"}, {"region": "52140"})
    assert await _ids(database, regions=("52110", "52710")) == "ba"
    assert await _ids(database, regions=("52710", "52110")) == "ab"


async def test_past_deadlines_never_show_and_open_ones_always(database: Database) -> None:
    await _save(
        database,
        {"deadline": "2026-11-22"},
        {"deadline": "2026-11-23"},
        {"deadline": None, "deadline_kind": "until_filled"},
        {"deadline": "2026-11-01", "deadline_kind": "until_filled"},
        {"deadline": None, "deadline_kind": "always"},
    )
    assert await _ids(database) == "bce"
    async with database.read() as connection:
        closed = await catalogue.vacancy(connection, "a")
    assert closed is not None
    assert closed.closed(TODAY)
    assert not closed.closed(date(2026, 11, 22))


async def test_pay_is_compared_in_its_own_kind_only(database: Database) -> None:
    await _save(
        database,
        {"pay_kind": "month", "pay_min": 2_200_000},
        {"pay_kind": "month", "pay_min": 2_000_000, "pay_max": 2_600_000},
        {"pay_kind": "year", "pay_min": 40_000_000},
        {"pay_kind": "hour", "pay_min": 99_000},
        {"pay_kind": "", "pay_min": None},
    )
    assert await _ids(database, pay=Pay("month", 2_100_000)) == "a"  # the least that is promised counts
    assert await _ids(database, pay=Pay("month", 1_900_000)) == "ab"
    assert await _ids(database, pay=Pay("month", None, 2_100_000)) == "b"
    assert await _ids(database, pay=Pay("month")) == "ab"
    assert await _ids(database, pay=Pay("hour", 10_320)) == "d"
    assert await _ids(database, sort="pay") == "abcde"


async def test_each_condition_narrows(database: Database) -> None:
    await _save(
        database,
        {"occupation": "cook", "employment": "contract"},
        {"work_days": 3.0, "shift": "night", "career": "new"},
        {"shift": "two", "targets": ["senior", "middle"], "welfare": ["bus", "meal"]},
        {"shift": "", "career": "experienced", "welfare": ["meal"], "work_days": None},
    )
    assert await _ids(database, occupations=("cook", "welding")) == "a"
    assert await _ids(database, employments=("contract", "daily")) == "a"
    assert await _ids(database, work_days=3) == "b"
    assert await _ids(database, shifts=("night", "two")) == "bc"
    assert await _ids(database, shift_exclude=("night", "two", "three")) == "ad"
    assert await _ids(database, career="new") == "abc"
    assert await _ids(database, career="experienced") == "acd"
    assert await _ids(database, career="any") == "ac"
    assert await _ids(database, targets=("senior", "disabled")) == "c"
    assert await _ids(database, welfare=("meal", "bus")) == "c"
    assert await _ids(database, welfare=("meal",), career="experienced") == "cd"


async def test_keywords_are_found_in_the_index_and_their_signs_are_letters(database: Database) -> None:
    words = ("cnc 조작원 문서 작성 100", "사무보조 사무 보조 100", "경리 100")
    await _save(database, *({"words": each} for each in words))
    assert await _ids(database, keywords=("cnc",)) == "a"
    assert await _ids(database, keywords=("사무",)) == "b"
    assert await _ids(database, keywords=("문서 작성", "CNC")) == "a"
    assert await _ids(database, keywords=("사무", "경리")) == ""
    assert await _ids(database, keywords=("100%",)) == "abc"
    assert await _ids(database, keywords=("1_0",)) == ""
    assert await _ids(database, keywords=("'; DROP TABLE vacancy; --",)) == ""


async def test_orders_are_stable_over_pages(practice: Database) -> None:
    for sort in ("relevance", "pay", "deadline", "new"):
        query = replace(EVERY, sort=sort, regions=("52110", "52710"), keywords=("모집",))
        whole = await _find(practice, query, limit=500)
        pages = [await _find(practice, query, limit=7, offset=at) for at in range(0, whole.total, 7)]
        assert [v.id for page in pages for v in page.items] == [v.id for v in whole.items]
        assert whole.total == len(whole.items) > 20
        assert whole.fetched_at == AT


async def test_more_than_anybody_reads_is_not_counted_yet_every_page_is_reached(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "COUNTED", 3)
    await _save(database, *({} for _ in range(9)))
    for query in (EVERY, replace(EVERY, jobs=("029505",)), replace(EVERY, jobs=("029505", "w:office_aide"))):
        totals, seen = [], ""
        while (page := await _find(database, query, limit=2, offset=len(seen))).items:
            seen += "".join(each.id for each in page.items)
            totals.append(page.total)
            assert page.total > len(seen) or seen == "abcdefghi"
        assert totals == [4, 5, 7, 9, 9]
    assert (await _find(database, EVERY, limit=9)).total == 9
    assert (await _find(database, replace(EVERY, jobs=("w:nobody",)), limit=2)).total == 0


async def test_who_asks_for_several_kinds_of_work_sees_each_posting_once_the_surest_first(database: Database) -> None:
    await _save(
        database,
        {"jobs": {"1": 1, "2": 1}},
        {"jobs": {"1": 1, "w:x": 2}, "posted_on": "2026-11-01"},
        {"jobs": {"2": 1}, "posted_on": "2026-11-21"},
        {"jobs": {"3": 2}},
    )
    assert await _ids(database, jobs=("1", "2", "w:x")) == "bca"
    assert await _ids(database, jobs=("1",)) == "ab"
    assert await _ids(database, jobs=("1", "2", "w:x"), sort="new") == "cab"
    assert await _ids(database, jobs=("1", "2"), job_exclude=("w:x",)) == "ca"


async def test_a_search_for_work_holds_the_same_conditions_as_one_for_any(practice: Database) -> None:
    async with practice.read() as connection:
        j = vacancy_job.c
        known = {row.vacancy for row in await connection.execute(select(j.vacancy).where(j.mark == "w:office"))}
    asked: list[dict[str, Any]] = [
        {}, {"regions": ("52110", "52710", "52130")}, {"region_exclude": ("52110",)}, {"occupations": ("office",)},
        {"pay": Pay("month", 2_200_000)}, {"employments": ("regular",)}, {"employment_exclude": ("regular",)},
        {"work_days": 5.0}, {"shift_exclude": ("night", "weekend")}, {"part_exclude": ("dawn",)}, {"begins": 540},
        {"ends": 1_080}, {"longest": 480}, {"career": "new"}, {"career_months": 12}, {"education": "high"},
        {"car_free": True}, {"targets": ("senior", "women")}, {"welfare": ("meal",)}, {"until_filled": True},
        {"posted_from": TODAY - timedelta(days=9)}, {"closes_by": TODAY + timedelta(days=9)}, {"keywords": ("경리",)},
        {"seen_after": AT - timedelta(hours=1)}, {"seen_after": AT},
    ]  # fmt: skip
    for each in asked:
        for sort in ("new", "pay", "deadline"):
            query = replace(EVERY, sort=sort, **each)
            anything = (await _find(practice, query, limit=2_000)).items
            work = (await _find(practice, replace(query, jobs=("w:office",)), limit=2_000)).items
            assert work == tuple(v for v in anything if catalogue.number(v.id) in known), query


async def test_no_work_is_known_of_what_is_gone_until_it_comes_back(database: Database) -> None:
    async def marks() -> int:
        async with database.read() as connection:
            return int((await connection.execute(select(func.count()).select_from(vacancy_job))).scalar_one())

    later = AT + timedelta(hours=1)
    await _save(database, {"likeness": "same"}, {})
    assert (await marks(), await _ids(database, jobs=("029505",))) == (4, "ab")
    await _save(database, {"id": "c", "likeness": "same"}, at=later)
    assert (await marks(), await _ids(database, jobs=("029505",))) == (4, "bc")
    await database.write(lambda connection: catalogue.mark_gone(connection, "시험", later))
    assert (await marks(), await _ids(database, jobs=("029505",))) == (2, "c")
    await _save(database, {}, {"region": "52130"}, at=later + timedelta(hours=1))
    assert await _ids(database, jobs=("029505",), regions=("52130",)) == "b"


async def test_what_was_fetched_before_a_migration_is_found_by_its_work_after_it(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    url = database.engine.url.render_as_string(hide_password=False)
    await migrate.upgrade_open(database)
    later = AT + timedelta(hours=1)
    await _save(database, {"targets": ["senior"]}, {"region": "52130"}, {"likeness": "gone"})
    await _save(database, {"id": "d", "likeness": "gone", "posted_on": "2026-11-01", "begins": None}, at=later)
    await asyncio.to_thread(migrate.downgrade, url, "0008")
    async with database.read() as connection:
        known = (await connection.execute(select(vacancy_job.c.mark, vacancy_job.c.strength))).all()
    assert sorted(map(tuple, known)) == [*[("029505", 1)] * 3, *[("w:office_aide", 2)] * 3]
    await asyncio.to_thread(migrate.upgrade, url)
    assert await _ids(database, jobs=("w:office_aide",)) == "abd"
    assert await _ids(database, jobs=("029505",), targets=("senior",)) == "a"
    assert await _ids(database, jobs=("029505",), begins=500, regions=("52130",)) == "b"


async def test_sorting_by_deadline_puts_the_soonest_first_and_open_ends_last(database: Database) -> None:
    await _save(database, {"deadline": None}, {"deadline": "2026-12-24"}, {"deadline": "2026-11-25"})
    assert await _ids(database, sort="deadline") == "cba"


async def test_a_posting_again_takes_the_place_of_the_older_one_at_once(database: Database) -> None:
    later = AT + timedelta(hours=1)
    await _save(database, {"likeness": "same"}, {"likeness": "other"}, {"likeness": ""}, {"likeness": ""})
    await _save(database, {"id": "z", "likeness": "same", "posted_on": "2026-11-19"}, at=later)
    assert await _ids(database) == "bcdz"
    await _save(database, {"id": "a", "likeness": "same"}, at=later + timedelta(hours=1))
    assert await _ids(database) == "abcd"  # and back again, should the source think better of it


async def test_a_posting_again_is_no_news_until_the_older_one_is_long_gone(database: Database) -> None:
    later = AT + timedelta(hours=1)
    await _save(database, {"likeness": "same"})
    await _save(database, {"id": "b", "likeness": "same"}, {"id": "c", "likeness": "new"}, at=later)
    assert await _ids(database, seen_after=AT) == "c"
    assert await _ids(database, seen_after=later) == ""
    await database.write(lambda c: catalogue.mark_gone(c, "시험", later + timedelta(hours=1)))
    next_year = AT + timedelta(days=365)
    await _save(database, {"id": "d", "likeness": "same"}, at=next_year)
    assert await _ids(database, seen_after=later) == "d"


async def test_what_is_brought_again_is_no_news(database: Database) -> None:
    await _save(database, {"title": "처음"})
    await _save(database, {"title": "고친 글"}, at=AT + timedelta(days=1))
    assert await _ids(database, seen_after=AT) == ""


async def test_a_sync_renews_marks_gone_and_brings_back(database: Database) -> None:
    await _save(database, {}, {})
    later = AT + timedelta(days=1)
    await _save(database, {"title": "사무 보조 (변경)"}, at=later)
    assert await database.write(lambda connection: catalogue.mark_gone(connection, "시험", later)) == 1
    assert await _ids(database) == "a"
    async with database.read() as connection:
        gone = await catalogue.vacancy(connection, "b")
        renewed = await catalogue.vacancy(connection, "a")
    assert gone is not None
    assert gone.closed(TODAY)
    assert renewed is not None
    assert (renewed.title, renewed.fetched_at) == ("사무 보조 (변경)", later)
    await _save(database, {}, {}, at=later + timedelta(days=1))
    assert await _ids(database) == "ab"


async def test_another_source_is_left_alone(database: Database) -> None:
    await _save(database, {"source": "시험"}, {"source": "다른 곳"})
    later = AT + timedelta(days=1)
    assert await database.write(lambda connection: catalogue.mark_gone(connection, "시험", later)) == 1
    assert await _ids(database) == "b"


async def test_courses_that_began_never_show_and_full_ones_come_last(database: Database) -> None:
    await _save_courses(
        database,
        {"starts_on": "2026-11-22"},
        {"starts_on": "2026-12-20", "seats": None},
        {"starts_on": "2026-12-01", "seats": 0},
        {"starts_on": "2026-12-11"},
    )
    assert await _course_ids(database) == "dbc"
    async with database.read() as connection:
        begun = await catalogue.course(connection, "a")
    assert begun is not None
    assert begun.closed(TODAY)


async def test_each_condition_narrows_courses(database: Database) -> None:
    await _save_courses(
        database,
        {},
        {"field": "welding", "card": False, "region": "52130"},
        {"online": True, "region": "52800", "schedule": "evening"},
    )
    assert await _course_ids(database, fields=("accounting",), card=True) == "ac"
    assert await _course_ids(database, card=False) == "b"
    assert await _course_ids(database, regions=("52110",)) == "ac"  # online reaches everywhere
    assert await _course_ids(database, regions=("52110",), online=False) == "a"
    assert await _course_ids(database, schedule="evening") == "c"
    assert await _course_ids(database, keywords=("전산 회계",), regions=("52130",), online=False) == "b"
    assert await _course_ids(database, seen_after=AT) == ""
    assert await _course_ids(database, seen_after=AT - timedelta(hours=1)) == "abc"


async def test_the_first_scenes_are_answered(practice: Database) -> None:
    office = await _find(practice, replace(EVERY, regions=("52110",), occupations=("office",)))
    assert office.total > 5
    assert all(each.region.startswith("5211") and each.practice for each in office.items)
    async with practice.read() as connection:
        courses = await catalogue.find_courses(
            connection, CourseQuery(today=TODAY, fields=("accounting",), card=True), 50
        )
    assert courses.total >= 3


async def test_freshness_tells_the_last_good_run_and_the_fault_since(database: Database) -> None:
    async with database.read() as connection:
        assert await catalogue.freshness(connection) == []
    ends = AT + timedelta(seconds=9)
    await database.write(lambda c: catalogue.start_run(c, "r1", "시험", AT))
    await database.write(lambda c: catalogue.finish_run(c, "r1", ends, {"vacancies": 3}))
    async with database.read() as connection:
        (good,) = await catalogue.freshness(connection)
    assert (good.source, good.fetched_at, good.error, good.counts) == ("시험", ends, None, {"vacancies": 3})
    await database.write(lambda c: catalogue.start_run(c, "r2", "시험", AT + timedelta(days=1)))
    await database.write(
        lambda c: catalogue.finish_run(c, "r2", AT + timedelta(days=1), {}, "자료가 끝까지 오지 않았습니다.")
    )
    async with database.read() as connection:
        (bad,) = await catalogue.freshness(connection)
    assert (bad.fetched_at, bad.error) == (ends, "자료가 끝까지 오지 않았습니다.")
