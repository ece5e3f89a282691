"""Values of facts as intervals: a birth year or an age is a span, and a span may answer a rule both ways."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.knowledge.shapes import Field

NEVER = "never"  # "months since …" of something that never happened: further away than any limit
OTHER_PLACE = "other"
_YEAR = 4

Atom = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Span:
    """A number somewhere in low…high, ends included; dates are proleptic ordinals."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Several:
    """A list-valued fact."""

    items: frozenset[str]


Value = Span | Several | str | bool


def read_value(field: Field, raw: Any) -> Value | None:
    """`raw` as a value of `field`, or None when it cannot be one ("60%" for money): then nothing is known."""
    try:
        return _READERS[field.type](field, raw)
    except (TypeError, ValueError, OverflowError):
        return None


def _number(_: Field, raw: Any) -> Value | None:
    if isinstance(raw, bool):
        return None
    if raw == NEVER:
        return Span(math.inf, math.inf)
    if isinstance(raw, str) and not raw.replace(".", "", 1).isdigit():
        return None
    number = float(raw)
    return None if math.isnan(number) else Span(number, number)


def _flag(_: Field, raw: Any) -> Value | None:
    return raw if isinstance(raw, bool) else None


def _enum(field: Field, raw: Any) -> Value | None:
    known = {choice.value for choice in field.choices}
    return raw if isinstance(raw, str) and raw in known else None


def _code(_: Field, raw: Any) -> Value | None:
    """Administrative codes as text; the old 전북 prefix 45 reads as 52 (renamed on 2024-01-18)."""
    text = str(raw).strip() if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""
    text = text.partition("/")[0]  # the catalogue writes 전주시 as its two districts, 52111/52113: one of them will do
    if not text.isdigit() and text != OTHER_PLACE:
        return None
    return "52" + text[2:] if text.startswith("45") else text


def _text(_: Field, raw: Any) -> Value | None:
    return raw.strip() or None if isinstance(raw, str) else None


def _list(_: Field, raw: Any) -> Value | None:
    if isinstance(raw, str):
        return None
    return Several(frozenset(str(item) for item in raw)) if isinstance(raw, Iterable) else None


def _date(_: Field, raw: Any) -> Value | None:
    """A date, "YYYY-MM-DD", or only a year ("1990", 1990), which is a span of that year's days."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return Span(raw.toordinal(), raw.toordinal())
    text = str(raw)
    if len(text) == _YEAR and text.isdigit():
        return Span(date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal())
    day = datetime.fromisoformat(text).toordinal()  # a time of day is dropped
    return Span(day, day)


_READERS = {
    "integer": _number,
    "number": _number,
    "bool": _flag,
    "enum": _enum,
    "code": _code,
    "string": _text,
    "list": _list,
    "date": _date,
}
