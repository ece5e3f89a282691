"""When one can apply, seen from a day. Dates that are only V3 or G are never said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from actions.knowledge.known import shift_months
from actions.knowledge.phrases import day
from actions.knowledge.shapes import SPEAKABLE, Programme
from actions.knowledge.shapes import Window as Entry

State = Literal["open", "closed", "expected", "always", "ended", "check"]

SOON = timedelta(days=60)  # a yearly round that should open within two months is expected, not closed


@dataclass(frozen=True, slots=True)
class Window:
    """`open` now · `closed` for this year · `expected` soon or in known months · `always` · `ended` · `check`: ask.

    `text` is a short phrase; `closes` the last day while open. `deadline` is said of what is `always` open and yet runs
    out for each person; `left_after` is of how many months since which fact.
    """

    state: State
    text: str
    closes: date | None = None
    deadline: str | None = None
    left_after: tuple[str, int] | None = None


def window(programme: Programme, on: date) -> Window:
    """The state of a programme's applications on `on`."""
    if programme.status == "ended":
        return Window("ended", "신규 신청이 끝난 사업이에요")
    periods = [one for one in programme.windows if one.kind == "period" and (one.conf or "V2") in SPEAKABLE]
    if periods:
        return _with_standing(programme, _of_periods(periods, on))
    first = next(one for one in programme.windows if one.kind != "period")
    if first.kind == "yearly" and programme.status != "check":
        return _yearly(first, on)
    if first.kind == "notice" or programme.status == "check":
        return Window("check", f"{first.label} · 지금 신청할 수 있는지 확인이 필요해요")
    counted = (first.since, first.within) if first.since and first.within else None
    return Window("always", first.label, deadline=first.deadline, left_after=counted)


def _of_periods(periods: list[Entry], on: date) -> Window:
    for one in periods:
        opens = one.opens or date.min
        if opens <= on and (on <= one.closes if one.closes else opens.year == on.year):
            until = f"{day(one.closes)}까지 신청할 수 있어요" if one.closes else (one.note or one.label)
            return Window("open", until, one.closes)
    coming = min((one.opens for one in periods if one.opens and one.opens > on), default=None)
    if coming:
        return Window("expected", f"{day(coming)}부터 신청할 수 있어요")
    return _past(periods, on)


def _past(periods: list[Entry], on: date) -> Window:
    """All rounds are over: project the latest round's opening to its next anniversary, and say so as a guess."""
    last = max(periods, key=lambda one: (one.opens or date.min).year)
    latest = [one for one in periods if (one.opens or date.min).year == (last.opens or date.min).year]
    if any(one.closes is None for one in latest):
        return Window("check", "올해 모집하는지 확인이 필요해요")
    following = min(_anniversary(one.opens or on, on) for one in latest)
    guess = f"{'내년 ' if following.year > on.year else ''}{following.month}월쯤"
    if following - on <= SOON:
        return Window("expected", f"{guess} 모집할 것으로 예상돼요")
    closed = max(one.closes or on for one in latest)
    return Window("closed", f"{day(closed)}에 마감했어요 · 다음 모집은 {guess}으로 예상돼요")


def _anniversary(day_: date, on: date) -> date:
    years = on.year - day_.year
    first = shift_months(day_, 12 * years)
    return first if first >= on else shift_months(day_, 12 * (years + 1))


def _yearly(entry: Entry, on: date) -> Window:
    months = "·".join(str(month) for month in entry.months)
    text = f"해마다 {months}월쯤 신청을 받아요"
    if on.month in entry.months:
        return Window("expected", f"{text} · 지금 공고를 확인해 보세요")
    ahead = min((month - on.month) % 12 for month in entry.months)
    return Window("expected" if ahead * 30 <= SOON.days else "closed", text)


def _with_standing(programme: Programme, found: Window) -> Window:
    """A programme can have a part that is open all year beside a round that is over."""
    standing = [one.label for one in programme.windows if one.kind == "always"]
    if not standing or found.state == "open":
        return found
    return Window(found.state, f"{found.text} · {', '.join(standing)}는 언제나 신청할 수 있어요", found.closes)
