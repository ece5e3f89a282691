"""The sum of somebody's own 구직급여, where a wage is told and the sum is asked: 월급 280인데 실업급여 얼마?"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from actions import facts as reading
from actions.amounts import amounts
from actions.judging import BENEFIT
from actions.knowledge.known import Known, shift_months
from actions.knowledge.payout import FULL_DAY, Wage, payout
from actions.memory import Heard, Json, Memory
from actions.room import Room
from actions.speech import payout as speech
from actions.speech.parts import Said
from actions.spells import months_worked
from actions.telling import ASKS, named_in, tell

SUMS_OF_IT: Final = frozenset({BENEFIT, "ub.amount", "ub.monthly", "ub.calculator"})
WAGE: Final = re.compile(
    r"월급(?!쟁이)|봉급|임금|연봉|세전|세후|실수령|월\s?\d{3}(?!\d)"
    r"|(?:한\s?달에?|매달|매월|월에?)\s?\S{0,8}\s?(?:씩\s?)?(?:받았|받던|받고\s?다|벌었|벌던|벌다)"
)
UNPAID: Final = re.compile(r"밀(?:렸|려|린)|체불|못\s?받|안\s?(?:줘|주)")
JUST_A_SUM: Final = re.compile(
    r"\s*(?:월|한\s?달에?)?\s?(?P<n>\d{3})\s?(?:만\s?원?)?\s?(?:쯤|정도)?\s?(?:이?요|이에요|이었어요|받았\S*)?[.!~\s]*"
)
SERVED: Final = re.compile(
    r"(?P<years>\d{1,2})\s?년\s?(?:(?P<months>\d{1,2})\s?개월\s?)?(?:쯤|정도|넘게|동안)?\s?(?:다녔|다니다|다닌|근무했|일했)"
)
CALCULATE: Final = re.compile(r"계산|얼마")
ALL: Final = re.compile(r"모두|전부|다\s?합|합치|총|며칠|몇\s?(?:일|달|개월)|얼마\s?동안|언제까지\s?(?:받|나오|줘|타)")
OF_OTHER_THINGS: Final = frozenset({"find_vacancy", "find_training", "recommend_programme", "request_human"})
MONTHLY: Final = range(300_000, 100_000_000)
MAN, MONTHS, WEEK = 10_000, 12, 5
A_MONTH, A_YEAR = 30, 365
CHANGES: Final = ("age", "birth_date", "ei_total_years", "weekly_work_hours", "months_since_leaving", "left_on")


def paid(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return what the benefit comes to for a wage that is told with the question, after its answer, or was told before;
    None where no sum is asked, or a figure of it is not known. Where words are kept abroad no wage is kept."""
    said = _paid(room, heard, memory)
    return Said(said.bubbles, said.answer, {**said.remember, "asking": None}) if said and memory.abroad else said


def _paid(room: Room, heard: Heard, memory: Memory) -> Said | None:
    if heard.tapped or heard.intent in OF_OTHER_THINGS or set(named_in(room, heard)) - {BENEFIT}:
        return None
    keep: Json = dict(memory.asking.get("payout") or {})
    wage = _told(heard, just_asked=memory.last_answer.get("id") in SUMS_OF_IT)
    told, _ = reading.volunteered(heard, memory.facts, room.today(), about_leaving=True)
    months = months_worked(heard)
    if wage is None and not keep.get("wage"):
        alone = months and named_in(room, heard) == [BENEFIT] and ASKS["amount"].search(heard.text)
        return _without_wage(room, {**memory.facts, **told}, months) if alone and months else None
    if wage is None and not (set(CHANGES) & set(told) or months or ALL.search(heard.text)):
        return None
    if wage is not None and not (keep.get("wage") or _asks(room, heard, memory)):
        return None
    facts = {**memory.facts, **told}
    months = months or keep.get("months") or _served(memory)
    keep |= {"wage": wage or keep["wage"]} | ({"months": months} if months else {})
    return _said(room, facts, keep)


def _served(memory: Memory) -> int | None:
    """Months at the last place, as they were told earlier in the talk: 1년 6개월 다녔어요."""
    told = next((found for text in memory.said() if (found := SERVED.search(text))), None)
    return int(told["years"]) * MONTHS + int(told["months"] or 0) if told else None


def _without_wage(room: Room, facts: Json, months: int) -> Said:
    """Tell the rule, and keep what was told of oneself for the moment the wage comes."""
    said = tell(room, BENEFIT, "amount")
    return Said(said.bubbles, said.answer, {**said.remember, "facts": facts, "asking": {"payout": {"months": months}}})


def _asks(room: Room, heard: Heard, memory: Memory) -> bool:
    """Say whether it is the sum that is asked: by name, or after the answer about it."""
    asks = bool(ASKS["amount"].search(heard.text) or CALCULATE.search(heard.text))
    named = named_in(room, heard)
    if named:
        return asks and named == [BENEFIT]
    after = memory.last_answer.get("id") in SUMS_OF_IT
    return after and (asks or memory.last_answer.get("aspect") in (None, "amount"))


def _told(heard: Heard, *, just_asked: bool) -> int | None:
    """Return the wage of a month that the message tells, in won."""
    if UNPAID.search(heard.text):
        return None
    alone = JUST_A_SUM.fullmatch(heard.text) if just_asked else None
    if alone is not None:
        return _plausible(int(alone["n"]) * MAN)
    if not WAGE.search(heard.text):
        return None
    money = heard.one("money")
    if isinstance(money, dict) and money.get("kind") in ("month", "year") and isinstance(money.get("won"), int):
        return _plausible(money["won"] // (MONTHS if money["kind"] == "year" else 1))
    found = [one.won // (MONTHS if one.kind == "year" else 1) for one in amounts(heard.text) if one.kind != "assets"]
    return _plausible(found[-1]) if found else None


def _plausible(won: int) -> int | None:
    return won if won in MONTHLY else None


def _said(room: Room, facts: Json, keep: Json) -> Said | None:
    known = Known(facts, room.today(), room.knowledge)
    hours = known.span("weekly_work_hours")
    a_day = FULL_DAY if hours is None else min(FULL_DAY, hours.low / WEEK)
    wage = Wage(int(keep["wage"]), _left(room.today(), known), a_day)
    years = _years(facts, keep)
    age = known.span("age")
    sum_ = payout(wage, known.span("age_at_leaving") or age, years, room.knowledge)
    if sum_ is None:
        return None
    since = known.span("months_since_leaving")
    passed = int(since.low) if since is not None and since.low * A_MONTH + sum_.days[1] > A_YEAR else None
    said = speech.paid(room.programme(BENEFIT), wage, sum_, int(age.low) if age else None, years, passed)
    return Said(said.bubbles, said.answer, {"programme": BENEFIT, "facts": facts, "asking": {"payout": keep}})


def _left(today: date, known: Known) -> date:
    """The day one left as far as it is known, else today."""
    months = known.span("months_since_leaving")
    return today if months is None or months.high > MONTHS * 2 else shift_months(today, -int(months.low))


def _years(facts: Json, keep: Json) -> float | None:
    """Years of insurance: as told, else so long as one worked at the last place."""
    told = facts.get("ei_total_years")
    if isinstance(told, (int, float)):
        return float(told)
    months = keep.get("months")
    return months / MONTHS if isinstance(months, (int, float)) else None
