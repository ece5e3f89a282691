"""Bubbles, buttons and cards, and how numbers, dates and particles are written in Korean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

KST: Final = ZoneInfo("Asia/Seoul")
WEEKDAYS: Final = "월화수목금토일"
BRACKETS: Final = re.compile(r"\s*\([^()]*\)$")
MOST_BUTTONS: Final = 4
MOST_LABEL: Final = 14
LONG, EITHER = 40, " 또는 "  # letters of a condition from which on its ways in stand on lines of their own
PARTICLES: Final = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로", "이에요": "예요", "이라": "라"}


@dataclass(frozen=True, slots=True)
class Button:
    """A next step: either a `payload` (`/intent{…}` or `gateway:…`) or a `url`."""

    title: str
    payload: str | None = None
    url: str | None = None

    def wire(self) -> dict[str, Any]:
        return {"title": self.title, "url": self.url} if self.url else {"title": self.title, "payload": self.payload}


@dataclass(frozen=True, slots=True)
class Card:
    """One vacancy, course, programme or place; see docs/architecture.md, *What an action says*."""

    kind: str
    id: str
    title: str
    subtitle: str = ""
    lines: tuple[str, ...] = ()
    source: str = ""
    fetched_at: str = ""
    link: str | None = None
    practice: bool = False
    buttons: tuple[Button, ...] = ()

    def wire(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in ("kind", "id", "title", "subtitle", "source", "fetched_at")}
        rest = {"lines": list(self.lines), "link": self.link, "practice": self.practice}
        return {**plain, **rest, "buttons": [b.wire() for b in self.buttons]}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One balloon of the bot: text, then cards, then buttons."""

    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """All that an action answers.

    `answer` names the knowledge shown, `letters` is what the gateway shall change, `remember` holds the slots to set
    (a missing name stays as it was; `facts` and `search` are given whole).
    """

    bubbles: tuple[Bubble, ...]
    answer: dict[str, Any]
    remember: dict[str, Any] = field(default_factory=dict)
    letters: tuple[dict[str, Any], ...] = ()


def button(title: str, intent: str, **entities: Any) -> Button:
    """Return a button that stands for an intent with entities."""
    payload = f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"
    return Button(short(title, MOST_LABEL), payload)


def person(title: str = "상담사 연결", reason: str = "user_asked") -> Button:
    """Return the button that asks for a counselor; `reason` is one of the letter's reasons."""
    return button(title, "request_human", reason=reason)


def link(title: str, url: str) -> Button:
    return Button(short(title, MOST_LABEL), url=url)


def short(text: str, most: int) -> str:
    """Return `text` cut to at most `most` characters, the cut shown by an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number(value: int | float) -> str:
    """Return a number without a needless fraction."""
    return f"{value:,.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def day(value: date | str) -> str:
    """Return 2026년 3월 6일(금). What is no date is given back as it was."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return f"{value.year}년 {value.month}월 {value.day}일({WEEKDAYS[value.weekday()]})"


def ways(text: str, end: str = "") -> tuple[str, ...]:
    """Return a condition as lines of a list: two long ways in have a line each; `end` closes the last."""
    parts = text.split(EITHER) if len(text) > LONG else [text]
    return (*(f"{part},{EITHER.rstrip()}" for part in parts[:-1]), f"{parts[-1]}{end}")


def moment(value: datetime) -> str:
    """Return a moment in Korean time as ISO 8601 to the minute, as cards carry it."""
    return value.astimezone(KST).isoformat(timespec="minutes")


def josa(word: str, after_consonant: str) -> str:
    """Return the word with its particle: josa("전주", "은") is 전주는; what follows in brackets is not read aloud."""
    last = next((c for c in reversed(BRACKETS.sub("", word)) if c.isalnum()), "")
    final = _final(last)
    closed = final != 0 and not (after_consonant == "으로" and final == 8)
    return word + (after_consonant if closed else PARTICLES[after_consonant])


def _final(char: str) -> int:
    """Return the index of the final consonant as the letter is read aloud; 0 for none."""
    if "가" <= char <= "힣":
        return (ord(char) - ord("가")) % 28
    return {"0": 21, "1": 8, "3": 16, "6": 1, "7": 8, "8": 8}.get(char, 8 if char in "lLrR" else 0)
