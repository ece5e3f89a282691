"""고용24's vacancies: the captured answers, every quirk, every way to fail (the numbers are those of the interface's notes)."""  # noqa: E501

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from actions.sources import calls, contract, wording
from actions.sources.calls import Caller, Failure
from actions.sources.records import VacancyRecord
from actions.sources.work24 import Work24, parsed
from tests.fakes.opendata import KEY, SEOUL, OpenData

from .conftest import caller, captured, origin


def records(server: OpenData, **how: Any) -> tuple[list[VacancyRecord], list[str]]:
    refused: list[str] = []
    source = Work24(caller(server), details=how.get("details", False))
    return [r for r in contract.records(source, origin(), refused) if isinstance(r, VacancyRecord)], refused


def answering(body: str, status: int = 200) -> Caller:
    """A caller whose every call is answered so."""
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text=body))
    return Caller("http://x", "authKey", SecretStr(KEY), client=httpx.Client(transport=transport), sleep=lambda _: None)


class TestCapturedAnswers:
    def test_the_list_of_2026_10_01(self) -> None:
        batch = Work24(answering(captured("work24_list_L_2026-10-01.xml"))).page(1)
        first, second = batch.rows
        assert batch.total == 2
        assert first["wantedAuthNo"] == "K140022610010052"
        assert (first["salTpNm"], first["sal"], first["minSal"], first["maxSal"]) == (
            "연봉",
            "4100만원",
            "41000000",
            "0",
        )
        assert "holidayTpNm" not in second  # most elements may be missing
        assert {"basicAddr", "minEdubg", "wantedInfoUrl"}.isdisjoint(second)

    def test_its_rows_are_not_ours_and_that_is_noticed(self) -> None:
        with pytest.raises(Failure) as told:
            list(contract.pages(Work24(answering(captured("work24_list_L_2026-10-01.xml")))))
        assert told.value.kind == "filter_ignored"

    def test_the_detail_is_told_better_than_the_list_and_nobody_is_named(self) -> None:
        source = Work24(answering(captured("work24_detail_D_2026-10-01.xml")))
        cells = source.whole({"wantedAuthNo": "K140022610010052", "sal": "4100만원", "salTpNm": "연봉", "region": "전북 군산시",  # noqa: E501
                              "company": "회사", "title": "제목", "closeDt": "채용시까지  26-11-30"})  # fmt: skip
        assert cells["salDetail"] == "연봉41,000,000원 이상, 면접 후 재조정 가능"
        assert cells["minEdubg"] == "대졸(4년)-박사"
        assert not any("가림" in text for text in cells.values())
        record = source.record(cells, origin())
        assert record.job_code == "155300"  # 155500 has another name in the table: the name decides
        assert (record.career, record.career_months, record.education) == ("experienced", 36, "university")
        assert record.pay_text.startswith("연봉41,000,000원 이상")

    @pytest.mark.parametrize(
        ("answer", "wanted", "kind"),
        [
            ("work24_error_no_result_006.xml", "empty", "empty"),
            ("work24_error_no_result_006.xml", "gone", "gone"),
            ("work24_error_detail_infoSvc_missing_018.xml", "gone", "bad_request"),
            ("work24_error_service_not_subscribed.xml", "empty", "not_subscribed"),
        ],
    )
    def test_answers_that_are_no_data(self, answer: str, wanted: str, kind: str) -> None:
        with pytest.raises(Failure) as told:
            parsed(captured(answer), "wantedRoot", wanted)
        assert told.value.kind == kind


class TestQuirks:
    def test_1_a_filter_that_was_ignored_is_an_alarm_not_a_catalogue(self, served: OpenData) -> None:
        served.moods["ignores region"] = 1
        with pytest.raises(Failure) as told:
            records(served)
        assert told.value.kind == "filter_ignored"

    def test_1_the_parameters_are_those_that_are_listened_to(self, served: OpenData) -> None:
        records(served)
        assert {"region": "52000", "callTp": "L", "returnType": "XML", "display": "100"}.items() <= served.asked[
            0
        ].items()
        assert not {"regionCd", "empTpCd", "busiNo"} & set(served.asked[0])

    def test_2_one_row_is_a_list_of_one(self, served: OpenData) -> None:
        served.vacancies = served.vacancies[:1]
        assert len(records(served)[0]) == 1

    @pytest.mark.parametrize("text", ["26-10-01", "20261001", "2026-10-01", "2026.10.01"])
    def test_3_days_in_every_spelling(self, text: str) -> None:
        assert wording.day(text, date(2026, 1, 1)) == date(2026, 10, 1)

    def test_3_the_year_9999_is_no_end(self) -> None:
        assert wording.deadline("99991231", date(2026, 1, 1)) == ("always", None)

    def test_4_until_filled_with_a_last_day(self) -> None:
        assert wording.deadline("채용시까지  26-11-30", date(2026, 1, 1)) == ("until_filled", date(2026, 11, 30))
        assert wording.deadline("채용시까지", date(2026, 1, 1)) == ("until_filled", None)

    def test_5_no_upper_limit_is_not_no_pay_and_kinds_are_not_converted(self) -> None:
        assert wording.pay("연봉", "4100만원", "41000000", "0")[:3] == ("year", 41_000_000, None)
        assert wording.pay("시급", "10,030", "", "")[:3] == ("hour", 10_030, None)
        assert wording.pay("월급", "회사내규에 따름", "", "")[:3] == ("", None, None)
        assert wording.pay("월급", "220만원 상여별도 10%", "", "")[:3] == ("month", 2_200_000, None)

    def test_6_where_list_and_detail_disagree_the_detail_is_shown(self, served: OpenData) -> None:
        served.vacancies = [{**served.vacancies[0], "salDetail": "월급 300만원, 면접 후 조정"}]
        (record,), _ = records(served, details=True)
        assert record.pay_text == "월급 300만원, 면접 후 조정"

    @pytest.mark.parametrize(
        "place", ["전북 군산시", "전라북도 군산시", "전북특별자치도 군산시 설림길", "45130", "52130", "전북 군산"]
    )
    def test_7_a_place_in_every_spelling(self, served: OpenData, place: str) -> None:
        served.vacancies = [{**served.vacancies[0], "region": place, "basicAddr": ""}]
        (record,), _ = records(served)
        assert record.region == "52130"

    @pytest.mark.parametrize("number", ["K140022610010052", "KF10882603180014", "KJKB002603180001"])
    def test_8_numbers_may_hold_letters(self, served: OpenData, number: str) -> None:
        served.vacancies = [{**served.vacancies[0], "wantedAuthNo": number}]
        assert records(served)[0][0].id == f"work24:{number}"

    def test_9_markup_and_entities_are_taken_out(self, served: OpenData) -> None:
        served.vacancies = [{**served.vacancies[0], "title": "&lt;b&gt;용접\u200b&amp;amp; 취부&lt;br&gt;&#xd;\t모집"}]
        assert records(served)[0][0].title == "용접& 취부 모집"

    def test_10_the_same_vacancy_under_a_new_number_is_one(self, served: OpenData) -> None:
        old = served.vacancies[0]
        served.vacancies = [{**old, "wantedAuthNo": "K2", "title": f"[재공고] {old['title']}"}, old]
        assert [r.id for r in records(served)[0]] == ["work24:K2"]

    def test_11_wishes_for_age_or_sex_are_no_condition_but_the_lawful_preference_is(self, served: OpenData) -> None:
        served.vacancies = [{**served.vacancies[0], "title": "여성 20~30대 직원 모집", "prefCd": "B", "pfCond": ""}]
        assert records(served)[0][0].targets == ("middle", "senior")

    def test_12_the_link_opens_the_posting_and_holds_no_key(self, served: OpenData) -> None:
        row = {**served.vacancies[0], "wantedInfoUrl": f"https://www.work24.go.kr/x?authKey={KEY}&wantedAuthNo=K1"}
        served.vacancies = [row]
        (record,), _ = records(served)
        assert record.link is not None
        assert {"infoTypeCd=VALIDATION", "infoTypeGroup=tb_workinfoworknet"} <= set(
            record.link.partition("?")[2].split("&")
        )
        assert KEY not in str(record)
        assert KEY not in (wording.link(row["wantedInfoUrl"]) or "")

    def test_13_pages_are_asked_for_until_the_total_is_there(self, served: OpenData) -> None:
        found, refused = records(served)
        assert [call["startPage"] for call in served.asked] == ["1", "2", "3", "4"]
        assert len(found) > 350
        assert refused == []

    def test_lately_registered_ones_can_be_asked_for_alone(self, served: OpenData) -> None:
        Work24(caller(served), "D-0").page(1)
        assert served.asked[0]["regDate"] == "D-0"


class TestFailing:
    def test_a_page_instead_of_data_is_an_outage_and_is_tried_again(self, served: OpenData) -> None:
        served.moods["html"] = 2
        waits: list[float] = []
        batch = Work24(caller(served, waits=waits)).page(1)
        assert len(batch.rows) == 100
        assert len([w for w in waits if w > calls.PAUSE]) == 2

    def test_an_outage_that_lasts_is_unavailable(self, served: OpenData) -> None:
        served.moods["error"] = 99
        with pytest.raises(Failure) as told:
            Work24(caller(served)).page(1)
        assert told.value.kind == "unavailable"
        assert len(served.asked) == calls.TRIES

    def test_half_an_answer_is_unparseable(self, served: OpenData) -> None:
        served.moods["broken"] = 1
        with pytest.raises(Failure) as told:
            Work24(caller(served)).page(1)
        assert told.value.kind == "unparseable"

    def test_a_wrong_key_is_not_an_empty_list(self, served: OpenData) -> None:
        with pytest.raises(Failure) as told:
            list(contract.pages(Work24(caller(served, key="another"))))
        assert told.value.kind == "not_subscribed"

    def test_no_key_calls_nobody(self, served: OpenData) -> None:
        with pytest.raises(Failure) as told:
            Work24(caller(served, key="")).page(1)
        assert told.value.kind == "not_subscribed"
        assert served.asked == []

    def test_nothing_found_is_no_fault(self, served: OpenData) -> None:
        served.vacancies = []
        assert records(served) == ([], [])

    def test_nobody_listening_says_nothing_of_the_key(self) -> None:
        away = Caller("http://127.0.0.1:9", "authKey", SecretStr(KEY), sleep=lambda _: None)
        with pytest.raises(Failure) as told:
            Work24(away).page(1)
        assert told.value.kind == "unavailable"
        assert KEY not in f"{told.value} {told.value!r} {told.value.__cause__}"

    def test_a_posting_that_went_while_we_read_is_left_out(self, served: OpenData) -> None:
        first, second = served.vacancies[:2]
        served.vacancies = [first, second]
        source = Work24(caller(served))
        batch = source.page(1)
        served.vacancies = [second]
        with pytest.raises(Failure) as told:
            source.whole(dict(batch.rows[0]))
        assert told.value.kind == "gone"

    def test_a_few_rows_from_elsewhere_are_left_out_without_alarm(self, served: OpenData) -> None:
        served.vacancies = [*served.vacancies[:5], SEOUL]
        found, refused = records(served)
        assert len(found) == 5
        assert refused == []

    def test_contact_persons_never_come_in(self, served: OpenData) -> None:
        served.vacancies = served.vacancies[:30]
        told = str(records(served, details=True))
        assert "063-" not in told
        assert "@a.kr" not in told
        assert "홍길동" not in told

    def test_a_document_type_that_swells_is_read_as_none(self) -> None:
        bomb = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><wantedRoot><total>&y;</total></wantedRoot>'
        with pytest.raises(Failure) as told:
            parsed(bomb, "wantedRoot", "empty")
        assert told.value.kind == "unparseable"
