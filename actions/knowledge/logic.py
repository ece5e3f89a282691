"""Three-valued logic: True, False, or None where a fact is missing. Pure.

A rule whose value cannot be read as a value of its field is None: unknown, never a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from actions.knowledge.shapes import Conf, Knowledge, Node, Op, Rule, Share
from actions.knowledge.values import Several, Span, Value, read_value

Truth = bool | None
TRUST: tuple[Conf, ...] = ("V1", "D", "V2", "V3", "G")


def weakest(*confs: Conf) -> Conf:
    """The least trustworthy of the marks; D (follows from the definition) counts just after V1."""
    return max(confs, key=TRUST.index, default="V1")


def every(truths: Iterable[Truth]) -> Truth:
    """And: a no decides, else a gap keeps it open; nothing at all holds."""
    found: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            found = None
    return found


def some(truths: Iterable[Truth]) -> Truth:
    """Or: a yes decides, else a gap keeps it open; nothing at all does not hold."""
    found: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            found = None
    return found


def opposite(truth: Truth) -> Truth:
    """Not: a gap stays a gap."""
    return None if truth is None else not truth


def rules(node: Node) -> Iterator[Rule]:
    """All conditions below a node, in the order of the file."""
    if isinstance(node, Rule):
        yield node
        return
    for member in node.members:
        yield from rules(member)


def target(rule: Rule, on: date, knowledge: Knowledge) -> tuple[tuple[Value | None, ...], Conf]:
    """The rule's value(s) as values of its field, and how far a figure they depend on can be trusted.

    A share of a figure that is not known for that year is None: last year's is never used instead.
    """
    field = knowledge.vocabulary.get(rule.field)
    if isinstance(rule.value, Share):
        day = date(rule.year or on.year, 1, 1)
        figure = knowledge.parameters.figure(rule.value.of, day, rule.value.key)
        if figure is None or not isinstance(figure.value, int):
            return (None,), "G"
        amount = figure.value * rule.value.share / 100
        return (Span(amount, amount),), weakest(rule.conf, figure.conf)
    if field is None:
        return (None,), "V1"
    raws = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    return tuple(read_value(field, (raw,) if field.type == "list" else raw) for raw in raws), "V1"


def compare(op: Op, value: Value, wanted: Sequence[Value | None]) -> Truth:
    """Whether `value op wanted`, as far as a span can tell."""
    match op:
        case "eq" | "in" | "intersects":
            return some(_same(value, one) for one in wanted)
        case "ne":
            return opposite(_same(value, wanted[0]))
        case "ge":
            return _at_least(value, wanted[0])
        case "lt":
            return opposite(_at_least(value, wanted[0]))
        case "le":
            return _at_most(value, wanted[0])
        case "gt":
            return opposite(_at_most(value, wanted[0]))
        case "between":
            return every((_at_least(value, wanted[0]), _at_most(value, wanted[-1])))


def _same(value: Value, wanted: Value | None) -> Truth:
    if wanted is None or type(value) is not type(wanted):
        return None
    if isinstance(value, Several) and isinstance(wanted, Several):
        return bool(value.items & wanted.items)
    if isinstance(value, Span) and isinstance(wanted, Span):
        if value.high < wanted.low or value.low > wanted.high:
            return False
        return True if value.low == value.high == wanted.low == wanted.high else None
    return value == wanted


def _at_least(value: Value, limit: Value | None) -> Truth:
    if not isinstance(value, Span) or not isinstance(limit, Span):
        return None
    return True if value.low >= limit.high else False if value.high < limit.low else None


def _at_most(value: Value, limit: Value | None) -> Truth:
    if not isinstance(value, Span) or not isinstance(limit, Span):
        return None
    return True if value.high <= limit.low else False if value.low > limit.high else None
