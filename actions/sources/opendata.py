"""공공데이터포털: 잡알리오 postings of public bodies, and 새일센터 courses. JSON with a result code."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any, Final

from actions.sources import lookups, wording
from actions.sources.calls import Caller, Failure
from actions.sources.contract import A_PAGE, Batch, Cells, several
from actions.sources.hrd import read
from actions.sources.imports import Origin, course_of, vacancy_of
from actions.sources.records import CourseRecord, VacancyRecord

FINE: Final = ("00", "0", "200", "INFO-000")
NOTHING: Final = ("03", "INFO-200")
NO_KEY: Final = ("20", "22", "30", "31", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR")
ALIO: Final = "/1051000/recruitment/list"
SAEIL: Final = "/1383000/gmis/eduCrsInfoService/getEduCrsInfoList"
JEONBUK_WORK: Final = "R3024"  # 잡알리오's own code of 전북


class Alio:
    """Postings of public bodies for work in Jeonbuk (잡알리오)."""

    name = "잡알리오"
    prefix = "alio:"
    kind = "vacancy"

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def page(self, number: int) -> Batch:
        asked: dict[str, str | int] = {"resultType": "json", "numOfRows": A_PAGE, "pageNo": number, "ongoingYn": "Y",
                                       "workRgnLst": JEONBUK_WORK}  # fmt: skip
        found = checked(read(self.caller.get(ALIO, asked)))
        rows = tuple(_alio(row) for row in several(found.get("result")))
        return Batch(_count(found, rows), rows)

    def whole(self, cells: dict[str, str]) -> dict[str, str]:
        return cells

    def record(self, cells: Cells, origin: Origin) -> VacancyRecord:
        return vacancy_of(cells, origin)

    def elsewhere(self, cells: Cells) -> bool:
        return bool(cells.get("region")) and lookups.region(cells["region"]) is None


class Saeil:
    """Courses of the 새일센터 in Jeonbuk."""

    name = "새일센터"
    prefix = "saeil:"
    kind = "course"

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def page(self, number: int) -> Batch:
        asked: dict[str, str | int] = {"type": "json", "numOfRows": A_PAGE, "pageNo": number, "areaNm": "전북"}
        found = checked(read(self.caller.get(SAEIL, asked)))
        body = found.get("body", found)
        items = body.get("items", body.get("item")) if isinstance(body, dict) else None
        rows = tuple(_saeil(row) for row in several(items.get("item") if isinstance(items, dict) else items))
        return Batch(_count(body if isinstance(body, dict) else {}, rows), rows)

    def whole(self, cells: dict[str, str]) -> dict[str, str]:
        return cells

    def record(self, cells: Cells, origin: Origin) -> CourseRecord:
        return course_of(cells, origin)

    def elsewhere(self, cells: Cells) -> bool:
        return bool(cells.get("address")) and lookups.region(cells["address"]) is None


def checked(found: dict[str, Any]) -> dict[str, Any]:
    """Return the answer's content. Raises `Failure` for any result code but a good one."""
    inner = found.get("response", found)
    inner = inner if isinstance(inner, dict) else found
    head = inner.get("header", inner)
    code = str(head.get("resultCode", "00")) if isinstance(head, dict) else "00"
    if code in NOTHING:
        raise Failure("empty")
    if code in NO_KEY:
        raise Failure("not_subscribed", code)
    if code not in FINE:
        raise Failure("bad_request", code)
    return inner


def _count(found: dict[str, Any], rows: tuple[dict[str, str], ...]) -> int:
    return wording.count(str(found.get("totalCount") or "")) or len(rows)


def _text(row: dict[str, object], name: str) -> str:
    return wording.clean(str(row.get(name) or ""))


def _alio(row: dict[str, object]) -> dict[str, str]:
    places = re.split(r"[,|]\s*", _text(row, "workRgnNmLst"))
    here = next((place for place in places if place and lookups.region(place)), places[0] if places else "")
    cells = {
        "wantedAuthNo": _text(row, "recrutPblntSn"), "company": _text(row, "instNm"),
        "title": _text(row, "recrutPbancTtl"), "region": here,
        "regDt": _text(row, "pbancBgngYmd"), "closeDt": _text(row, "pbancEndYmd"),
        "career": _text(row, "recrutSe"), "minEdubg": _text(row, "acbgCondNmLst").split(",")[0],
        "empTpNm": _text(row, "hireTypeNmLst"), "jobsNm": _text(row, "ncsCdNmLst"),
        "collectPsncnt": _text(row, "recrutNope"), "pfCond": _text(row, "prefCn"),
        "jobCont": _text(row, "aplyQlfcCn"),
        "wantedInfoUrl": _text(row, "srcUrl"), "indTpNm": "공공기관",
    }  # fmt: skip
    return {name: text for name, text in cells.items() if text}


def _saeil(row: dict[str, object]) -> dict[str, str]:
    centre, title, begins = _text(row, "nwrkCntrNm"), _text(row, "eduCrsNm"), _text(row, "eduBgngDt")
    town = lookups.region(centre.replace("새일센터", "").replace("여성인력개발센터", "")) or ""
    known = blake2b(f"{centre}|{title}|{begins}".encode(), digest_size=6).hexdigest()
    hours = _text(row, "trngHr")
    cells = {
        "trprId": known, "title": title, "subTitle": centre, "address": _text(row, "areaNm") or "전북",
        "trngAreaCd": town, "traStartDate": begins, "traEndDate": _text(row, "eduEndDt"),
        "yardMan": _text(row, "eduNope"), "trainTarget": "새일센터 직업교육훈련(무료)", "courseMan": "0",
        "contents": f"총 {hours}시간" if hours else "",
    }  # fmt: skip
    return {name: text for name, text in cells.items() if text}
