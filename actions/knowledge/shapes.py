"""The shapes of the knowledge: frozen, and at once the strict schema of the YAML files (unknown keys are refused).

Every fact carries `conf`, how well it was confirmed:
V1 law or official copy · V2 public notice, booklet or press · D follows from the definition · V3 private secondary
source · G general knowledge. V3 and G may guide a judgement but are never said as figures: `Benefit.said` and
`Citation.text` are safe for citizens, `editor_note(s)` never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass as plain_dataclass
from dataclasses import field, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    ValidationInfo,
)
from pydantic.dataclasses import dataclass

Conf = Literal["V1", "V2", "V3", "D", "G"]
Level = Literal["national", "province", "city", "county"]
Status = Literal["active", "closed_for_year", "ended", "check"]
FieldType = Literal["integer", "number", "bool", "enum", "date", "code", "string", "list"]
Op = Literal["eq", "ne", "lt", "le", "gt", "ge", "between", "in", "intersects"]
Scalar = StrictBool | StrictInt | StrictFloat | date | StrictStr

STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
SPEAKABLE = frozenset({"V1", "V2", "D"})
_ARTICLE = re.compile(r"§(\d+)(의\d+)?([①-⑳])?(\d+)?")


@dataclass(frozen=True, slots=True, config=STRICT)
class Source:
    """Where facts come from. `short` is the name to say ("고용보험법"); `copy` tells editors which copy was read."""

    key: StrictStr
    short: StrictStr
    title: StrictStr
    kind: StrictStr
    conf: Conf
    address: StrictStr | None = None
    copy: StrictStr | None = None
    editor_note: StrictStr | None = None


@plain_dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: `at` is as written ("§84②", a policy number), `text` is for people ("제84조 제2항")."""

    source: Source
    at: str = ""

    @property
    def text(self) -> str:
        """The source's short name and the article in words; policy numbers and years are left to editors."""
        if "§" not in self.at and "별표" not in self.at:
            return self.source.short
        at = self.at.replace("령§", "시행령 §")
        return f"{self.source.short} {_ARTICLE.sub(_article, at)}".replace("  ", " ")


def _article(found: re.Match[str]) -> str:
    number, branch, paragraph, item = found.groups()
    text = f"제{number}조{branch or ''}"
    if paragraph:
        text += f" 제{ord(paragraph) - ord('①') + 1}항"
    return f"{text} 제{item}호" if item else text


def _cite(value: Any, info: ValidationInfo) -> Any:
    sources: Mapping[str, Source] = (info.context or {}).get("sources", {})
    if not isinstance(value, str):
        return value
    key, _, at = value.partition(" ")
    if key not in sources:
        raise ValueError(f"출처 {key!r}가 sources.yml에 없습니다. sources.yml에 먼저 적으세요")
    return Citation(sources[key], at)


def _several(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)


Cited = Annotated[tuple[Annotated[Citation, BeforeValidator(_cite)], ...], BeforeValidator(_several)]


@dataclass(frozen=True, slots=True, config=STRICT)
class Share:
    """A rule value that depends on the year's figures: `share` percent of `of` (a parameter) for `key`."""

    share: StrictInt
    of: StrictStr
    key: StrictStr


@dataclass(frozen=True, slots=True, config=STRICT)
class Rule:
    """One condition `field op value`. `year` names the table for derived facts where it is not the year of judging.

    Outside `effective_from`…`effective_to` (days included, open where None) it is as if it were not written.
    """

    field: StrictStr
    op: Op
    value: Scalar | tuple[Scalar, ...] | Share
    conf: Conf
    source: Cited = ()
    year: StrictInt | None = None
    label: StrictStr | None = None
    note: StrictStr | None = None
    editor_note: StrictStr | None = None
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class Group:
    """`all` or `any` of its members; exactly one of the two is given. An empty `all` holds.

    `seldom` marks a way in for a few people: it is said only to those of whom something in it is known to hold.
    """

    all: tuple[Node, ...] | None = None
    any: tuple[Node, ...] | None = None
    label: StrictStr | None = None
    seldom: StrictBool = False
    conf: Conf | None = None
    source: Cited = ()
    note: StrictStr | None = None
    editor_note: StrictStr | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if (self.all is None) == (self.any is None):
            raise ValueError("all과 any 가운데 하나만 적으세요")

    @property
    def members(self) -> tuple[Node, ...]:
        """The nodes below, whichever the kind."""
        return self.all if self.all is not None else (self.any or ())


def _node_kind(value: Any) -> str:
    if isinstance(value, Group) or (isinstance(value, dict) and ("all" in value or "any" in value)):
        return "group"
    return "rule"


Node = Annotated[Annotated[Rule, Tag("rule")] | Annotated[Group, Tag("group")], Discriminator(_node_kind)]


@dataclass(frozen=True, slots=True, config=STRICT)
class Eligibility:
    """Eligible when every node of `all` holds and none of `exclude` does."""

    all: tuple[Node, ...] = ()
    exclude: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class Benefit:
    """What one gets. `plain` is what is said instead while the figures are V3 or G; it must hold no figure."""

    what: StrictStr
    conf: Conf
    amount: StrictStr | None = None
    period: StrictStr | None = None
    source: Cited = ()
    plain: StrictStr | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if self.conf in SPEAKABLE:
            return
        if not self.plain or re.search(r"\d", self.plain):
            raise ValueError(f"{self.conf} 혜택에는 숫자 없는 plain 문구를 적으세요")

    @property
    def said(self) -> str:
        """The benefit as it may be said to a citizen."""
        if self.conf not in SPEAKABLE:
            return self.plain or ""
        tail = f" ({self.period})" if self.period else ""
        return f"{self.what}: {self.amount}{tail}" if self.amount else f"{self.what}{tail}"


@dataclass(frozen=True, slots=True, config=STRICT)
class Window:
    """When one can apply. Kinds: period (opens–closes, whole days), yearly (months), always, event, notice, ended.

    `deadline` says until when, where it counts from something in one's own life (leaving, a birth, the end of a leave):
    then "any time" is never said. Where that is a fact about the person, `within` months `since` that field are left.
    """

    kind: Literal["period", "yearly", "always", "event", "notice", "ended"]
    label: StrictStr
    opens: date | None = None
    closes: date | None = None
    months: tuple[StrictInt, ...] = ()
    deadline: StrictStr | None = None
    within: StrictInt | None = None
    since: StrictStr | None = None
    hours: StrictStr | None = None
    quota: StrictInt | None = None
    applicants: StrictInt | None = None
    conf: Conf | None = None
    source: Cited = ()
    note: StrictStr | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class Note:
    """A sentence for citizens that is true from `effective_from` to `effective_to`."""

    text: StrictStr
    effective_from: date | None = None
    effective_to: date | None = None

    def __str__(self) -> str:
        return self.text


def _note(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Notes = tuple[Annotated[Note, BeforeValidator(_note)], ...]


@dataclass(frozen=True, slots=True, config=STRICT)
class Programme:
    """One support programme. `conflicts_with` and `alternatives` are programme ids; `notes` are fit for citizens."""

    id: StrictStr
    name: StrictStr
    operator: StrictStr
    level: Level
    status: Status
    topics: tuple[StrictStr, ...]
    target: StrictStr
    eligibility: Eligibility
    benefits: tuple[Benefit, ...]
    apply: tuple[StrictStr, ...]
    documents: tuple[StrictStr, ...]
    contact: tuple[StrictStr, ...]
    windows: tuple[Window, ...]
    facts_valid_year: StrictInt
    checked_on: date
    sources: Cited
    aliases: tuple[StrictStr, ...] = ()
    typos: tuple[StrictStr, ...] = ()
    conflicts_with: tuple[StrictStr, ...] = ()
    alternatives: tuple[StrictStr, ...] = ()
    handoff_when: StrictStr | None = None
    notes: Notes = ()
    editor_notes: tuple[StrictStr, ...] = ()

    def as_of(self, on: date) -> Programme:
        """The programme with only what is in force on `on`; itself where nothing is dated."""
        eligibility = Eligibility(_in_force(self.eligibility.all, on), _in_force(self.eligibility.exclude, on))
        benefits = tuple(one for one in self.benefits if in_force(one, on))
        notes = tuple(one for one in self.notes if in_force(one, on))
        if (eligibility, benefits, notes) == (self.eligibility, self.benefits, self.notes):
            return self
        return replace(self, eligibility=eligibility, benefits=benefits, notes=notes)

    def turning_days(self) -> Iterator[date]:
        """The days on which something in it begins to hold or no longer does."""
        nodes = [below for node in (*self.eligibility.all, *self.eligibility.exclude) for below in _below(node)]
        for one in (*nodes, *self.benefits, *self.notes):
            if one.effective_from:
                yield one.effective_from
            if one.effective_to:
                yield one.effective_to + timedelta(days=1)


class Dated(Protocol):
    """What holds for a time."""

    @property
    def effective_from(self) -> date | None: ...
    @property
    def effective_to(self) -> date | None: ...


def in_force(one: Dated, on: date) -> bool:
    """Whether `one` holds on that day."""
    return (one.effective_from or date.min) <= on <= (one.effective_to or date.max)


def _in_force(nodes: tuple[Node, ...], on: date) -> tuple[Node, ...]:
    return tuple(_pruned(node, on) for node in nodes if in_force(node, on))


def _pruned(node: Node, on: date) -> Node:
    if isinstance(node, Rule):
        return node
    if node.all is not None:
        return replace(node, all=_in_force(node.all, on))
    return replace(node, any=_in_force(node.any or (), on))


def _below(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Group):
        for member in node.members:
            yield from _below(member)


@dataclass(frozen=True, slots=True, config=STRICT)
class Choice:
    """A button for an answer: `value` goes into the facts, `label` is on the button, `said` is the noun phrase that
    reasons use ("일을 쉬는 중"), `facts` what it says of other fields in an interview."""

    value: Scalar
    label: StrictStr
    said: StrictStr | None = None
    facts: dict[StrictStr, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=STRICT)
class Field:
    """One fact about a person. `ask` is None where the bot must not ask; `volunteered` fields are asked only
    when the citizen raised the subject. `ask_also` asks for `also` as well, in interviews over many programmes.
    A number outside `least`…`most` is a misunderstanding: it is asked again, never taken. `phrase` says the value in a
    sentence ("그만둔 지 {}"), where the label would not be said aloud."""

    name: StrictStr
    meaning: StrictStr
    label: StrictStr
    type: FieldType
    ask: StrictStr | None = None
    unit: StrictStr = ""
    least: StrictInt | StrictFloat | None = None
    most: StrictInt | StrictFloat | None = None
    phrase: StrictStr | None = None
    choices: tuple[Choice, ...] = ()
    volunteered: StrictBool = False
    also: tuple[StrictStr, ...] = ()
    ask_also: StrictStr | None = None
    choices_also: tuple[Choice, ...] = ()

    @property
    def in_interview(self) -> Field:
        """The field as an interview asks it: with `also`, the fields asked in the same breath, in one sentence."""
        return replace(self, ask=self.ask_also, choices=self.choices_also or self.choices) if self.ask_also else self


@dataclass(frozen=True, slots=True, config=STRICT)
class Figure:
    """One value of a parameter, for a calendar year or from `since` to `until`; `key` names a row (household size…)."""

    value: StrictInt | StrictFloat | tuple[StrictInt, ...] | None
    conf: Conf
    year: StrictInt | None = None
    since: date | None = None
    until: date | None = None
    key: StrictStr | None = None
    source: Cited = ()
    note: StrictStr | None = None
    editor_note: StrictStr | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class Parameter:
    """Figures of one kind over time, in `unit`."""

    name: StrictStr
    label: StrictStr
    unit: StrictStr
    figures: tuple[Figure, ...]
    note: StrictStr | None = None
    editor_note: StrictStr | None = None


@plain_dataclass(frozen=True, slots=True)
class Parameters:
    """All figures; `figure` picks the one that holds on a day."""

    by_name: Mapping[str, Parameter]

    def figure(self, name: str, on: date, key: str | None = None) -> Figure | None:
        """The figure valid on `on` (for `key`), or None when there is none for that day; never another year's."""
        parameter = self.by_name.get(name)
        for figure in parameter.figures if parameter else ():
            if figure.key == key and _covers(figure, on):
                return figure
        return None


def _covers(figure: Figure, on: date) -> bool:
    if figure.year is not None:
        return figure.year == on.year
    return (figure.since or date.min) <= on <= (figure.until or date.max)


@dataclass(frozen=True, slots=True, config=STRICT)
class Hours:
    """Opening hours, local time "HH:MM"; `days` are ISO weekdays (1 = Monday)."""

    text: StrictStr
    days: tuple[StrictInt, ...]
    opens: StrictStr
    closes: StrictStr


@dataclass(frozen=True, slots=True, config=STRICT)
class Agency:
    """Somebody else who can help: `for_topics` are programme topics, `regions` 5-digit codes (empty = everywhere)."""

    id: StrictStr
    name: StrictStr
    helps_with: StrictStr
    conf: Conf
    source: Cited
    phone: StrictStr | None = None
    address: StrictStr | None = None
    web: StrictStr | None = None
    for_topics: tuple[StrictStr, ...] = ()
    regions: tuple[StrictStr, ...] = ()
    note: StrictStr | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class Centre:
    """The centre itself and the network around it."""

    name: StrictStr
    operator: StrictStr
    address: StrictStr
    phone: StrictStr
    hours: Hours
    web: StrictStr
    services: tuple[StrictStr, ...]
    conf: Conf
    source: Cited
    checked_on: date
    agencies: tuple[Agency, ...]
    former_names: tuple[StrictStr, ...] = ()
    landmark: StrictStr | None = None
    channels: tuple[StrictStr, ...] = ()
    confusable: StrictStr | None = None
    editor_notes: tuple[StrictStr, ...] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class Faq:
    """A question people really ask. `answer` is up to three bubbles; `related` are programme ids.

    `words` mean this question beside the name of its programme (실업급여 *통장*), `terms` mean it by themselves
    (*이직확인서*); of an entry with spaces every part must be said.
    """

    id: StrictStr
    question: StrictStr
    examples: tuple[StrictStr, ...]
    answer: tuple[StrictStr, ...]
    source: Cited
    conf: Conf
    year: StrictInt
    checked_on: date
    law: StrictStr | None = None
    related: tuple[StrictStr, ...] = ()
    handoff_when: StrictStr | None = None
    words: tuple[StrictStr, ...] = ()
    terms: tuple[StrictStr, ...] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class Advice:
    """One thing that the law says, in plain words."""

    text: StrictStr
    conf: Conf
    source: Cited


@dataclass(frozen=True, slots=True, config=STRICT)
class Article:
    """An article of law in plain words, as an answer of its own."""

    key: StrictStr
    text: StrictStr
    conf: Conf
    source: Cited
    year: StrictInt
    checked_on: date


@dataclass(frozen=True, slots=True, config=STRICT)
class Visa:
    """A kind of residence: `codes` (E-9) and words (`called`) for it; whether one may work, what leaving a job means
    for it, how an employer hires, and whether 고용보험 covers it. None: no law was read for it."""

    key: StrictStr
    codes: tuple[StrictStr, ...]
    work: Advice
    year: StrictInt
    checked_on: date
    called: tuple[StrictStr, ...] = ()
    leaving: Advice | None = None
    hiring: Advice | None = None
    insurance: Advice | None = None


@plain_dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the bot knows, and `version`, the hash of the files it was read from."""

    programmes: Mapping[str, Programme]
    parameters: Parameters
    centre: Centre
    faqs: Mapping[str, Faq]
    vocabulary: Mapping[str, Field]
    sources: Mapping[str, Source] = field(default_factory=dict)
    visas: Mapping[str, Visa] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    version: str = ""
    compiled: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)  # the evaluator's, by days
