"""Places, work and training in every spelling; neighbours are mutual."""

from __future__ import annotations

import pytest

from actions.sources import lookups


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("전북 전주시 완산구", "52111"),
        ("전주 덕진", "52113"),
        ("전북특별자치도 군산시 설림길", "52130"),
        ("전라북도 익산시 함열읍", "52140"),
        ("전북전주시", "52110"),
        ("완주", "52710"),
        ("45190", "52190"),
        ("5211100000", "52111"),
        ("전북", "52000"),
        ("대구 서구", None),
        ("서울 종로구 수송동", None),
        ("경기 화성시 진안동", None),
        ("27170", None),
        ("", None),
    ],
)
def test_regions(text: str, code: str | None) -> None:
    assert lookups.region(text) == code


def test_every_neighbour_is_mutual_and_known() -> None:
    near = lookups.neighbours()
    cities = {code for code in lookups.region_names() if code not in ("52000", "52111", "52113")}
    assert len(cities) == 14
    assert cities <= set(near)
    assert all(city in near[other] and other in cities and other != city for city in cities for other in near[city])
    assert near["52113"] == near["52110"]


@pytest.mark.parametrize(
    ("code", "text", "id"),
    [
        ("550103", "x", "care_worker"),
        ("027206", "", "accounting"),
        ("890000", "물류센터 상하차", "warehouse"),
        ("890000", "박스 포장", "packing"),
        ("", "스마트팜 하우스 일", "farm"),
        ("", "우주비행사", ""),
    ],
)
def test_work_is_found_by_code_and_where_that_leaves_a_choice_by_words(code: str, text: str, id: str) -> None:
    assert lookups.occupation(code, text) == id


def test_training_is_found_by_words_before_the_large_fields() -> None:
    assert lookups.field("14", "지게차운전기능사 실기") == "car"
    assert lookups.field("02", "ITQ 정보기술자격") == "office"
    assert lookups.field("12", "전혀 모르는 이름") == "beauty"
