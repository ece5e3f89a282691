"""What a single file's schema cannot see: names that point at nothing, values that do not fit their field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.knowledge.shapes import Field, Group, Knowledge, Node, Programme, Rule, Share
from actions.knowledge.values import read_value

_ORDERED = frozenset({"integer", "number", "date"})
_NEEDS_ORDER = frozenset({"lt", "le", "gt", "ge", "between"})
_MAX_BUBBLES = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `kind` programme, faq or the name of a file; `place` is the path inside that record."""

    kind: str
    id: str
    place: tuple[int | str, ...]
    problem: str


def faults(knowledge: Knowledge) -> Iterator[Fault]:
    """Every fault across the files; the vocabulary first, since the programmes are written in it."""
    for field in knowledge.vocabulary.values():
        for index, choice in enumerate(field.choices):
            if read_value(field, choice.value) is None:
                yield Fault("vocabulary", field.name, ("choices", index), f"{choice.value!r}는 {field.type}가 아닙니다")
    for programme in knowledge.programmes.values():
        yield from _references(knowledge, programme)
        for part in ("all", "exclude"):
            for index, node in enumerate(getattr(programme.eligibility, part)):
                yield from _conditions(knowledge, programme.id, node, ("eligibility", part, index))
    yield from _faq_faults(knowledge)


def _references(knowledge: Knowledge, programme: Programme) -> Iterator[Fault]:
    for key in ("conflicts_with", "alternatives"):
        for index, other in enumerate(getattr(programme, key)):
            if other not in knowledge.programmes or other == programme.id:
                yield Fault("programme", programme.id, (key, index), f"{other!r} 사업이 없습니다. id를 확인하세요")
    for index, window in enumerate(programme.windows):
        if (window.kind == "period") != (window.opens is not None) or (window.kind == "yearly") != bool(window.months):
            problem = "period에는 opens를, yearly에는 months를 적으세요"
            yield Fault("programme", programme.id, ("windows", index), problem)
        if window.since is not None and (window.since not in knowledge.vocabulary or window.within is None):
            problem = "since에는 vocabulary.yml의 이름을, within에는 개월 수를 함께 적으세요"
            yield Fault("programme", programme.id, ("windows", index), problem)


def _conditions(knowledge: Knowledge, owner: str, node: Node, place: tuple[int | str, ...]) -> Iterator[Fault]:
    if isinstance(node, Group):
        kind = "all" if node.all is not None else "any"
        for index, member in enumerate(node.members):
            yield from _conditions(knowledge, owner, member, (*place, kind, index))
        return
    field = knowledge.vocabulary.get(node.field)
    if field is None:
        problem = f"{node.field!r}가 vocabulary.yml에 없습니다. 먼저 적거나 철자를 고치세요"
        yield Fault("programme", owner, (*place, "field"), problem)
    elif problem := _misfit(knowledge, field, node):
        yield Fault("programme", owner, (*place, "value"), problem)


def _misfit(knowledge: Knowledge, field: Field, rule: Rule) -> str:
    if isinstance(rule.value, Share):
        known = rule.value.of in knowledge.parameters.by_name
        return "" if known else f"{rule.value.of!r}가 parameters.yml에 없습니다"
    if rule.op in _NEEDS_ORDER and field.type not in _ORDERED:
        return f"{rule.op}는 크기가 있는 값에만 씁니다({field.name}은 {field.type})"
    several = isinstance(rule.value, tuple)
    if several != (rule.op in {"between", "in", "intersects"}):
        return f"{rule.op}에 맞지 않는 값입니다. between·in·intersects에만 목록을 쓰세요"
    values = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    if rule.op == "between" and len(values) != 2:
        return "between에는 값 두 개(처음, 끝)를 쓰세요"
    wrong = [value for value in values if read_value(field, (value,) if field.type == "list" else value) is None]
    return f"{wrong[0]!r}는 {field.name}({field.type})의 값이 될 수 없습니다" if wrong else ""


def _faq_faults(knowledge: Knowledge) -> Iterator[Fault]:
    for faq in knowledge.faqs.values():
        for index, other in enumerate(faq.related):
            if other not in knowledge.programmes:
                yield Fault("faq", faq.id, ("related", index), f"{other!r} 사업이 없습니다. id를 확인하세요")
        if not 1 <= len(faq.answer) <= _MAX_BUBBLES:
            yield Fault("faq", faq.id, ("answer",), "답은 말풍선 1~3개로 쓰세요")
        if not faq.source:
            yield Fault("faq", faq.id, ("source",), "출처를 하나 이상 적으세요")
