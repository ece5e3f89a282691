"""고용24 훈련과정: the courses of 국민내일배움카드 and K-디지털 (callOpenApiSvcInfo310L01). JSON, numbers as text."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, Final

from actions.sources import columns, lookups, wording
from actions.sources.calls import Caller, Failure
from actions.sources.contract import A_PAGE, Batch, Cells, several
from actions.sources.imports import Origin, course_of
from actions.sources.records import CourseRecord
from actions.sources.work24 import parsed

LIST: Final = "/cm/openApi/call/hr/callOpenApiSvcInfo310L01.do"
JEONBUK: Final = "52"  # 45, the code before 2024, is answered with nothing at all
AHEAD: Final = timedelta(days=180)


class Hrd:
    """Jeonbuk's courses that begin from today on, within half a year."""

    name = "고용24 훈련"
    prefix = "hrd:"
    kind = "course"

    def __init__(self, caller: Caller, today: date) -> None:
        self.caller = caller
        self.today = today

    def page(self, number: int) -> Batch:
        asked: dict[str, str | int] = {
            "returnType": "JSON", "outType": "1", "pageNum": number, "pageSize": A_PAGE, "srchTraArea1": JEONBUK,
            "srchTraStDt": f"{self.today:%Y%m%d}", "srchTraEndDt": f"{self.today + AHEAD:%Y%m%d}", "sort": "ASC",
            "sortCol": "TRNG_BGDE",
        }  # fmt: skip
        found = read(self.caller.get(LIST, asked))
        rows = tuple(_cells(row) for row in several(found.get("srchList")))
        if not rows:
            raise Failure("empty")
        return Batch(wording.count(str(found.get("scn_cnt") or "")) or len(rows), rows)

    def whole(self, cells: dict[str, str]) -> dict[str, str]:
        return cells

    def record(self, cells: Cells, origin: Origin) -> CourseRecord:
        return course_of(cells, origin)

    def elsewhere(self, cells: Cells) -> bool:
        place = cells.get("trngAreaCd") or cells.get("address") or ""
        return bool(place) and lookups.region(place) is None


def read(body: str) -> dict[str, Any]:
    """Return the JSON object of the answer. Raises `Failure`; errors come as XML even where JSON was asked for."""
    if body.startswith("<"):
        parsed(body, "HRDNet", "empty")
        raise Failure("unparseable", "JSON이 아님")
    try:
        found = json.loads(body)
    except ValueError:
        raise Failure("unparseable", "JSON이 아님") from None
    if isinstance(found, dict) and isinstance(found.get("returnJSON"), str):
        found = json.loads(found["returnJSON"])  # older answers wrap the object once more
    if not isinstance(found, dict):
        raise Failure("unparseable", "JSON 객체가 아님")
    return found


def _cells(row: dict[str, object]) -> dict[str, str]:
    return {name: text for name in columns.COURSE if (text := wording.clean(str(row.get(name) or "")))}
