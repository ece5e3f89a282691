"""How soon the interview knows what fits: the share of people whose likely programmes are those of full knowledge."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from actions.interview import out_of_place
from actions.knowledge import Knowledge, load_knowledge
from actions.knowledge.crowd import NOBODY_HAS, somebody
from actions.knowledge.judge import next_question, recommend
from actions.ranking import of_those

MOST = 8
# Not for people, or told last where nobody spoke of it, as in `actions.interview`.
APART = frozenset({"subsidy", "startup", "overseas", "loan"})
# What a form asks from the top, in the order of the catalogue's vocabulary; each question tells what it tells in the
# interview as well (`also`), so that only the order differs.
FORM = ("age", "employment_status", "tenure_months", "leave_reason", "school_status", "household_size",
        "has_training_card", "work_exp_days_2y")  # fmt: skip
# The best order for everybody that we found, with these very people before our eyes.
TUNED = ("age", "employment_status", "household_size", "has_training_card", "leave_reason", "school_status",
         "tenure_months", "company_size", "hired_after_65")  # fmt: skip
Facts = dict[str, Any]
Ask = Callable[[Facts], str | None]


def people(seed: int, count: int, on: date) -> list[Facts]:
    """Invented people, complete."""
    dice = random.Random(seed)  # noqa: S311  invented people, not secrets
    return [somebody(dice, on) for _ in range(count)]


def likely(facts: Facts, on: date, knowledge: Knowledge) -> frozenset[str]:
    """The programmes for people that are told as likely."""
    told = recommend(facts, on, knowledge)
    return frozenset(one.programme for one in told if one.standing == "likely") & set(own(knowledge, facts))


def own(knowledge: Knowledge, facts: Facts) -> list[str]:
    """The programmes that an interview is about, for people in this situation as far as it is known."""
    return [one.id for one in knowledge.programmes.values() if not APART & set(one.topics) and of_those(one, facts)]


def opening(person: Facts) -> Facts:
    """What somebody says unasked: what is out of the ordinary about them, since it is why they come."""
    return {name: value for name, value in person.items() if name in NOBODY_HAS and value != NOBODY_HAS[name]}


def curve(crowd: Sequence[Facts], ask: Ask, on: date, knowledge: Knowledge) -> list[float]:
    """The share of `crowd` rightly told after 0, 1, … questions."""
    right = [0] * (MOST + 1)
    for person in crowd:
        wanted, facts = likely(person, on, knowledge), opening(person)
        for asked in range(MOST + 1):
            right[asked] += likely(facts, on, knowledge) == wanted
            name = ask(facts)
            if name is not None:
                facts |= {one: person[one] for one in (name, *knowledge.vocabulary[name].also)}
    return [one / len(crowd) for one in right]


def adaptive(knowledge: Knowledge, on: date) -> Ask:
    """The interview's own choice; why one left is asked only of who says that they are out of work."""

    def ask(facts: Facts) -> str | None:
        return next_question({**out_of_place(facts), **facts}, on, knowledge, own(knowledge, facts))

    return ask


def fixed(order: Sequence[str]) -> Ask:
    """The same questions for everybody, in one order."""
    return lambda facts: next((name for name in order if name not in facts), None)


def measure(count: int, on: date, seed: int = 2026) -> dict[str, list[float]]:
    """The curve of the interview and of both fixed orders, over the same people."""
    knowledge = load_knowledge()
    crowd = people(seed, count, on)
    asked = {"**chosen**": adaptive(knowledge, on), "tuned": fixed(TUNED), "form": fixed(FORM)}
    return {name: curve(crowd, ask, on, knowledge) for name, ask in asked.items()}
