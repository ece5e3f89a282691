"""What one answer tells where the interview asked several things in one breath: 3명, 막내 5살, 250만 원, 재산 2억."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from actions.amounts import SURELY_ASSETS, amounts
from actions.hints import COUNTS
from actions.memory import Heard, Json

if TYPE_CHECKING:
    from actions.knowledge import Field

CHILD: Final = re.compile(
    r"(?:막내|아이|아기|애기|애|자녀|아들|딸|첫째|둘째|셋째)[^\d,]{0,5}(?P<n>\d{1,2})\s?(?P<unit>살|세|개월)"
)
PEOPLE: Final = (
    re.compile(rf"(?<!\d)(?P<n>\d{{1,2}}|{'|'.join(COUNTS)})\s?(?:명|식구|인 ?가구|인 ?가족|가족)"),
    re.compile(r"(?<![가-힣])(?P<n>둘|셋|넷|다섯|여섯)(?=이|[,.\s]|$)"),
    re.compile(r"^\s*(?P<n>\d{1,2})(?=이|[,.\s]|$)"),
)
NO_INCOME: Final = re.compile(r"(?:소득|수입|벌이|버는 ?(?:게|것))\S{0,2}\s?(?:하나도\s?|전혀\s?)?(?:없|0)")
NO_ASSETS: Final = re.compile(r"(?:재산|자산)\S{0,2}\s?(?:하나도\s?|전혀\s?)?(?:없|0)")
MOST_PEOPLE: Final = 15  # in one household
GROWN: Final = 19  # a grown son may be the one who is asked about
ALONE: Final = re.compile(r"혼자|1인 ?가구|자취")
GENDER: Final = (("female", re.compile(r"여자|여성")), ("male", re.compile(r"남자|남성")))

# The list that is asked as one: what it names, and what of it one may mean to have.
AIDS: Final = {
    "has_training_card": re.compile(r"배움카드|내배카"),
    "receiving_ub": re.compile(r"실업급여|구직급여|실급"),
    "kua_participant": re.compile(r"국민취업|국취"),
    "livelihood_benefit": re.compile(r"생계급여|기초생활|기초수급|수급자"),
    "near_poor": re.compile(r"차상위"),
    "business_registered": re.compile(r"사업자(?:등록증?)?"),
}
HAS_NONE: Final = re.compile(
    r"(?:모두|다|전부|아무것도|하나도|해당(?:되는)? ?(?:것|거|게)?이?)\s?(?:해당 ?)?(?:없|안|아니)"
    r"|^\s*(?:아니(?:요|오)?[,.]?\s*)?(?:없|해당 ?없|안 ?받)"
)
NOT_IT: Final = re.compile(r"^\s?(?:은|는|이|가|도|를|을)?\s?(?:지금 )?(?:없|안|못|아니|끝)")
ASKS: Final = re.compile(r"[?？]|(?:나요|까요|인가요|는지|뭐|얼마|어떻게)")


def read(heard: Heard, field: Field) -> Json:
    """Return every fact that the answer to the interview's question about `field` tells; {} where it is no answer."""
    reader = None if heard.tapped else _READERS.get(field.name)
    return reader(heard) if reader else {}


def lists(heard: Heard, field: Field) -> bool:
    """Say whether the message answers the question after a list, whatever it was understood as."""
    return field.name in AIDS and bool(field.also) and not ASKS.search(heard.text) and bool(_aids(heard))


def ambiguous(heard: Heard, field: Field) -> bool:
    """Say whether a bare yes leaves open what of the list it means."""
    return field.name in AIDS and bool(field.ask_also) and heard.intent == "affirm" and not _aids(heard)


def child_in(text: str) -> str:
    """Return the words that tell a child's age (막내 5살), which is not the age of who speaks; "" if there are none."""
    found = CHILD.search(text)
    grown = found is not None and found["unit"] != "개월" and int(found["n"]) >= GROWN
    return "" if found is None or grown else found.group()


def _home(heard: Heard) -> Json:
    found: Json = {}
    rest = heard.text
    if (child := CHILD.search(rest)) is not None:
        found["child_age"] = 0 if child["unit"] == "개월" else int(child["n"])
        rest = rest.replace(child.group(), "")
    if ALONE.search(rest):
        found["household_size"] = 1
    elif (people := next(filter(None, (one.search(rest) for one in PEOPLE)), None)) is not None:
        found["household_size"] = COUNTS.get(people["n"]) or int(people["n"])
        if found["household_size"] > MOST_PEOPLE:
            del found["household_size"]  # 35 is somebody's age
    for one in amounts(rest):
        assets = one.kind == "assets" or (one.kind is None and one.won >= SURELY_ASSETS)
        found.setdefault("household_assets" if assets else "household_monthly_income", one.won)
    if "household_monthly_income" not in found and NO_INCOME.search(rest):
        found["household_monthly_income"] = 0
    if "household_assets" not in found and NO_ASSETS.search(rest):
        found["household_assets"] = 0
    return found


def _gender(heard: Heard) -> Json:
    return next(({"gender": value} for value, words in GENDER if words.search(heard.text)), {})


def _aids(heard: Heard) -> Json:
    """What the list names and one has; once one thing is named, the rest of the list is not there."""
    named = {name: match for name, words in AIDS.items() if (match := words.search(heard.text)) is not None}
    has = {name: not NOT_IT.match(heard.text[match.end() :]) for name, match in named.items()}
    if any(has.values()) or HAS_NONE.search(heard.text) or (heard.intent == "deny" and not heard.entities):
        return {**dict.fromkeys(AIDS, False), **has}
    return has


WHOLE: Final = frozenset({"household_size", "has_training_card"})  # where a first number or a yes would be misread

_READERS: Final[dict[str, Callable[[Heard], Json]]] = {
    "age": _gender,
    "household_size": _home,
    "household_monthly_income": _home,
    "has_training_card": _aids,
}
