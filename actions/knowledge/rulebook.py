"""The rules of all programmes, compiled for the days on which the same rules hold. Pure but for its memory.

What a programme's tree says depends only on which of its conditions hold, so `Sheet.finding` works out each pattern
of truths once and remembers it. Equal conditions of different programmes are one `Atom`, tested once per person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actions.knowledge.known import ASKED_THROUGH, ENROLMENT, Known
from actions.knowledge.logic import Truth, compare, every, opposite, rules, some, target
from actions.knowledge.phrases import phrase
from actions.knowledge.shapes import Conf, Field, Knowledge, Node, Programme, Rule
from actions.knowledge.values import Several, Span, Value, read_value
from actions.knowledge.windows import Window, window

Truths = tuple[Truth, ...]
MOST_REMEMBERED = 2_000  # patterns of one programme; a small town's people make fewer


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """One condition of one or more programmes."""

    rule: Rule
    wanted: tuple[Value | None, ...]
    conf: Conf

    def holds(self, value: Value | None) -> Truth:
        """Whether the condition is met, as far as the value tells."""
        return None if value is None else compare(self.rule.op, value, self.wanted)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one pattern of truths means. `open`: the unknown fields that can still matter, with how much of what is
    open an answer settles, best first; `private`: a requirement hangs only on what must not be asked unraised."""

    truth: Truth
    likely: bool
    open: tuple[tuple[str, float], ...] = ()
    private: bool = False


@dataclass(slots=True, eq=False)
class Sheet:
    """One programme as of one day, with its conditions in the order of the file."""

    programme: Programme
    knowledge: Knowledge
    rules: tuple[Rule, ...]
    atoms: tuple[Atom, ...]
    places: dict[int, int]  # id of a rule → its place among the atoms
    by_field: dict[str, tuple[int, ...]]
    required: frozenset[str]
    nodes: tuple[tuple[Node, bool], ...]  # the top-level conditions, each with whether it excludes
    measured: tuple[int, ...]  # places of conditions on facts that are measured with a table
    _findings: dict[Truths, Finding] = field(default_factory=dict)
    _tried: dict[str, tuple[tuple[Truth, ...], ...]] = field(default_factory=dict)
    _below: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _windows: dict[date, Window] = field(default_factory=dict)
    memory: dict[Hashable, Any] = field(default_factory=dict)  # what `verdict` worded before

    def truths(self, known: Known) -> Truths:
        """Which conditions hold for the person."""
        found: Truths | None = known.patterns.get(self)
        if found is None:
            ended = self.programme.status == "ended" and known.inferring and not known.has(ENROLMENT)
            found = known.patterns[self] = tuple(
                False if ended and atom.rule.field == ENROLMENT else known.truth(atom) for atom in self.atoms
            )
        return found

    def holds(self, node: Node, truths: Truths) -> Truth:
        """Whether the condition at or below `node` is met, whatever an unknown fact may be."""
        if isinstance(node, Rule):
            return truths[self.places[id(node)]]
        return self._exactly(lambda supposed: self._holds(node, supposed), truths, self.places_of(node))

    def verdict(self, truths: Truths) -> Truth:
        """Eligible, not eligible, or open: open only if some answer makes one and another the other."""
        return self._exactly(self._verdict, truths, range(len(truths)))

    def _exactly(self, told: Callable[[Truths], Truth], truths: Truths, places: Sequence[int]) -> Truth:
        """Three-valued logic is blind to conditions that turn on the same unknown fact (income below each household's
        limit): there every value that the rules tell apart is tried. Facts asked for once need no trying."""
        truth = told(truths)
        if truth is not None:
            return truth
        name = self._twice(truths, places)
        if name is None:
            return None
        found: set[Truth] = set()
        for then in self._supposing(name, truths):
            found.add(self._exactly(told, then, places))
            if len(found) > 1 or None in found:
                return None
        return found.pop() if found else None

    def _twice(self, truths: Truths, places: Sequence[int]) -> str | None:
        """A field on which two open conditions turn."""
        seen: set[str] = set()
        for place in places:
            if truths[place] is None:
                name = self.rules[place].field
                if name in seen:
                    return name
                seen.add(name)
        return None

    def _supposing(self, name: str, truths: Truths) -> Iterator[Truths]:
        """The patterns there may be once `name` is known; none that contradicts what is known of it already."""
        places = self.by_field[name]
        for tried in self.answers(name):
            if all(truths[place] in (None, truth) for place, truth in zip(places, tried, strict=True)):
                then = list(truths)
                for place, truth in zip(places, tried, strict=True):
                    then[place] = truth
                yield tuple(then)

    def _holds(self, node: Node, truths: Truths) -> Truth:
        if isinstance(node, Rule):
            return truths[self.places[id(node)]]
        members = (self._holds(member, truths) for member in node.members)
        return every(members) if node.all is not None else some(members)

    def _verdict(self, truths: Truths) -> Truth:
        parts = self.programme.eligibility
        required = every(self._holds(node, truths) for node in parts.all)
        if required is False:
            return False
        return every((required, opposite(some(self._holds(node, truths) for node in parts.exclude))))

    def finding(self, truths: Truths) -> Finding:
        """What the pattern means, worked out once."""
        found = self._findings.get(truths)
        if found is None:
            if len(self._findings) > MOST_REMEMBERED:
                self._findings.clear()
            found = self._findings[truths] = self._find(truths)
        return found

    def text(self, node: Node, truths: Truths, *, excluded: bool) -> str:
        """The condition in words; of an `any` only what holds is said, or else what may still hold."""
        return phrase(node, self.knowledge, lambda one: self.holds(one, truths), excluded=excluded)

    def rule(self, place: int) -> Rule:
        """The condition at a place, with its own note and sources."""
        return self.rules[place]

    def asked(self, place: int) -> tuple[str, int | None]:
        """The fact a condition turns on, and the year of the table it is measured with."""
        return self.rules[place].field, self.rules[place].year

    def places_of(self, node: Node) -> tuple[int, ...]:
        """The places of the conditions at or below `node`."""
        found = self._below.get(id(node))
        if found is None:
            found = self._below[id(node)] = tuple(self.places[id(rule)] for rule in rules(node))
        return found

    def window(self, on: date) -> Window:
        """The state of the programme's applications on that day."""
        if on not in self._windows:
            if len(self._windows) > MOST_REMEMBERED:
                self._windows.clear()
            self._windows[on] = window(self.programme, on)
        return self._windows[on]

    def _find(self, truths: Truths) -> Finding:
        truth = self.verdict(truths)
        likely = truth or (truth is None and all(self.holds(node, truths) for node in self.programme.eligibility.all))
        if truth is not None:
            return Finding(truth, bool(likely))
        return Finding(None, bool(likely), tuple(self._decisive(truths)), self._private(truths))

    def _decisive(self, truths: Truths) -> list[tuple[str, float]]:
        """Requirements come before what only excludes (most people are not excluded), and what only the citizen may
        raise comes last."""
        fields = self._open(truths)
        shy = self.knowledge.vocabulary
        gains = [(name, self._gain(truths, name, len(fields))) for name in fields]
        return sorted(gains, key=lambda one: (shy[one[0]].volunteered, one[0] not in self.required, -one[1]))

    def _gain(self, truths: Truths, name: str, now: int) -> float:
        left = [
            0 if self.verdict(then) is not None else len(self._open(then)) for then in self._supposing(name, truths)
        ]
        return 1 - sum(left) / (now * len(left)) if left else 0.0

    def answers(self, name: str) -> tuple[tuple[Truth, ...], ...]:
        """The patterns that answers about a field can make of its conditions here."""
        if name not in self._tried:
            atoms = [self.atoms[place] for place in self.by_field[name]]
            made = (tuple(atom.holds(value) for atom in atoms) for value in self._values(name, atoms))
            self._tried[name] = tuple(dict.fromkeys(made))
        return self._tried[name]

    def _values(self, name: str, atoms: list[Atom]) -> Iterator[Value]:
        kind = self.knowledge.vocabulary[name]
        for atom in atoms:
            yield from _around(atom, kind)
        for choice in kind.choices:
            value = read_value(kind, choice.value)
            if value is not None and kind.type in {"bool", "enum"}:
                yield value

    def _open(self, truths: Truths) -> list[str]:
        found: dict[str, None] = {}
        for node in (*self.programme.eligibility.all, *self.programme.eligibility.exclude):
            found.update(dict.fromkeys(self._gaps(node, truths)))
        return list(found)

    def _private(self, truths: Truths) -> bool:
        shy = self.knowledge.vocabulary
        gaps = ([*self._gaps(node, truths)] for node in self.programme.eligibility.all)
        return any(gap and all(shy[name].volunteered for name in gap) for gap in gaps)

    def _gaps(self, node: Node, truths: Truths) -> Iterator[str]:
        if self.holds(node, truths) is not None:
            return
        if isinstance(node, Rule):
            yield node.field
            return
        for member in node.members:
            yield from self._gaps(member, truths)


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Every programme's sheet for the days of one era."""

    sheets: Mapping[str, Sheet]


def rulebook(knowledge: Knowledge, on: date) -> Rulebook:
    """The compiled rules that hold on `on`; compiled once for all days between two turning days of a year."""
    days: tuple[date, ...] | None = knowledge.compiled.get("days")
    if days is None:
        days = knowledge.compiled["days"] = tuple(sorted(set(_days(knowledge))))
    era = (on.year, bisect_right(days, on))
    book: Rulebook | None = knowledge.compiled.get(era)
    if book is None:
        shared: dict[tuple[object, ...], Atom] = {}
        sheets = {one.id: compiled(one, on, knowledge, shared) for one in knowledge.programmes.values()}
        book = knowledge.compiled[era] = Rulebook(sheets)
    return book


def sheet_of(programme: Programme, on: date, knowledge: Knowledge) -> Sheet:
    """The programme's compiled sheet; a programme that is not of this knowledge is compiled anew."""
    if knowledge.programmes.get(programme.id) is programme:
        return rulebook(knowledge, on).sheets[programme.id]
    return compiled(programme, on, knowledge, {})


def compiled(programme: Programme, on: date, knowledge: Knowledge, shared: dict[tuple[object, ...], Atom]) -> Sheet:
    """Compile one programme as of `on`; equal conditions are taken from `shared`."""
    current = programme.as_of(on)
    parts = current.eligibility
    below = [rule for node in (*parts.all, *parts.exclude) for rule in rules(node)]
    atoms = tuple(_atom(rule, on, knowledge, shared) for rule in below)
    by_field: dict[str, list[int]] = {}
    for place, rule in enumerate(below):
        by_field.setdefault(rule.field, []).append(place)
    return Sheet(
        programme=current,
        knowledge=knowledge,
        rules=tuple(below),
        atoms=atoms,
        places={id(rule): place for place, rule in enumerate(below)},
        by_field={name: tuple(found) for name, found in by_field.items()},
        required=frozenset(rule.field for node in parts.all for rule in rules(node)),
        nodes=(
            *((node, False) for node in parts.all if next(rules(node), None)),
            *((node, True) for node in parts.exclude),
        ),
        measured=tuple(place for place, rule in enumerate(below) if rule.field in ASKED_THROUGH),
    )


def askable(names: list[str], known: Known) -> tuple[str, ...]:
    """Field names to ask for: a percentage of the median income is asked as household size and income."""
    asked: dict[str, None] = {}
    for name in names:
        inputs = [one for one in ASKED_THROUGH.get(name, ()) if not known.has(one)]
        asked.update(dict.fromkeys(inputs or [name]))
    return tuple(asked)


def _atom(rule: Rule, on: date, knowledge: Knowledge, shared: dict[tuple[object, ...], Atom]) -> Atom:
    key = (rule.field, rule.op, repr(rule.value), rule.year, rule.conf)
    if key not in shared:
        wanted, conf = target(rule, on, knowledge)
        shared[key] = Atom(rule, wanted, conf)
    return shared[key]


def _around(atom: Atom, kind: Field) -> Iterator[Value]:
    step = 0.1 if kind.type == "number" else 1
    for value in atom.wanted:
        if isinstance(value, Span):
            yield from (Span(value.low + by, value.high + by) for by in (-step, 0, step))
        elif value is not None:
            yield value
    if kind.type in {"code", "string"}:
        yield "other"
    elif kind.type == "list":
        yield Several(frozenset())


def _days(knowledge: Knowledge) -> Iterator[date]:
    for programme in knowledge.programmes.values():
        yield from programme.turning_days()
