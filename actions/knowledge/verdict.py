"""Judging one programme for one person: the result, why, what is still missing, and what else could fit. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from actions.knowledge.known import Facts, Known
from actions.knowledge.logic import TRUST, Truth, opposite, weakest
from actions.knowledge.phrases import expression
from actions.knowledge.rulebook import MOST_REMEMBERED, Sheet, Truths, askable, sheet_of
from actions.knowledge.shapes import Citation, Conf, Group, Knowledge, Node, Programme
from actions.knowledge.windows import Window

Result = Literal["yes", "no", "unknown"]
_RESULTS: dict[Truth, Result] = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition and whether it holds; `text` says what must hold, so `holds` reads the same for exclusions.

    `field` is the fact it turns on, `rule` the condition for counselors, `conf` the weaker of rule and figures.
    """

    field: str
    rule: str
    text: str
    holds: bool | None
    conf: Conf
    sources: tuple[Citation, ...] = ()
    note: str | None = None
    exclusion: bool = False

    @property
    def source(self) -> str:
        """The sources in words, "고용보험법 제40조"; empty where the condition follows from the definition."""
        return ", ".join(dict.fromkeys(one.text for one in self.sources))


@dataclass(frozen=True, slots=True)
class Judgement:
    """`missing` are fields to ask for, the most decisive first. `likely`: all requirements hold and only exclusions
    are open. `conf` is how far the deciding reasons can be trusted. `year` is the year the programme's facts are of."""

    programme: str
    result: Result
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    alternatives: tuple[str, ...]
    window: Window
    likely: bool
    conf: Conf
    year: int
    on: date


def judge(programme: Programme, facts: Facts, on: date, knowledge: Knowledge, *, inferring: bool = True) -> Judgement:
    """Judge `programme` for `facts` (field → value, None and unreadable values count as unknown) as of `on`.

    Without `inferring`, an unnamed fact follows from others only where it does exactly (`known.Known`).
    """
    return judge_person(programme, Known(facts, on, knowledge, inferring=inferring))


def judge_person(programme: Programme, known: Known) -> Judgement:
    """Judge for a person whose facts are read already, so that many programmes share the work."""
    sheet = sheet_of(programme, known.on, known.knowledge)
    truths = sheet.truths(known)
    finding = sheet.finding(truths)
    reasons = _reasons(sheet, truths, known)
    state = sheet.window(known.on)
    settled = finding.truth is True and state.state in {"open", "always"}
    return Judgement(
        programme=programme.id,
        result=_RESULTS[finding.truth],
        reasons=reasons,
        missing=askable([name for name, _ in finding.open], known),
        alternatives=() if settled else tuple(_alternatives(programme, known)),
        window=state,
        likely=finding.likely,
        conf=_trust(finding.truth, reasons),
        year=programme.facts_valid_year,
        on=known.on,
    )


def _reasons(sheet: Sheet, truths: Truths, known: Known) -> tuple[Reason, ...]:
    """One reason a top-level condition; the same truths measured with equally good figures read the same."""
    derived = tuple(known.value(*sheet.asked(place))[1] for place in sheet.measured)
    found: tuple[Reason, ...] | None = sheet.memory.get((truths, derived))
    if found is None:
        if len(sheet.memory) > MOST_REMEMBERED:
            sheet.memory.clear()
        confs = dict(zip(sheet.measured, derived, strict=True))
        found = sheet.memory[truths, derived] = tuple(
            _reason(sheet, node, truths, confs, exclusion) for node, exclusion in sheet.nodes
        )
    return found


def _reason(sheet: Sheet, node: Node, truths: Truths, confs: dict[int, Conf], exclusion: bool) -> Reason:
    places = sheet.places_of(node)
    derived = tuple(confs.get(place, "V1") for place in places)
    key = (id(node), exclusion, tuple(truths[place] for place in places), derived)
    found: Reason | None = sheet.memory.get(key)
    if found is None:
        found = sheet.memory[key] = _worded(sheet, node, truths, dict(zip(places, derived, strict=True)), exclusion)
    return found


def _worded(sheet: Sheet, node: Node, truths: Truths, derived: dict[int, Conf], exclusion: bool) -> Reason:
    truth = sheet.holds(node, truths)
    telling = [place for place in derived if truths[place] is truth] or list(derived)
    telling = _nearest(sheet, node, truths, telling) if truth is False else telling
    below = [sheet.rule(place) for place in telling]
    key = below[0]
    cited = node.source or tuple(one for rule in below for one in rule.source)
    if not cited and {rule.conf for rule in below} != {"D"}:
        cited = sheet.programme.sources
    trust = [weakest(derived[place], sheet.atoms[place].conf) for place in telling]
    return Reason(
        field=key.field,
        rule=("not " if exclusion else "") + expression(node),
        text=sheet.text(node, truths, excluded=exclusion),
        holds=opposite(truth) if exclusion else truth,
        conf=weakest(*trust, *([node.conf] if node.conf else [rule.conf for rule in below])),
        sources=tuple(dict.fromkeys(cited)),
        note=node.note or key.note,
        exclusion=exclusion,
    )


def _nearest(sheet: Sheet, node: Node, truths: Truths, telling: list[int]) -> list[int]:
    """Of what fails in an `any`, that which fails on the way the person is on: a daily worker worked too many days,
    and is not told to be no unemployed."""
    field = sheet.rule(telling[0]).field
    for member in node.members if isinstance(node, Group) and node.any is not None else ():
        places = sheet.places_of(member) if isinstance(member, Group) else ()
        if any(truths[place] is True and sheet.rule(place).field == field for place in places):
            return [place for place in places if truths[place] is False] or telling
    return telling


def _trust(truth: Truth, reasons: tuple[Reason, ...]) -> Conf:
    if truth is False:
        return min((one.conf for one in reasons if one.holds is False), key=TRUST.index, default="V1")
    return weakest(*(one.conf for one in reasons if one.holds))


def _alternatives(programme: Programme, known: Known) -> Iterator[str]:
    """Similar and competing programmes that are running and not already ruled out for this person."""
    programmes = known.knowledge.programmes
    for other_id in dict.fromkeys((*programme.alternatives, *programme.conflicts_with)):
        if programmes[other_id].status != "ended" and _verdict(programmes[other_id], known) is not False:
            yield other_id


def _verdict(programme: Programme, known: Known) -> Truth:
    sheet = sheet_of(programme, known.on, known.knowledge)
    return sheet.finding(sheet.truths(known)).truth
