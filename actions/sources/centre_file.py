"""A file of the centre's own vacancies or courses, as messy as it is: what comes in, and which rows must be mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final, TypeVar
from zipfile import BadZipFile

from openpyxl.utils.exceptions import InvalidFileException

from actions.sources import columns, loose, sheets
from actions.sources.imports import Imported, ImportFault, Origin, course_of, vacancy_of
from actions.sources.records import CourseRecord, VacancyRecord
from actions.sources.reposts import Reposts

R = TypeVar("R")
COURSE_SIGNS: Final = {"traStartDate", "traEndDate"}


def read(path: Path, origin: Origin) -> tuple[Imported[VacancyRecord], Imported[CourseRecord]]:
    """Return the vacancies or the courses of the file. Raises `ImportFault` when it cannot be used at all."""
    courses = _rows(path, columns.COURSE, origin, needed=False)
    if courses and {name for _, row in courses for name in row} >= COURSE_SIGNS:
        records, errors = _built(path, courses, lambda row: course_of(_course(row), origin))
        return Imported((), ()), Imported(tuple({r.id: r for r in records}.values()), errors)
    rows = _rows(path, columns.VACANCY, origin)
    found, errors = _built(path, rows, lambda row: vacancy_of(_vacancy(row), origin))
    reposts = Reposts()
    kept = tuple(record for record in found if not reposts.seen(record))
    return Imported(kept, errors, reposts.count), Imported((), ())


def _rows(path: Path, known: Mapping[str, str], origin: Origin, *, needed: bool = True) -> list[sheets.Row]:
    try:
        return list(sheets.rows(path, known, origin.today))
    except sheets.NoHead as fault:
        if needed:
            raise ImportFault(f"{path.name}: {fault}") from None
        return []
    except UnicodeDecodeError:
        raise ImportFault(f"{path.name}: 글자를 읽을 수 없습니다. UTF-8이나 엑셀 파일로 저장해 주세요.") from None
    except OSError as error:
        raise ImportFault(f"{path.name}: 파일을 열 수 없습니다 - {error.strerror}") from error
    except (BadZipFile, InvalidFileException, KeyError):
        raise ImportFault(f"{path.name}: 엑셀 파일이 아니거나 상했습니다. xlsx로 다시 저장해 주세요.") from None


def _built(
    path: Path, rows: list[sheets.Row], build: Callable[[dict[str, str]], R]
) -> tuple[list[R], tuple[str, ...]]:
    records, errors = [], []
    for number, row in rows:
        try:
            records.append(build(row))
        except ValueError as error:
            errors.append(f"{path.name} {number}행: {error}")
    return records, tuple(errors)


def _vacancy(row: dict[str, str]) -> dict[str, str]:
    """Fill in what a centre leaves out: the title from the work, a number from the content, pay in its parts."""
    kind, least, most = loose.pay(row.get("salTpNm", ""), row.get("sal", ""))
    told = {"salTpNm": kind or row.get("salTpNm", ""), "minSal": least, "maxSal": most}
    work = row.get("jobsNm") or row.get("title") or ""
    filled = {"title": row.get("title") or (f"{work} 모집" if work else ""), "salDetail": row.get("sal", "")}
    whole = {**row, **{name: text for name, text in {**told, **filled}.items() if text}}
    if re.match(r"\d", whole.get("career", "")):  # "1년 이상" is experience asked for
        whole["career"] = f"경력 {whole['career']}"
    if "region" not in whole and "basicAddr" in whole:
        whole["region"] = whole["basicAddr"]
    return {**whole, "wantedAuthNo": row.get("wantedAuthNo") or _made(whole, "company", "title", "region", "closeDt")}


def _course(row: dict[str, str]) -> dict[str, str]:
    return {"trprDegr": "1", **row, "trprId": row.get("trprId") or _made(row, "title", "subTitle", "traStartDate")}


def _made(row: dict[str, str], *names: str) -> str:
    return blake2b("|".join(row.get(name, "") for name in names).encode(), digest_size=6).hexdigest()
