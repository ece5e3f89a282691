"""Conditions as short Korean phrases: "만 15~69세". Figures that are V3 or G are left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from actions.knowledge.logic import Truth
from actions.knowledge.shapes import SPEAKABLE, Field, Group, Knowledge, Node, Rule, Scalar, Share

_OPS = {"ge": "이상", "gt": "초과", "le": "이하", "lt": "미만"}
_NOT = {"ge": "lt", "lt": "ge", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}
_MAN, _EOK = 10_000, 100_000_000
_FULL_YEAR = 12


Holds = Callable[[Node], Truth]


def phrase(node: Node, knowledge: Knowledge, holds: Holds, *, excluded: bool = False) -> str:
    """The condition that must hold. For an exclusion the phrase is turned round ("사업자등록이 없음") or, where that
    would be a riddle, put in quotes. Of an `any` only what holds is said, or else what may still hold."""
    if isinstance(node, Rule):
        return _rule(node, knowledge, excluded=excluded)
    if excluded:
        return f"‘{_group(node, knowledge, holds)}’에 해당하지 않음"
    return _group(node, knowledge, holds)


def expression(node: Node) -> str:
    """The condition for counselors and traces: `ei_unit_days_18m ge 180`."""
    if isinstance(node, Rule):
        value = f"{node.value.share}% of {node.value.of}" if isinstance(node.value, Share) else node.value
        return f"{node.field} {node.op} {_plain(value)}"
    joint = " and " if node.all is not None else " or "
    return "(" + joint.join(expression(member) for member in node.members) + ")"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def won(amount: float) -> str:
    """Money as people say it: 4억 원, 574만 원, 68,100원."""
    whole = int(amount)
    if whole >= _EOK and whole % _MAN == 0:
        rest = whole % _EOK // _MAN
        return f"{whole // _EOK:,}억 {rest:,}만 원" if rest else f"{whole // _EOK:,}억 원"
    if whole >= _MAN and whole % _MAN == 0:
        return f"{whole // _MAN:,}만 원"
    return f"{whole:,}원"


def day(value: date) -> str:
    """2026년 3월 16일(월)"""
    return f"{value.year}년 {value.month}월 {value.day}일({'월화수목금토일'[value.weekday()]})"


def _group(node: Group, knowledge: Knowledge, holds: Holds) -> str:
    parts = list(dict.fromkeys(_member(member, knowledge, holds) for member in _worth_saying(node, holds)))
    return (", " if node.all is not None else " 또는 ").join(part for part in parts if part)


def _worth_saying(node: Group, holds: Holds) -> tuple[Node, ...]:
    if node.all is not None:
        return node.members
    truths = [holds(member) for member in node.members]
    for wanted in (True, None):
        if wanted in truths:
            worth = [member for member, truth in zip(node.members, truths, strict=True) if truth is wanted]
            return tuple(one for one in worth if not _unheard_of(one, holds)) or tuple(worth)
    return node.members


def _unheard_of(node: Node, holds: Holds) -> bool:
    """Whether it is a way in for a few people, and nothing says that this is one of them."""
    return isinstance(node, Group) and node.seldom and not any(holds(member) is True for member in node.members)


def _member(node: Node, knowledge: Knowledge, holds: Holds) -> str:
    text = phrase(node, knowledge, holds)
    if isinstance(node, Group) and node.label and node.all is not None:
        return f"{node.label}({text})" if text else node.label
    return text


def _rule(rule: Rule, knowledge: Knowledge, *, excluded: bool) -> str:
    if rule.label:
        return f"{rule.label} 아님" if excluded else rule.label
    field = knowledge.vocabulary[rule.field]
    if rule.conf not in SPEAKABLE and field.type in {"integer", "number", "date"}:
        return f"{field.label} 조건(상담사 확인이 필요해요)"
    if excluded and rule.op not in _NOT and field.type != "bool":
        return f"{_positive(field, 'in', rule, knowledge)} 아님"
    return _positive(field, _NOT[rule.op] if excluded else rule.op, rule, knowledge)


def _positive(field: Field, op: str, rule: Rule, knowledge: Knowledge) -> str:
    value = rule.value
    if isinstance(value, Share):
        table = knowledge.parameters.by_name[value.of].label.split("(")[0]
        return f"{field.label} {value.key}인 {table}의 {value.share}% {_OPS.get(op, '')}"
    if isinstance(value, tuple):
        return _several(field, op, value, knowledge)
    if field.type == "bool" and isinstance(value, bool):
        return _said(field, value if op == "eq" else not value, knowledge)
    if op in _OPS:
        return f"{field.label} {_quantity(field, value)} {_date_op(op) if isinstance(value, date) else _OPS[op]}"
    said = _said(field, value, knowledge)
    return said if op == "eq" else f"{said} 아님"


def _several(field: Field, op: str, values: tuple[Scalar, ...], knowledge: Knowledge) -> str:
    if op == "between":
        low, high = (_quantity(field, value) for value in values)
        unit = field.unit if field.unit not in {"원", ""} else ""
        return (
            f"{'만 ' if field.unit == '세' else ''}{low.removesuffix(unit)}~{high}"
            if unit
            else (f"{field.label} {low}~{high}")
        )
    return "·".join(_said(field, value, knowledge) for value in values)


def _said(field: Field, value: Scalar, knowledge: Knowledge) -> str:
    for choice in field.choices:
        if choice.value == value and type(choice.value) is type(value):
            return choice.said or f"{field.label} {choice.label}"
    if isinstance(value, str) and value in knowledge.programmes:
        return knowledge.programmes[value].name
    return f"{field.label} {_quantity(field, value)}"


def _quantity(field: Field, value: Scalar) -> str:
    if isinstance(value, date):
        return f"{value.year}년 {value.month}월 {value.day}일"
    if field.unit == "원" and isinstance(value, (int, float)):
        return won(value)
    if field.unit == "개월" and isinstance(value, int) and value >= _FULL_YEAR and value % _FULL_YEAR == 0:
        return f"{value}개월({value // _FULL_YEAR}년)"
    if isinstance(value, float) and not field.unit:
        return f"{value:.0%}"
    return f"{value:,}{field.unit}" if isinstance(value, (int, float)) else f"{value}{field.unit}"


def _date_op(op: str) -> str:
    return {"ge": "이후", "gt": "이후", "le": "이전", "lt": "이전"}[op]
