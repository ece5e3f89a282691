"""What 구직급여 comes to: 60 % of the average wage between the floor and the cap of the year in which one left."""

from __future__ import annotations

from datetime import date

import pytest

from actions.knowledge import Knowledge
from actions.knowledge.payout import Payout, Wage, payout
from actions.knowledge.values import Span

THIS_YEAR, LAST_YEAR, NEXT_YEAR = date(2026, 9, 23), date(2025, 12, 23), date(2027, 1, 2)


def paid(knowledge: Knowledge, wage: Wage, age: int | None = None, years: float | None = None) -> Payout | None:
    return payout(wage, None if age is None else Span(age, age), years, knowledge)


@pytest.mark.parametrize(
    ("wage", "daily", "bound"),
    [
        (Wage(2_800_000, THIS_YEAR), 66_048, "least"),
        (Wage(3_400_000, THIS_YEAR), 67_068, None),
        (Wage(4_000_000, THIS_YEAR), 68_100, "most"),
        (Wage(2_800_000, LAST_YEAR), 64_192, "least"),
        (Wage(4_000_000, LAST_YEAR), 66_000, "most"),
        (Wage(1_100_000, THIS_YEAR, 4.0), 33_024, "least"),
        (Wage(1_900_000, THIS_YEAR, 4.0), 37_479, None),
    ],
)
def test_a_day_lies_between_the_floor_and_the_cap_of_that_year(
    knowledge: Knowledge, wage: Wage, daily: int, bound: str | None
) -> None:
    found = paid(knowledge, wage)
    assert found is not None
    assert (found.daily, found.bound) == (daily, bound)


def test_a_figure_that_nobody_confirmed_yet_is_never_replaced_by_last_years(knowledge: Knowledge) -> None:
    assert paid(knowledge, Wage(2_800_000, NEXT_YEAR)) is None


def test_of_days_shorter_than_four_hours_nothing_is_said(knowledge: Knowledge) -> None:
    assert paid(knowledge, Wage(700_000, THIS_YEAR, 3.0)) is None


@pytest.mark.parametrize(
    ("age", "years", "days"),
    [
        (None, None, (120, 270)),
        (45, 3, (180, 180)),
        (49, 10, (240, 240)),
        (52, 12, (270, 270)),
        (52, 0.5, (120, 120)),
        (58, None, (120, 270)),
        (None, 3, (180, 210)),
    ],
)
def test_days_by_age_and_years_of_insurance(
    knowledge: Knowledge, age: int | None, years: float | None, days: tuple[int, int]
) -> None:
    found = paid(knowledge, Wage(2_800_000, THIS_YEAR), age, years)
    assert found is not None
    assert found.days == days
    assert {one.source.conf for one in found.sources} == {"V1"}
