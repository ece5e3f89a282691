"""Values inside a message: ages, time past, durations, money, days, places in a list - each with where it was said.

Pure. Texts are clean readings (`korean.clean`); spans are half-open in characters of the text given.
Shapes of the values: docs/architecture.md, "Intents, entities, slots".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Iterator, List, Match, Optional, Tuple

from bot.engine.numbers import ARABIC, MIXED, NATIVE, NUMBER, SINO, TENS_NATIVE, number

WORKING_AGE = range(13, 100)


@dataclass(frozen=True)
class Found:
    """One value said in `text[start:end]`. `rank` settles overlaps: longer first, then the lower rank."""

    entity: str
    value: Any
    start: int
    end: int
    approx: bool = False
    rank: int = 5


Reader = Callable[["Match[str]", date], Optional[Tuple[str, Any, bool]]]
_READERS: List[Tuple["re.Pattern[str]", Reader]] = []


def _reads(pattern: str) -> Callable[[Reader], Reader]:
    def keep(reader: Reader) -> Reader:
        _READERS.append((re.compile(pattern), reader))
        return reader

    return keep


def find_values(text: str, today: date) -> List[Found]:
    """Return the values said in `text`, in order, without overlaps. `today` is the citizen's date."""
    return settle(list(_candidates(text, today)))


def _candidates(text: str, today: date) -> Iterator[Found]:
    for rank, (pattern, reader) in enumerate(_READERS):
        for match in pattern.finditer(text):
            said = reader(match, today)
            if said:
                start, end = match.span("said") if "said" in pattern.groupindex else match.span()
                yield Found(said[0], said[1], start, end, said[2], rank)


def settle(found: List[Found]) -> List[Found]:
    """Keep the longest of what overlaps (then the lower rank), in order of place; equal spans of one rank all stay."""
    kept: List[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.rank, f.start)):
        clash = [k for k in kept if one.start < k.end and k.start < one.end]
        if all((k.start, k.end, k.rank) == (one.start, one.end, one.rank) and k != one for k in clash):
            kept.append(one)
    return sorted(kept, key=lambda f: (f.start, f.end, f.entity))


# --- age --------------------------------------------------------------------------------------------------------


def _age(years: Optional[float], approx: bool = False) -> Optional[Tuple[str, Any, bool]]:
    return ("age", int(years), approx) if years is not None and int(years) in WORKING_AGE else None


@_reads(rf"(?:만\s?)?(?P<said>(?P<n>{NATIVE}|{ARABIC}|{SINO})\s?(?:살|쌀(?=이|인|먹)|세(?![대금트요미상]|\s?번|\s?개|\s?달|\s?명)))")
def _years_old(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    return _age(number(match["n"]))


@_reads(r"(?P<said>(?P<y>(?:19|20)?\d{2})\s?년?\s?(?:\d{1,2}\s?월\s?)?(?:\d{1,2}\s?일\s?)?(?:생(?![활각산일겼계])|출생))")
def _born(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    year = int(match["y"])
    if year < 100:
        year += 1900 if year > today.year % 100 else 2000
    return _age(float(today.year - year), approx=True)


@_reads(r"(?P<said>(?P<n>[1-9]0|이십|삼십|사십|오십|육십|칠십)\s?대(?:\s?(?P<part>초반?|중반?|후반?))?)(?![학한기표출상])")
def _decade(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    start = number(match["n"])
    later = {"초": 2, "중": 5, "후": 8}.get((match["part"] or " ")[0], 0)
    return _age(start + later if start is not None else None, approx=True)


@_reads(rf"^(?:저는?|나는?|제가|나이는?)?\s?(?:올해\s?)?(?P<said>(?P<n>{TENS_NATIVE}))(?=이?[에예]?[요여]|입니다|이고|인데|이야|$|\s*$)")
def _bare_age(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    return _age(number(match["n"]))


@_reads(
    r"(?:나이[가는도]?\s?|올해\s?)?(?P<said>(?P<tens>[이삼사오육칠팔])십\s?(?P<ones>하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉))"
    r"(?=\s?(?:살|세|이|인|먹|됐|$))"
)
def _mixed_age(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    """오십다섯: tens as in Chinese, ones as in Korean, as elders say it."""
    return _age((number(match["tens"]) or 0.0) * 10 + (number(match["ones"]) or 0.0))


@_reads(r"나이[가는도]?\s?(?:이제\s?|벌써\s?)?(?P<said>(?P<n>[이삼사오육칠팔]십[일이삼사오육칠팔구]??))(?=\s?(?:이(?!인)|인|에|먹|됐|된|$))")
def _age_of_mine(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    return _age(number(match["n"]))


@_reads(r"(?P<said>(?P<n>[이삼사오육칠팔]십[일이삼사오육칠팔구]?))(?=\s?(?:이|은|을|도)?\s?(?:넘|다\s?(?:돼|되|됐)|줄))")
def _about_years(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    return _age(number(match["n"]), approx=True)


# --- time past and durations ------------------------------------------------------------------------------------

_YEARS = rf"(?:(?P<y>{NUMBER})\s?년|(?P<yn>{NATIVE})\s?해)(?!생|도|\s?\d{{1,2}}\s?월|전히)"
_MONTHS = rf"(?P<m>{NUMBER})\s?(?:개월|달|갸월|게월)(?!러)"
_SPAN = (
    rf"(?:{_YEARS}(?:\s?(?P<half>반))?(?:\s?(?P<m2>{NUMBER})\s?(?:개월|달))?"
    rf"|{_MONTHS}(?:\s?(?P<mhalf>반))?|(?P<halfyear>반년))"
)
_AGO = r"\s?(?:쯤|정도|가량|즈음)?\s?(?:전|됐|됬|되었|지났|넘었)"
_STILL = re.compile(r"(?:일한|다닌|근무한|들어온|입사한|거주한|이사\s?온|산|살아온|가입한)\s?지\s?$")
_OUT = r"(?:그만|퇴사|퇴직|나왔|나온|짤|잘렸|잘린|해고|권고사직|관뒀|관둔|이직|폐업|끝났|종료|만료|일했|실직|다녔)"


def _months(match: "Match[str]") -> Optional[int]:
    if match["halfyear"]:
        return 6
    years, months = number(match["y"] or match["yn"] or "0"), number(match["m"] or match["m2"] or "0")
    if years is None or months is None or years > 60:
        return None
    return round(years * 12 + months) + (6 if match["half"] else 0)


@_reads(rf"(?P<said>{_SPAN}{_AGO})")
def _months_ago(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    months = _months(match)
    still = _STILL.search(match.string[: match.start()])  # "일한 지 2년 됐어요" is how long, not how long ago
    return None if months is None else ("duration_months" if still else "months_ago", months, False)


@_reads(rf"(?P<said>{_SPAN}(?:\s?(?:동안|째|정도|쯤|넘게|이상))?)(?!\s?(?:전|계약직))")
def _duration(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    months = _months(match)
    return ("duration_months", months, False) if months else None


@_reads(r"(?P<said>(?P<when>지난\s?달|저번\s?달|전달|이번\s?달|이달|지난\s?주|저번\s?주|이번\s?주|어제|엊그제|그저께|오늘|보름\s?전|며칠\s?전|얼마\s?전))")
def _lately(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    when = match["when"].replace(" ", "")
    if not re.search(_OUT, match.string):
        return None
    return "months_ago", 1 if when in ("지난달", "저번달", "전달") else 0, when == "얼마전"


@_reads(rf"(?P<said>(?P<n>{NUMBER})\s?(?:주일?|일|밤)\s?(?:쯤|정도)?\s?전)")
def _days_ago(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    n = number(match["n"])
    weeks = 7 if "주" in match["said"] else 1
    return None if n is None else ("months_ago", int(n * weeks // 30), False)


@_reads(r"(?P<said>(?P<year>재작년|작년|지난해|올해|금년|(?:20)\d{2}\s?년|(?<!\d)\d{2}\s?년)\s?(?P<month>1[0-2]|[1-9])\s?월(?:\s?(?:초|중순|말|말일|\d{1,2}\s?일))?)")
def _month_of_year(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    return _since(_year(match["year"].replace(" ", ""), today), int(match["month"]), today)


@_reads(
    r"(?P<said>(?<!\d)(?<!년 )(?<!년)(?P<month>1[0-2]|[1-9])\s?월(?:\s?(?:초|중순|말|말일|\d{1,2}\s?일))?)"
    rf"(?!\s?(?:부터|에\s?(?:입사|취직|들어|시작)))(?=.{{0,12}}{_OUT})"
)
def _month_alone(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    month = int(match["month"])
    return _since(today.year - (month > today.month), month, today)


def _year(said: str, today: date) -> int:
    named = {"재작년": 2, "작년": 1, "지난해": 1, "올해": 0, "금년": 0}
    if said in named:
        return today.year - named[said]
    year = int(said.rstrip("년"))
    return year + 2000 if year < 100 else year


def _since(year: int, month: int, today: date) -> Optional[Tuple[str, Any, bool]]:
    months = (today.year - year) * 12 + today.month - month
    return ("months_ago", months, True) if 0 <= months <= 600 else None


# --- days -------------------------------------------------------------------------------------------------------


_A_DATE = re.compile(r"\s?(?:에|까지|부터|자로|날)")
_DAYS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4}


@_reads(
    r"(?<![가-힣])(?P<said>(?:주|일주일에?|한\s?주에?|1주일에?)\s?"
    rf"(?:(?P<named>하루|이틀|사흘|나흘)|(?P<n>[1-7]|[일이삼사오육칠]|{NATIVE})\s?(?:일제?|번|회))(?:\s?근무|\s?만)?)"
    r"(?!\s?(?:교대|시간|동안))"
)
def _work_days(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    n = _DAYS.get(match["named"] or "") or number(match["n"] or "")
    return ("work_days", int(n), False) if n and 1 <= n <= 7 else None


@_reads(
    rf"(?P<said>(?<![월\d])(?<!월 )(?P<n>{ARABIC}|{SINO})\s?일(?:간|치|\s?(?:정도|이상|넘게|쯤))?)"
    r"(?!\s?(?:자리|하|을|할|했|한|해|시|정|반|제|근무|용직|찾|구|상생활|로|단|어|본|부|경험|학습|터|거리|전))"
)
def _count_days(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    n = number(match["n"])
    worded = not re.match(r"\d", match["n"]) and len(match["n"]) < 2  # "이일", "만일" are words more often than counts
    dated = n is not None and n <= 31 and _A_DATE.match(match.string, match.end("said"))  # 31일에, 말일 15일까지
    return None if not n or worded or dated or n > 20_000 else ("count_days", int(n), False)


# --- money ------------------------------------------------------------------------------------------------------

_KINDS = {
    "시급": "hour", "시간당": "hour", "일급": "day", "일당": "day", "하루": "day",
    "월급": "month", "월": "month", "세후": "month", "세전": "month", "한달에": "month", "달에": "month",
    "급여": "month", "월소득": "month", "월수입": "month", "매달": "month",
    "연봉": "year", "연": "year", "년봉": "year", "일년에": "year", "연소득": "year",
}  # fmt: skip
_KIND = (
    r"(?P<kind>시급|시간당|일급|일당|하루|월\s?급여?|월\s?소득|월\s?수입|월|세후|세전|한\s?달에|달에|매달|급여"
    r"|연\s?봉|년봉|연\s?소득|일\s?년에|연)"
)
_BOUND = r"(?:\s?(?P<bound>이상|부터|넘|초과|최소|이하|까지|미만|안\s?쪽|밑))?"
_LEAD = r"(?:은|는|이(?=\s|\d)|으로)?(?:\s?(?:한|세후|세전|실수령|최소|최저|약|대략|적어도)){0,2}\s?"


@_reads(
    rf"(?<![가-힣])(?P<said>{_KIND}{_LEAD}(?P<n>{MIXED})\s?(?P<unit>만\s?원?|천\s?원?|원)?"
    rf"(?:\s?(?:정도|쯤|가량|선))?(?:\s?(?:은|는))?{_BOUND})"
    r"(?!\s?(?:일|교대|회|시간|번|개월|년|주|월|층|명|차|[십백천만]?\s?호))"
)
def _paid(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    kind = _KINDS.get(match["kind"].replace(" ", ""), "month")
    won = _won(number(match["n"]), match["unit"], kind)
    return _money(won, kind, match["bound"]) if won else None


@_reads(
    rf"(?P<said>(?P<n>{MIXED})\s?(?P<unit>만\s?원|만|천\s?원|원){_BOUND})"
    r"(?!\s?(?:[일월년]|나이|[0-9]{1,2}[세살]|\s?(?:세|살)))"
)
def _sum_of_money(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    won = _won(number(match["n"]), match["unit"], None)
    if match["unit"] == "만" and not re.search(r"\d|..", match["n"]):
        return None  # "이만 끝낼게요"
    return _money(won, None, match["bound"]) if won and won >= 1_000 else None


@_reads(rf"(?P<said>(?P<n>{MIXED})(?<=[만억천])\s?원{_BOUND})")
def _round_sum(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    won = number(match["n"])
    return _money(int(won), None, match["bound"]) if won and won >= 1_000 else None


def _won(n: Optional[float], unit: Optional[str], kind: Optional[str]) -> Optional[int]:
    if not n:
        return None
    scale = {"만": 10_000, "천": 1_000}.get((unit or " ")[0])
    if scale:
        return int(n * scale)
    if unit is None:
        # People leave the 만 out: "월 250", "연봉 3천", "일당 15" - but an hour's pay is said in won.
        below = {"month": 3_000, "year": 30_000, "day": 100, "hour": 10}.get(kind or "", 0)
        n = n * 10_000 if n < below else n
        return int(n) if n >= 1_000 else None
    return int(n)


def _money(won: int, kind: Optional[str], bound: Optional[str]) -> Tuple[str, Any, bool]:
    most = bound is not None and re.match(r"이하|까지|미만|안|밑", bound) is not None
    return "money", {"won": won, "kind": kind, "bound": "max" if most else "min" if bound else None}, False


# --- places in a list -------------------------------------------------------------------------------------------

_ORDINALS = {
    "첫": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9, "열": 10,
}  # fmt: skip


@_reads(r"(?P<said>(?P<n>첫|두|둘|세|셋|네|넷|다섯|여섯|일곱|여덟|아홉|열|\d{1,2})\s?번\s?[째쨰제](?:\s?(?:거|것|꺼|공고))?)")
def _ordinal(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    return "ordinal", _ORDINALS.get(match["n"]) or int(match["n"]), False


@_reads(r"(?:^|(?<=\s))(?P<said>(?P<n>[1-9]|일|이|삼|사|오)\s?번(?:\s?(?:거|것|꺼|공고|회사|과정|자리)|(?=\s?(?:자세|상세|보여|알려|볼|눌|으로|이요|이여|요|어때|좀|$))))")
def _number_in_list(match: "Match[str]", today: date) -> Optional[Tuple[str, Any, bool]]:
    n = number(match["n"])
    return ("ordinal", int(n), False) if n else None
