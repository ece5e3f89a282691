"""What else a sentence asks for: employment, career, schooling, welfare, whom it is for, a car, the order, the time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from actions.seeking.numbers import number
from actions.seeking.text import Sentence

EMPLOYMENT: Final = {
    "regular": r"정규직(?:전환)?|정직원|상용직|무기계약직?|오래(?:다닐|일할|다니|일하|할)(?:수있는)?|장기근무|평생직장|안정적인|안정된",
    "daily": r"일당(?:으로|제|직|알바|받는)|일용직|일용|단기알바|단기일|단기(?:간|로|직)?|하루알바|일일알바|당일(?:지급|알바|급여)|날일|하루만|하루짜리",
    "part_time": r"알바(?:자리|생|할|로|하는|라도)?|아르바이트|알바|파트타임|파트타이머|파트|시간제|시간선택제|단시간근로|짬짬이|부업|투잡",
    "contract": r"계약직|기간제|인턴(?:직|십)?|비정규직|촉탁",
    "dispatch": r"파견(?:직|근무)?|아웃소싱|용역",
}
CAREER_MONTHS: Final = re.compile(
    r"경력(?:이|은|을)?(?P<n>\d{1,2}|[일이삼사오육칠팔구십]|한|두|세)(?P<u>년|개월)(?P<more>이상|차|정도|쯤|있|인데|이고|미만|이하|짜리)*"
)
CAREER_BEFORE: Final = re.compile(r"(?P<n>\d{1,2})(?P<u>년|개월)차?(?:경력|일했|해봤|근무했|다녔)<e>")
CAREER: Final = {
    "any": r"경력(?:은|이|을|도)?(?:무관|상관없<e>|안봐<e>|안보는|불문|필요없<e>|관계없<e>|전혀없<e>|없어도<e>|없는|없음|없이|없고|하나도없<e>|없<e>)"
    r"|무경력(?:자|도)?|초보(?:자)?(?:도|가)?(?:가능한?|할수있는|환영|되는|돼|괜찮은|할만한|라도|인데|입니다|예요|에요)?|처음(?:하는|이라도|해보는|해봐도|인데|이어도|인)|경험(?:이|은)?없<e>|미경험(?:자)?|왕초보|배우면서일?",
    "new": r"신입(?:사원|도|으로|가능|환영|채용|인데|이에요)?|사회초년생|첫직장|첫취업|갓졸업",
    "experienced": r"경력직|경력자|경력(?=$|\x00|구|모집|채용)|경력(?:우대|있|살려|살릴)<e>",
}
EDUCATION: Final = {
    "any": r"학력(?:은|이|을|도)?(?:무관|상관없<e>|안봐<e>|안보는|불문|필요없<e>|관계없<e>|제한없<e>|없어도<e>)|무학|학벌(?:무관|상관없<e>|안보는)",
    "primary": r"초졸|초등학교졸업?|국졸",
    "middle": r"중졸|중학교(?:졸업|만나)<e>|고등학교중퇴|고교?중퇴",
    "high": r"고졸|고등학교(?:졸업|만나|나)<e>|검정고시|고교졸업?|특성화고|마이스터고|공고졸업?|상고졸업?",
    "college": r"초대졸|전문대(?:졸업?|학)?(?:졸업?)?|2년제|3년제|폴리텍",
    "university": r"대졸(?:자)?|대학(?:교)?(?:졸업?|나온|나왔)<e>|4년제|학사",
    "graduate": r"대학원|석사|박사",
}
WELFARE: Final = {
    "dormitory": r"기숙사|숙소|숙식|먹고자고|잠자리|방(?:을|도)?(?:주|제공)<e>|입주",
    "bus": r"통근버스|통근차(?:량)?|출퇴근버스|출퇴근차(?:량)?|셔틀(?:버스)?(?!기사)|회사버스|회사차|차량운행|버스(?:태워|운행|있|다니)<e>|태워다?주<e>",
    "meal": r"식사(?:제공|나오|주|되|포함)?<e>|밥(?:도|을|은)?(?:주|나오|제공|먹여)<e>|중식(?:제공|포함|주는)?|점심(?:제공|주|나오|도주|을주|밥주|식사)<e>|석식|식대(?:지급|주는|나오는)?|숙식",
    "housing": r"주택자금|사택|주거지원|집(?:을|도)?제공",
    "car": r"차량유지비|유류비|기름값|교통비|주유비",
    "tuition": r"자녀학자금|학자금|교육비지원",
}
WELFARE_TAIL: Final = r"(?:제공|지원|운행|포함|이용|완비)?(?:이|가|은|도|을|를|만)?(?:하는|해주는|해주|되는|되고|있는|있고|있으면|있었으면|나오는|있어야|주는|딸린|가능한|꼭|좋겠|좋고|좋음)*"
INSURANCE: Final = r"4대보험|사대보험|고용보험"
TARGETS: Final = {
    "disabled": r"장애인|장애(?:가있|등급|우들)?<e>|지체장애|청각장애|발달장애|시각장애|휠체어|중증장애|경증",
    "women": r"경력단절(?:여성)?|경단녀?|경단여성|(?:전업)?주부(?:들?도|가|인데|사원|들이)?|애엄마|애기엄마|아이엄마|육아맘|워킹맘|애키우(?:고|는|면서)<e>|아이키우<e>",
    "veteran": r"국가유공자|보훈(?:대상자?|가족)?|유공자|제대군인|전역군인|전역한|전역했<e>",
    "foreigner": r"외국인(?:도|근로자|노동자)?|다문화|결혼이민자?|이주민|이주여성|조선족|동포|f-?4|f-?6|e-?9",
    "senior": r"노인(?:일자리|도|이|들)?(?!요양|돌봄|복지|회관)|어르신(?:도|이|들도|일자리)?(?!돌|을돌|들돌|모시)|시니어(?:일자리)?|고령자|(?:[6-8]\d|칠십|육십|팔십|일흔|예순|여든)(?:대|세|살)(?:이상|도|인데|초반|중반|후반|이에요|예요|입니다)?|(?:일흔|예순|여든)(?:하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉)?(?:살|세)?(?:이|인데|예요|요|에|넘|은|도)<e>|(?:^|(?<=\x00))[6-8]\d(?:인데|이여|이요|이에요|예요|입니다|넘)<e>|나이(?:가|도)?(?:좀)?많(?:은|아|고|어)<e>|할머니(?:도|가할)|할아버지(?:도|가할)|노년|실버",
    "middle": r"중장년(?:층)?|신중년|중년|(?:5\d|오십)(?:대|세|살)(?:이상|도|인데|초반|중반|후반|이에요|예요|입니다)?|준고령자?|장년|쉰(?:살|넘)<e>|5060|4050|아줌마|아주머니|아저씨",
    "youth": r"청년(?:층|들?도|도|이|우대)?",
}
AGES: Final = r"(?:[1-4]\d|[이삼사]십|스물<e>|서른<e>|마흔<e>)(?:대(?:초반|중반|후반)?|살|세)(?:이에요|예요|입니다|인데|이고|이라|도|남자|여자|남성|여성)?"
SEX: Final = r"(?:남자|여자|남성|여성)(?:만|도|가|인데|직원|들?도|혼자|이고|예요|입니다)?"
NO_CAR: Final = (
    r"(?:차량?|자차|자가용|자동차|운전면허증?|면허증?|운전)(?:이|가|는|은|도|를|을)?(?:꼭|전혀)?"
    r"(?:없어도<e>|없이<e>|없는데<e>|없는|없고|없어서<e>|없어요|없음|못해도<e>|못하<e>|안해도<e>|못몰<e>|안몰<e>|필요없<e>|x)"
    r"|뚜벅이<e>|대중교통<e>|버스로(?:다닐|갈|출근|출퇴근)<e>|걸어서<e>|도보<e>"
)
LICENCE: Final = r"자격증?(?:이|은|도|을)?(?:없어도<e>|없이<e>|필요없<e>|없는|무관|상관없<e>)"
SORTS: Final = {
    "pay": r"(?:급여|월급|시급|연봉|일당|돈|페이|임금|보수)(?:가|이|을|를)?(?:제일|가장|젤|많이|더)?(?:높은|많은|센|쎈|많이주는|잘주는|좋은|쎄|많이받는)(?:순서?|데|곳|거|것|일자리|자리|일)?(?:대로|으로|로|부터)?|급여순|월급순|시급순|고소득|고수익|고임금|돈되는|돈많이(?:주는|버는)(?:곳|데)?|연봉순|많이주는(?:곳|데|순)?|높은순",
    "deadline": r"마감(?:일)?(?:이|은)?(?:임박|빠른|가까운|얼마안남은|곧되는|순)(?:한|순서?|거|것|부터|곳)?(?:대로|으로|로)?|마감임박|곧마감(?:되는|하는)?",
    "new": r"(?:제일|가장|젤)?(?:최신|최근|새로(?:올라온|나온|뜬|등록된)|신규|방금올라온|새(?=공고|일자리|채용|로운))(?:로운)?(?:순|공고|등록|채용|일자리|거|것)?(?:으로|순서|부터)?(?:올라온)?|최신순|등록순",
}
POSTED: Final = {0: r"오늘(?:올라온|나온|등록된|새로올라온|뜬|자|의새)", 1: r"어제(?:올라온|나온|등록된)|어제부터",
                 7: r"이번주(?:에)?(?:올라온|나온|등록된)|일주일(?:안에|이내에?)(?:올라온|등록된)", 3: r"요며칠(?:올라온)?"}  # fmt: skip
CLOSES: Final = {0: r"오늘(?:까지|마감)(?:인|되는|하는)?", 1: r"내일(?:까지|마감)(?:인|되는|하는)?",
                 6: r"이번주(?:안에|내로?|까지|에)?(?:마감|끝나)(?:되는|하는|는)?", 30: r"이번달(?:안에|내로?|까지)(?:마감)?"}  # fmt: skip
UNTIL_FILLED: Final = r"채용시(?:까지)?(?:마감)?|(?<!이)상시(?!급)(?:채용|모집)?|수시(?:채용|모집)?|뽑을때까지"
AT_ONCE: Final = (
    r"바로(?:출근|일할|일하|시작|입사|취업|일)<e>|당장(?:일할|출근|시작)?<e>|즉시(?:출근|채용|입사)<e>|급구|급하게"
)
PUBLIC: Final = r"공공기관|공기업|공단(?=에|채용|일자리|\x00|$)"
REMOTE: Final = r"재택(?:근무|알바|으로|가능)?<e>|집에서(?:하는|할수있는|일하는|할)"


@dataclass(slots=True)
class Wants:
    """What was said; see `bot.store.offers` for the words. `career_months` is what somebody has."""

    employment: list[str] = field(default_factory=list)
    employment_excluded: list[str] = field(default_factory=list)
    career: str | None = None
    career_months: int | None = None
    education: str | None = None
    welfare: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    car_free: bool = False
    sort: str | None = None
    posted_within: int | None = None
    closes_within: int | None = None
    until_filled: bool = False
    keywords: list[str] = field(default_factory=list)


def read_first(sentence: Sentence) -> Wants:
    """Take what would be misread as work or pay if it stood: a car, insurance, schooling, career, welfare, order."""
    wants = Wants()
    wants.car_free = bool(sentence.takes(NO_CAR))
    sentence.takes(LICENCE)
    sentence.takes(INSURANCE + r"(?:가입)?(?:이|가|은|도)?(?:되는|돼는|있는|가입되는|다되는)?")
    _order(sentence, wants)
    _career(sentence, wants)
    for name, words in EDUCATION.items():
        if wants.education is None and sentence.takes(
            rf"(?:{words})(?:이상|이하|도|인데|자|가능|이면|이어도|라도|할수있는)?"
        ):
            wants.education = "middle" if name == "primary" else name
    for name, words in WELFARE.items():
        if found := next((f for f in sentence.find(rf"(?:{words})") if not _driving(sentence, f.end())), None):
            wants.welfare.append(name)
            if name == "dormitory" and "숙식" in found.group():
                wants.welfare.append("meal")
            tail = re.compile(WELFARE_TAIL).match(sentence.tight, found.end())
            sentence.take(found.start(), tail.end() if tail else found.end())
    wants.welfare = list(dict.fromkeys(wants.welfare))
    return wants


def read_rest(sentence: Sentence, wants: Wants) -> None:
    """Take whom it is for and the kind of employment; a mere age or sex is taken and never used."""
    for name, words in TARGETS.items():
        if sentence.takes(rf"(?:{words})(?:우대|채용|환영|가능한?|할수있는|할만한|전용|대상)*"):
            wants.targets.append(name)
    if "senior" in wants.targets and "middle" not in wants.targets:
        wants.targets.append("middle")
    sentence.takes(AGES)
    sentence.takes(SEX)
    for name, words in EMPLOYMENT.items():
        for found in sentence.find(rf"(?:{words})"):
            end = sentence.unwanted(found.end())
            (wants.employment_excluded if end else wants.employment).append(name)
            sentence.take(found.start(), end or found.end())
    wants.employment_excluded = list(dict.fromkeys(wants.employment_excluded))
    wants.employment = [e for e in dict.fromkeys(wants.employment) if e not in wants.employment_excluded]
    if sentence.takes(PUBLIC):
        wants.keywords.append("공공기관")
    if sentence.takes(REMOTE):
        wants.keywords.append("재택")
    sentence.takes(AT_ONCE)


def _driving(sentence: Sentence, end: int) -> bool:
    return bool(re.match(r"(?:운전|기사|를?모는)", sentence.tight[end:]))


def _order(sentence: Sentence, wants: Wants) -> None:
    for days, words in POSTED.items():
        if wants.posted_within is None and sentence.takes(words):
            wants.posted_within = days
    for days, words in CLOSES.items():
        if wants.closes_within is None and sentence.takes(words):
            wants.closes_within = days
    if sentence.takes(UNTIL_FILLED):
        wants.until_filled = True
    for name, words in SORTS.items():
        if sentence.takes(words):
            wants.sort = wants.sort or name


def _career(sentence: Sentence, wants: Wants) -> None:
    for pattern in (CAREER_MONTHS, CAREER_BEFORE):
        if found := sentence.takes(pattern.pattern):
            years = number({"한": "1", "두": "2", "세": "3"}.get(found["n"], found["n"])) or 0
            wants.career, wants.career_months = "experienced", round(years * (12 if found["u"] == "년" else 1))
            return
    for name, words in CAREER.items():
        if sentence.takes(words):
            wants.career = name
            return
