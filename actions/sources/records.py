"""What a source brings, normalised: the values that travel as JSON lines from here to the store.

One line is `{"vacancy": {…}}`, `{"course": {…}}` or, last of all, `{"end": {…}}`: a stream without its end broke off
and says nothing about what is gone. The vocabulary is that of `bot.store.offers`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class VacancyRecord:
    """One posting. Pay is in won of its own kind; `pay_max` None means that no upper limit was written.

    `jobs` are the marks it is found by, each with its strength: {"550103": 1, "w:care": 2} (see `seeking.codes`).
    `likeness` is the same for every posting of one vacancy, however often it is posted again (see `reposts`).
    """

    id: str
    source: str
    practice: bool
    title: str
    company: str
    region: str
    place: str
    occupation: str
    job_code: str
    jobs: Mapping[str, int]
    occupation_name: str
    pay_kind: str
    pay_min: int | None
    pay_max: int | None
    pay_text: str
    employment: str
    work_days: float | None
    hours_text: str
    shift: str
    begins: int | None
    ends: int | None
    minutes: int | None
    part: str
    night: bool | None
    weekend: bool | None
    career: str
    career_months: int | None
    education: str
    car: bool
    targets: tuple[str, ...]
    welfare: tuple[str, ...]
    deadline_kind: str
    deadline: date | None
    posted_on: date
    likeness: str
    link: str | None
    words: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """One run (회차) of a course. `fee` is the whole fee in won; `seats` are the places still free."""

    id: str
    source: str
    practice: bool
    title: str
    institute: str
    region: str
    place: str
    field: str
    field_name: str
    starts_on: date
    ends_on: date
    hours: int | None
    schedule: str
    online: bool
    fee: int | None
    card: bool
    kind: str
    seats: int | None
    employment_rate: float | None
    link: str | None
    words: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """The last line: how much came, how much was refused (`errors` says which row and why), how many were re-posts.

    `whole` says that all of the source came: only then is what did not come gone from it.
    """

    source: str
    vacancies: int
    courses: int
    reposts: int
    errors: tuple[str, ...] = ()
    whole: bool = True


def line(record: VacancyRecord | CourseRecord | End) -> str:
    """Return the record as one line of JSON, dates as ISO text."""
    name = {VacancyRecord: "vacancy", CourseRecord: "course", End: "end"}[type(record)]
    return json.dumps({name: asdict(record)}, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not travel")
