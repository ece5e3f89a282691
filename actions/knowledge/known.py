"""What is known about a person on a day: what was said, and what follows from it (age from a birth date…).

A fact that was said always wins over one that follows. What follows from an age or a number of months is a span, so a
rule on its edge stays open instead of being guessed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from actions.knowledge.logic import Truth, weakest
from actions.knowledge.shapes import Conf, Knowledge
from actions.knowledge.values import OTHER_PLACE, Span, Value, read_value

if TYPE_CHECKING:
    from actions.knowledge.rulebook import Atom

ENROLMENT = "new_enrolment_open"  # about the programme, not the person
MEDIAN_INCOME = "median_income_monthly"
EACH_MORE = "each_more"  # the row of the median income table that is added for each person beyond the last
LAST_ROW = 7  # the table ends with households of seven, in years that are not gazetted yet with six
WHOLE_PROVINCE = "000"
OLD_AGE = 65

Facts = Mapping[str, Any]


class Known:
    """Facts as values, with what follows from them.

    Without `inferring`, only what follows exactly does: an age from a birth date, an income's share of the median; not
    a birth date from an age.
    """

    def __init__(self, facts: Facts, on: date, knowledge: Knowledge, *, inferring: bool = True) -> None:
        self.on = on
        self.knowledge = knowledge
        self.inferring = inferring
        self._said: dict[str, Value] = {}
        for name, raw in facts.items():
            self._hear(name, raw)
        self._derived: dict[tuple[str, int], tuple[Value | None, Conf]] = {}
        self._truths: dict[Atom, Truth] = {}
        self.patterns: dict[Any, Any] = {}  # by sheet: which of its conditions hold (`rulebook.Sheet.truths`)

    def value(self, name: str, year: int | None = None) -> tuple[Value | None, Conf]:
        """The value of `name` (None when unknown) and how far it can be trusted; `year` picks the table to use."""
        if name in self._said:
            return self._said[name], "V1"
        table = year or self.on.year
        if (name, table) not in self._derived:
            derive = _DERIVED.get(name) if self.inferring or name in _EXACT else None
            self._derived[name, table] = derive(self, table) if derive else (None, "V1")
        return self._derived[name, table]

    def truth(self, atom: Atom) -> Truth:
        """Whether one condition holds, tested once."""
        try:
            return self._truths[atom]
        except KeyError:
            truth = self._truths[atom] = atom.holds(self.value(atom.rule.field, atom.rule.year)[0])
            return truth

    def has(self, name: str) -> bool:
        """Whether `name` was said."""
        return name in self._said

    def span(self, name: str) -> Span | None:
        """The value of `name` if it is a number or a date, else None."""
        value, _ = self.value(name)
        return value if isinstance(value, Span) else None

    def said(self, name: str) -> Value | None:
        """What was said about `name`, without what follows from other facts."""
        return self._said.get(name)

    def _hear(self, name: str, raw: Any) -> None:
        field = self.knowledge.vocabulary.get(name)
        value = read_value(field, raw) if field is not None and raw is not None else None
        if value is None:
            return
        if name == "region_sigungu" and isinstance(value, str) and value.endswith(WHOLE_PROVINCE):
            name = "region_sido"  # "전북 전체" names no town
        if name == "region_sido" and isinstance(value, str) and value[:2].isdigit():
            value = value[:2]
        self._said[name] = value


Derived = tuple[Value | None, Conf]


def shift_months(day: date, months: int) -> date:
    """`day` moved by whole months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError(day)


def months_between(start: date, end: date) -> float:
    """Months from `start` to `end`; part of a month is a fraction, so that twelve months and a day are over twelve."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    whole -= shift_months(start, whole) > end
    return whole + (end - shift_months(start, whole)).days / 31


def age_on(birth: date, on: date) -> int:
    """만 나이 on that day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _age(known: Known, _: int) -> Derived:
    birth = known.said("birth_date")
    if not isinstance(birth, Span):
        return None, "V1"
    young, old = date.fromordinal(int(birth.high)), date.fromordinal(int(birth.low))
    return Span(age_on(young, known.on), age_on(old, known.on)), "V1"


def _birth_date(known: Known, _: int) -> Derived:
    age = known.said("age")
    if not isinstance(age, Span) or not 0 <= age.high < known.on.year - 1:
        return None, "V1"
    eldest = shift_months(known.on, -12 * (int(age.high) + 1)) + timedelta(days=1)
    youngest = shift_months(known.on, -12 * int(age.low))
    return Span(eldest.toordinal(), youngest.toordinal()), "V1"


def _months_since(name: str) -> Callable[[Known, int], Derived]:
    def derive(known: Known, _: int) -> Derived:
        day = known.said(name)
        if not isinstance(day, Span) or day.high > known.on.toordinal():
            return None, "V1"
        first, last = date.fromordinal(int(day.low)), date.fromordinal(int(day.high))
        return Span(months_between(last, known.on), months_between(first, known.on)), "V1"

    return derive


def _day_before(name: str) -> Callable[[Known, int], Derived]:
    def derive(known: Known, _: int) -> Derived:
        months = known.said(name)
        if not isinstance(months, Span) or not 0 <= months.high < known.on.year * 12 - 24:
            return None, "V1"
        first = shift_months(known.on, -int(months.high) - 1) + timedelta(days=1)
        return Span(first.toordinal(), shift_months(known.on, -int(months.low)).toordinal()), "V1"

    return derive


def _age_at_leaving(known: Known, _: int) -> Derived:
    age, months = known.span("age"), known.span("months_since_leaving")
    if age is None or months is None or math.isinf(months.high):
        return None, "V1"
    return Span(math.floor(age.low - months.high / 12), math.ceil(age.high + 1 - months.low / 12) - 1), "V1"


def _hired_after_65(known: Known, _: int) -> Derived:
    age = known.span("age")
    return (False if age is not None and age.high < OLD_AGE else None), "V1"


def _just_cause(known: Known, _: int) -> Derived:
    return (True if known.said("leave_reason") == "voluntary_just_cause" else None), "V1"


def _province(known: Known, _: int) -> Derived:
    town = known.said("region_sigungu")
    if not isinstance(town, str):
        return None, "V1"
    return (town[:2] if town[:2].isdigit() else OTHER_PLACE if town == OTHER_PLACE else None), "V1"


def _town(known: Known, _: int) -> Derived:
    """A town can only be excluded by its province: outside 전북 no town of 전북 fits."""
    province = known.said("region_sido")
    return (OTHER_PLACE if isinstance(province, str) and province != "52" else None), "V1"


def _income_share(known: Known, year: int) -> Derived:
    """Household income in percent of that year's median income for the household's size.

    Beyond the table's last row the year's increment is added for each person. Where that is not known yet, the median
    is at least the last row's and grows at most in step with the household, which makes the share a span. Without a
    table for the year nothing is known.
    """
    size, income = known.span("household_size"), known.span("household_monthly_income")
    if size is None or income is None or size.low < 1 or math.isinf(income.high):
        return None, "V1"
    people = int(size.low)
    rows = next((n for n in range(min(people, LAST_ROW), 0, -1) if _median(known, year, str(n)) is not None), 0)
    figure = _median(known, year, str(rows))
    if figure is None:
        return None, "V1"
    more = _median(known, year, EACH_MORE) if people > rows else None
    least, most = figure[0], figure[0] * people / rows
    if more is not None:
        least = most = figure[0] + (people - rows) * more[0]
    trust = figure[1] if more is None else weakest(figure[1], more[1])
    return Span(100 * income.low / most, 100 * income.high / least), trust


def _median(known: Known, year: int, row: str) -> tuple[int, Conf] | None:
    """One figure of the year's table of median incomes, with how far it can be trusted."""
    figure = known.knowledge.parameters.figure(MEDIAN_INCOME, date(year, 1, 1), row)
    return (figure.value, figure.conf) if figure is not None and isinstance(figure.value, int) else None


_DERIVED: dict[str, Callable[[Known, int], Derived]] = {
    "age": _age,
    "birth_date": _birth_date,
    "months_since_leaving": _months_since("left_on"),
    "tenure_months": _months_since("employed_since"),
    "business_months": _months_since("business_opened"),
    "employed_since": _day_before("tenure_months"),
    "business_opened": _day_before("business_months"),
    "age_at_leaving": _age_at_leaving,
    "hired_after_65": _hired_after_65,
    "voluntary_just_cause": _just_cause,
    "region_sido": _province,
    "region_sigungu": _town,
    "median_income_pct": _income_share,
}

_EXACT = frozenset({
    "age", "months_since_leaving", "tenure_months", "business_months", "voluntary_just_cause", "region_sido",
    "median_income_pct",
})  # fmt: skip

# What to ask for instead of a value nobody knows by heart.
ASKED_THROUGH: dict[str, tuple[str, ...]] = {"median_income_pct": ("household_size", "household_monthly_income")}
