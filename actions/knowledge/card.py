"""One programme as an editor or a counselor reads it: every fact with its mark and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from actions.knowledge.phrases import expression, phrase
from actions.knowledge.shapes import Benefit, Citation, Dated, Group, Knowledge, Node, Programme, Rule, in_force
from actions.knowledge.windows import window

LEVELS = {"national": "전국", "province": "전북", "city": "시", "county": "군"}


def card(programme: Programme, on: date, knowledge: Knowledge) -> str:
    """The programme in lines of plain text; what does not hold on `on` is there with its days."""
    state = window(programme, on)
    parts = [
        [f"{programme.name}  [{programme.id}]"],
        [f"{programme.operator} · {LEVELS[programme.level]} · {programme.target}"],
        [f"신청: {state.text} ({state.state})"],
        [f"{programme.facts_valid_year}년 기준 · {programme.checked_on} 확인"],
        _titled("모두 맞아야 해요", _conditions(programme.eligibility.all, on, knowledge, excluded=False)),
        _titled("하나라도 있으면 안 돼요", _conditions(programme.eligibility.exclude, on, knowledge, excluded=True)),
        _titled("받는 것", (_benefit(one, on) for one in programme.benefits)),
        _titled("신청 방법", programme.apply),
        _titled("서류", programme.documents),
        _titled("문의", programme.contact),
        _titled("알아 둘 것", (f"{one}{_days(one, on)}" for one in programme.notes)),
        _titled("같이 받을 수 없어요", programme.conflicts_with),
        _titled("비슷한 사업", programme.alternatives),
        _titled("출처", (f"{one.text}: {one.source.title} {one.source.address or ''}" for one in programme.sources)),
        _titled("편집자 메모", programme.editor_notes),
    ]
    return "\n".join(line for lines in parts for line in lines)


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  · {line}" for line in lines]
    return ["", title, *found] if found else []


def _conditions(nodes: Iterable[Node], on: date, knowledge: Knowledge, *, excluded: bool) -> Iterator[str]:
    for node in nodes:
        text = phrase(node, knowledge, lambda _: None) if not excluded else expression(node)
        yield f"{text}{_days(node, on)}"
        for rule in _rules(node):
            yield f"  {expression(rule)}  {rule.conf}{_cited(rule.source or node.source)}{_days(rule, on)}"


def _rules(node: Node) -> Iterator[Rule]:
    if isinstance(node, Group):
        for member in node.members:
            yield from _rules(member)
    else:
        yield node


def _benefit(benefit: Benefit, on: date) -> str:
    amount = " · ".join(part for part in (benefit.what, benefit.amount, benefit.period) if part)
    return f"{amount}  {benefit.conf}{_cited(benefit.source)}{_days(benefit, on)}"


def _cited(source: Iterable[Citation]) -> str:
    texts = [one.text for one in source]
    return f" ({', '.join(texts)})" if texts else ""


def _days(one: Dated, on: date) -> str:
    if one.effective_from is None and one.effective_to is None:
        return ""
    now = "" if in_force(one, on) else ", 지금은 아님"
    return f" [{one.effective_from or ''}~{one.effective_to or ''}{now}]"
