"""A second reading of the files, naive on purpose: Python's own operators, and every value an unknown fact may have.

Nothing here comes from the evaluator. `Table` tries all combinations of values that a programme's rules tell apart;
for a person, the known facts pick the rows that remain: all eligible is yes, none is no, else unknown.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

HOME = Path(__file__).resolve().parents[3] / "actions/knowledge"
NEVER = float("inf")
Facts = Mapping[str, Any]


@cache
def read(name: str) -> Any:
    return yaml.safe_load((HOME / name).read_text(encoding="utf-8"))


@cache
def programme(id: str) -> Any:
    return read(f"programmes/{id}.yml")


def ids() -> list[str]:
    return sorted(path.stem for path in (HOME / "programmes").glob("*.yml"))


def leaves(node: Any) -> Iterator[Any]:
    """The single rules below."""
    for below in node.get("all", node.get("any")) or ():
        yield from leaves(below)
    if "field" in node:
        yield node


def median(year: int, people: int) -> int | None:
    rows = read("parameters.yml")["median_income_monthly"]["figures"]
    return next((row["value"] for row in rows if (row["year"], row["key"]) == (year, str(people))), None)


def in_force(node: Any, on: date) -> bool:
    return node.get("effective_from", date.min) <= on <= node.get("effective_to", date.max)


class Table:
    """All that may be true of a person, as far as one programme can tell, and whether that person is eligible."""

    def __init__(self, id: str, on: date) -> None:
        self.on, self.id = on, id
        parts = programme(id)["eligibility"]
        self.required = [self._current(node) for node in parts["all"] if in_force(node, on)]
        self.excluding = [self._current(node) for node in parts["exclude"] if in_force(node, on)]
        self.rules: dict[str, list[Any]] = {}
        for node in (*self.required, *self.excluding):
            for rule in leaves(node):
                self.rules.setdefault(rule["field"], []).append(rule)
        self.fields = list(self.rules)
        self.classes = {name: self._classes(name) for name in self.fields}
        shape = [len(self.classes[name]) for name in self.fields]
        cells = itertools.product(*(list(self.classes[name].values()) for name in self.fields))
        eligible = [self.eligible(dict(zip(self.fields, cell, strict=True))) for cell in cells]
        self.cells = np.array(eligible, dtype=bool).reshape(shape)

    def result(self, facts: Facts) -> str:
        """yes, no or unknown for a person of whom only `facts` (of this programme's fields) are known."""
        place: list[Any] = [
            list(self.classes[name]).index(self.signature(name, facts[name]))
            if facts.get(name) is not None
            else slice(None)
            for name in self.fields
        ]
        left = self.cells[tuple(place)]
        return "yes" if left.all() else "unknown" if left.any() else "no"

    def eligible(self, facts: Facts) -> bool:
        """Whether somebody of whom everything is known is eligible: the sentence of the law, word by word."""
        return all(self.met(node, facts) for node in self.required) and not any(
            self.met(node, facts) for node in self.excluding
        )

    def met(self, node: Any, facts: Facts) -> bool:
        if "all" in node:
            return all(self.met(one, facts) for one in node["all"])
        if "any" in node:
            return any(self.met(one, facts) for one in node["any"])
        return self._true(node, facts[node["field"]])

    def limits(self, rule: Any) -> list[Any]:
        value = rule["value"]
        if isinstance(value, dict):
            return [median(rule.get("year", self.on.year), int(value["key"])) * value["share"] / 100]  # type: ignore[operator]
        return value if isinstance(value, list) else [value]

    def _current(self, node: Any) -> Any:
        for kind in ("all", "any"):
            if kind in node:
                return {kind: [self._current(one) for one in node[kind] if in_force(one, self.on)]}
        return node

    def _true(self, rule: Any, known: Any) -> bool:
        value = self.limits(rule)
        match rule["op"]:
            case "eq":
                return bool(known == value[0])
            case "ne":
                return bool(known != value[0])
            case "lt":
                return bool(known < value[0])
            case "le":
                return bool(known <= value[0])
            case "gt":
                return bool(known > value[0])
            case "ge":
                return bool(known >= value[0])
            case "between":
                return bool(value[0] <= known <= value[1])
            case "in":
                return known in value
        return bool(set(known) & set(value))

    def signature(self, name: str, value: Any) -> tuple[bool, ...]:
        return tuple(self._true(rule, value) for rule in self.rules[name])

    def _classes(self, name: str) -> dict[tuple[bool, ...], Any]:
        """One value for every way in which the rules on a fact can come out."""
        return {self.signature(name, value): value for value in self._values(name)}

    def _values(self, name: str) -> Iterator[Any]:
        field = read("vocabulary.yml")[name]
        if field["type"] in ("bool", "enum"):
            yield from (choice["value"] for choice in field["choices"])
            return
        if field["type"] == "list":
            yield []
        elif field["type"] in ("code", "string"):
            yield "11"
        for limit in (limit for rule in self.rules[name] for limit in self.limits(rule)):
            if field["type"] == "list":
                yield [limit]
            elif field["type"] in ("code", "string"):
                yield limit
            else:
                step: Any = timedelta(days=1) if isinstance(limit, date) else 0.1 if field["type"] == "number" else 1
                yield from (limit - step, limit, limit + step)
