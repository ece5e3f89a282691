"""Training in a sentence: field, when, online, which card or programme pays for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import yaml

from actions.seeking.codes import HERE
from actions.seeking.text import Sentence
from actions.sources import lookups

LEARNING: Final = re.compile(
    r"배우(?!자|면서일)|배울|배워|배웠으면|훈련|교육(?!공무|청|시설|비|환경)|강의|수업|수강|강좌|국비|내배카|내일배움|배움카드|자격증?(?:따|취득|준비|과정|반|공부|시험)"
    r"|과정|개강|클래스|학원(?:추천|다니|알려|있)|실습|k-?디지털|케이디지털|kdt|양성|기능사(?:실기|필기|따|준비|반|과정)|필기반|실기반|공부하|배움"
    r"|(?:주말|저녁|야간|오전|오후|평일)반|인강|기능사(?!있|자격증있|소지|보유|로|이)|자격증(?!있|이있|은있|도있|없|이없|소지|가지|보유|우대|갖|들고)"
)
WORKING: Final = re.compile(
    r"일자리|알바|구인|채용|직원|일할|일하는|일하고싶|근무|월급|시급|연봉|일당|취직|구직|자리있|공고|모집|직장|퇴근|출근"
)
SCHEDULES: Final = {
    "weekend": r"주말(?:반|에|만|과정|수업)*|토요일(?:반|에)?|일요일(?:반|에)?",
    "evening": r"저녁(?:반|에|시간|에하는|과정|수업)*|야간(?:반|과정|수업|에)*|퇴근(?:후|하고)(?:에)?|밤에",
    "day": r"낮(?:반|에|시간)|주간(?:반|과정)?|오전반?(?:에)?|평일(?:낮|반|주간)?(?:에)?|오후반",
}
ONLINE: Final = r"온라인(?:으로|강의|과정|수업)?|인강|인터넷강의|원격(?:으로|과정|훈련)?|비대면|집에서(?:배울|듣|하는|할수있는|공부)<e>|이러닝|줌수업|동영상강의"
OFFLINE: Final = r"오프라인|직접가서|대면(?:수업|과정)?"
CARD: Final = r"국민내일배움카드|내일배움카드|배움카드|내배카|국비(?:지원)?|카드로|국가지원"
FREE: Final = r"무료(?:로|교육|과정|강의)?|공짜(?:로)?|돈안(?:드는|내는|내고)|자부담없<e>|자비없<e>"
KINDS: Final = {
    "kdt": r"k-?디지털(?:트레이닝)?|케이디지털|kdt|디지털트레이닝|부트캠프",
    "kdc": r"기초역량(?:훈련)?|디지털기초|kdc",
    "strategic": r"국가기간(?:전략)?(?:산업)?(?:직종)?|국기",
    "centre": r"새일센터|새일|여성인력개발센터|여성새로일하기센터",
}
SEATS: Final = r"자리(?:남은|있는|남아있는)|정원(?:안찬|남은)|마감안된|신청(?:할수있는|가능한)"
RATE: Final = r"취업률?(?:이|가)?(?:높은|좋은|잘되는)(?:순|데|곳)?|취업잘되는|취업률순"
STARTS: Final = {
    "this_month": r"이번달(?:에|안에)?(?:시작|개강)?<e>",
    "next_month": r"다음달(?:에|부터)?(?:시작|개강)?<e>",
    "soon": r"곧(?:시작|개강)<e>|바로(?:시작|들을)<e>|빨리시작<e>|제일빨리<e>",
}
MONTH: Final = re.compile(r"(?P<m>1[0-2]|[1-9])월(?:에|중에|부터|달)?(?:시작|개강)?<e>")


@dataclass(slots=True)
class CourseWishes:
    """What was said of training. `starts` is this_month, next_month, soon or a month's number as text."""

    fields: list[str] = field(default_factory=list)
    schedule: str | None = None
    online: bool | None = None
    card: bool | None = None
    free: bool = False
    kinds: list[str] = field(default_factory=list)
    seats: bool = False
    starts: str | None = None
    sort: str | None = None


def about_learning(sentence: Sentence) -> bool:
    """Say whether the sentence is about learning rather than working."""
    text = sentence.full
    if not LEARNING.search(text):
        return False
    return not WORKING.search(text) or bool(
        re.search(r"국비|내배카|배움카드|훈련과정|훈련|수업|강의|강좌|배우고싶|배울|과정", text)
    )


def read(sentence: Sentence) -> CourseWishes:
    """Take what the sentence says of training."""
    said = CourseWishes()
    if sentence.takes(CARD):
        said.card = True
    if sentence.takes(FREE):
        said.free = True
    said.kinds = [name for name, words in KINDS.items() if sentence.takes(words)]
    if sentence.takes(ONLINE):
        said.online = True
    elif sentence.takes(OFFLINE):
        said.online = False
    said.schedule = next((name for name, words in SCHEDULES.items() if sentence.takes(words)), None)
    said.seats = bool(sentence.takes(SEATS))
    if sentence.takes(RATE):
        said.sort = "rate"
    said.starts = next((name for name, words in STARTS.items() if sentence.takes(words)), None)
    if said.starts is None and (found := sentence.takes(MONTH.pattern)):
        said.starts = found["m"]
    said.fields = _fields(sentence)
    return said


def _fields(sentence: Sentence) -> list[str]:
    found: list[str] = []
    for match in sentence.find(_names()):
        word = match.group()
        if word.isascii() and (re.search(r"[a-z]$", sentence.tight[: match.start()])
                               or re.match(r"[a-z]", sentence.tight[match.end() :])):  # fmt: skip
            continue
        if len(word) == 2 and sentence.broken(match.start(), match.end()):
            continue
        found.append(_by_name()[word])
        sentence.take(*match.span())
    return list(dict.fromkeys(found))


@cache
def _by_name() -> dict[str, str]:
    with (HERE / "words" / "fields.yml").open(encoding="utf-8") as file:
        more = yaml.safe_load(file)["fields"]
    names = {name: entry.id for entry in lookups.fields() for name in entry.names}
    return names | {str(word): id for id, words in more.items() for word in words}


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for name in sorted(_by_name(), key=lambda n: -len(n)) if len(name) > 1))
