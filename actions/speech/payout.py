"""The sum of somebody's 구직급여 in words: a day, four weeks, all of it; roughly, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actions.knowledge.payout import FULL_DAY, MONTHS
from actions.knowledge.phrases import won
from actions.speech.parts import Bubble, Said, josa, number, person
from actions.speech.programmes import aspect_button, check_button
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Programme
    from actions.knowledge.payout import Payout, Wage

FOUR_WEEKS: Final = 28
MAN: Final = 10_000
TELL_MORE: Final = "{} 적어 주시면 며칠 동안인지도 볼게요."
LATE: Final = "그만둔 다음 날부터 12개월이 지나면 남은 날은 사라져요. {}개월쯤 지나셨으니 서둘러 신청하세요."
DECIDES: Final = "어림한 금액이에요. 받을 수 있는지와 정확한 금액은 고용센터에서 정해요."


def paid(one: Programme, wage: Wage, sum_: Payout, age: int | None, years: float | None, passed: int | None) -> Said:
    """Return the sum and how it comes about; `age` and `years` of insurance, where known, tell whose days these are.

    `passed` is how many months are gone, where that may cost days (None: it does not, or nobody said).
    """
    head = (
        f"월급이 {josa(won(wage.monthly), '이라')}면 구직급여(실업급여)는 하루 {sum_.daily:,}원쯤, "
        f"4주({FOUR_WEEKS}일)에 {about(sum_.daily * FOUR_WEEKS)}이에요."
    )
    source = source_line(sum_.sources, wage.left.year, one.checked_on)
    late = (f"· {LATE.format(passed)}",) if passed else ()
    lines = (
        head,
        f"· {_why(sum_, wage)}",
        f"· {_days(sum_, _who(age, years), _missing(age, years))}",
        *late,
        f"{_taken(wage)} {DECIDES}",
        source,
    )
    answer = {"kind": "programme", "id": one.id, "aspect": "amount"}
    buttons = (check_button(one), aspect_button(one, "how"), person())
    return Said((Bubble("\n".join(lines), buttons),), answer)


def _taken(wage: Wage) -> str:
    """Say what the sum is for, so that another year or shorter days can be told."""
    week = "" if wage.hours == FULL_DAY else "일주일에 닷새, "
    return f"{wage.left.year}년에 그만두고 {week}하루 {number(wage.hours)}시간 일한 것으로 봤어요."


def about(sum_: int) -> str:
    """Return a sum as one says it roughly: 약 185만 원."""
    return f"약 {won(round(sum_ / MAN) * MAN)}"


def _why(sum_: Payout, wage: Wage) -> str:
    share = f"하루 평균임금의 60%는 {sum_.share:,}원쯤"
    day = f"하루 {number(wage.hours)}시간 일했을 때의 " if wage.hours != FULL_DAY else ""
    if sum_.bound == "least":
        return f"{share}인데, {day}최저액 {sum_.least:,}원보다 적어서 최저액으로 나와요."
    if sum_.bound == "most":
        return f"{share}인데, 최고액이 {sum_.most:,}원이라 최고액까지만 나와요."
    return f"{share}이고, {day}최저액 {sum_.least:,}원과 최고액 {sum_.most:,}원 사이예요."


def _days(sum_: Payout, who: str, missing: str) -> str:
    fewest, most = sum_.days
    if fewest != most:
        whose = f"{josa(who, '이라')}면 " if who else ""
        return f"{whose}{fewest}일에서 {most}일 동안 나와요. {TELL_MORE.format(missing)}"
    return f"{josa(who, '이라')}면 {fewest}일 동안 나와요. 모두 더하면 {about(sum_.daily * fewest)}이에요."


def _who(age: int | None, years: float | None) -> str:
    """Say whose days they are: 45세에 고용보험 3년."""
    old = f"{age}세" if age is not None else ""
    long = f"고용보험 {_span(years)}" if years is not None else ""
    return "에 ".join(part for part in (old, long) if part)


def _missing(age: int | None, years: float | None) -> str:
    """Name what would tell the days."""
    wanted = [*(["나이"] if age is None else []), *(["고용보험에 든 기간"] if years is None else [])]
    return josa("와 ".join(wanted) or "나이와 고용보험에 든 기간", "을")


def _span(years: float) -> str:
    whole, months = int(years), round((years - int(years)) * MONTHS)
    said = " ".join(part for part in (f"{whole}년" if whole else "", f"{months}개월" if months else "") if part)
    return said or "1개월 미만"
