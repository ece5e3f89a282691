"""How conditions of a search and the catalogue's ids are said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from actions.knowledge.phrases import won
from actions.names import Names
from actions.search import conditions
from actions.seeking.codes import work_name
from actions.speech.parts import number

EMPLOYMENT: Final = {
    "regular": "정규직", "contract": "계약직", "part_time": "시간제", "daily": "일용직", "dispatch": "파견직",
}  # fmt: skip
SHIFT: Final = {"day": "주간", "night": "야간", "two": "2교대", "three": "3교대", "weekend": "주말"}
CAREER: Final = {"any": "경력 무관", "new": "신입", "experienced": "경력 필요"}
EDUCATION: Final = {
    "any": "학력 무관",
    "middle": "중졸 이상",
    "high": "고졸 이상",
    "college": "전문대졸 이상",
    "university": "대졸 이상",
    "graduate": "대학원졸 이상",
}
TARGET: Final = {
    "youth": "청년",
    "women": "여성",
    "middle": "중장년",
    "senior": "어르신",
    "disabled": "장애인",
    "veteran": "보훈 대상자",
    "foreigner": "외국인",
}
WELFARE: Final = {
    "dormitory": "기숙사",
    "bus": "통근버스",
    "meal": "식사 제공",
    "housing": "주거 지원",
    "car": "차량 지원",
    "tuition": "학자금",
}
PAY: Final = {"hour": "시급", "day": "일급", "month": "월급", "year": "연봉"}
SCHEDULE: Final = {"day": "낮 시간", "evening": "저녁", "weekend": "주말"}
CONDITION: Final = {
    "regions": "지역",
    "occupations": "직종",
    "jobs": "직종",
    "fields": "분야",
    "targets": "대상",
    "pay": "급여",
    "employments": "고용 형태",
    "employment_exclude": "고용 형태",
    "work_days": "근무일",
    "shifts": "근무 시간",
    "shift_exclude": "근무 시간",
    "parts": "시간대",
    "part_exclude": "시간대",
    "begins": "출근 시각",
    "ends": "퇴근 시각",
    "longest": "하루 근무 시간",
    "career_months": "경력",
    "education": "학력",
    "car_free": "차 없이",
    "free": "무료",
    "course_kinds": "훈련 종류",
    "seats": "남은 자리",
    "starts": "시작일",
    "posted_within": "등록일",
    "closes_within": "마감일",
    "until_filled": "채용시까지",
    "career": "경력",
    "welfare": "복지",
    "card": "내일배움카드",
    "online": "온라인",
    "schedule": "수업 시간",
    "keywords": "검색어",
}


MOST_PLACES: Final = 3
WHOLE: Final = {"52000": "전북 전체"}
HEAD: Final = ("regions", "occupations", "jobs", "fields", "targets")
PART: Final = {"morning": "오전", "afternoon": "오후", "evening": "저녁", "dawn": "새벽"}
COURSE_KIND: Final = {
    "kdt": "K-디지털 트레이닝", "kdc": "K-디지털 기초역량", "strategic": "국가기간·전략산업", "centre": "새일센터",
}  # fmt: skip
POSTED: Final = {0: "오늘 올라온 것", 1: "어제부터 올라온 것"}
STARTS: Final = {"this_month": "이번 달 시작", "next_month": "다음 달 시작", "soon": "곧 시작"}


def place(codes: Sequence[str], names: Names) -> str:
    """Return the regions by name; more than three are the first “등 몇 곳”."""
    if len(codes) > MOST_PLACES:
        return f"{names.region(codes[0])} 등 {len(codes)}곳"
    return "·".join(WHOLE.get(code, names.region(code)) for code in codes)


def headed(search: dict[str, Any], names: Names) -> tuple[str, str]:
    """Return what is looked for in two parts: 전주시 사무직, and the other conditions: 월급 250만 원 이상 · 주간."""
    asked = conditions(search)
    work = {"work": search.get("work")}
    head = said({name: value for name, value in asked.items() if name in HEAD} | work, names)
    rest = said({name: value for name, value in asked.items() if name not in HEAD}, names)
    return " ".join(head), " · ".join(rest)


def said(search: dict[str, Any], names: Names) -> tuple[str, ...]:
    """Return each condition of the search as people would say it, in a fixed order."""
    speak: dict[str, Callable[[Any], str]] = {
        "regions": lambda v: place(v, names),
        "occupations": lambda v: "·".join(names.occupation(id) for id in v),
        "fields": lambda v: "·".join(names.field(id) for id in v),
        "targets": lambda v: "·".join(TARGET.get(t, t) for t in v),
        "jobs": lambda _: "·".join(search.get("work") or ()),
        "pay": _pay,
        "employments": lambda v: "·".join(EMPLOYMENT.get(e, e) for e in v),
        "employment_exclude": lambda v: "·".join(EMPLOYMENT.get(e, e) for e in v) + " 빼고",
        "work_days": lambda v: f"주 {number(v)}일",
        "shifts": lambda v: "·".join(SHIFT.get(s, s) for s in v),
        "shift_exclude": lambda v: "·".join(SHIFT.get(s, s) for s in v) + " 빼고",
        "parts": lambda v: "·".join(PART.get(p, p) for p in v),
        "part_exclude": lambda v: "·".join(PART.get(p, p) for p in v) + " 빼고",
        "begins": lambda v: f"{clock(v)} 이후 출근",
        "ends": lambda v: f"{clock(v)}까지 퇴근",
        "longest": lambda v: f"하루 {number(v / 60)}시간까지",
        "unwanted": lambda v: "·".join(work_name(id) for id in v) + " 빼고",
        "region_exclude": lambda v: place(v, names) + " 빼고",
        "career_months": lambda v: f"경력 {number(v / 12)}년" if v >= 12 else f"경력 {v}개월",
        "education": lambda v: "학력 무관" if v == "any" else EDUCATION.get(v, v).replace(" 이상", ""),
        "car_free": lambda _: "차 없이",
        "free": lambda _: "무료",
        "course_kinds": lambda v: "·".join(COURSE_KIND.get(k, k) for k in v),
        "seats": lambda _: "자리 있는 과정",
        "starts": lambda v: STARTS.get(v) or f"{v}월 시작",
        "posted_within": lambda v: POSTED.get(v) or f"{v}일 안에 올라온 것",
        "closes_within": lambda v: "오늘 마감" if v == 0 else f"{v}일 안에 마감",
        "until_filled": lambda _: "채용시까지",
        "career": lambda v: CAREER.get(v, v),
        "welfare": lambda v: "·".join(WELFARE.get(w, w) for w in v),
        "card": lambda _: "내일배움카드",
        "online": lambda _: "온라인",
        "schedule": lambda v: SCHEDULE.get(v, v),
        "keywords": lambda v: " ".join(v),
    }
    spoken = (speak[name](value) for name, value in conditions(search).items())
    return tuple(words for words in spoken if words)


def clock(minutes: int) -> str:
    """Return a time of day as people say it: 오후 6시, 오전 9시 30분."""
    hour, rest = divmod(minutes, 60)
    half = "오전" if hour < 12 else "오후"
    return f"{half} {hour if hour <= 12 else hour - 12}시{f' {rest}분' if rest else ''}"


def _pay(pay: dict[str, Any]) -> str:
    least, most = pay.get("min"), pay.get("max")
    limits = [f"{won(least)} 이상" if least else "", f"{won(most)} 이하" if most else ""]
    return f"{PAY[pay['kind']]} {' '.join(filter(None, limits))}"
