"""The reference page of all programmes, made of the files: the same knowledge gives the same page."""

from __future__ import annotations

from actions.knowledge.card import LEVELS
from actions.knowledge.phrases import expression, phrase
from actions.knowledge.shapes import Citation, Dated, Knowledge, Node, Programme

HEAD = """# Programmes

Made by `python -m actions.knowledge lookups`; edit the files in `actions/knowledge/programmes/`, not this page.
Marks: V1 law or official copy · V2 notice, booklet, press · D by definition · V3, G unconfirmed (no figures said).
"""


def page(knowledge: Knowledge) -> str:
    """The whole page as Markdown."""
    head = f"{HEAD}\n{len(knowledge.programmes)} programmes.\n"
    return head + "".join(f"\n{_programme(one, knowledge)}\n" for one in knowledge.programmes.values())


def _programme(one: Programme, knowledge: Knowledge) -> str:
    windows = " · ".join(f"{w.label}{f' {w.opens}~{w.closes or chr(0x2026)}' if w.opens else ''}" for w in one.windows)
    lines = [
        f"## {one.name} `{one.id}`",
        f"{one.operator} · {LEVELS[one.level]} · {one.status} · facts of {one.facts_valid_year}, "
        f"checked {one.checked_on}",
        "",
        f"* For: {one.target}",
        *(f"* Needs: {_condition(node, knowledge)}" for node in one.eligibility.all),
        *(f"* Not with: {_condition(node, knowledge, words=False)}" for node in one.eligibility.exclude),
        *(f"* Gives ({b.conf}{_days(b)}): {b.what}{f' - {b.amount}' if b.amount else ''}" for b in one.benefits),
        f"* Window: {windows}",
        *(f"* Deadline ({w.conf}): {w.deadline}" for w in one.windows if w.deadline),
        *([f"* Conflicts with: {_ids(one.conflicts_with)}"] if one.conflicts_with else []),
        *([f"* Alternatives: {_ids(one.alternatives)}"] if one.alternatives else []),
        f"* Sources: {', '.join(_source(source) for source in one.sources)}",
    ]
    return "\n".join(lines)


def _condition(node: Node, knowledge: Knowledge, *, words: bool = True) -> str:
    said = f"{phrase(node, knowledge, lambda _: None)} - " if words else ""
    return f"{said}`{expression(node)}`{_days(node)}"


def _days(one: Dated) -> str:
    if one.effective_from is None and one.effective_to is None:
        return ""
    return f" [{one.effective_from or ''}~{one.effective_to or ''}]"


def _ids(ids: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in ids)


def _source(cited: Citation) -> str:
    return f"{cited.source.short}{f' ({cited.at})' if cited.at else ''}"
