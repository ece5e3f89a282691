"""What the catalogue holds and what may be asked of it: vacancies, courses, queries, pages. Frozen, no SQL.

Vocabulary (ids, the same in the tables, in queries and in what the understanding says):
region 5 digits, `52000` all of Jeonbuk · occupation and field ids of `nlu_data/lookups` ("" = unknown) ·
pay kind hour day month year, "" = 협의 · employment regular contract part_time daily dispatch, "" = unknown ·
shift day night two three weekend, "" = unknown · career any new experienced ·
part morning afternoon evening dawn, "" = unknown or the whole day · education any middle high college university
graduate · deadline kind date until_filled always, "" = not written ·
target youth women middle senior disabled veteran foreigner · welfare dormitory bus meal housing car tuition ·
schedule day evening weekend, "" = unknown · course kind card kdt kdc strategic worker centre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeAlias, TypeVar

VacancySort: TypeAlias = Literal["relevance", "pay", "deadline", "new"]
CourseSort: TypeAlias = Literal["relevance", "rate", "new"]
T = TypeVar("T")
COUNTED = 1_000  # so many are counted: nobody reads on so far, and counting all of them would cost more than finding


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One posting as it was last fetched.

    Pay is in won of its own kind and is never converted; `pay_max` None means no upper limit was written, and
    `pay_text` is the employer's own wording, which is what people are shown. `deadline` of an `until_filled` posting is
    the date on which it ends at the latest. `job_code` is its official occupation, "" unknown. `begins` and `ends` are
    minutes of the day and `minutes` those worked, None where hours vary or are not written; `night` and `weekend` say
    whether one works then (None: not written); `car` that one must drive. `raw` is the row as received, without
    anybody's contact data: `jobCont` (duties), `collectPsncnt`, `certificate`, `pfCond`, `indTpNm`, `salTpNm` and so
    on, only those that were filled in.
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
    link: str | None
    raw: Mapping[str, str]
    fetched_at: datetime
    gone_at: datetime | None
    likeness: str = ""

    def closed(self, today: date) -> bool:
        """Say whether it can no longer be applied for: withdrawn at the source, or past its date."""
        return self.gone_at is not None or (self.deadline is not None and self.deadline < today)


@dataclass(frozen=True, slots=True)
class Course:
    """One run (회차) of a training course as it was last fetched.

    `fee` is the whole course fee in won, not what a person pays: that depends on the person. `seats` are the places
    still free (0 = full, None = unknown). `employment_rate` is a percentage after six months, None when unknown.
    `card` says whether 국민내일배움카드 pays for it. `raw` is the row as received: `yardMan` (places in all),
    `regCourseMan`, `contents`, `stdgScor` …
    """

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
    raw: Mapping[str, str]
    fetched_at: datetime
    gone_at: datetime | None

    def closed(self, today: date) -> bool:
        """Say whether it can no longer be joined: withdrawn at the source, or already begun."""
        return self.gone_at is not None or self.starts_on < today


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay of one kind, in won of that kind: only postings of the same kind can match, nothing is converted."""

    kind: str
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyQuery:
    """What somebody is looking for. An empty condition asks for nothing; conditions are joined by *and*.

    `regions`, `jobs` (official codes and `w:` words), `occupations` (ids), `targets`, `shifts`, `parts`, `employments`:
    any of them. `welfare`, `keywords`: all of them. `…_exclude`: none of them; who shuns the night or the weekend finds
    only what is not known to be then. `career` "new" finds 신입 and 경력무관, "experienced" 경력 and 경력무관 (with
    `career_months`: what asks for no more), "any" only 경력무관. `education` finds what asks for no more schooling.
    `pay` compares the least that is promised. `begins`, `ends`, `longest` in minutes. With sort `relevance` the
    order of `regions` counts: nearest first. `seen_after` finds what first came to us later, a re-post not.
    """

    today: date
    regions: tuple[str, ...] = ()
    region_exclude: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    job_exclude: tuple[str, ...] = ()
    pay: Pay | None = None
    employments: tuple[str, ...] = ()
    employment_exclude: tuple[str, ...] = ()
    work_days: float | None = None
    shifts: tuple[str, ...] = ()
    shift_exclude: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part_exclude: tuple[str, ...] = ()
    begins: int | None = None
    ends: int | None = None
    longest: int | None = None
    career: str | None = None
    career_months: int | None = None
    education: str | None = None
    car_free: bool = False
    targets: tuple[str, ...] = ()
    welfare: tuple[str, ...] = ()
    posted_from: date | None = None
    closes_by: date | None = None
    until_filled: bool = False
    keywords: tuple[str, ...] = ()
    seen_after: datetime | None = None
    sort: VacancySort = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseQuery:
    """What somebody wants to learn. An empty condition asks for nothing; conditions are joined by *and*.

    `regions`, `fields`, `kinds`: any of them; `keywords`: all of them. Online courses are found from every region.
    """

    today: date
    regions: tuple[str, ...] = ()
    region_exclude: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    card: bool | None = None
    free: bool = False
    online: bool | None = None
    schedule: str | None = None
    seats: bool = False
    starts_from: date | None = None
    starts_by: date | None = None
    keywords: tuple[str, ...] = ()
    seen_after: datetime | None = None
    sort: CourseSort = "relevance"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of what was found, how much there is, and when the newest of it was fetched (None: nothing is shown).

    `total` is exact up to `COUNTED`; above, it says only that there are more than that, and whether a page follows.
    """

    items: tuple[T, ...]
    total: int
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How one source stands: its last good run (None: never), and the fault if the latest run was not good."""

    source: str
    fetched_at: datetime | None
    error: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
