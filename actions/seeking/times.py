"""Days and hours in a sentence: days a week, shifts wanted and not, from and to what hour, when to apply by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from actions.seeking.numbers import number
from actions.seeking.text import Sentence

COUNT: Final = r"[1-7]|[일이삼사오육칠]|하루|이틀|사흘|나흘|닷새|한|두|세|네|다섯"
DAYS_WORD: Final = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5}
WEEK: Final = rf"(?:(?<!매)주|일주일에?|1주일?에?|한주에?)에?(?P<n>{COUNT})(?:일제|일만|일근무|일|번|회|(?<=[루틀흘새])만?)(?:이하|이내|미만|정도|만)?(?:근무|일하는|제)?"
SHIFTS: Final = {
    "three": r"(?:4조)?(?:3|삼)교대(?:근무)?|쓰리교대",
    "two": r"(?:2|이|주야)교대(?:근무)?|격일(?:제|근무)?|맞교대|주야간?교대?|주야2교대",
    "any_rotation": r"교대(?:근무|제)?",
    "night": r"야간(?:근무|작업|조|전담|일|타임|시간)?|밤(?:에하는|에|근무|일|샘|새|시간)|심야|나이트|철야",
    "weekend": r"주말(?:근무|에만|에|만|일)?|토일(?:요일)?(?:에만|만)?|토요일(?:에|근무)?|일요일(?:에|근무)?|휴일근무|공휴일(?:근무)?",
    "day": r"주간(?:근무|만|조|에)?(?!보호)|낮(?:에만|에|근무|시간|일)?(?=하는|만|에|근무|시간|일|타임|$)|데이근무",
}
WEEKDAY: Final = r"평일(?:에만|만|근무|에)?|월(?:요일)?(?:~|-|에서|부터)금(?:요일)?(?:까지)?|월화수목금"
WEEKEND_OFF: Final = (
    r"(?:주말|토일|토요일|일요일|휴일|공휴일|빨간날)(?:에|은|엔|에는|에도|은꼭|마다)?(?:다|꼭|무조건|모두)?(?:쉬는|쉬고|쉬었|쉴|쉬면|쉬어|휴무|안하|안나가|노는|놀)"
    r"<e>(?=곳|데|일|자리|직|\x00|$|\s)?"
)
NIGHT_OFF: Final = r"(?:야간|밤|(?<![2-4이삼])교대)(?:에는|에|엔|은|는|근무)?(?:안하는|안하고|안해|못해|못하|싫|없는|없이|없고|없었으면|빼고|말고|제외|x)<e>"
PARTS: Final = {
    "morning": r"오전(?:에만|에|만|근무|타임|반|조|시간|중)*",
    "afternoon": r"(?<!오전)오후(?:에만|에|만|근무|타임|반|조|시간)*",
    "evening": r"저녁(?:에만|에|만|근무|타임|시간|때)*|퇴근후",
    "dawn": r"새벽(?:에만|에|만|근무|타임|시간|일)*",
}
CLOCK: Final = r"(?:(?P<{0}part>오전|오후|아침|저녁|새벽|밤|낮)?(?P<{0}h>\d{{1,2}}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)시(?P<{0}m>반|\d{{1,2}}분)?)"
SPAN: Final = re.compile(
    CLOCK.format("a") + r"(?:부터|에서|~|-|출근해서|출근)" + CLOCK.format("b") + r"(?:까지|퇴근|사이)?"
)
NINE_SIX: Final = re.compile(r"나인투식스|(?<!\d)(?P<a>\d{1,2})(?:to|~|-)(?P<b>\d{1,2})(?:시|$|(?=출|근|\x00))")
LEAVE: Final = re.compile(
    CLOCK.format("")
    + r"(?:이전에?|전에?|까지|에|안에|칼)?(?:퇴근|끝나|마치|마감하)<e>|"
    + CLOCK.format("x")
    + r"(?:이전|까지)(?=일|근무|하|만)"
)
COME: Final = re.compile(
    CLOCK.format("")
    + r"(?:이후에?|부터|에|넘어서)?(?:출근|시작)<e>|"
    + CLOCK.format("x")
    + r"이후에?(?=일|근무|하|\x00|$)"
)
LONG: Final = re.compile(
    r"(?:하루에?|1일|일)?(?P<n>\d{1,2}|(?<!능)한|두|세|네|다섯|여섯|일곱|여덟)시간(?!당|제|선택|에)(?:씩|만|정도|짜리|이내|미만|이하|근무|일하는|알바|쯤)*"
)
SHORT: Final = r"단시간|짧게일|짧은시간|잠깐하는|잠깐씩|잠깐일|반나절|반일"
NATIVE: Final = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11, "열두": 12}  # fmt: skip


@dataclass(slots=True)
class Times:
    """What was said: `begins` and `ends` in minutes of the day are the earliest start and the latest end wanted."""

    work_days: float | None = None
    weekend_off: bool = False
    shifts: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    begins: int | None = None
    ends: int | None = None
    longest: int | None = None  # minutes a day


def read(sentence: Sentence) -> Times:
    """Take the days and hours of the sentence."""
    times = Times()
    _days(sentence, times)
    _clock(sentence, times)
    _shifts(sentence, times)
    return times


def _days(sentence: Sentence, times: Times) -> None:
    if found := sentence.takes(WEEK):
        said = found["n"]
        times.work_days = float(DAYS_WORD.get(said) or NATIVE.get(said) or number(said) or 5)
    if sentence.takes(WEEKEND_OFF):
        times.weekend_off = True
        times.excluded.append("weekend")
    if sentence.takes(WEEKDAY) and not times.weekend_off:
        times.weekend_off = True
        times.excluded.append("weekend")
    if found := sentence.takes(r"(?P<days>[월화수목금토일]{2,6})(?:요일)?(?:에만|만)"):
        times.work_days = float(len(set(found["days"])))
    if sentence.takes(r"격주(?:토요일?|휴무|근무)*"):
        times.work_days = 5.5


def _clock(sentence: Sentence, times: Times) -> None:
    if found := sentence.takes(SPAN.pattern):
        times.begins = _minutes(found["apart"], found["ah"], found["am"], False)
        times.ends = _minutes(found["bpart"], found["bh"], found["bm"], True, after=times.begins)
    elif found := sentence.takes(NINE_SIX.pattern):
        first, last = int(found["a"] or 9), int(found["b"] or 6)
        times.begins, times.ends = first * 60, (last + 12 if last <= first else last) * 60
    if found := sentence.takes(LEAVE.pattern):
        hour = found["h"] or found["xh"]
        times.ends = _minutes(found["part"] or found["xpart"], hour, found["m"] or found["xm"], True)
    if found := sentence.takes(COME.pattern):
        hour = found["h"] or found["xh"]
        times.begins = _minutes(found["part"] or found["xpart"], hour, found["m"] or found["xm"], False)
    if found := sentence.takes(LONG.pattern):
        hours = NATIVE.get(found["n"]) or int(number(found["n"]) or 0)
        times.longest = hours * 60 if 1 <= hours <= 12 else None
    elif sentence.takes(SHORT):
        times.longest = 5 * 60


def _shifts(sentence: Sentence, times: Times) -> None:
    if found := sentence.takes(NIGHT_OFF):
        times.excluded += ["two", "three"] if found.group().startswith("교대") else ["night"]
        if found.group().startswith(("야간", "밤")):
            pass
    for name, words in SHIFTS.items():
        for found in sentence.find(words):
            end = sentence.unwanted(found.end())
            names = ["two", "three"] if name == "any_rotation" else [name]
            (times.excluded if end else times.shifts).extend(n for n in names)
            sentence.take(found.start(), end or found.end())
    for name, words in PARTS.items():
        for found in sentence.find(words):
            end = sentence.unwanted(found.end())
            if end:
                times.excluded.append(name)
            else:
                times.parts.append(name)
            sentence.take(found.start(), end or found.end())
    times.shifts = [s for s in dict.fromkeys(times.shifts) if s not in times.excluded]
    times.excluded = list(dict.fromkeys(times.excluded))
    times.parts = list(dict.fromkeys(times.parts))


def _minutes(part: str | None, hour: str, more: str | None, ending: bool, after: int | None = None) -> int:
    hours = NATIVE.get(hour) or int(hour)
    if (
        (part in ("오후", "저녁", "밤") and hours < 12)
        or (ending and part not in ("오전", "아침", "새벽") and hours <= 8)
        or (not ending and part in (None, "낮") and 1 <= hours <= 5)
    ):
        hours += 12
    minutes = hours * 60 + (30 if more == "반" else int(more[:-1]) if more else 0)
    if ending and after is not None and minutes <= after and minutes + 720 <= 1440:
        minutes += 720
    return minutes
