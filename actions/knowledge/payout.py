"""How much 구직급여 somebody could get a day, from a wage that was told: the rule and this year's figures. Pure.

A figure that is missing for the year of leaving, or not confirmed well enough to be said, makes the whole unknown:
last year's is never used instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from actions.knowledge.shapes import SPEAKABLE, Citation, Figure, Knowledge
from actions.knowledge.values import Span

RATE, CEILING, FLOOR_RATE = "ub_rate", "ub_daily_max", "ub_floor_rate"
MIN_WAGE, DAYS = "min_wage_hourly", "ub_days_table"
MONTHS, DAYS_A_YEAR = 12, 365
FULL_DAY, SHORTEST_DAY = 8.0, 4.0  # hours; of shorter days the rule for the floor is another, which we have not read
OLDER: Final = 50
YEARS: Final = (1, 3, 5, 10)  # of insurance: where the columns of the table part


@dataclass(frozen=True, slots=True)
class Wage:
    """What one had before leaving: won a month before tax, hours a day, and the day one left (or today)."""

    monthly: int
    left: date
    hours: float = FULL_DAY


@dataclass(frozen=True, slots=True)
class Payout:
    """Won a day. `share` is 60 % of the average wage, `bound` says which limit took its place, `days` the fewest and
    most days it is paid, as far as age and years of insurance tell."""

    daily: int
    share: int
    least: int
    most: int
    bound: Literal["least", "most"] | None
    days: tuple[int, int]
    sources: tuple[Citation, ...]


def payout(wage: Wage, age: Span | None, years: float | None, knowledge: Knowledge) -> Payout | None:
    """What 구직급여 comes to, roughly: the average wage is taken to be the monthly one of all three months.

    None where a figure is not known for the year of leaving, or the day was shorter than four hours.
    """
    figures = {name: knowledge.parameters.figure(name, wage.left) for name in (RATE, CEILING, FLOOR_RATE, MIN_WAGE)}
    rate, most, floor, hourly = (_number(figures[name]) for name in (RATE, CEILING, FLOOR_RATE, MIN_WAGE))
    days = _days(age, years, wage.left, knowledge)
    if rate is None or most is None or floor is None or hourly is None or days is None or wage.hours < SHORTEST_DAY:
        return None
    share = int(wage.monthly * MONTHS / DAYS_A_YEAR * rate)
    least = int(hourly * floor * min(wage.hours, FULL_DAY))
    daily = min(max(share, least), int(most))
    bound: Literal["least", "most"] | None = "least" if share < least else "most" if share > most else None
    cited = tuple(source for one in (figures[CEILING], figures[RATE]) if one for source in one.source)
    return Payout(daily, share, least, int(most), bound, days, cited)


def _number(figure: Figure | None) -> float | None:
    """The value of a figure that may be said."""
    if figure is None or figure.conf not in SPEAKABLE or not isinstance(figure.value, (int, float)):
        return None
    return figure.value


def _days(age: Span | None, years: float | None, left: date, knowledge: Knowledge) -> tuple[int, int] | None:
    """The fewest and the most days, over every row and column that what is known leaves open."""
    rows = {"over_50_or_disabled"} if age and age.low >= OLDER else {"under_50", "over_50_or_disabled"}
    rows = {"under_50"} if age and age.high < OLDER else rows
    column = None if years is None else sum(years >= limit for limit in YEARS)
    found: list[int] = []
    for row in rows:
        figure = knowledge.parameters.figure(DAYS, left, row)
        if figure is None or figure.conf not in SPEAKABLE or not isinstance(figure.value, tuple):
            return None
        found += figure.value if column is None else [figure.value[column]]
    return min(found), max(found)
