"""From words and buttons to facts about the person: what a message volunteers, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from actions.amounts import amounts
from actions.breath import MOST_PEOPLE, child_in
from actions.hints import CLOSED, bare_age, began_at, hints, just_an_age
from actions.memory import SENSITIVE, Heard, Json
from actions.names import ours
from actions.quantities import number_for, plausible
from actions.spells import months_since, months_worked, still_there

if TYPE_CHECKING:
    from actions.knowledge import Field

LEAVING: Final = ("그만", "퇴사", "퇴직", "관뒀", "관두", "실직", "짤", "잘렸", "해고", "사직", "실업")
LEFT: Final = ("퇴사했", "그만뒀", "그만두었", "관뒀", "잘렸", "짤렸", "해고당", "퇴직했", "회사 나왔")
RESTING: Final = ("쉬", "쉰", "놀")
YEAR: Final = re.compile(r"(?:19|20)\d\d")
SURELY_INSURED: Final = (
    8  # months of work after which 180 insured days are usual (five days a week and the paid Sunday)
)
ENOUGH_DAYS: Final = 180
FULL_WEEK: Final = 15  # hours; of who works less, months do not tell the insured days
A_WEEK: Final = re.compile(r"(?:주|일주일)(?:에|당)?\s?(?P<n>\d{1,2})\s?시간")
TWO_YEARS, ENOUGH_WORK = 24, 100  # months; days of work in them that 국민취업지원제도 asks for
A_MONTH_AT_MOST: Final = 31  # days
INSURED: Final = "ei_unit_days_18m"
INSURED_DAYS: Final = (INSURED, "insured_days_before_leave", "insured_days_by_leave_end")
OF_INSURANCE: Final = re.compile(r"고용보험|피보험|단위\s?기간")
NOT_REACHED: Final = re.compile(
    r"일(?:은|이|도|까지)?\s?(?:안\s?(?:돼|되|됐|넘)|못\s?(?:채|되|넘)|미만|모자|부족|아래)|넘지\s?(?:않|못)"
)
JUST_DAYS: Final = re.compile(
    r"\D{0,3}\d+\s?일\s?(?:쯤|정도)?\s?(?:이요|요|이에요|예요|입니다|밖에\s?안\s?(?:돼|되)요?)?[.!~\s]*"
)
WORKED: Final = re.compile(r"다녔|다닌|다니다|일했|일한|근무")
STILL: Final = re.compile(r"아직|다니고\s?있|다니는\s?중|재직\s?중")
PEOPLE: Final = re.compile(r"(?<!직원 )(?<!직원은 )(?<!\d)(?P<n>[1-9]\d?)\s?명(?=이|,|\s|$)")
HOUSEHOLD: Final = re.compile(r"가구|식구|가족|함께\s?사|같이\s?사|혼자|둘이|셋이|\d\s?명")
STAYS: Final = re.compile(r"(?:다닌|근무한|일한|입사한)\s?지")
NOTHING: Final = ("없", "아니", "안 받", "해당 없")

# “2년 됐어요” answers “언제부터 다니셨어요?” as well: the knowledge derives the one from the other.
SAME_AS: Final = {
    "employed_since": "tenure_months",
    "business_opened": "business_months",
    "left_on": "months_since_leaving",
    "birth_date": "age",
}

NO_MEANS: Final = {"employment_status": "unemployed", "school_status": "none"}

# What is derived from a message is told, so that a wrong guess can be put right.
ASSUMED: Final = {
    "employment_status": "지금은 일을 쉬고 계신 것으로 봤어요. 다르면 알려 주세요.",
    "after_leaving": "그만두신 뒤를 기준으로 봤어요. 다니시는 동안에는 신청할 수 없어요.",
    "ei_unit_days_18m": "8개월 넘게 다니셨다고 해서 고용보험 180일은 채운 것으로 봤어요. 다르면 알려 주세요.",
    "work_exp_days_2y": "",
}

# Months of work tell the insured days only roughly: then it stays open, with the way to find out.
COUNT_IT: Final = "정확한 날수는 고용24의 ‘고용보험 이력 내역서’나 1350에서 확인할 수 있어요."
ABOUT_ENOUGH: Final = f"{{months}}개월이면 180일 안팎이라 딱 잘라 말하기 어려워요. {COUNT_IT}"
MAYBE_SHORT: Final = (
    f"{{months}}개월만으로는 180일이 모자랄 수 있어요. 그 전 직장의 가입 기간도 합쳐질 수 있으니 확인해 보세요. "
    f"{COUNT_IT}"
)
NEARLY: Final = 6  # months from which 180 days may or may not be reached


def tapped(heard: Heard, vocabulary: Mapping[str, Field]) -> Json:
    """Return the facts of a pressed answer button."""
    given = heard.one("fact")
    if not heard.tapped or not isinstance(given, dict):
        return {}
    return {name: value for name, value in given.items() if name in vocabulary}


def volunteered(
    heard: Heard, known: Mapping[str, Any], today: date, *, about_leaving: bool = False, asked: Field | None = None
) -> tuple[Json, tuple[str, ...]]:
    """Return the facts a message tells of itself, and which of them were derived rather than said.

    Health and the like are never read from text (they come by buttons only); `about_leaving` says that the talk is
    about having left a job, so that “두 달 전” is when that was. A number alone is an age unless a number was `asked`.
    """
    told = said(heard, today, about_leaving=about_leaving)
    if "age" not in told and not heard.tapped and not (asked is not None and _measures(asked)):
        age = bare_age(heard.text) or (just_an_age(heard.text) if asked is not None else None)
        told |= {"age": age} if age is not None else {}
    leaving = "leave_reason" in told or _leaving(heard, about_leaving)
    staying = about_leaving and known.get("months_since_leaving") == 0 and told.get("employment_status") == "employed"
    if staying and STILL.search(heard.text):  # 그만두려고요, then 아직 다니고 있어요
        return {**told, "employment_status": "unemployed"}, (ASSUMED["after_leaving"],)
    derived = _derived(heard, {**known, **told}, leaving=leaving)
    why = ["after_leaving" if name == "employment_status" and still_there(heard) else name for name in derived]
    assumed = tuple(ASSUMED[name] for name in why if ASSUMED[name])
    short = _short_of_it(heard, {**known, **told, **derived}) if leaving and about_leaving and asked is None else ""
    return {**told, **derived}, (*assumed, short) if short else assumed


def _short_of_it(heard: Heard, facts: Mapping[str, Any]) -> str:
    """Say what few months of work may mean, where the insured days are not known."""
    months = months_worked(heard) if WORKED.search(heard.text) and not _rested(heard) else None
    few = months is not None and months < NEARLY and facts.get(INSURED) is None
    return MAYBE_SHORT.format(months=months) if few else ""


def _measures(field: Field) -> bool:
    return field.type in ("integer", "number", "date")


def said(heard: Heard, today: date, *, about_leaving: bool = False) -> Json:
    """Return the facts a message says, without what would follow from them."""
    found: Json = {
        "age": None if began_at(heard.text) is not None else _own_age(heard),
        "leave_reason": heard.one("leave_reason"),
    }
    found["employment_status"] = heard.one("employment_status")
    region = next((str(r) for r in reversed(heard.all("region")) if ours(str(r)) and str(r) != "52000"), None)
    found |= {"region_sigungu": _whole_city(region), "region_sido": "52"} if region else {}
    if _leaving(heard, about_leaving):
        found |= {"months_since_leaving": 0 if still_there(heard) else months_since(heard), INSURED: _counted(heard)}
    found |= {} if heard.tapped else _wealth(heard.text)
    if STAYS.search(heard.text):
        found["tenure_months"] = heard.one("duration_months") or heard.one("months_ago")
    given = {name: value for name, value in found.items() if value is not None}
    more = {} if heard.tapped else hints(heard.text, today.year)
    if "months_since_leaving" in given:
        more.pop("left_on", None)
    if more.get("leave_reason") == "voluntary_just_cause" and given.get("leave_reason") == "voluntary":
        given.pop("leave_reason")  # 자진퇴사했는데 임금이 밀렸어요
    if given.get("employment_status") == "self_employed" and CLOSED.search(heard.text):
        given.pop("employment_status")  # 자영업 하다 가게 접었어요
    return {name: value for name, value in {**given, **more, **given}.items() if name not in SENSITIVE}


def _counted(heard: Heard) -> Any:
    """Insured days that were told unasked: as such, or so many that nothing else is meant."""
    days = heard.one("count_days")
    told = days is not None and (days >= ENOUGH_DAYS or OF_INSURANCE.search(heard.text))
    return _fewer(heard, days) if told else None


def _fewer(heard: Heard, days: int) -> int:
    """180일 안 돼요 is fewer than 180."""
    return days - 1 if NOT_REACHED.search(heard.text) else days


def _wealth(text: str) -> Json:
    """What a household has, and brings home where the household is spoken of."""
    kinds = {one.kind: one.won for one in amounts(text) if one.kind in ("assets", "month")}
    found = {"household_assets": kinds["assets"]} if "assets" in kinds and ASSETS.search(text) else {}
    earns = "month" in kinds and HOUSEHOLD.search(text) and EARNS.search(text)
    people = PEOPLE.search(text) if kinds else None
    size = {"household_size": int(people["n"])} if people and int(people["n"]) <= MOST_PEOPLE else {}
    return {**found, **size, **({"household_monthly_income": kinds["month"]} if earns else {})}


def _own_age(heard: Heard) -> Any:
    """The age of who speaks: 막내 5살 is not."""
    child = child_in(heard.text)
    ages = [e["value"] for e in heard.entities if e.get("entity") == "age" and e.get("value") is not None
            and not (child and str(e.get("text") or "") in child)]  # fmt: skip
    return ages[-1] if ages else None


def _leaving(heard: Heard, about_leaving: bool) -> bool:
    return about_leaving or heard.one("leave_reason") is not None or any(w in heard.text for w in LEAVING)


def answered(heard: Heard, field: Field) -> Any:
    """Return the value that the message gives to the question about `field`, or None if it gives none.

    A number that the vocabulary holds impossible is a misunderstanding and no value.
    """
    if field.name in SENSITIVE:
        return None
    if heard.intent in ("affirm", "deny") and (value := _yes_or_no(heard.intent == "affirm", field)) is not None:
        return value
    direct = heard.one(field.name)
    if direct is not None:
        return direct if plausible(field, direct) else None
    values = (read(heard, field) for read in (_of_kind, _of_choice, _of_number))
    return next((v for v in values if v is not None and plausible(field, v)), None)


def unsettled(heard: Heard, field: Field) -> str:
    """Return why months of work do not settle how many days were insured, where that was asked; "" else."""
    months = None if heard.tapped or field.name not in INSURED_DAYS else months_worked(heard)
    if months is None or _rested(heard):
        return ""
    if _few_hours(heard):
        return f"일주일에 15시간이 안 되게 일하면 날수가 천천히 쌓여서 기간만으로는 알 수 없어요. {COUNT_IT}"
    return (ABOUT_ENOUGH if months >= NEARLY else MAYBE_SHORT).format(months=months)


def _derived(heard: Heard, facts: Mapping[str, Any], *, leaving: bool) -> Json:
    derived: Json = {}
    left = facts.get("leave_reason") or any(w in heard.text for w in LEFT)
    if leaving and left and facts.get("employment_status") is None:
        derived["employment_status"] = "unemployed"
    months = months_worked(heard) or 0
    worked = months > 0 and not _rested(heard)
    worked = worked and (facts.get("weekly_work_hours") or FULL_WEEK) >= FULL_WEEK
    if leaving and worked and months >= SURELY_INSURED and (facts.get(INSURED) or 0) < ENOUGH_DAYS:
        derived[INSURED] = ENOUGH_DAYS
    ago = facts.get("months_since_leaving")
    recent = isinstance(ago, (int, float)) and ago + SURELY_INSURED <= TWO_YEARS
    if leaving and worked and recent and months >= SURELY_INSURED and facts.get("work_exp_days_2y") is None:
        derived["work_exp_days_2y"] = ENOUGH_WORK
    return derived


def _few_hours(heard: Heard) -> bool:
    """주 14시간 1년 했어요: where so little is worked, months do not tell how many days were insured."""
    hours = A_WEEK.search(heard.text)
    return hours is not None and int(hours["n"]) < FULL_WEEK


def _rested(heard: Heard) -> bool:
    """2년 쉬었어요 is no work, whatever was asked."""
    return any(word in heard.text for word in RESTING)


def _whole_city(code: str) -> str:
    return "52110" if code in ("52111", "52113") else code


def _yes_or_no(yes: bool, field: Field) -> Any:
    """A yes or no answers a field of two choices (the first is the yes), a truth, or a list (no: nothing of it)."""
    if field.type == "bool":
        return yes
    if field.type == "list":
        return None if yes else []
    if not yes and field.name in NO_MEANS:
        return NO_MEANS[field.name]
    return field.choices[0 if yes else 1].value if len(field.choices) == 2 else None


def _of_kind(heard: Heard, field: Field) -> Any:
    """Read the entity that measures what the field measures."""
    reader = _BY_NAME.get(field.name) or _BY_UNIT.get(field.unit)
    return reader(heard, field) if reader else None


def _of_choice(heard: Heard, field: Field) -> Any:
    """Find the choice whose label, or its first word, is what was written."""
    text = heard.text.replace(" ", "")
    for choice in field.choices:
        label = choice.label.replace(" ", "")
        if text and (text in label or label in text or choice.label.split()[0] in heard.text):
            return choice.value
    return [] if field.type == "list" and any(w in heard.text for w in NOTHING) else None


def _of_number(heard: Heard, field: Field) -> Any:
    if field.type == "date":
        year = YEAR.search(heard.text)
        return year.group() if year else None
    if field.type not in ("integer", "number") or heard.tapped:
        return None
    if field.name in INSURED_DAYS and (number_for(heard.text, field) or 0) <= A_MONTH_AT_MOST:
        return None  # 지난달 3일밖에 못 나갔어 counts a month, not what was asked
    if field.name in OF_PAST and WORKED.search(heard.text):
        return None  # 9개월 다녔어요 is how long one worked
    return _sum(heard, field) if field.unit == "원" else number_for(heard.text, field)


def _months(heard: Heard, field: Field) -> Any:
    """Months past, or how long; how long one worked is not how long ago one left."""
    if field.name in OF_PAST:
        ago = months_since(heard)
        return ago if ago is not None else None if WORKED.search(heard.text) else heard.one("duration_months")
    ago = heard.one("months_ago")
    return ago if ago is not None else heard.one("duration_months")


def _years(heard: Heard, field: Field) -> Any:
    months = heard.one("duration_months")
    return None if months is None else months / 12


def _sum(heard: Heard, field: Field) -> Any:
    """The sum that its words name as this kind, else one that they name as nothing in particular."""
    if NO_MONEY.search(heard.text):
        return 0
    kind = SUMS.get(field.name, "month")
    found = amounts(heard.text)
    own = [one.won for one in found if one.kind == kind] or [one.won for one in found if one.kind is None]
    if found:
        return own[-1] if own else None
    money = heard.one("money")
    fits = isinstance(money, dict) and (kind == "month" if money.get("kind") else True)
    return money.get("won") if fits else None


def _town(heard: Heard, field: Field) -> Any:
    region = heard.one("region")
    return None if region is None else _whole_city(str(region)) if ours(str(region)) else "other"


def _insured_days(heard: Heard, field: Field) -> Any:
    """Days as they were said; months of work only where they are enough with room to spare."""
    days = heard.one("count_days")
    if days is not None and (days > A_MONTH_AT_MOST or JUST_DAYS.fullmatch(heard.text)):
        return _fewer(heard, days)
    enough = (months_worked(heard) or 0) >= SURELY_INSURED
    return ENOUGH_DAYS if enough and not _rested(heard) and not _few_hours(heard) else None


Reader = Callable[[Heard, "Field"], Any]
OF_PAST: Final = ("months_since_leaving", "unemployed_months", "months_since_ub_end", "months_since_allowance_end")
SUMS: Final = {"household_assets": "assets", "annual_sales": "sales", "annual_income": "year"}
NO_MONEY: Final = re.compile(r"^\s*(?:0\s?원|소득\S?\s?없|한\s?푼도|없어|없습|없음|없는데|없다)")
ASSETS: Final = re.compile(r"재산|자산")
EARNS: Final = re.compile(r"소득|수입|벌")
_BY_NAME: Final[dict[str, Reader]] = {
    "age": lambda h, _: h.one("age"),
    "age_at_leaving": lambda h, _: h.one("age"),
    "region_sigungu": _town,
    "region_sido": lambda h, _: None if h.one("region") is None else str(h.one("region"))[:2],
    **dict.fromkeys(INSURED_DAYS, _insured_days),
    "allowance_program": lambda h, _: h.all("programme") or None,
}
_BY_UNIT: Final[dict[str, Reader]] = {
    "개월": _months, "년": _years, "원": _sum, "일": lambda h, _: h.one("count_days"), "세": lambda h, _: h.one("age"),
}  # fmt: skip
