"""Read the centre's files of vacancies and courses (CSV, UTF-8 or CP949): records, and what was wrong by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from actions.seeking import classify
from actions.seeking.text import index_words
from actions.sources import columns, lookups, wording
from actions.sources.records import CourseRecord, VacancyRecord
from actions.sources.reposts import likeness

R = TypeVar("R")
Cells: TypeAlias = Mapping[str, str]

COURSE_KINDS = {"C0061": "card", "C0104": "kdt", "C0105": "kdc", "C0054": "strategic", "C0031": "worker"}
ON_CARD = ("card", "kdt", "kdc", "strategic")
ONLINE = re.compile(r"원격|비대면|이러닝|\[온라인\]|온라인\s*(?:과정|수업|강의|훈련)")
SCHEDULES = {"weekend": r"주말", "evening": r"야간|저녁", "day": r"주간|평일"}


class ImportFault(Exception):
    """The file as a whole cannot be read. The message says why, in Korean, for staff."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from: the source's name for people, the beginning of its ids, and the day they were brought."""

    source: str
    prefix: str
    practice: bool
    today: date


@dataclass(frozen=True, slots=True)
class Imported(Generic[R]):
    """What a file gave. `errors` are sentences with file and row; `reposts` were replaced by their newer posting."""

    records: tuple[R, ...]
    errors: tuple[str, ...]
    reposts: int = 0


def read_vacancies(path: Path, origin: Origin) -> Imported[VacancyRecord]:
    """Read vacancies; raises `ImportFault` when the file cannot be used at all."""
    read, errors = _read(path, columns.VACANCY, columns.NEEDED, lambda cells: vacancy_of(cells, origin))
    kept = _newest(read)
    return Imported(kept, errors, len(read) - len(kept))


def read_courses(path: Path, origin: Origin) -> Imported[CourseRecord]:
    """Read course runs; raises `ImportFault` when the file cannot be used at all."""
    read, errors = _read(path, columns.COURSE, columns.COURSE_NEEDED, lambda cells: course_of(cells, origin))
    return Imported(tuple({record.id: record for record in read}.values()), errors)


def _read(
    path: Path, known: Mapping[str, str], needed: set[str], build: Callable[[Cells], R]
) -> tuple[list[R], tuple[str, ...]]:
    reader = csv.DictReader(io.StringIO(_text(path)))
    names = {korean: name for name, korean in known.items()} | {name: name for name in known}
    heads = {head: names[head.strip()] for head in reader.fieldnames or () if head and head.strip() in names}
    if missing := needed - set(heads.values()):
        raise ImportFault(f"{path.name}: 열이 없습니다 - {', '.join(sorted(known[name] for name in missing))}")
    records, errors = [], []
    for row in reader:
        cells = {name: text for head, name in heads.items() if (text := wording.clean(row[head]))}
        try:
            records.append(build(cells))
        except ValueError as error:
            errors.append(f"{path.name} {reader.line_num}행: {error}")
    return records, tuple(errors)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportFault(f"{path.name}: 파일을 열 수 없습니다 - {error.strerror}") from error
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFault(f"{path.name}: 글자를 읽을 수 없습니다. UTF-8이나 엑셀 CSV로 저장해 주세요.")


def vacancy_of(cells: Cells, origin: Origin) -> VacancyRecord:
    """Return the record of a row under the names of `columns.VACANCY`; raises `ValueError` with words for staff."""
    _need(cells, columns.VACANCY, "wantedAuthNo", "company", "title")
    of = _Cells(cells)
    region = _region(of["region"], of["basicAddr"])
    occupation_name = re.sub(r"\(\d{6}\)$", "", of["jobsNm"])
    pay = wording.pay(of["salTpNm"], of["sal"], of["minSal"], of["maxSal"], of["salDetail"])
    code = classify.official(of["jobsCd"] or _coded(of["jobsNm"]), occupation_name)
    shift = wording.shift(of["workdayWorkhrCont"], of["title"])
    days = wording.work_days(of["holidayTpNm"])
    hours = wording.hours(of["workdayWorkhrCont"], shift)
    deadline_kind, deadline = wording.deadline(of["closeDt"], origin.today)
    posted = wording.day(of["regDt"], origin.today) or wording.day(of["smodifyDtm"][:8], origin.today)
    return VacancyRecord(
        id=f"{origin.prefix}{of['wantedAuthNo']}",
        source=origin.source,
        practice=origin.practice,
        title=of["title"],
        company=of["company"],
        region=region,
        place=_place(region, of["basicAddr"]),
        occupation=lookups.occupation(of["jobsCd"], of["title"], occupation_name),
        job_code=code,
        jobs=classify.marks(code, of["title"], occupation_name or of["jobCont"]),
        occupation_name=occupation_name,
        pay_kind=pay.kind,
        pay_min=pay.min,
        pay_max=pay.max,
        pay_text=pay.text,
        employment=wording.employment(of["empTpCd"], of["empTpNm"]),
        work_days=days,
        hours_text=of["workdayWorkhrCont"],
        shift=shift,
        **hours._asdict(),
        night=wording.night(of["workdayWorkhrCont"], of["title"], shift, hours),
        weekend=wording.weekend(f"{of['holidayTpNm']} {of['workdayWorkhrCont']} {of['title']}", days, shift),
        career=wording.career(of["career"]),
        career_months=wording.career_months(of["career"]),
        education=wording.education(of["minEdubg"]),
        car=wording.car(of["certificate"], of["pfCond"], of["title"]),
        targets=wording.targets(of["prefCd"], of["pfCond"]),
        welfare=wording.welfare(of["etcWelfare"]),
        deadline_kind=deadline_kind,
        deadline=deadline,
        posted_on=posted or origin.today,
        likeness=likeness(of["busino"] or of["company"], of["title"], region),
        link=wording.link(of["wantedInfoUrl"]),
        words=index_words(*(of[name] for name in VACANCY_WORDS), _place(region, of["basicAddr"])),
        raw=_raw(cells),
    )


def course_of(cells: Cells, origin: Origin) -> CourseRecord:
    """Return the record of a row under the names of `columns.COURSE`; raises `ValueError` with words for staff."""
    _need(cells, columns.COURSE, "trprId", "title", "subTitle", "traStartDate", "traEndDate")
    of = _Cells(cells)
    starts, ends = wording.day(of["traStartDate"], origin.today), wording.day(of["traEndDate"], origin.today)
    if starts is None or ends is None or ends < starts:
        raise ValueError(f"훈련 기간을 읽지 못했습니다: {of['traStartDate']} ~ {of['traEndDate']}")
    region = _region(of["trngAreaCd"] or of["address"], of["address"])
    kind = COURSE_KINDS.get(of["trainTargetCd"], "centre")
    field = lookups.field(of["ncsCd"][:2], of["title"], of["contents"])
    hours = re.search(r"총\s*([\d,]+)\s*시간", of["contents"])
    seats = wording.count(of["yardMan"])
    return CourseRecord(
        id=f"{origin.prefix}{of['trprId']}-{of['trprDegr'] or 1}-{of['trainstCstId']}".rstrip("-"),
        source=origin.source,
        practice=origin.practice,
        title=of["title"],
        institute=of["subTitle"],
        region=region,
        place=_place(region, of["address"]),
        field=field,
        field_name=next((each.name for each in lookups.fields() if each.id == field), ""),
        starts_on=starts,
        ends_on=ends,
        hours=wording.count(hours[1]) if hours else None,
        schedule=next((name for name, words in SCHEDULES.items() if re.search(words, of["contents"])), ""),
        online=any(ONLINE.search(of[name]) for name in ("title", "contents", "trainTarget")),
        fee=wording.count(of["courseMan"]),
        card=kind in ON_CARD or "내일배움카드" in of["trainTarget"],
        kind=kind,
        seats=None if seats is None else max(0, seats - (wording.count(of["regCourseMan"]) or 0)),
        employment_rate=_rate(of["eiEmplRate6"]),
        link=wording.link(of["titleLink"]),
        words=index_words(*(of[name] for name in COURSE_WORDS), _place(region, of["address"])),
        raw=_raw(cells),
    )


class _Cells(dict[str, str]):
    """The filled cells of a row; what is missing reads as empty text."""

    def __missing__(self, key: str) -> str:
        return ""


COURSE_WORDS = ("title", "subTitle", "contents", "trainTarget")
VACANCY_WORDS = ("title", "company", "jobsNm", "jobCont", "indTpNm", "certificate", "pfCond", "etcWelfare")


def _coded(name: str) -> str:
    found = re.search(r"\((\d{6})\)$", name)
    return found[1] if found else ""


def _need(cells: Cells, known: Mapping[str, str], *names: str) -> None:
    if missing := [known[name] for name in names if name not in cells]:
        raise ValueError(f"빈칸이 있습니다 - {', '.join(missing)}")


def _region(text: str, address: str) -> str:
    """Return the region as written, or more precisely where the address of the same place says more."""
    region, precise = lookups.region(text), lookups.region(address)
    found = precise if region in (None, lookups.JEONBUK) or (region == "52110" and precise) else region
    if found := found or region:
        return found
    raise ValueError(f"전북의 시·군이 아니거나 알 수 없는 지역입니다: {text or address or '빈칸'}")


def _place(region: str, address: str) -> str:
    """Return how people call the place: city, district and, if written, the town."""
    name = lookups.region_names()[region]
    town = next((word for word in address.split() if re.fullmatch(r"\w+[동읍면]", word)), "")
    return f"{name} {town}".strip()


def _raw(cells: Cells) -> dict[str, str]:
    return {name: wording.without_contacts(text) if "http" not in text else text for name, text in cells.items()}


def _rate(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", text) else None


def _newest(records: Sequence[VacancyRecord]) -> tuple[VacancyRecord, ...]:
    """Drop postings that were posted again: same employer, same title but for [재공고] and the like, same region."""
    newest: dict[str, VacancyRecord] = {}
    for record in sorted(records, key=lambda each: (each.posted_on, each.id)):
        newest[record.likeness] = record
    kept = {record.id for record in newest.values()}
    return tuple(record for record in records if record.id in kept)
