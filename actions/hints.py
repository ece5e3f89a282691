"""Facts that people tell in passing and that no entity names: 세 식구, 실업급여 받는 중, 사업자 있어요."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from actions.memory import Json

COUNTS: Final = {"혼자": 1, "한": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6}
YEARS_BACK: Final = {"재작년": 2, "작년": 1, "지난해": 1, "올해": 0, "올초": 0, "금년": 0}
NOT: Final = r"(?!\s?(?:안|못|아니|없|않))"

TENS: Final = {"스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70}
ONES: Final = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6,
               "일곱": 7, "여덟": 8, "아홉": 9}  # fmt: skip
LEFT_WORDS: Final = r"(?:그만|퇴사|관뒀|나왔|나온)"
UNPAID: Final = r"(?:월급|임금|급여)(?!쟁이)[^.?]{0,8}(?:밀리|밀렸|밀려|못\s?받|안\s?(?:줘|나와|나오)|체불|떼)"
AT_WORK: Final = r"(?:회사|직장|공장|기업|사무실|병원|마트|식당|학원|어린이집)"
KIN: Final = (
    r"(?:마누라|아내|와이프|집사람|남편|신랑|애인|엄마|아빠|어머니|아버지|부모님?|아들|딸|동생|형|누나|언니|식구|가족)"
)
# 58이여, 58인데, 58 남: an age that is only a number; a sum, a date or an hour is none.
BARE_AGE: Final = re.compile(
    r"(?:^|(?<=\s))(?<!월 )(?<!시급 )(?<!소득 )(?<!일당 )(?<!주 )(?P<n>[1-9]\d)\s?"
    r"(?:(?:이여|이요|이야|인데|임|이에요|예요|입니다|이고|이라|이오)(?=$|[\s,.?!])|(?:남|여)(?:자|성)?(?=$|[\s,.]))"
)
JUST_A_NUMBER: Final = re.compile(r"\s*만?\s?(?P<n>[1-9]\d)\s*[.!~]*\s*")
WORKING_AGE: Final = range(13, 100)
OLD_AGE: Final = 65

Read = Callable[["re.Match[str]"], Any]


def _always(value: Any) -> Read:
    return lambda _: value


def _size(found: re.Match[str]) -> Any:
    said = found["n"]
    return int(said) if said.isdigit() else COUNTS[said]


def _age(found: re.Match[str]) -> Any:
    return TENS[found["tens"]] + ONES.get(found["ones"] or "", 0)


CLOSED: Final = re.compile(
    r"(?:가게|장사|사업|식당|매장|점포)(?:를|을|도|가)?\s?(?:다\s?)?(?:접었|접고|접은|닫았|폐업|정리했|망했|말아먹)|폐업(?:했|한|하고|신고)"
)
BEGAN_AT: Final = re.compile(
    rf"(?:(?P<n>[1-9]\d)\s?(?:살|세)?|(?P<tens>{'|'.join(TENS)})(?P<ones>{'|'.join(ONES)})?\s?(?:살)?)"
    r"(?:에|\s?때)?\s?(?:부터|에\s?(?:입사|취직|취업|들어|시작)).{0,6}(?:일|다녔|다니|근무|했|입사|취직|취업|시작|들어)"
)

_HINTS: Final[tuple[tuple[str, re.Pattern[str], Read], ...]] = (
    (
        "age",
        re.compile(
            rf"(?<![가-힣])(?P<tens>{'|'.join(TENS)})(?P<ones>{'|'.join(ONES)})?(?:\s?살)?"
            r"(?=이|예|입|요|인데|고|$|\s|,|\.)(?!\s?(?:때|부터))"
        ),
        _age,
    ),
    (
        "age",
        re.compile(r"나이(?:는|가|도|만)?\s?(?:만\s?)?(?P<n>[1-9]\d)(?!\d|\s?(?:명|년))"),
        lambda m: int(m["n"]),
    ),
    (
        "leave_reason",
        re.compile(
            rf"(?:{UNPAID}|괴롭(?:힘|혀|히|힌|힐)|왕복|통근|간병|육아|임신|몸이|아파서|아픈|건강이).{{0,16}}{LEFT_WORDS}"
            rf"|(?:자진|스스로|그만|퇴사).{{0,14}}{UNPAID}"
        ),
        _always("voluntary_just_cause"),
    ),
    (
        "leave_reason",
        re.compile(r"(?:짤|잘)(?:렸|렷|려서|리고)|해고(?:당|됐|되|돼|됬)"),
        _always("involuntary"),
    ),
    (
        "leave_reason",
        re.compile(r"(?:회사|공장|가게|사업장|직장)(?:가|이|도)?\s?(?:문 ?(?:을 )?닫|망했|망해|폐업|부도|도산)"),
        _always("involuntary"),
    ),
    ("basic_pension", re.compile(r"기초연금(?:을|은|도)? ?(?:받으|받고|받아|받어|받는|받소|타고|수급)"), _always(True)),
    (
        "household_size",
        re.compile(r"(?P<n>\d|한|두|세|네|다섯|여섯)\s?(?:식구|명이? (?:살|사는)|인 ?가구|인 ?가족|가족)"),
        _size,
    ),
    (
        "household_size",
        re.compile(rf"{KIN}(?:이랑|랑|하고|과|와|까지)\s?(?P<n>둘|셋|넷|다섯|여섯|\d{{1,2}}(?=\s?명))(?!\s?(?:살|세|째))"),
        _size,
    ),
    ("household_size", re.compile(r"(?P<n>둘|셋|넷|다섯)이?서? ?(?:살|사는|삽니다|살아)"), _size),
    ("household_size", re.compile(r"혼자 ?(?:살|사는|삽니다)|1인 ?가구|자취"), _always(1)),
    (
        "ei_total_years",
        re.compile(r"고용보험.{0,14}?(?P<n>\d{1,2})\s?년.{0,8}?(?:들었|들어|가입|부었|냈|넣)"),
        lambda m: int(m["n"]),
    ),
    (
        "discharge_soon",
        re.compile(
            r"(?:다음\s?주|다음\s?달|이번\s?달|내달|(?:한|두)\s?달\s?(?:뒤|후|안|남)|[12]\s?개월\s?(?:뒤|후|안|남))"
            r".{0,6}(?:전역|제대)"
        ),
        _always(True),
    ),
    (
        "discharge_soon",
        re.compile(
            r"(?:내년|(?:세|네|석|넉|다섯|여섯)\s?달|(?:[3-9]|1\d)\s?개월).{0,8}(?:전역|제대)"
            r"|(?:전역|제대).{0,6}(?:내년|(?:세|네|석|넉|다섯|여섯)\s?달|(?:[3-9]|1\d)\s?개월)"
        ),
        _always(False),
    ),
    (
        "employment_status",
        CLOSED,
        _always("unemployed"),
    ),
    ("employment_status", re.compile(r"노가다|막노동|일용직|인력\s?사무소|날일"), _always("daily_worker")),
    ("employment_status", re.compile(r"직장인(?:인데|이에요|입니다|이고|도|이야|이라)"), _always("employed")),
    (
        "employment_status",
        re.compile(
            r"(?:병장|상병|일병|이병|군인|사병|군\s?복무\s?중|현역)(?:이에요|입니다|인데|이고|이야|임|으로|$|[\s,.])"
            r"|(?:다음|이번)\s?달.{0,6}(?:전역|제대)"
        ),
        _always("military"),
    ),
    (
        "employment_status",
        re.compile(r"백수|실업자(?:예요|에요|입니다|인데|이고|임)|놀고\s?(?:있|먹)|놀아(?:요|$|\s)|집에서\s?(?:놀|쉬)"),
        _always("unemployed"),
    ),
    (
        "receiving_ub",
        re.compile(r"실업급여\s?(?:를|을)?\s?(?:지금\s?)?(?:받는 ?중|받고 ?있|타고 ?있|수급 ?중)"),
        _always(True),
    ),
    ("receiving_ub", re.compile(r"실업급여\s?(?:는|를|을)?\s?(?:안 ?받|받고 있지 ?않|못 ?받고)"), _always(False)),
    ("school_status", re.compile(r"휴학"), _always("leave")),
    ("school_status", re.compile(r"졸업 ?(?:예정|반)|막학기|마지막 ?학기|4학년"), _always("final_year")),
    ("school_status", re.compile(r"(?:대학생|재학 ?중|재학생|고등학생|대학원생)" + NOT), _always("enrolled")),
    ("school_status", re.compile(r"(?:대학|학교|고등학교|대학교)?\s?졸업(?:했|하고|한 |생)"), _always("graduated")),
    ("gender", re.compile(r"여자(?=인데|이고|예요|이에요|입니다|고 |[,.]|\s*$)"), _always("female")),
    ("gender", re.compile(r"남자(?=인데|이고|예요|이에요|입니다|고 |[,.]|\s*$)"), _always("male")),
    (
        "employment_status",
        re.compile(
            rf"{AT_WORK}(?:에|을|를)?\s?(?:다닌 ?지|다니고 ?있|다니는 ?(?:중|데)|다녀(?=요|여|$|[\s,.])|다닙|다님)"
            r"|알바(?:를|로|는|도)?\s?(?:하고 ?있|하는 ?중|해요|해서|해(?=$|\s)|중|(?:한\s?)?(?:월|주) ?\d)"
            r"|알바생(?:이에요|인데|입니다|이야|임)"
        ),
        _always("employed"),
    ),
    ("business_registered", re.compile(r"사업자(?:등록)?(?:이|가|도)? ?(?:없|안)"), _always(False)),
    ("business_registered", re.compile(r"사업자(?:등록)?(?:이|가|도|증)? ?(?:있|냈|내놨)"), _always(True)),
    (
        "has_training_card",
        re.compile(r"(?:내배카|배움카드)(?:는|가|도)? ?(?:있어|있고|있는데|있습니다|받았|발급받았)"),
        _always(True),
    ),
    ("weekly_work_hours", re.compile(r"(?:주|일주일에)\s?(?P<n>\d{1,2})\s?시간"), lambda m: int(m["n"])),
    (
        "unpaid_wage",
        re.compile(rf"{UNPAID}|퇴직금[^.?]{{0,8}}(?:못 ?받|밀렸|밀려|안 ?줘|떼)"),
        _always(True),
    ),
)  # fmt: skip
_LEFT: Final = re.compile(r"(?P<when>재작년|작년|지난해|올해|올 ?초|금년|(?P<year>20\d\d)년?)"
                          r"(?:에|쯤)?\s?(?:\S+\s){0,2}?(?:퇴사|퇴직|그만|관뒀|관두|나왔|잘렸|짤렸|해고)")  # fmt: skip


def hints(text: str, year: int) -> Json:
    """Return the facts that the wording gives away; `year` is this year. Said first counts."""
    found: Json = {}
    for name, value in _all(text, year):
        found.setdefault(name, value)
    return found


def began_at(text: str) -> int | None:
    """Return the age at which one began to work there: 예순네 살부터 일했어요; it is not how old one is."""
    found = BEGAN_AT.search(text)
    return None if found is None else int(found["n"]) if found["n"] else _age(found)


def bare_age(text: str) -> int | None:
    """Return the age that is said as a number with no unit: 58이여, 58 남 정읍; None where there is none."""
    found = BARE_AGE.search(text)
    return int(found["n"]) if found and int(found["n"]) in WORKING_AGE else None


def just_an_age(text: str) -> int | None:
    """Return the age if the message is nothing but a number that can be one."""
    found = JUST_A_NUMBER.fullmatch(text)
    return int(found["n"]) if found and int(found["n"]) in WORKING_AGE else None


def _all(text: str, year: int) -> Iterator[tuple[str, Any]]:
    for name, pattern, read in _HINTS:
        match = pattern.search(text)
        if match:
            yield name, read(match)
    if (began := began_at(text)) is not None:
        yield "hired_after_65", began >= OLD_AGE
    left = _LEFT.search(text)
    if left:
        yield "left_on", left["year"] or str(year - YEARS_BACK[left["when"].replace(" ", "")])
