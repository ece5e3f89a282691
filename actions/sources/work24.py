"""고용24 채용정보: list and detail (callOpenApiSvcInfo210L01, 210D01). XML; every answer is HTTP 200."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree

from actions.sources import columns, lookups, wording
from actions.sources.calls import Caller, Failure
from actions.sources.contract import A_PAGE, Batch, Cells
from actions.sources.imports import Origin, vacancy_of
from actions.sources.records import VacancyRecord

LIST: Final = "/cm/openApi/call/wk/callOpenApiSvcInfo210L01.do"
DETAIL: Final = "/cm/openApi/call/wk/callOpenApiSvcInfo210D01.do"
JEONBUK: Final = "52000"
NOTHING, NO_PROVIDER = "006", "018"
POSTING: Final = (
    "https://www.work24.go.kr/wk/a/b/1500/empDetailAuthView.do"
    "?wantedAuthNo={}&infoTypeCd=VALIDATION&infoTypeGroup=tb_workinfoworknet"
)
# What the detail tells better than the list: its own name → ours. Contact persons and owners are not among them.
DETAILS: Final[Mapping[str, str]] = {
    "salTpNm": "salDetail", "eduNm": "minEdubg", "enterTpNm": "career", "empTpNm": "empTpNm", "jobsNm": "jobsNm",
    "jobCont": "jobCont", "workdayWorkhrCont": "workdayWorkhrCont", "certificate": "certificate", "pfCond": "pfCond",
    "etcWelfare": "etcWelfare", "workRegion": "basicAddr", "collectPsncnt": "collectPsncnt",
}  # fmt: skip


class Work24:
    """Jeonbuk's vacancies. `since` "D-0", "D-3", "W-1" … asks only for what was registered lately."""

    name = "고용24"
    prefix = "work24:"
    kind = "vacancy"

    def __init__(self, caller: Caller, since: str | None = None, *, details: bool = True) -> None:
        self.caller = caller
        self.since = since
        self.details = details

    def page(self, number: int) -> Batch:
        lately: dict[str, str | int] = {"regDate": self.since} if self.since else {}
        asked: dict[str, str | int] = {"callTp": "L", "returnType": "XML", "startPage": number, "display": A_PAGE,
                                       "region": JEONBUK, "sortOrderBy": "DESC", **lately}  # fmt: skip
        root = parsed(self.caller.get(LIST, asked), "wantedRoot", "empty")
        rows = tuple(_cells(each, columns.VACANCY) for each in root.findall("wanted"))
        return Batch(wording.count(root.findtext("total") or "") or len(rows), rows)

    def whole(self, cells: dict[str, str]) -> dict[str, str]:
        """Return the row with what its detail says; raises `Failure` gone when the posting is no longer there."""
        if not self.details:
            return cells
        asked = {"callTp": "D", "returnType": "XML", "wantedAuthNo": cells["wantedAuthNo"], "infoSvc": "VALIDATION"}
        root = parsed(self.caller.get(DETAIL, asked), "wantedDtl", "gone")
        info = root.find("wantedInfo")
        told = {} if info is None else {
            ours: text for theirs, ours in DETAILS.items() if (text := wording.clean(info.findtext(theirs)))
        }  # fmt: skip
        return {**cells, **told}

    def record(self, cells: Cells, origin: Origin) -> VacancyRecord:
        link = POSTING.format(cells["wantedAuthNo"]) if "wantedAuthNo" in cells else ""
        return vacancy_of({**cells, "wantedInfoUrl": link}, origin)

    def elsewhere(self, cells: Cells) -> bool:
        place = cells.get("region") or cells.get("basicAddr") or ""
        return bool(place) and lookups.region(place) is None


def parsed(body: str, wanted: str, nothing: str) -> ElementTree.Element:
    """Return the root of the answer. Raises `Failure`: `nothing` (empty or gone), not_subscribed, bad_request, …"""
    try:
        root = ElementTree.fromstring(_without_doctype(body))  # noqa: S314  without a document type nothing expands
    except ElementTree.ParseError:
        raise Failure("unparseable", "XML이 아님") from None
    if root.tag == "GO24":
        raise Failure("not_subscribed", wording.clean(root.findtext("error")))
    code = root.findtext("messageCd")
    if code == NOTHING:
        raise Failure("gone" if nothing == "gone" else "empty")
    if code:
        raise Failure("bad_request", f"{code} {wording.clean(root.findtext('message'))}")
    if root.tag != wanted:
        raise Failure("unparseable", f"{root.tag} 이 왔어요")
    return root


def _without_doctype(body: str) -> str:
    return re.sub(r"<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", "", body, flags=re.S)


def _cells(row: ElementTree.Element, known: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name in known if (text := wording.clean(row.findtext(name)))}
