"""The quirks seen in real answers, one by one: what is written is understood, what is not stays unknown."""

from __future__ import annotations

from datetime import date

import pytest

from actions.sources import wording

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("text", ["26-10-01", "20261001", "2026-10-01", "2026.10.01", "채용시까지  26-10-01"])
def test_a_day_is_read_in_every_spelling(text: str) -> None:
    assert wording.day(text, TODAY) == date(2026, 10, 1)


def test_days_from_today_move_with_today() -> None:
    assert wording.day("마감 +12일", TODAY) == date(2026, 12, 5)
    assert wording.day("-3일", TODAY) == date(2026, 11, 20)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="없는 날짜"):
        wording.day("26-13-45", TODAY)


@pytest.mark.parametrize(
    ("text", "kind", "last"),
    [
        ("26-12-31", "date", date(2026, 12, 31)),
        ("채용시까지", "until_filled", None),
        ("채용시까지  26-11-30", "until_filled", date(2026, 11, 30)),
        ("99991231", "always", None),
        ("9999-12-31", "always", None),
        ("상시채용", "always", None),
        ("", "", None),
    ],
)
def test_deadlines(text: str, kind: str, last: date | None) -> None:
    assert wording.deadline(text, TODAY) == (kind, last)


def test_an_unreadable_deadline_is_refused_with_its_words() -> None:
    with pytest.raises(ValueError, match="곧 마감"):
        wording.deadline("곧 마감", TODAY)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("연봉", "4100만원", "41000000", "0"), ("year", 41_000_000, None, "연봉 4100만원")),
        (("월급", "300만원", "3000000", "3500000"), ("month", 3_000_000, 3_500_000, "월급 300만원")),
        (("시급", "10,030", "", ""), ("hour", 10_030, None, "시급 10,030")),
        (("", "월급 246 만원 ~ 246 만원", "", ""), ("month", 2_460_000, 2_460_000, "월급 246 만원 ~ 246 만원")),
        (("월급", "220만원 ~ 230만원", "", ""), ("month", 2_200_000, 2_300_000, "월급 220만원 ~ 230만원")),
        (("월급", "220만원 상여별도 10%", "", ""), ("month", 2_200_000, None, "월급 220만원 상여별도 10%")),
        (("월급", "회사내규에 따름", "0", "0"), ("", None, None, "월급 회사내규에 따름")),
        (("월급", "250만원 이하", "0", "2500000"), ("month", None, 2_500_000, "월급 250만원 이하")),
        (("시급", "230만원", "2300000", "0"), ("", None, None, "시급 230만원")),
    ],
)  # fmt: skip
def test_pay_stays_in_its_own_kind(given: tuple[str, ...], expected: tuple[object, ...]) -> None:
    assert tuple(wording.pay(*given)) == expected


def test_the_detailed_wording_of_pay_is_what_people_see() -> None:
    detail = "연봉41,000,000원 이상, 면접 후 재조정 가능"
    assert wording.pay("연봉", "4100만원", "41000000", "0", detail).text == detail


@pytest.mark.parametrize(
    ("text", "days"),
    [("주5일근무", 5.0), ("주6일근무", 6.0), ("토요격주휴무", 5.5), ("주 3일", 3.0), ("기타", None), ("", None)],
)
def test_days_a_week(text: str, days: float | None) -> None:
    assert wording.work_days(text) == days


@pytest.mark.parametrize(
    ("hours", "title", "kind"),
    [
        ("09:00 ~ 18:00", "", "day"),
        ("(근무시간) (오전) 9시 00분 ~ (오후) 6시 00분", "", "day"),
        ("(오후) 8시 00분 ~ (오전) 5시 00분", "", "night"),
        ("22:00 ~ 06:00", "", "night"),
        ("2교대 (주간 08:00~20:00 / 야간 20:00~08:00)", "", "two"),
        ("", "간호조무사(3교대) 모집", "three"),
        ("08:00 ~ 17:00 (야간근무 없음)", "", "day"),
        ("10:00 ~ 19:00 (주말 휴무)", "", "day"),
        ("", "편의점 주말 근무자", "weekend"),
        ("", "", ""),
    ],
)
def test_shifts(hours: str, title: str, kind: str) -> None:
    assert wording.shift(hours, title) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("신입", "new"),
        ("경력 (최소3년) 필수", "experienced"),
        ("경력무관", "any"),
        ("관계없음", "any"),
        ("신입,경력", "any"),
        ("", "any"),
    ],
)
def test_career(text: str, kind: str) -> None:
    assert wording.career(text) == kind


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("학력무관", "any"),
        ("고졸", "high"),
        ("대졸(2~3년)", "college"),
        ("대졸(4년)", "university"),
        ("석사", "graduate"),
        ("", "any"),
    ],
)
def test_education(text: str, step: str) -> None:
    assert wording.education(text) == step


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("10", "", "regular"),
        ("21", "", "part_time"),
        ("4", "", "dispatch"),
        ("20", "일용근로", "daily"),
        ("", "기간의 정함이 있는 근로계약 9개월", "contract"),
        ("", "기간의 정함이 없는 근로계약(시간(선택)제)", "part_time"),
        ("", "", ""),
    ],
)
def test_employment(code: str, text: str, kind: str) -> None:
    assert wording.employment(code, text) == kind


def test_only_legal_preferences_are_read() -> None:
    assert wording.targets("B|Y", "") == ("middle", "senior", "disabled")
    assert wording.targets("", "경력단절여성 우대, 보훈취업지원대상자") == ("women", "veteran")
    assert wording.targets("", "여성만, 30세 이하") == ()


def test_what_is_not_offered_is_not_welfare() -> None:
    assert wording.welfare("기숙사 없음, 통근버스 운행, 중식 제공") == ("bus", "meal")


def test_markup_and_invisible_characters_go() -> None:
    assert wording.clean("  &lt;b&gt;조리&middot;배식&lt;/b&gt;\u200b&#xd;\t 직원 ") == "조리·배식 직원"
    assert wording.clean("<![CDATA[임금 < 300만원]]>") == "임금 < 300만원"


def test_contacts_and_keys_do_not_come_in() -> None:
    text = wording.without_contacts("문의 063-000-0000, 01000000000, job@example.kr 09:00 ~ 18:00")
    hidden = "(연락처는 공고에서 확인)"
    assert text == f"문의 {hidden}, {hidden}, {hidden} 09:00 ~ 18:00"
    assert wording.link("https://www.work24.go.kr/a?authKey=abc&wantedAuthNo=K1") == (
        "https://www.work24.go.kr/a?wantedAuthNo=K1"
    )
    assert wording.link("javascript:alert(1)") is None
