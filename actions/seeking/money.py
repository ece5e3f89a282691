"""Pay in a sentence: its kind and its limits in won, as they are meant: 월 250 이상, 시급 만이천원, 연봉 3천."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from actions.seeking.numbers import NUMBER, number
from actions.seeking.text import Sentence

KINDS: Final = {
    "hour": r"시급|시간당|한시간에|시간에",
    "day": r"일급|일당|하루에|하루일당|하루",
    "month": r"월급여?|월수입|월봉|월에|한달에|매달|달에|월(?=\d|[이삼사오]백|최소|실수령|세후|세전)|급여|급료|봉급|실수령액?|수령액|페이|임금|보수",
    "year": r"연봉|연수입|년봉|연급|연소득|연(?=\d{4}|\d천|[이삼사오육칠]천)",
}
PLAUSIBLE: Final = {"hour": (5_000, 200_000), "day": (30_000, 1_000_000), "month": (300_000, 30_000_000),
                    "year": (8_000_000, 500_000_000)}  # fmt: skip
KIND: Final = "|".join(f"(?P<{kind}>{words})" for kind, words in KINDS.items())
FILL: Final = r"(?:으?로|은|는|가|최소한?|적어도|세후|세전|기본|약|대략|못해도|실수령액?|:)*"
UNIT: Final = r"(?:만원|만원|원|만|천만원|천만|천원|천)?"
BOUND: Final = r"(?P<bound>이상|넘는|넘게|넘었으면|넘으면|넘|부터|보다많|보다높|초과|쯤|정도|선|대|이하|미만|까지|안넘|은되|은돼|은받|는되|는받|주는|받는|받을|받고|씩)?"
AMOUNT: Final = re.compile(
    rf"(?:{KIND})?{FILL}(?P<low>{NUMBER})(?P<lowunit>{UNIT})"
    rf"(?:(?:~|-|에서|부터)(?P<high>{NUMBER})(?P<highunit>{UNIT}))?{BOUND}"
)
MOST: Final = ("이하", "미만", "까지", "안넘")
AT_LEAST_MONTH, AT_LEAST_DAY = 500_000, 50_000
MINIMUM_WAGE: Final = r"최저시급(?:이상|은|만)?|최저임금(?:이상|은|만)?"


@dataclass(frozen=True, slots=True)
class PayWish:
    """Pay of one kind in won; None where no limit was said."""

    kind: str
    min: int | None = None
    max: int | None = None


def read(sentence: Sentence) -> PayWish | None:
    """Take what the sentence says of pay. A bare number counts only if a kind, a unit of money or a limit is by it."""
    sentence.takes(MINIMUM_WAGE)
    for match in sentence.find(AMOUNT):
        wish = _meant(match)
        if wish is not None:
            sentence.take(*match.span())
            return wish
    return None


def _meant(match: re.Match[str]) -> PayWish | None:
    kind = next((name for name in KINDS if match[name]), "")
    unit = match["lowunit"] or match["highunit"] or ""
    if not kind and not re.search(r"[만원]", unit) and not re.search(r"\d만|[백천십]만", match["low"]):
        return None
    if match["low"] == "만" and "원" not in unit:
        return None
    after = match.string[match.end() :]
    if re.match(r"(?:시간|시|일|개월|년|명|살|세|분|층|km|키로|번|대|회|교대|등급|급)", after) and not unit:
        return None
    low_unit = match["lowunit"] or ("만" if "만" in (match["high"] or "") and "만" not in match["low"] else unit)
    low = _won(match["low"], low_unit, kind)
    high = _won(match["high"], match["highunit"] or match["lowunit"] or "", kind) if match["high"] else None
    if low is None:
        return None
    kind = kind or _guessed(low)
    low, high = _of_kind(low, kind), _of_kind(high, kind)
    if low is None:
        return None
    if high is not None:
        return PayWish(kind, low, high)
    return PayWish(kind, None, low) if match["bound"] in MOST else PayWish(kind, low)


def _won(said: str, unit: str, kind: str) -> int | None:
    figure = number(said)
    if figure is None:
        return None
    if unit.startswith("천만"):
        figure *= 10_000_000
    elif unit.startswith("만"):
        figure *= 10_000
    elif unit.startswith("천"):
        figure *= 1_000
    return round(_scaled(figure, kind))


def _scaled(figure: float, kind: str) -> float:
    """Read what people leave out: 월 250 is 250만, 연봉 3000 is 3000만, 연봉 3천 too, 일당 15 is 15만, 시급 1.2 is 1.2만."""
    if kind == "month" and figure < 10_000:
        return figure * 10_000
    if kind == "year":
        return figure * 10_000 if 800 <= figure < 100_000 else figure * 10_000_000 if figure < 30 else figure
    if kind == "day" and figure < 100:
        return figure * 10_000
    if kind == "hour" and figure < 10:
        return figure * 10_000
    return figure


def _guessed(won: int) -> str:
    if won >= 12_000_000:
        return "year"
    return "month" if won >= AT_LEAST_MONTH else "day" if won >= AT_LEAST_DAY else "hour"


def _of_kind(won: int | None, kind: str) -> int | None:
    if won is None:
        return None
    least, most = PLAUSIBLE[kind]
    return won if least <= won <= most else None
