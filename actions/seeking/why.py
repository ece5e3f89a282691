"""Why a vacancy or a course is shown: each condition asked, as it holds for this one. Never more than is written there."""

from __future__ import annotations

from typing import Any, TypeAlias

from actions.names import Names
from actions.search import conditions
from actions.seeking import codes
from actions.speech import conditions as words
from actions.speech.parts import number
from bot.store.finding import PARTS
from bot.store.offers import Course, Vacancy

Json: TypeAlias = dict[str, Any]


def why(item: Vacancy | Course, search: Json, names: Names) -> list[str]:
    """Return the reasons in the order in which conditions are said: 전주시, 주 5일, 경력 무관."""
    reasons = _of_vacancy(item, search, names) if isinstance(item, Vacancy) else _of_course(item, search, names)
    return [reason for reason in reasons if reason]


def _of_vacancy(v: Vacancy, search: Json, names: Names) -> list[str]:
    given = conditions(search)
    hours = words.SHIFT.get(v.shift, "")
    found = {
        "regions": _place(v.region, search, names),
        "jobs": _work(v, search),
        "occupations": names.occupation(v.occupation),
        "pay": v.pay_text,
        "employments": words.EMPLOYMENT.get(v.employment, ""),
        "work_days": f"주 {number(v.work_days)}일" if v.work_days else "",
        "shifts": hours,
        "shift_exclude": " ".join(_free(v, search)),
        "parts": words.PART.get(v.part, ""),
        "begins": f"{words.clock(v.begins)} 출근" if v.begins is not None else "",
        "ends": f"{words.clock(v.ends)} 퇴근" if v.ends is not None else "",
        "longest": f"하루 {number(round((v.minutes or 0) / 60, 1))}시간" if v.minutes else "",
        "career": words.CAREER.get(v.career, ""),
        "education": words.EDUCATION.get(v.education, ""),
        "car_free": "차·면허 조건 없음" if not v.car else "",
        "welfare": "·".join(words.WELFARE[w] for w in search.get("welfare", ()) if w in v.welfare),
        "targets": "·".join(f"{words.TARGET.get(t, t)} 우대" for t in search.get("targets", ()) if t in v.targets),
        "posted_within": f"{v.posted_on:%m.%d} 등록",
        "closes_within": f"{v.deadline:%m.%d} 마감" if v.deadline else "",
        "until_filled": "채용시까지" if v.deadline_kind in ("until_filled", "always") else "",
        "keywords": " ".join(search.get("keywords", ())),
    }
    return [text for name, text in found.items() if name in given]


def _of_course(c: Course, search: Json, names: Names) -> list[str]:
    given = conditions(search)
    found = {
        "regions": "온라인" if c.online and not _place(c.region, search, names) else _place(c.region, search, names),
        "fields": c.field_name,
        "card": "내일배움카드 가능" if c.card else "",
        "free": "무료",
        "course_kinds": words.COURSE_KIND.get(c.kind, ""),
        "online": "온라인" if c.online else "직접 가서 배워요",
        "schedule": words.SCHEDULE.get(c.schedule, ""),
        "seats": f"남은 자리 {c.seats}명" if c.seats else "",
        "starts": f"{c.starts_on:%m.%d} 시작",
        "keywords": " ".join(search.get("keywords", ())),
    }
    return [text for name, text in found.items() if name in given]


def _place(region: str, search: Json, names: Names) -> str:
    asked = search.get("regions", ())
    inside = any(region in PARTS.get(code, (code,)) or code == "52000" for code in asked)
    return names.region(region) if inside else ""


def _work(v: Vacancy, search: Json) -> str:
    """Say the work in the asker's own words where the official code or the title is of it."""
    wanted = set(search.get("jobs", ()))
    said = search.get("work") or ()
    if v.job_code in wanted:
        return codes.occupations().get(v.job_code, v.occupation_name)
    return "·".join(said) or v.occupation_name


def _free(v: Vacancy, search: Json) -> list[str]:
    off = {"night": "야간 없음" if v.night is False else "", "weekend": "주말 휴무" if v.weekend is False else "",
           "two": "교대 없음" if v.shift == "day" else "", "three": "교대 없음" if v.shift == "day" else ""}  # fmt: skip
    return list(dict.fromkeys(off.get(each, "") for each in search.get("shift_exclude", ())))
