"""A job-seeker's sentence → the conditions of a search, whatever the understanding of the talk made of it.

The outcome is the search that the chat remembers (`kind`, `regions`, `jobs` …): plain JSON, only what was said.
An age or a sex is understood and never used: the law forbids employers to choose by them, and so do we.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from actions.seeking import codes, courses, jobs, money, places, times, wants
from actions.seeking.text import Sentence, morphemes
from actions.sources.lookups import fields as training_fields

Json: TypeAlias = dict[str, Any]
KEYWORD_TAGS: Final = ("NNG", "NNP", "SL")
MOST_KEYWORDS: Final = 3
# Nouns that people say around what they mean.
FILLER: Final = frozenset(
    word
    for line in (codes.HERE / "words/filler.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


def read(sentence: str, kind: str | None = None) -> Json:
    """Return the search that the sentence asks for. `kind` vacancy or course decides where it is known already."""
    said = Sentence(sentence)
    kind = kind or ("course" if courses.about_learning(said) else "vacancy")
    return _course(said) if kind == "course" else _vacancy(said)


def searching(sentence: str, before: Json) -> str | None:
    """Return vacancy or course if the sentence can only be a search, or goes on with the one `before`; else None.

    A kind of work beside a place, pay or a word for jobs is a search. So is any condition after a search.
    """
    found = read(sentence, before.get("kind"))
    told = set(found) - {"kind", "keywords", "work", "near", "ncs"}
    if before and told:
        return str(found["kind"])
    what, beside = told & {"jobs", "fields"}, told & {"regions", "pay", "employments", "work_days"}
    return str(found["kind"]) if what and (beside or courses.WORKING.search(sentence)) else None


def _vacancy(said: Sentence) -> Json:
    where = places.read(said)
    first = wants.read_first(said)
    pay = money.read(said)
    when = times.read(said)
    work = jobs.read(said)
    wants.read_rest(said, first)
    keywords = [*first.keywords, *work.places, *_keywords(said)][:MOST_KEYWORDS]
    refused = tuple(id for id in work.excluded if id not in work.ids)
    unwanted = [f"{codes.WORK}{id}" for id in refused]
    found: Json = {
        "kind": "vacancy",
        "regions": list(where.regions),
        "near": where.near,
        "jobs": list(codes.sought(work.ids, work.codes)),
        "work": [codes.work()[id].name for id in work.ids] + [codes.occupations()[c] for c in work.codes[:1]],
        "pay": _said({"kind": pay.kind, "min": pay.min, "max": pay.max}) if pay else None,
        "work_days": when.work_days,
        "shifts": when.shifts,
        "shift_exclude": [s for s in when.excluded if s in ("night", "two", "three", "weekend", "day")],
        "parts": when.parts,
        "part_exclude": [s for s in when.excluded if s in ("morning", "afternoon", "evening", "dawn")],
        "begins": when.begins,
        "ends": when.ends,
        "longest": when.longest,
        "employments": _employments(first.employment),
        "employment_exclude": first.employment_excluded,
        "career": first.career,
        "career_months": first.career_months,
        "education": first.education,
        "welfare": first.welfare,
        "targets": first.targets,
        "car_free": first.car_free or None,
        "job_exclude": list(dict.fromkeys([*unwanted, *(c for id in refused for c in codes.work()[id].codes)])),
        "unwanted": list(refused),
        "region_exclude": list(where.excluded),
        "posted_within": first.posted_within,
        "closes_within": first.closes_within,
        "until_filled": first.until_filled or None,
        "sort": first.sort,
        "keywords": list(dict.fromkeys(keywords)),
    }
    return _said(found)


def _course(said: Sentence) -> Json:
    where = places.read(said)
    wish = courses.read(said)
    first = wants.read_first(said)
    wants.read_rest(said, first)
    ncs = [code for entry in training_fields() if entry.id in wish.fields for code in entry.codes]
    found: Json = {
        "kind": "course",
        "regions": list(where.regions),
        "near": where.near,
        "region_exclude": list(where.excluded),
        "fields": wish.fields,
        "ncs": list(dict.fromkeys(ncs)),
        "card": wish.card,
        "free": wish.free or None,
        "course_kinds": wish.kinds,
        "online": wish.online,
        "schedule": wish.schedule,
        "seats": wish.seats or None,
        "starts": wish.starts,
        "sort": wish.sort,
        "keywords": [] if wish.fields else _keywords(said)[:MOST_KEYWORDS],
    }
    return _said(found)


def _employments(said: list[str]) -> list[str]:
    """알바 is work by the hour or the day; who says both 알바 and 단기 wants the shorter."""
    if said == ["part_time"]:
        return ["part_time", "daily"]
    return said


def _said(found: Json) -> Json:
    return {name: value for name, value in found.items() if value is not False and value not in (None, [], "")}


def _keywords(said: Sentence) -> list[str]:
    """Return the telling nouns that nothing was read from."""
    found: list[str] = []
    for words in said.left():
        for surface, tag in morphemes(words):
            if (
                tag.split("+")[0] in KEYWORD_TAGS
                and len(surface) > 1
                and surface not in FILLER
                and not surface.endswith("요")
            ):
                found.append(surface)
    return [word for word in dict.fromkeys(found) if not re.fullmatch(r"[a-z]{1,2}", word)]
