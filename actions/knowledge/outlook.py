"""What to expect of somebody of whom little is known: how people like that turned out, by a crowd of invented people.

A person's known conditions pick those of the crowd who agree; among them, the share that is eligible is how probable a
programme is. What is out of the ordinary and brings people here (`crowd.NOBODY_HAS`) they say unasked: who said nothing
of it is compared with people without it. The next question is the one after which the fewest programmes would be told
wrongly.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from actions.knowledge.crowd import NOBODY_HAS, somebody
from actions.knowledge.known import ASKED_THROUGH, Known
from actions.knowledge.rulebook import Atom, Rulebook, rulebook
from actions.knowledge.shapes import Field, Knowledge

PEOPLE = 2_000
ENOUGH = 15  # fewer alike tell nothing: then only what the programme itself turns on is compared
CONTEXT = ("age", "employment_status", "school_status")
DOING = ("employment_status",)  # of which much follows that nobody says: how one is insured, when one can start
LEADS_TO = {"employment_status": ("leave_reason",)}
LEAST_GAIN = 0.005  # programmes told right instead of wrongly, below which a question is not worth asking
Mask = int


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The crowd seen through the rules of one era: a bit a person."""

    book: Rulebook
    everybody: Mask
    atoms: dict[Atom, Mask]
    eligible: dict[str, Mask]
    by_field: dict[str, tuple[Atom, ...]]
    ordinary: dict[Atom, bool]

    def alike(self, known: Known, atoms: Iterable[Atom] | None = None, mask: Mask | None = None) -> Mask:
        """Those of `mask` for whom the same of `atoms` (all by default) hold, as far as is known or presumed."""
        agree = self._agreeing(known)
        mask = self.everybody if mask is None else mask
        for atom in self.atoms if atoms is None else atoms:
            mask &= agree[atom]
        return mask

    def near(self, known: Known) -> Mask:
        """Those who are alike in what shapes a life most."""
        return self.alike(known, (atom for name in CONTEXT for atom in self.by_field.get(name, ())))

    def chance(self, id: str, known: Known, alike: Mask, near: Mask) -> float | None:
        """How probable it is that the person is eligible; None where the crowd has nobody to compare with."""
        mask, atoms = alike, self.book.sheets[id].atoms
        if mask.bit_count() < ENOUGH:
            mask = self.alike(known, atoms, near)
        for context in (DOING, ()):
            if mask.bit_count() < ENOUGH:
                mask = self.alike(known, (*atoms, *(atom for name in context for atom in self.by_field.get(name, ()))))
        return (mask & self.eligible[id]).bit_count() / mask.bit_count() if mask else None

    def _agreeing(self, known: Known) -> dict[Atom, Mask]:
        """For each condition those who are like the person in it: everybody, where nothing is known or presumed."""
        found: dict[Atom, Mask] | None = known.patterns.get(self)
        if found is None:
            found = known.patterns[self] = {}
            for atom, mask in self.atoms.items():
                truth = known.truth(atom)
                if truth is None and not known.has(atom.rule.field):
                    truth = self.ordinary.get(atom)
                found[atom] = self.everybody if truth is None else mask if truth else self.everybody & ~mask
        return found

    def wrong(self, programmes: Sequence[str], mask: Mask) -> float:
        """How many of the programmes would be told wrongly on average, summed over the people of `mask`."""
        people = mask.bit_count()
        fits = ((mask & self.eligible[id]).bit_count() for id in programmes)
        return float(sum(min(some, people - some) for some in fits))

    def parts(self, names: Iterable[str], mask: Mask) -> list[Mask]:
        """The people of `mask` parted by what they would answer about the fields."""
        parts = [mask]
        for name in names:
            for atom in self.by_field.get(name, ()):
                split = [(one & self.atoms[atom], one & ~self.atoms[atom]) for one in parts]
                parts = [one for pair in split for one in pair if one]
        return parts


def outlook(knowledge: Knowledge, on: date) -> Outlook:
    """The crowd for the days around `on`, made once."""
    book = rulebook(knowledge, on)
    found: Outlook | None = knowledge.compiled.get(("outlook", id(book)))
    if found is None:
        found = knowledge.compiled["outlook", id(book)] = _made(book, knowledge, on)
    return found


def best_question(known: Known, programmes: Sequence[str], asked: Iterable[Field]) -> str | None:
    """The field whose question, with what it asks in the same breath, leaves the fewest programmes wrongly told.

    What one does is counted with the question that only then makes sense, else nobody would be asked either."""
    seen = outlook(known.knowledge, known.on)
    mask = seen.alike(known)
    if mask.bit_count() < ENOUGH:
        mask = seen.near(known)
    people = mask.bit_count()
    if not people:
        return None
    now = seen.wrong(programmes, mask)
    gains = {
        field.name: now - sum(seen.wrong(programmes, part) for part in seen.parts(_told(field, known), mask))
        for field in asked
    }
    best = max(gains, key=lambda name: gains[name], default=None)
    return best if best is not None and gains[best] >= LEAST_GAIN * people else None


def _told(field: Field, known: Known) -> Iterator[str]:
    """The fields that an answer settles; household and income together settle the share of the median."""
    names = [field.name, *field.also]
    for next_one in (known.knowledge.vocabulary[name] for name in LEADS_TO.get(field.name, ())):
        names += [next_one.name, *next_one.also]
    yield from names
    for whole, inputs in ASKED_THROUGH.items():
        if all(one in names or known.has(one) for one in inputs):
            yield whole


def _made(book: Rulebook, knowledge: Knowledge, on: date) -> Outlook:
    dice = random.Random(PEOPLE)  # noqa: S311  invented people, not secrets
    day = date(on.year, 6, 30)  # the same crowd on every day of an era
    crowd = [Known(somebody(dice, day), day, knowledge) for _ in range(PEOPLE)]
    plain = Known(NOBODY_HAS, day, knowledge)
    atoms = dict.fromkeys(atom for sheet in book.sheets.values() for atom in sheet.atoms)
    by_field: dict[str, list[Atom]] = {}
    for atom in atoms:
        by_field.setdefault(atom.rule.field, []).append(atom)
    return Outlook(
        book=book,
        everybody=(1 << PEOPLE) - 1,
        atoms={atom: _bits(one.truth(atom) is True for one in crowd) for atom in atoms},
        eligible={
            id: _bits(sheet.finding(sheet.truths(one)).truth is True for one in crowd)
            for id, sheet in book.sheets.items()
        },
        by_field={name: tuple(found) for name, found in by_field.items()},
        ordinary={
            atom: truth
            for name in NOBODY_HAS
            for atom in by_field.get(name, ())
            if (truth := plain.truth(atom)) is not None
        },
    )


def _bits(truths: Iterable[bool]) -> Mask:
    return sum(1 << place for place, truth in enumerate(truths) if truth)
