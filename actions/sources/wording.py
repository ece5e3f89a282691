"""How postings word things, and what it means: dates, deadlines, pay, days, shifts, career, preference, welfare.

Pure functions of text. What is not written stays unknown; what cannot be read raises `ValueError` with words for
staff.
"""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import NamedTuple

INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
TAG = re.compile(r"<!\[CDATA\[|\]\]>|</?[a-zA-Z][^>]*>")
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\d)0\d{1,2}[-) .]?\d{3,4}[-. ]?\d{4}(?!\d)")
DATE = re.compile(r"(?<!\d)(\d{4}|\d{2})[-./ ]?(\d{2})[-./ ]?(\d{2})(?!\d)")
OFFSET = re.compile(r"([+-]\d+)\s*일")
FAR = 9000  # a year from here on means "no end" (99991231)

PAY_KINDS = {"시급": "hour", "일급": "day", "월급": "month", "연봉": "year"}
PLAUSIBLE = {"hour": (5_000, 200_000), "day": (30_000, 1_000_000), "month": (100_000, 30_000_000),
             "year": (5_000_000, 500_000_000)}  # fmt: skip
AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(만)?\s*원?")

EDUCATION = {
    "박사": "graduate",
    "석사": "graduate",
    "2~3": "college",
    "전문대": "college",
    "대졸": "university",
    "대학": "university",
    "고졸": "high",
    "고등": "high",
    "중졸": "middle",
    "초졸": "middle",
}
EMPLOYMENT_CODES = {
    "4": "dispatch",
    "10": "regular",
    "11": "part_time",
    "20": "contract",
    "21": "part_time",
    "Y": "contract",
}
EMPLOYMENT = {
    "시간": "part_time",
    "파트": "part_time",
    "파견": "dispatch",
    "정함이 있는": "contract",
    "계약직": "contract",
    "대체": "contract",
    "정함이 없는": "regular",
    "정규": "regular",
}
SHIFTS = {"three": r"3\s*교대", "two": r"2\s*교대|주야", "night": r"야간|심야", "weekend": r"주말"}
PREFERENCE_CODES = {
    "B": ("middle", "senior"),
    "Y": ("disabled",),
    "D": ("disabled",),
    "S": ("disabled",),
    "08": ("veteran",),
    "09": ("veteran",),
}
PREFERENCES = {
    "youth": r"청년",
    "women": r"경력단절",
    "middle": r"중장년|50세|준\)?고령",
    "senior": r"고령자|50세|60세|시니어",
    "disabled": r"장애인",
    "veteran": r"보훈|유공자|제대군인",
    "foreigner": r"외국인|다문화",
}
WELFARE = {
    "dormitory": r"기숙사|숙소",
    "bus": r"통근버스|통근차|셔틀",
    "meal": r"중식|석식|식사|식대",
    "housing": r"주택자금|사택",
    "car": r"차량유지|유류비",
    "tuition": r"교육비|학자금",
}


class Pay(NamedTuple):
    """Won of its own kind; kind "" when it is left to talks or cannot be trusted. `text` is as written."""

    kind: str
    min: int | None
    max: int | None
    text: str


class Hours(NamedTuple):
    """Minutes of the day, minutes worked, and the part of the day, as far as they are written."""

    begins: int | None
    ends: int | None
    minutes: int | None
    part: str


WEEKDAYS = 5
WEEKEND = re.compile(r"주말|토요|일요|격주|교대|격일|24시간|주\s*[67]일|(?<![가-힣])토(?=\s*\d|·)")
CLOCK = re.compile(r"(?:(오전|오후)\)?\s*)?(?<!\d)(\d{1,2})(?::(\d{2})|시(?!간)\s*(?:(\d{1,2})\s*분)?)")


def _clock(found: re.Match[str]) -> int:
    hour = int(found[2]) % 24 + (12 if found[1] == "오후" and int(found[2]) < 12 else 0)
    return hour * 60 + int(found[3] or found[4] or 0)


def clean(text: str | None) -> str:
    """Return the text without markup, entities, invisible characters and superfluous blanks."""
    plain = html.unescape(html.unescape(text or ""))  # some feeds escape twice
    return " ".join(TAG.sub(" ", plain).translate(INVISIBLE).split())


def without_contacts(text: str) -> str:
    """Return the text with telephone numbers and mail addresses taken out: people apply through the posting."""
    return CONTACT.sub("(연락처는 공고에서 확인)", text)


def day(text: str, today: date) -> date | None:
    """Return the first day written in the text, None if there is none or it means "no end".

    Takes 26-10-01, 20260723, 2026-07-31, 2026.07.31 and, in practice data, days from today: +12일, -3일.
    """
    if offset := OFFSET.search(text):
        return today + timedelta(days=int(offset[1]))
    if not (written := DATE.search(text)):
        return None
    year = int(written[1]) + (2000 if len(written[1]) == 2 else 0)
    try:
        return None if year > FAR else date(year, int(written[2]), int(written[3]))
    except ValueError:
        raise ValueError(f"없는 날짜입니다: {text}") from None


def deadline(text: str, today: date) -> tuple[str, date | None]:
    """Return the kind of deadline and its day: date, until_filled (a last day may follow), always, "" not written."""
    if not text:
        return "", None
    last = day(text, today)
    if "채용시" in text.replace(" ", ""):
        return "until_filled", last
    if any(word in text for word in ("상시", "수시")) or "9999" in text:
        return "always", None
    if last is None:
        raise ValueError(f"마감일을 읽지 못했습니다: {text}")
    return "date", last


def pay(kind_text: str, text: str, least: str, most: str, detail: str = "") -> Pay:
    """Return the pay as written. Figures that cannot be of their kind are not believed; 0 as upper limit means none."""
    written = detail or (text if text.startswith(kind_text) else f"{kind_text} {text}".strip())
    kind = next((PAY_KINDS[word] for word in PAY_KINDS if word in kind_text or text.startswith(word)), "")
    lower, upper = _number(least), _number(most)
    if lower is None and upper is None:
        lower, upper = _amounts(text)
    amounts = [amount for amount in (lower, upper) if amount is not None]
    if not kind or not amounts or not all(_plausible(kind, amount) for amount in amounts):
        return Pay("", None, None, written)
    return Pay(kind, lower, upper, written)


def work_days(text: str) -> float | None:
    """Return days a week: 주5일근무 5, 토요격주휴무 5.5; None when not written."""
    if "격주" in text:
        return 5.5
    found = re.search(r"주\s*(\d(?:\.5)?)\s*일", text)
    return float(found[1]) if found else None


def shift(hours: str, title: str = "") -> str:
    """Return the shift that hours and title tell of, "" when they do not."""
    text = re.sub(r"야간\s*(?:근무)?\s*(?:없음|수당)|주말\s*(?:은|에는)?\s*(?:휴무|휴일)", "", f"{hours} {title}")
    for kind, words in SHIFTS.items():
        if re.search(words, text):
            return kind
    if begins := re.search(r"(오전|오후)?\s*\)?\s*(\d{1,2})(?::\d{2}|시)", hours):
        hour = int(begins[2]) + (12 if begins[1] == "오후" and int(begins[2]) < 12 else 0)
        return "day" if 5 <= hour < 18 else "night"
    return "day" if "주간" in text else ""


def hours(text: str, shift: str) -> Hours:
    """Return from when to when one works; where shifts change, nothing is known. Breaks are not taken off."""
    clocks = [_clock(found) for found in CLOCK.finditer(text)]
    part = "dawn" if shift not in ("two", "three") and re.search(r"새벽", text) else ""
    if shift in ("two", "three") or len(clocks) < 2 or re.search(r"격일|24시간|오전조|교대", text):
        return Hours(None, None, None, part)
    begins, ends = clocks[0], clocks[1]
    worked = (ends - begins) % 1440
    if not part and begins < 6 * 60:
        part = "dawn"
    elif not part and ends > begins:
        early, late = begins < 12 * 60 and ends <= 14 * 60, begins >= 12 * 60
        part = "morning" if early else "" if not late else "evening" if begins >= 17 * 60 else "afternoon"
    return Hours(begins, ends, worked, part)


def night(text: str, title: str, shift: str, at: Hours) -> bool | None:
    """Return whether one works at night (22–06), None when the hours are not written."""
    said = re.sub(r"야간\s*(?:근무)?\s*(?:없음|수당)", "", f"{text} {title}")
    if shift in ("night", "two", "three") or re.search(r"야간|심야|나이트|교대|격일|24시간", said):
        return True
    if at.begins is not None and at.ends is not None:
        return at.ends < at.begins or at.ends > 22 * 60 or at.begins < 5 * 60
    return False if text else None


def weekend(text: str, days: float | None, shift: str) -> bool | None:
    """Return whether Saturdays or Sundays are worked, None when it cannot be told."""
    said = re.sub(r"(?:주말|토|일|휴일)\S*\s*(?:은|에는)?\s*(?:휴무|쉼)|격주휴무\s*없음", "", text)
    if shift in ("weekend", "two", "three") or WEEKEND.search(said):
        return True
    if re.search(r"평일|월\s*[~-]\s*금", text) or (days is not None and days == WEEKDAYS):
        return False
    return None


def car(certificate: str, preferred: str, title: str) -> bool:
    """Return whether the employer asks for a driver's licence or a car."""
    asked = re.search(r"운전면허|대형면허|차량\s*소지|자차|운전\s*가능", f"{certificate} {preferred} {title}")
    return asked is not None or (bool(re.search(r"기사\b|운전|배송|택배|라이더", title)) and "조리" not in title)


def career_months(text: str) -> int | None:
    """Return how many months of experience are asked for: "경력 (최소 2년 0 개월 이상) 필수" is 24."""
    found = re.search(r"(\d+)\s*년(?:\s*(\d+)\s*개월)?|(\d+)\s*개월", text)
    return int(found[1] or 0) * 12 + int(found[2] or found[3] or 0) if found else None


def career(text: str) -> str:
    """Return any, new or experienced; what is not written is open to all."""
    fresh, seasoned = "신입" in text, "경력" in text and "무관" not in text
    return "any" if fresh == seasoned else "new" if fresh else "experienced"


def education(text: str) -> str:
    """Return the least schooling asked for: any middle high college university graduate."""
    least = text.split("-")[0]  # 대졸(4년)-박사: from the first on
    return next((step for word, step in EDUCATION.items() if word in least), "any")


def employment(code: str, text: str) -> str:
    """Return the employment by work24's code (empTpCd), else by its wording; "" unknown."""
    if "일용" in text:
        return "daily"
    if code in EMPLOYMENT_CODES:
        return EMPLOYMENT_CODES[code]
    return next((kind for word, kind in EMPLOYMENT.items() if word in text), "")


def targets(code: str, text: str) -> tuple[str, ...]:
    """Return whom the employer prefers, by work24's codes and by wording; legal preferences only."""
    coded = {each for one in re.split(r"[|,\s]+", code) for each in PREFERENCE_CODES.get(one, ())}
    return tuple(name for name, words in PREFERENCES.items() if name in coded or re.search(words, text))


def welfare(text: str) -> tuple[str, ...]:
    """Return what the employer offers besides pay; "기숙사 없음" offers nothing."""
    offered = re.sub(r"\S+\s*(?:없음|미제공|불가)", "", text)
    return tuple(name for name, words in WELFARE.items() if re.search(words, offered))


def count(text: str) -> int | None:
    """Return the whole number in the text ("25 명", "1,200"), None if there is none."""
    found = re.search(r"\d[\d,]*", text)
    return int(found[0].replace(",", "")) if found else None


def link(text: str) -> str | None:
    """Return the address if it is one of the web, without anybody's key (`authKey=` leaks in real feeds)."""
    address = re.sub(r"([?&])authKey=[^&]*&?", r"\1", text, flags=re.IGNORECASE).rstrip("?&")
    return address if re.match(r"https?://[^\s/]+", address) else None


def _number(text: str) -> int | None:
    return int(text) or None if text.isdigit() else None


def _amounts(text: str) -> tuple[int | None, int | None]:
    plain = re.sub(r"\d+(?:\.\d+)?\s*%", "", text)  # "상여별도 10%" is no pay
    found = [int(float(n.replace(",", "")) * (10_000 if man else 1)) for n, man in AMOUNT.findall(plain)]
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def _plausible(kind: str, amount: int) -> bool:
    least, most = PLAUSIBLE[kind]
    return least <= amount <= most
