"""What somebody is searching for: the slot `search`, how a message changes it, and the catalogue's queries.

The words are read from the sentence itself (`actions.seeking`); what the understanding found fills in what is missing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from actions.memory import Heard, Json
from actions.names import ours
from actions.seeking import codes, reading
from actions.sources.lookups import neighbours
from bot.store.catalogue import CourseQuery, Pay, VacancyQuery

# Which condition people give up first, as counselors ask it.
GIVEN_UP_FIRST: Final[tuple[str, ...]] = (
    "keywords", "until_filled", "closes_within", "posted_within", "seats", "starts", "welfare", "part_exclude",
    "longest", "begins", "ends", "parts", "work_days", "schedule", "education", "employments", "career_months",
    "career", "shifts", "pay", "online", "free", "course_kinds", "card", "targets", "employment_exclude",
    "shift_exclude", "car_free", "regions", "fields", "occupations", "jobs",
)  # fmt: skip
SAID: Final = (
    "regions", "occupations", "jobs", "fields", "targets", "pay", "employments", "work_days", "shifts", "parts",
    "begins", "ends", "longest", "shift_exclude", "part_exclude", "employment_exclude", "unwanted",
    "region_exclude", "career", "career_months", "education", "car_free", "welfare", "card", "free", "course_kinds",
    "online", "schedule", "seats", "starts", "posted_within", "closes_within", "until_filled", "keywords",
)  # fmt: skip
TOGETHER: Final = (("jobs", "work", "occupations"), ("regions", "near"), ("career", "career_months"), ("fields", "ncs"),
                   ("job_exclude", "unwanted"))  # fmt: skip
PASSING: Final = ("offset", "total", "found", "asked")  # of the page that is shown, not of what is wanted
LEAST_MONTHLY, LEAST_DAILY = 500_000, 50_000
SOON: Final = timedelta(days=14)


def next_search(heard: Heard, before: Json, kind: str) -> Json:
    """Return the search after this message: what was said replaces its like, everything else is kept.

    A request that names both where and what (`find_…`) begins anew; so does one of the other kind.
    """
    said = _said(heard, kind)
    what = {"jobs", "occupations", "fields"} & set(said)
    whole = heard.intent.startswith("find_") and "regions" in said and what
    if before.get("kind") != kind:
        kept = {"regions": before["regions"]} if before.get("regions") else {}
    else:
        kept = {} if whole else {k: v for k, v in before.items() if k not in ("kind", *PASSING)}
    return _steered(heard, {**_reconciled(kept, said), **said, "kind": kind, "offset": 0})


def without(search: Json, condition: str) -> Json:
    gone = next((group for group in TOGETHER if condition in group), (condition,))
    return {**{k: v for k, v in search.items() if k not in gone and k != "found"}, "offset": 0}


def lasting(search: Json) -> Json:
    """Return what is wanted, apart from the page that is shown and the order in which it was asked for."""
    passing = (*PASSING, "sort", "posted_within", "closes_within")
    return {name: value for name, value in search.items() if name not in passing}


def conditions(search: Json) -> Json:
    """Return the conditions alone, in the order they are said."""
    return {name: search[name] for name in SAID if search.get(name) not in (None, [], (), "", False)}


def vacancy_query(search: Json, today: date) -> VacancyQuery:
    pay, one = search.get("pay"), _given(search, SINGLE)
    several: Json = {name: tuple(value) for name, value in _given(search, SEVERAL).items()}
    several |= {name: codes.brief(several[name]) for name in ("jobs", "job_exclude") if name in several}
    return VacancyQuery(
        today=today,
        pay=Pay(pay["kind"], pay.get("min"), pay.get("max")) if pay else None,
        car_free=bool(search.get("car_free")),
        until_filled=bool(search.get("until_filled")),
        posted_from=_days(today, search.get("posted_within"), -1),
        closes_by=_days(today, search.get("closes_within"), 1),
        seen_after=search.get("seen_after"),
        sort=search.get("sort", "relevance"),
        **one,
        **several,
    )


OWN: Final = ("targets", "shifts", "shift_exclude", "employments")  # here the sentence alone is believed
SINGLE: Final = ("work_days", "begins", "ends", "longest", "career", "career_months", "education")
SEVERAL: Final = (
    "regions", "region_exclude", "occupations", "jobs", "job_exclude", "employments", "employment_exclude", "shifts",
    "shift_exclude", "parts", "part_exclude", "targets", "welfare", "keywords",
)  # fmt: skip


def _given(search: Json, names: tuple[str, ...]) -> Json:
    return {name: search[name] for name in names if search.get(name) not in (None, [], "")}


def course_query(search: Json, today: date) -> CourseQuery:
    begins, ends = _starting(search.get("starts"), today)
    names = ("regions", "region_exclude", "fields", "keywords")
    several: Json = {name: tuple(search.get(name) or ()) for name in names}
    return CourseQuery(
        today=today,
        card=search.get("card"),
        online=search.get("online"),
        schedule=search.get("schedule"),
        free=bool(search.get("free")),
        seats=bool(search.get("seats")),
        starts_from=begins,
        starts_by=ends,
        kinds=tuple(search.get("course_kinds") or ()),
        sort="rate" if search.get("sort") == "rate" else "relevance",
        seen_after=search.get("seen_after"),
        **several,
    )


def _days(today: date, days: int | None, way: int) -> date | None:
    return None if days is None else today + timedelta(days=way * days)


def _starting(said: str | None, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of the month that was said, or the next two weeks."""
    if said is None:
        return None, None
    if said == "soon":
        return None, today + SOON
    month = today.month + (said == "next_month") if said in ("this_month", "next_month") else int(said)
    year = today.year + (month > 12 or month < today.month)
    first = date(year, (month - 1) % 12 + 1, 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _said(heard: Heard, kind: str) -> Json:
    """Return what the sentence says; the understanding's entities where it names none, or for a button."""
    understood = {name: value for name, value in _understood(heard, kind).items() if value not in (None, [], "")}
    if heard.tapped or not heard.text:
        return understood
    said = {name: value for name, value in reading.read(heard.text, kind).items() if name != "kind"}
    if set(said) - {"keywords", "regions", "near"}:  # what is said of something else (통근버스) is no work, too
        understood.pop("occupations", None)
    if "region_exclude" in said and "regions" not in said:
        understood.pop("regions", None)
    return {**{name: value for name, value in understood.items() if name not in OWN}, **said}


def _understood(heard: Heard, kind: str) -> Json:
    found: Json = {"regions": [str(r) for r in dict.fromkeys(heard.all("region"))]}
    if kind == "course":
        return {**found, "fields": list(dict.fromkeys(heard.all("field")))}
    shifts = [s for s in heard.all("shift") if isinstance(s, dict)]
    employment = heard.one("employment_type")
    return {
        **found,
        "occupations": list(dict.fromkeys(heard.all("occupation"))),
        "pay": _pay(heard.one("money")),
        "employments": [employment] if employment else [],
        "work_days": heard.one("work_days"),
        "shifts": [s["kind"] for s in shifts if not s.get("exclude")],
        "shift_exclude": [s["kind"] for s in shifts if s.get("exclude")],
        "targets": list(dict.fromkeys(heard.all("target"))),
    }


def _pay(money: Any) -> Json | None:
    """Return a lower limit; without a kind the size of the sum says whether it is by month, day or hour."""
    if not isinstance(money, dict) or not money.get("won") or money.get("bound") == "max":
        return None
    amount = int(money["won"])
    kind = money.get("kind") or ("month" if amount >= LEAST_MONTHLY else "day" if amount >= LEAST_DAILY else "hour")
    return {"kind": kind, "min": amount}


def _reconciled(kept: Json, said: Json) -> Json:
    """Take out of what was kept what the new words replace or contradict: 야간 말고 after 야간, and vice versa."""
    gone = {name for group in TOGETHER if set(group) & set(said) for name in group}
    kept = {name: value for name, value in kept.items() if name not in gone}
    if said.get("near") is True and "regions" not in said:
        first = [code for code in kept.get("regions", ()) if ours(code)][:1]
        kept["regions"] = [*first, *(n for code in first for n in neighbours().get(code, ()))]
    for here, there in (("shifts", "shift_exclude"), ("shift_exclude", "shifts"), ("parts", "part_exclude"),
                        ("regions", "region_exclude"), ("region_exclude", "regions"), ("jobs", "job_exclude"),
                        ("job_exclude", "jobs"), ("employments", "employment_exclude")):  # fmt: skip
        if kept.get(here) and said.get(there):
            kept = {**kept, here: [s for s in kept[here] if s not in said[there]]}
    if kept.get("welfare") and said.get("welfare"):
        said["welfare"] = list(dict.fromkeys([*kept["welfare"], *said["welfare"]]))
    return kept


def _steered(heard: Heard, search: Json) -> Json:
    """Apply what a button asks: `condition` {"drop": name}, {"set": {…}} or {"only": {…}}, which begins anew."""
    steer = heard.one("condition")
    if not isinstance(steer, dict):
        return search
    if isinstance(steer.get("only"), dict):
        return {**steer["only"], "kind": search["kind"], "offset": 0}
    if isinstance(steer.get("drop"), str):
        return without(search, steer["drop"])
    if not isinstance(steer.get("set"), dict):
        return search
    gone = {name for group in TOGETHER if set(group) & set(steer["set"]) for name in group}
    return {**{k: v for k, v in search.items() if k not in gone}, **steer["set"]}
