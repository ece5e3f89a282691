"""Which programmes are told at the end of the interview, and in which order: what one can live on comes first."""

from __future__ import annotations

from typing import Final

from actions.knowledge import Programme
from actions.knowledge.crowd import NOBODY_HAS
from actions.knowledge.judge import Suggestion, recommend
from actions.knowledge.logic import rules
from actions.memory import Json
from actions.room import Room
from actions.speech.interview import against

FOR_EMPLOYERS: Final = "subsidy"
SPECIAL: Final = frozenset({"startup", "overseas", "loan"})
OPEN: Final = ("open", "always", "expected")
AT_WORK: Final = ("employed", "daily_worker", "on_leave")
# Leaves and shorter hours are of those who work; the law takes it for granted, so no condition says it.
OF_A_JOB: Final = frozenset({"kr.parental.pay", "kr.parental.shorten", "kr.maternity.pay"})
GROUPS_BY_AGE: Final = ((39, "youth"), (64, "middle"), (200, "senior"))
TO_LIVE_ON: Final = "benefit"
ADVICE: Final = "counsel"  # open to everybody: never wrong, and seldom what one came for
GUESSED: Final = "G"


def of_those(one: Programme, facts: Json) -> bool:
    """Say whether the programme is for people in this situation, as far as the situation is known."""
    status = facts.get("employment_status")
    return status is None or status in AT_WORK or one.id not in OF_A_JOB


def fitting(room: Room, facts: Json, topics: set[str]) -> list[Suggestion]:
    """Return what could fit, best first: money to live on, then what is for people of this age and open now.

    Employers' subsidies are not for people; starting a business or a farm comes last where nobody spoke of it, and
    what only fits by a rule that nobody confirmed comes late. Nobody is held a programme for what they did not raise.
    """
    programmes = room.knowledge.programmes
    found = [s for s in recommend(facts, room.today(), room.knowledge) if programmes[s.programme].status != "ended"]
    own = [s for s in found if FOR_EMPLOYERS not in programmes[s.programme].topics]
    asked = [s for s in own if not topics or topics & set(programmes[s.programme].topics)]
    asked = [s for s in asked if of_those(programmes[s.programme], facts)]
    unasked = (s for s in asked if not (_out_of_the_ordinary(s) or _of_others(room, programmes[s.programme], facts)))
    asked = asked if topics else list(unasked)
    mine, works = _own_topics(facts), facts.get("employment_status") in AT_WORK
    return sorted(asked, key=lambda s: _rank(programmes[s.programme], s, mine, topics, works=works))


def _rank(one: Programme, suggestion: Suggestion, mine: set[str], topics: set[str], *, works: bool) -> tuple[int, ...]:
    likely = suggestion.standing == "likely"
    guessed = likely and suggestion.judgement.conf == GUESSED
    to_live_on = likely and not guessed and not works and TO_LIVE_ON in one.topics
    late = suggestion.judgement.window.state not in OPEN
    far = int(late) + int(not mine & set(one.topics)) + int(ADVICE in one.topics)
    special = bool(SPECIAL & set(one.topics) - topics)
    return (special, guessed, not to_live_on, far, len(against(suggestion.judgement)))


def _out_of_the_ordinary(suggestion: Suggestion) -> bool:
    """Say whether what is open first is what people tell of themselves if it is so (unpaid wages, 특고)."""
    missing = suggestion.judgement.missing
    return suggestion.standing == "needs_more" and bool(missing) and missing[0] in NOBODY_HAS


def _of_others(room: Room, one: Programme, facts: Json) -> bool:
    """Say whether it is for people of whom nobody spoke (prison, disability, defectors): not held out unasked."""
    fields = {rule.field for node in one.eligibility.all for rule in rules(node)}
    return any(room.knowledge.vocabulary[name].volunteered and facts.get(name) is None for name in fields)


def _own_topics(facts: Json) -> set[str]:
    """The groups that one is of, by what was told."""
    age = facts.get("age")
    by_age = {next(topic for most, topic in GROUPS_BY_AGE if age <= most)} if isinstance(age, (int, float)) else set()
    return by_age | ({"woman"} if facts.get("gender") == "female" else set())
