"""The centre: hours, address, telephone, and who else can help."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from holidays import country_holidays

from actions.speech.parts import WEEKDAYS, Bubble, Card, Said, josa, person
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Centre
    from actions.knowledge.shapes import Agency

MOST_AGENCIES: Final = 3
WORKING_DAYS: Final = (1, 2, 3, 4, 5)
NOON: Final = 12
WHAT_ELSE: Final = "더 궁금한 점이 있으면 상담사에게 물어보셔도 좋아요."


def centre(place: Centre, aspect: str | None, words: str, at: datetime) -> Said:
    """Return hours, address and phone; what was asked for (`aspect` when, where, contact, what) comes first.

    `at` is the moment in Korean time, for 오늘 열었어? and 지금 가도 돼?
    """
    first = _FIRST.get(_asked(aspect, words), _hours)(place)
    if _asked(aspect, words) == "when":
        first = " ".join(part for part in (_whether(place, words, at), first) if part)
    text = f"{first}\n{source_line(place.source, place.checked_on.year, place.checked_on)}"
    card = Card(
        "place", "centre", place.name, _where(place),
        (f"상담 시간 {place.hours.text}", f"전화 {place.phone}"),
        source=place.source[0].source.short, fetched_at=place.checked_on.isoformat(), link=_url(place.web),
    )  # fmt: skip
    answer = {"kind": "action", "id": "action_centre", "aspect": _asked(aspect, words)}
    return Said((Bubble(text, (person(),), (card,)),), answer)


def agencies(found: tuple[Agency, ...], place: Centre) -> Said:
    """Return who else can help, or the centre itself if nobody is known."""
    answer = {"kind": "action", "id": "find_agency"}
    if not found:
        phone = josa(place.phone, "이에요")
        text = f"꼭 맞는 기관을 아직 찾지 못했어요. {place.name}에서 알맞은 곳을 이어 드려요. 전화는 {phone}."
        return Said((Bubble(text, (person(),)),), answer)
    cards = tuple(_agency(one, place) for one in found[:MOST_AGENCIES])
    return Said((Bubble(f"이런 곳에서 도움을 받을 수 있어요. {WHAT_ELSE}", (person(),), cards),), answer)


def _agency(one: Agency, place: Centre) -> Card:
    lines = tuple(f"{name} {value}" for name, value in (("전화", one.phone), ("주소", one.address)) if value)
    checked = place.checked_on.isoformat()
    return Card(
        "place", one.id, one.name, one.helps_with, lines or ("전화번호는 상담사가 확인해 드려요",),
        source=one.source[0].source.short if one.source else "", fetched_at=checked,
        link=_url(one.web) if one.web else None,
    )  # fmt: skip


def _hours(place: Centre) -> str:
    return f"{_open(place)} 상담해요. 전화는 {josa(place.phone, '이에요')}."


def _whether(place: Centre, words: str, at: datetime) -> str:
    """Answer first whether we are there now, today or on the day that is asked about; nothing if none is."""
    asked = [WEEKDAYS.index(day) + 1 for day in _WEEKDAY.findall(words)] or [6, 7] * ("주말" in words)
    if asked:
        shut = [day for day in asked if day not in place.hours.days]
        days = "·".join(f"{WEEKDAYS[day - 1]}요일" for day in shut or asked)
        return f"{josa(days, '은')} {'쉬어요' if shut else '상담하는 날이에요'}."
    if not any(mark in words for mark in ("지금", "오늘", "열었", "문 열", "문열")):
        return ""
    holiday = country_holidays("KR", years=at.year, language="ko").get(at.date())
    if holiday or at.isoweekday() not in place.hours.days:
        return f"오늘은 {josa(holiday or WEEKDAYS[at.weekday()] + '요일', '이라')} 쉬어요."
    clock = f"{at:%H:%M}"
    if clock < place.hours.opens:
        return f"아직 문을 열기 전이에요. 오늘은 {_clock(place.hours.opens)}에 열어요."
    return "지금은 상담 시간이에요." if clock < place.hours.closes else "오늘 상담은 끝났어요."


def _parking(place: Centre) -> str:
    """Say plainly what nobody has checked."""
    known = f"주차할 수 있는지는 제가 확인하지 못했어요. 오시기 전에 {place.phone}로 물어봐 주세요."
    return f"{known} 주소는 {josa(_where(place), '이에요')}."


def _open(place: Centre) -> str:
    days = "평일" if place.hours.days == WORKING_DAYS else "·".join(f"{WEEKDAYS[d - 1]}요일" for d in place.hours.days)
    return f"{days} {_clock(place.hours.opens)}부터 {_clock(place.hours.closes)}까지"


def _clock(time: str) -> str:
    hour, minute = (int(part) for part in time.split(":"))
    half = "오전" if hour < NOON else "오후"
    return f"{half} {hour if hour <= NOON else hour - NOON}시{f' {minute}분' if minute else ''}"


def _address(place: Centre) -> str:
    also = f" {place.confusable.rstrip('.')}." if place.confusable else ""
    return f"{josa(place.name, '은')} {_where(place)}에 있어요.{also}"


def _phone(place: Centre) -> str:
    return f"전화는 {josa(place.phone, '이에요')}. {_open(place)} 받아요."


def _services(place: Centre) -> str:
    return f"{place.name}에서는 이런 일을 도와드려요.\n" + "\n".join(f"· {s}" for s in place.services[:6])


_WEEKDAY: Final = re.compile(f"([{WEEKDAYS}])요일")
_FIRST: Final = {"parking": _parking, "when": _hours, "where": _address, "contact": _phone, "what": _services}
_WORDS: Final = {
    "parking": ("주차", "차 대", "차를 대"),
    "where": ("어디", "위치", "주소", "찾아가", "오시는", "가는 길"),
    "contact": ("전화", "번호", "연락"),
    "what": ("뭐 하", "뭐하", "무슨 일", "어떤 일", "도와", "서비스"),
}


def _asked(aspect: str | None, words: str) -> str:
    if any(mark in words for mark in _WORDS["parking"]):
        return "parking"
    if aspect in _FIRST:
        return str(aspect)
    return next((name for name, marks in _WORDS.items() if any(m in words for m in marks)), "when")


def _where(place: Centre) -> str:
    """Return the address; the landmark takes the place of a floor that it names as well."""
    street, _, floor = place.address.rpartition(", ")
    if not place.landmark:
        return place.address
    return (
        f"{street}, {place.landmark}"
        if street and place.landmark.endswith(floor)
        else f"{place.address}, {place.landmark}"
    )


def _url(web: str) -> str:
    return web if web.startswith("http") else f"https://{web}"
