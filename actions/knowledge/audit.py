"""What an editor should look at: facts that may not be said as figures, facts without a source, checks grown old,
figures of another year, rounds about to close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from actions.knowledge.logic import rules
from actions.knowledge.phrases import expression
from actions.knowledge.shapes import SPEAKABLE, Article, Conf, Faq, Figure, Group, Knowledge, Node, Programme, Visa
from actions.knowledge.windows import window

OLD = 365  # days after which a fact should be checked again
CLOSING = timedelta(days=30)
COMING = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: where it stands, its mark, and what it says."""

    where: str
    conf: Conf
    text: str


def unconfirmed(knowledge: Knowledge) -> Iterator[Doubt]:
    """Every fact marked V3 or G, in the order of the files."""
    return (doubt for doubt in _everything(knowledge) if doubt.conf not in SPEAKABLE)


def unsourced(knowledge: Knowledge) -> Iterator[Doubt]:
    """Rules and benefits marked V1 or V2 that name no source of their own."""
    for programme in knowledge.programmes.values():
        for node in (*programme.eligibility.all, *programme.eligibility.exclude):
            for rule in rules(node):
                if rule.conf in {"V1", "V2"} and not rule.source:
                    yield Doubt(programme.id, rule.conf, expression(rule))
        for benefit in programme.benefits:
            if benefit.conf in {"V1", "V2"} and not benefit.source:
                yield Doubt(programme.id, benefit.conf, benefit.what)


def stale(knowledge: Knowledge, on: date) -> Iterator[str]:
    """Ids of programmes, questions, visas and articles that were last checked more than a year before `on`."""
    checked: list[Programme | Faq] = [*knowledge.programmes.values(), *knowledge.faqs.values()]
    laws: list[Visa | Article] = [*knowledge.visas.values(), *knowledge.articles.values()]
    keyed = {one.key: one.checked_on for one in laws}
    dates = {**{one.id: one.checked_on for one in checked}, **keyed}
    return (id for id, day in dates.items() if (on - day).days > OLD)


def outdated(knowledge: Knowledge, on: date) -> Iterator[tuple[str, int]]:
    """Programmes and questions whose facts are of an earlier year than `on`, with that year."""
    for programme in knowledge.programmes.values():
        if programme.status != "ended" and programme.facts_valid_year < on.year:
            yield programme.id, programme.facts_valid_year
    for faq in knowledge.faqs.values():
        if faq.year < on.year:
            yield f"faq {faq.id}", faq.year


def lacking(knowledge: Knowledge, on: date) -> Iterator[tuple[str, str]]:
    """Figures by year that have none for the year of `on`, or will have none next year (label, "2027년")."""
    for parameter in knowledge.parameters.by_name.values():
        years = {figure.year for figure in parameter.figures if figure.year and figure.value is not None}
        for year in (on.year, on.year + 1):
            if years and year not in years:
                yield parameter.label, f"{year}년"


def closing(knowledge: Knowledge, on: date) -> Iterator[tuple[str, date]]:
    """Programmes that are open and close within a month, with the last day."""
    for programme in knowledge.programmes.values():
        last = window(programme, on).closes
        if last is not None and last - on <= CLOSING:
            yield programme.id, last


def changing(knowledge: Knowledge, on: date) -> Iterator[tuple[str, date]]:
    """Programmes in which something begins or ceases to hold within three months, with the day."""
    for programme in knowledge.programmes.values():
        for day in sorted(set(programme.turning_days())):
            if on < day <= on + COMING:
                yield programme.id, day


def _everything(knowledge: Knowledge) -> Iterator[Doubt]:
    for programme in knowledge.programmes.values():
        yield from _facts(programme)
    for parameter in knowledge.parameters.by_name.values():
        for figure in parameter.figures:
            yield Doubt(f"parameters {parameter.name}", figure.conf, f"{_when(figure)}: {figure.value}")
    for faq in knowledge.faqs.values():
        yield Doubt(f"faq {faq.id}", faq.conf, faq.question)
    for agency in knowledge.centre.agencies:
        yield Doubt(f"centre {agency.id}", agency.conf, agency.name)
    for source in knowledge.sources.values():
        yield Doubt(f"sources {source.key}", source.conf, source.title)


def _facts(programme: Programme) -> Iterator[Doubt]:
    for node in (*programme.eligibility.all, *programme.eligibility.exclude):
        yield from _conditions(programme, node)
    for benefit in programme.benefits:
        yield Doubt(programme.id, benefit.conf, " ".join(part for part in (benefit.what, benefit.amount) if part))
    for one in programme.windows:
        if one.conf:
            yield Doubt(programme.id, one.conf, f"{one.label} {one.opens}~{one.closes}")


def _conditions(programme: Programme, node: Node) -> Iterator[Doubt]:
    if isinstance(node, Group):
        if node.conf:
            yield Doubt(programme.id, node.conf, expression(node))
        for member in node.members:
            yield from _conditions(programme, member)
        return
    yield Doubt(programme.id, node.conf, expression(node))


def _when(figure: Figure) -> str:
    since = f"{figure.since}부터" if figure.since else None
    return " ".join(str(part) for part in (figure.year, since, figure.key) if part is not None)
