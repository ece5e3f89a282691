"""The centre's own tables as people keep them: CSV and Excel with titles above, merged cells, dates in every spelling.

What comes out has our column names, one dict of text a row, with the row's number in the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from actions.sources import wording

MOST_ABOVE: Final = 20  # rows of titles and notes before the head
FEWEST_HEADS: Final = 3
MOST_ROWS: Final = 50_000
# What centres call our columns; blanks and brackets do not matter. Contact columns have no name here and never come in.
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "wantedAuthNo": ("구인인증번호", "인증번호", "공고번호", "관리번호"),
    "company": ("업체명", "기업명", "상호", "상호명", "사업장명", "회사", "업체", "기업"),
    "title": ("공고명", "채용공고", "제목", "모집내용", "구인제목"),
    "jobsNm": ("모집직종", "채용직종", "직무", "모집분야", "채용분야", "모집부문"),
    "jobCont": ("업무내용", "담당업무", "하는일", "직무내용및자격요건", "주요업무"),
    "region": ("근무지", "근무장소", "소재지", "지역", "근무처", "시군"),
    "basicAddr": ("주소", "회사주소", "상세주소", "근무지상세"),
    "sal": ("급여", "임금조건", "보수", "월급여", "급여조건", "임금액", "급여액", "연봉"),
    "salTpNm": ("급여형태", "임금구분", "급여구분"),
    "closeDt": ("마감", "접수마감", "접수마감일", "채용마감일", "모집기한", "채용기한", "접수기한", "모집마감"),
    "regDt": ("접수일", "등록일자", "구인접수일", "공고일"),
    "holidayTpNm": ("근무일", "근무요일", "주근무일", "휴무"),
    "workdayWorkhrCont": ("근무시간대", "시간", "근로시간"),
    "minEdubg": ("학력조건", "최종학력"),
    "career": ("경력조건", "경력사항", "경력여부"),
    "empTpNm": ("고용형태구분", "채용형태", "계약형태", "근로형태", "고용구분"),
    "pfCond": ("우대사항", "우대", "비고우대"),
    "etcWelfare": ("복지", "복리후생사항", "후생복지"),
    "certificate": ("자격증", "자격요건", "필요자격", "면허"),
    "collectPsncnt": ("인원", "채용인원", "모집인원수", "구인인원"),
    "trprId": ("과정코드", "프로그램번호"),
    "subTitle": ("기관명", "교육기관", "운영기관", "주관"),
    "traStartDate": ("개강일", "교육시작일", "훈련시작일", "시작"),
    "traEndDate": ("종강일", "교육종료일", "훈련종료일", "종료"),
    "yardMan": ("모집인원", "모집정원"),
    "courseMan": ("교육비", "훈련비", "수강료"),
    "contents": ("교육내용", "과정내용", "교육시간"),
}
DAYS: Final = ("closeDt", "regDt", "smodifyDtm", "traStartDate", "traEndDate")
Row = tuple[int, dict[str, str]]


class NoHead(ValueError):
    """No row of the table names our columns. The message is for staff."""


def rows(path: Path, known: Mapping[str, str], today: date) -> Iterator[Row]:
    """Yield the filled rows under the head, with their numbers. Raises `NoHead`, `UnicodeDecodeError` or `OSError`."""
    table = _excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    names = _names(known)
    heads: dict[int, str] = {}
    for number, cells in enumerate(table, 1):
        if number > MOST_ROWS:
            return
        if not heads:
            heads = _heads(cells, names)
            if not heads and number >= MOST_ABOVE:
                break
            continue
        row = {name: text for at, name in heads.items() if at < len(cells) and (text := _text(cells[at], name, today))}
        if len(row) > 1:  # a note or a sum below the table is no row
            yield number, row
    if not heads:
        wanted = ", ".join(list(known.values())[:6])
        raise NoHead(f"열 이름이 있는 줄을 찾지 못했습니다. 이런 이름이 있어야 합니다: {wanted} …")


def _names(known: Mapping[str, str]) -> dict[str, str]:
    found = {_bare(also): name for name, others in ALSO.items() if name in known for also in others}
    return found | {_bare(korean): name for name, korean in known.items()} | {_bare(name): name for name in known}


def _bare(head: str) -> str:
    return re.sub(r"\(.*?\)|[^\w]", "", head).lower()


def _heads(cells: Iterable[object], names: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        name = names.get(_bare(str(cell))) if cell is not None else None
        if name and name not in found.values():
            found[at] = name
    return found if len(found) >= FEWEST_HEADS else {}


def _csv(path: Path) -> Iterator[list[Any]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp949")
    yield from (list(row) for row in csv.reader(io.StringIO(text)))


def _excel(path: Path) -> Iterator[list[Any]]:
    """Yield the rows of the first sheet that has any; a merged cell counts for every row it spans."""
    book = load_workbook(path, data_only=True)
    sheet = next((each for each in book.worksheets if each.max_row > 1), book.worksheets[0])
    spread = _merged(sheet)
    for row in sheet.iter_rows():
        yield [spread.get((cell.row or 0, cell.column or 0), cell.value) for cell in row]


def _merged(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """Return what stands in merged cells that run down; what runs across is a title and stays in its first cell."""
    found: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        for number in range(area.min_row, area.max_row + 1):
            found[number, area.min_col] = value
    return found


def _text(cell: object, name: str, today: date) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = wording.clean(str(cell))
    if name not in DAYS:
        return text
    try:
        return loose_day(text, today)
    except ValueError:
        return text  # whoever builds the record refuses it, with its row


SERIAL: Final = re.compile(r"4[4-9]\d{3}|5\d{4}")
WITH_YEAR: Final = re.compile(r"(?P<y>\d{4}|\d{2})\s*[.년/-]\s*(?P<m>\d{1,2})\s*[.월/-]\s*(?P<d>\d{1,2})\s*[.일]?")
WITHOUT_YEAR: Final = re.compile(r"(?<!\d)(?P<m>\d{1,2})\s*[./월-]\s*(?P<d>\d{1,2})\s*일?")
EXCEL_BEGINS: Final = date(1899, 12, 30)


def loose_day(text: str, today: date) -> str:
    """Write the last day in the text as 2026-12-05, whatever its spelling; what is no day stays as it is.

    12/5 without a year is the next one to come, unless it lies more than ten months ahead: then it has just passed.
    Excel's own number of a day is read, too.
    """
    if SERIAL.fullmatch(text):
        return (EXCEL_BEGINS + timedelta(days=int(text))).isoformat()
    found = list(WITH_YEAR.finditer(text))
    if found:
        last = found[-1]
        year = int(last["y"]) + (2000 if len(last["y"]) == 2 else 0)
    elif found := list(WITHOUT_YEAR.finditer(text)):
        last = found[-1]
        year = today.year
    else:
        return text
    day = _made(year, last, text)
    if "y" not in last.groupdict() and day < today and (today - day).days > 60:
        day = _made(year + 1, last, text)
    return f"{'채용시까지 ' if '채용' in text else ''}{day.isoformat()}"


def _made(year: int, found: re.Match[str], text: str) -> date:
    try:
        return date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        raise ValueError(f"없는 날짜입니다: {text}") from None
