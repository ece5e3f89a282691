"""고용24, 잡알리오 and 새일센터 as they answer: a server of their kind with Jeonbuk data and every quirk they have.

The data is the practice data, told in their words. `moods` say what goes wrong: each takes hold for so many calls.
"""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from actions.sources.__main__ import PRACTICE

KEY = "test-key-of-the-fake-1234567890"
LISTED = ("wantedAuthNo", "company", "busino", "indTpNm", "title", "salTpNm", "sal", "minSal", "maxSal", "region",
          "holidayTpNm", "minEdubg", "career", "regDt", "closeDt", "empTpCd", "jobsCd", "prefCd", "basicAddr")  # fmt: skip  # noqa: E501
TODAY = date(2026, 11, 23)
SEOUL = {"wantedAuthNo": "KSEOUL", "company": "서울회사(연습)", "title": "서울 사무원", "region": "서울 강남구",
         "closeDt": "채용시까지", "salTpNm": "월급", "sal": "300만원"}  # fmt: skip


def _day(text: str, form: str) -> str:
    """Write a practice day (+12일) as the interface would on TODAY."""
    for part in text.split():
        if part[:1] in "+-" and part.endswith("일"):
            text = text.replace(part, (TODAY + timedelta(days=int(part[:-1]))).strftime(form)).replace("마감 ", "")
    return text


def _vacancies() -> list[dict[str, str]]:
    with (PRACTICE / "vacancies.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    forms = ("%y-%m-%d", "%Y%m%d", "%Y-%m-%d", "%Y.%m.%d")
    for n, row in enumerate(rows):
        row["closeDt"], row["regDt"] = _day(row["closeDt"], forms[n % 4]), _day(row["regDt"], forms[n % 4])
        row["wantedAuthNo"] = ("KF" if n % 2 else "KJKB") + row["wantedAuthNo"]
    return rows


def _courses() -> list[dict[str, str]]:
    with (PRACTICE / "courses.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["traStartDate"], row["traEndDate"] = (
            _day(row["traStartDate"], "%Y-%m-%d"),
            _day(row["traEndDate"], "%Y-%m-%d"),
        )
        row["telNo"] = "063-000-0000"
    return rows


@dataclass
class OpenData:
    """What the server knows and how it is in mood: `moods` maps a mood to how many more answers it spoils."""

    vacancies: list[dict[str, str]] = field(default_factory=_vacancies)
    courses: list[dict[str, str]] = field(default_factory=_courses)
    moods: dict[str, int] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str]:
        self.asked.append({"path": path, **asked})
        for mood, spoilt in (("html", (200, "<!DOCTYPE html><html>점검 중</html>")), ("error", (500, "oops")),
                             ("broken", (200, "<wantedRoot><total>3"))):  # fmt: skip
            if self.moods.get(mood, 0) > 0:
                self.moods[mood] -= 1
                return spoilt
        if asked.get("authKey", asked.get("serviceKey")) != KEY:
            return 200, "<?xml version='1.0'?><GO24><error>신청하신 OpenApi 서비스가 존재하지 않습니다</error></GO24>"
        if path.endswith("210L01.do"):
            return 200, self._list(asked)
        if path.endswith("210D01.do"):
            return 200, self._detail(asked)
        if path.endswith("310L01.do"):
            return 200, self._trainings(asked)
        return 200, json.dumps(self._public(path, asked), ensure_ascii=False)

    def _list(self, asked: dict[str, str]) -> str:
        rows = self.vacancies
        if "ignores region" in self.moods or len(asked.get("region", "")) == 10:
            rows = [SEOUL] * 400 + rows[:20]
        size, page = min(int(asked["display"]), 100), int(asked["startPage"])
        shown = rows[(page - 1) * size : page * size]
        if not shown:
            return _message("006", "정보가 존재하지 않습니다.")
        body = "".join(f"<wanted>{''.join(_element(n, row.get(n, '')) for n in LISTED)}</wanted>" for row in shown)
        head = f"<total>{len(rows)}</total><startPage>{page}</startPage><display>{size}</display>"
        return f'<?xml version="1.0" encoding="UTF-8"?><wantedRoot>{head}{body}</wantedRoot>'

    def _detail(self, asked: dict[str, str]) -> str:
        if asked.get("infoSvc") != "VALIDATION":
            return _message("018", "채용정보API의 상세보기 필수항목인 정보제공처가 바르지 않습니다.")
        row = next((r for r in self.vacancies if r["wantedAuthNo"] == asked.get("wantedAuthNo")), None)
        if row is None:
            return _message("006", "정보가 존재하지 않습니다.")
        told = {"jobsNm": row["jobsNm"], "wantedTitle": row["title"], "jobCont": row["jobCont"], "empTpNm": row["empTpNm"],  # noqa: E501
                "salTpNm": row["salDetail"], "workdayWorkhrCont": row["workdayWorkhrCont"], "pfCond": row["pfCond"],
                "certificate": row["certificate"], "etcWelfare": row["etcWelfare"]}  # fmt: skip
        person = "<empchargeInfo><contactTelno>063-123-4567</contactTelno><chargerEmail>kim@a.kr</chargerEmail></empchargeInfo>"  # noqa: E501
        info = "".join(_element(name, text) for name, text in told.items())
        return f"<wantedDtl><corpInfo><reperNm>홍길동</reperNm></corpInfo><wantedInfo>{info}</wantedInfo>{person}</wantedDtl>"  # noqa: E501

    def _trainings(self, asked: dict[str, str]) -> str:
        rows = self.courses if asked.get("srchTraArea1") == "52" else []  # the old code 45 answers nothing
        size, page = min(int(asked["pageSize"]), 100), int(asked["pageNum"])
        return json.dumps({"scn_cnt": len(rows), "srchList": rows[(page - 1) * size : page * size]}, ensure_ascii=False)

    def _public(self, path: str, asked: dict[str, str]) -> Any:
        if "recruitment" in path:
            row = {"recrutPblntSn": 290001, "instNm": "전북공공기관(연습)", "recrutPbancTtl": "기간제 사무 보조 채용",
                   "pbancBgngYmd": "20261120", "pbancEndYmd": "20261205", "ncsCdNmLst": "경영.회계.사무",
                   "hireTypeNmLst": "비정규직", "workRgnNmLst": "서울,전북", "recrutSe": "신입", "recrutNope": 2,
                   "acbgCondNmLst": "학력무관", "aplyQlfcCn": "문의 063-123-4567", "srcUrl": "https://example.go.kr/1"}  # fmt: skip  # noqa: E501
            return {"resultCode": 200, "resultMsg": "성공했습니다.", "totalCount": 1, "result": [row]}
        row = {"areaNm": "전북", "nwrkCntrNm": "군산새일센터", "eduCrsNm": "사무행정 실무자 양성", "eduBgngDt": "2026-12-01",  # noqa: E501
               "eduEndDt": "2027-01-29", "eduNope": "20", "trngHr": "240"}  # fmt: skip
        body = {"totalCount": 1, "items": {"item": row}}  # one row comes as an object
        return {"response": {"header": {"resultCode": "00", "resultMsg": "NORMAL"}, "body": body}}


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""  # what is not known is missing


def _message(code: str, text: str) -> str:
    return f"<wantedRoot><message>{text}</message><messageCd>{code}</messageCd></wantedRoot>"


@contextmanager
def open_data(known: OpenData | None = None) -> Iterator[OpenData]:
    """Serve on a free port of this machine."""
    served = known or OpenData()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            status, body = served.answer(parts.path, dict(parse_qsl(parts.query)))
            content = body.encode()
            self.send_response(status)
            self.send_header("content-type", "text/xml; charset=utf-8" if body.startswith("<") else "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
