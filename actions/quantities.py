"""Numbers that answer a question: only in the unit of what was asked, or without any; 7개월 is no number of days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from actions.knowledge import Field

# A number with a letter or a hyphen before it is a name: E-9, K-디지털, 1-2유형.
NUMBER: Final = re.compile(r"(?<![\dA-Za-z.,\-~])(?P<n>\d[\d,]*(?:\.\d+)?)(?P<space>\s?)(?P<after>\D{0,8})")
BARE: Final = re.compile(
    r"\s*(?:쯤|정도|가량)?\s*(?:$|[,.!?~…)]"
    r"|(?:이에요|이예요|예요|에요|입니다|이라|이요|이여|이야|인데|이고|임|여|요)\s*(?:$|[\s,.!?~]))"
)
COUNTED: Final = re.compile(
    r"\s*(?:개|달|년|월|일|시|분|살|세|명|식구|인|번|차|호|회|급|층|원|만|천|억|백|주|유형|점|%|프로)"
)
A_DATE: Final = r"(?!\s?(?:에|까지|부터|자로|생|날))"
UNITS: Final = {
    "일": re.compile(rf"일{A_DATE}"),
    "개월": re.compile(r"개월|달"),
    "년": re.compile(r"년(?!생|도|\s?\d{1,2}\s?월|에)"),
    "세": re.compile(r"세|살"),
    "명": re.compile(r"명|식구|인"),
    "시간": re.compile(r"시간"),
    "분위": re.compile(r"분위"),
    "점": re.compile(r"점"),
    "%": re.compile(r"%|퍼센트|프로"),
}
# A share of the days of each month is not how many days there were: 한 달에 15일.
RATE: Final = re.compile(r"(?:한\s?달에?|매달|매월|월에?|일주일에?|한\s?주에?|주에?)\s?(?:한\s?|약\s?)?$")
# A bare number right behind a word for money is a sum: 모은 돈 500.
MONEY: Final = re.compile(r"(?:돈|저축|예금|빚|대출|월세|보증금|재산|월급|소득|시급|일당|연봉)(?:은|는|이|가|도)?\s?$")


def number_for(text: str, field: Field) -> int | float | None:
    """Return the number of `text` that can be a value of `field`: the last in its own unit, else a bare one."""
    own, unit = None, UNITS.get(field.unit)
    bare = None
    for match in NUMBER.finditer(text):
        if unit is not None and unit.match(match["after"]):
            own = None if field.unit == "일" and RATE.search(text[: match.start()]) else _number(match["n"])
        elif MONEY.search(text[: match.start()]):
            continue
        elif BARE.match(match["after"]) or (match["space"] and not COUNTED.match(match["after"])):
            bare = _number(match["n"])
    value = own if own is not None else bare
    if value is None or (field.type == "integer" and value % 1):
        return None
    return value if plausible(field, value) else None


def plausible(field: Field, value: Any) -> bool:
    """Say whether a value lies in what the vocabulary holds possible; what is no number always does."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return True
    return (field.least is None or value >= field.least) and (field.most is None or value <= field.most)


def _number(digits: str) -> int | float:
    value = float(digits.replace(",", ""))
    return int(value) if value.is_integer() else value
