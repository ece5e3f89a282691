"""When counselors are there: spans of a weekday, Korean public holidays, days the centre edits, a switch by hand.

The order of what counts: a switch by hand until it ends, then the edited day (the team's, else the centre's), then the
public holiday (대체공휴일 included), then the weekday's spans (the team's, else the centre's, else nine to twelve and
one to six). All times of day are Seoul's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import calendars
from bot.store.calendars import Kept, Override

SEOUL = ZoneInfo("Asia/Seoul")
WEEKDAYS = "월화수목금토일"
WORKDAY = (("09:00", "12:00"), ("13:00", "18:00"))
CLOSING_SOON = timedelta(minutes=15)
QUIET_FROM, QUIET_TO = time(21), time(8)  # nothing is told unasked then
LOOK_AHEAD = 60  # days in which the next opening is looked for

Kind: TypeAlias = Literal["open", "closing_soon", "lunch", "closed_today", "holiday", "stopped"]
Span: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands at one moment. `until`: when an open span ends; `opens`: when the next one begins (UTC).

    `name`: of the holiday, or why it was stopped by hand.
    """

    kind: Kind
    opens: datetime
    until: datetime | None = None
    name: str = ""

    @property
    def open(self) -> bool:
        return self.kind in ("open", "closing_soon")


@lru_cache(maxsize=16)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("KR", years=year, language="ko")


class Hours:
    """`always`: practice, in which somebody is always there unless it is stopped by hand."""

    def __init__(self, kept: Kept | None = None, *, always: bool = False) -> None:
        self.kept = kept or Kept({}, {}, {})
        self.always = always

    @classmethod
    async def read(cls, connection: AsyncConnection, *, always: bool = False) -> Hours:
        """Return the hours as they are kept now."""
        return cls(await calendars.all_kept(connection), always=always)

    def at(self, moment: datetime, team: str = "") -> Standing:
        """Say how it stands at a moment for a team (or the centre)."""
        switch = self._switch(moment, team)
        if switch is not None:
            opens = moment if switch.opened else self._after_switch(switch, team)
            kind: Kind = "open" if switch.opened else "stopped"
            return Standing(kind, opens, switch.until if switch.opened else None, switch.reason)
        if self.always:
            return Standing("open", moment)
        local = moment.astimezone(SEOUL)
        spans = [*self._spans(local.date() - timedelta(days=1), team), *self._spans(local.date(), team)]
        now = next((span for span in spans if span[0] <= moment < span[1]), None)
        opens = self.next_opening(moment, team)
        if now is not None:
            last = not any(start < now[1] + timedelta(hours=3) and start >= now[1] for start, _ in spans)
            closing = last and now[1] - moment <= CLOSING_SOON
            return Standing("closing_soon" if closing else "open", opens, now[1])
        name = self._holiday(local.date(), team)
        if name:
            return Standing("holiday", opens, None, name)
        before = any(end <= moment for _, end in spans[-2:])
        after = any(start > moment for start, _ in spans)
        return Standing("lunch" if before and after else "closed_today", opens)

    def next_opening(self, moment: datetime, team: str = "") -> datetime:
        """Return the next moment, from now on, at which a span begins, in UTC; far ahead if there is none."""
        first = moment.astimezone(SEOUL).date()
        for ahead in range(LOOK_AHEAD):
            for start, _ in self._spans(first + timedelta(days=ahead), team):
                if start >= moment:
                    return start.astimezone(UTC)
        return moment + timedelta(days=LOOK_AHEAD)

    def boundary(self, moment: datetime, team: str = "") -> datetime:
        """Return the next moment at which it would open or close by itself: there a switch by hand ends."""
        first = moment.astimezone(SEOUL).date() - timedelta(days=1)
        edges = [e for n in range(LOOK_AHEAD) for span in self._spans(first + timedelta(days=n), team) for e in span]
        return next((edge.astimezone(UTC) for edge in edges if edge > moment), moment + timedelta(days=1))

    def worked(self, since: datetime, until: datetime, team: str = "") -> timedelta:
        """Return how much working time lies between two moments."""
        if self.always:
            return until - since
        day, last = since.astimezone(SEOUL).date() - timedelta(days=1), until.astimezone(SEOUL).date()
        total = timedelta()
        while day <= last:
            for start, end in self._spans(day, team):
                total += max(min(end, until) - max(start, since), timedelta())
            day += timedelta(days=1)
        return total

    def slots(self, moment: datetime, minutes: int, team: str = "", days: int = 14) -> Iterator[datetime]:
        """Give the beginnings of the time slots that lie whole in working hours, from `moment` on, in UTC."""
        first, length = moment.astimezone(SEOUL).date(), timedelta(minutes=minutes)
        for ahead in range(days):
            for start, end in self._spans(first + timedelta(days=ahead), team):
                slot = start
                while slot + length <= end:
                    if slot >= moment:
                        yield slot.astimezone(UTC)
                    slot += length

    def _spans(self, day: date, team: str) -> list[Span]:
        return [_moments(day, a, b) for a, b in self._texts(day, team)]

    def _texts(self, day: date, team: str) -> tuple[tuple[str, str], ...]:
        for owner in (team, "") if team else ("",):
            edited = self.kept.days.get((owner, day.isoformat()))
            if edited is not None:
                return edited.spans if edited.kind == "special" else ()
        if day in _holidays(day.year):
            return ()
        for owner in (team, "") if team else ("",):
            if (owner, day.weekday()) in self.kept.weeks:
                return self.kept.weeks[owner, day.weekday()]
        return WORKDAY if day.weekday() < 5 else ()

    def _holiday(self, day: date, team: str) -> str:
        for owner in (team, "") if team else ("",):
            edited = self.kept.days.get((owner, day.isoformat()))
            if edited is not None:
                return "" if edited.kind == "special" else edited.name
        return str(_holidays(day.year).get(day, "")) if day.weekday() < 5 else ""

    def _switch(self, moment: datetime, team: str) -> Override | None:
        for owner in (team, "") if team else ("",):
            switch = self.kept.overrides.get(owner)
            if switch is not None and moment < switch.until:
                return switch
        return None

    def _after_switch(self, switch: Override, team: str) -> datetime:
        """Return when it opens again after it was stopped by hand."""
        if self.always:
            return switch.until
        spans = self._spans(switch.until.astimezone(SEOUL).date(), team)
        inside = any(start <= switch.until < end for start, end in spans)
        return switch.until if inside else self.next_opening(switch.until, team)


def _moments(day: date, begins: str, ends: str) -> Span:
    start, end = time.fromisoformat(begins), time.fromisoformat("00:00" if ends == "24:00" else ends)
    last = day + timedelta(days=1) if end <= start else day
    return datetime.combine(day, start, SEOUL), datetime.combine(last, end, SEOUL)


def holidays_of(year: int) -> dict[str, str]:
    """Return the public holidays of a year, 대체공휴일 included: date and name."""
    return {day.isoformat(): name for day, name in sorted(_holidays(year).items())}


USUAL = Hours()


def works_on(day: date) -> bool:
    """Return whether the centre is usually staffed on that day: no weekend, no public or substitute holiday."""
    return bool(USUAL._spans(day, ""))


def is_open(at: datetime) -> bool:
    """Return whether a counselor is usually there at this moment."""
    return USUAL.at(at).open


def next_opening(at: datetime) -> datetime:
    """Return the next usual opening from now on, in UTC."""
    return USUAL.next_opening(at)


def quiet(at: datetime) -> bool:
    """Say whether it is a time at which nobody is written to unasked: from nine in the evening to eight."""
    clock = at.astimezone(SEOUL).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def in_words(moment: datetime) -> str:
    """Return a moment as people say it: `11월 24일(화) 오전 9시`."""
    local = moment.astimezone(SEOUL)
    half = "오전" if local.hour < 12 else "오후"
    minute = f" {local.minute}분" if local.minute else ""
    day = f"{local.month}월 {local.day}일({WEEKDAYS[local.weekday()]})"
    return f"{day} {half} {(local.hour - 1) % 12 + 1}시{minute}"


def clock_words(moment: datetime) -> str:
    """Return a moment's time of day as people say it: `오후 1시`."""
    return in_words(moment).split(") ", 1)[1]
