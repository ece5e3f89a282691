"""Print a source's records as JSON lines (see `records`): `python -m actions.sources practice`. Reads only.

`import <file>` reads the centre's own file (CSV or Excel).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from actions.sources import centre_file, contract
from actions.sources.calls import Caller, Failure
from actions.sources.hrd import Hrd
from actions.sources.imports import Imported, ImportFault, Origin, read_courses, read_vacancies
from actions.sources.opendata import Alio, Saeil
from actions.sources.records import CourseRecord, End, VacancyRecord, line
from actions.sources.work24 import Work24
from bot.settings import Settings, load
from bot.store import catalogue
from bot.store.database import Database

KOREA = timezone(timedelta(hours=9))
PRACTICE = Path(__file__).with_name("practice")
OURS = "센터 등록"


def lines(today: date) -> Iterator[str]:
    """Yield the practice data as it is on `today`, the end last. Raises `ImportFault`."""
    origin = Origin("연습용 자료", "practice:", practice=True, today=today)
    vacancies = read_vacancies(PRACTICE / "vacancies.csv", origin)
    courses = read_courses(PRACTICE / "courses.csv", origin)
    yield from _told(origin, vacancies, courses)


def imported(path: Path, today: date) -> Iterator[str]:
    """Yield what the centre's own file holds, vacancies or courses. Raises `ImportFault`."""
    origin = Origin(OURS, "centre:", practice=False, today=today)
    yield from _told(origin, *centre_file.read(path, origin))


def fetched(name: str, settings: Settings, today: date, since: str | None = None) -> Iterator[str]:
    """Yield what a public interface answers, page by page, the end last. Raises `Failure`."""
    source, refused = _source(name, settings, today, since), list[str]()
    origin, came = Origin(source.name, source.prefix, practice=False, today=today), 0
    known = asyncio.run(_known(settings, source.name))
    for record in contract.records(source, origin, refused, known):
        came += 1
        yield line(record)
    vacancies, courses = (came, 0) if source.kind == "vacancy" else (0, came)
    yield line(End(source.name, vacancies, courses, 0, tuple(refused), whole=since is None))


async def _known(settings: Settings, source: str) -> dict[str, dict[str, str]]:
    """Return what the source told us before, by id."""
    database = Database(settings.database)
    try:
        async with database.read() as connection:
            return await catalogue.told(connection, source)
    finally:
        await database.close()


def _source(name: str, settings: Settings, today: date, since: str | None) -> contract.Source:
    def caller(base: str, key_name: str, key: SecretStr) -> Caller:
        return Caller(base.rstrip("/"), key_name, key, pause=settings.source_pause)

    if name == "work24":
        return Work24(caller(settings.work24_api, "authKey", settings.work24_key), since)
    if name == "hrd":
        return Hrd(caller(settings.work24_api, "authKey", settings.hrd_key), today)
    opendata = caller(settings.opendata_api, "serviceKey", settings.opendata_key)
    return Alio(opendata) if name == "alio" else Saeil(opendata)


def _told(origin: Origin, vacancies: Imported[VacancyRecord], courses: Imported[CourseRecord]) -> Iterator[str]:
    yield from map(line, vacancies.records)
    yield from map(line, courses.records)
    errors = vacancies.errors + courses.errors
    yield line(End(origin.source, len(vacancies.records), len(courses.records), vacancies.reposts, errors))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m actions.sources", description="자료를 읽어 JSON 줄로 냅니다.")
    parser.add_argument("source", choices=["practice", "work24", "hrd", "alio", "saeil", "import"], help="자료원")
    parser.add_argument("file", nargs="?", type=Path, help="import: 센터 파일(CSV, 엑셀)")
    parser.add_argument("--since", help="work24: 이때부터 등록된 것만 (D-0, D-3, W-1)")
    parser.add_argument("--today", type=date.fromisoformat, help="기준일 (YYYY-MM-DD, 기본: 오늘)")
    given: Any = parser.parse_args()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    today = given.today or datetime.now(KOREA).date()
    try:
        for each in _asked(given, today):
            sys.stdout.write(f"{each}\n")
    except (ImportFault, Failure) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


def _asked(given: Any, today: date) -> Iterator[str]:
    if given.source == "practice":
        return lines(today)
    if given.source == "import":
        if given.file is None:
            raise ImportFault("파일을 적어 주세요: import 파일.xlsx")
        return imported(given.file, today)
    return fetched(given.source, load(), today, given.since)


if __name__ == "__main__":
    sys.exit(main())
