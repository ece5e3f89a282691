"""One stored line as the messages that Telegram shows: HTML with every value escaped, and a keyboard under the last.

Cards are text with numbered buttons. Limits hold by construction: 4,096 UTF-16 units, 64 bytes of callback data, eight
buttons a row and a hundred in all, web addresses only. A telephone number is written out: there are no buttons for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from bot.channels.fit import cut, units
from bot.channels.telegram.cut import pieces
from bot.store.rows import Message
from bot.talk.hours import SEOUL
from bot.words import Json

Rows: TypeAlias = tuple[tuple[tuple[str, str], ...], ...]
"""As in `updates`: (label, data), where `url:` begins the data of a button that opens a page."""

ONCE, AGAIN, URL = "q:", "c:", "url:"
"""Callback data: a next step that is taken once, a card's button that may be pressed again, an address."""
PAYLOAD_ID = re.compile(r"[A-Za-z0-9_-]{1,62}")
CARDS_IN_ONE, LINES_IN_ONE, BUTTONS_OF_ONE, STEPS = 5, 10, 8, 50
MOST_CAPTION = 1_000
LONGEST_LABEL, SHORT_LABEL, LONGEST_URL = 40, 9, 2_000
POINTER = "👇"  # what stands above a keyboard when there are no words
WEB_LABEL = "웹에서 이어가기"
LINKS = {"vacancy": "공고 보기", "course": "과정 안내 보기", "place": "누리집 보기"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}|(?:\d{1,3}\.){3}\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One `sendMessage`: the same words as HTML and plain, and the keyboard under them.

    With `photo`, an address, it is one `sendPhoto`; the words say what the picture shows.
    """

    html: str
    plain: str
    keyboard: Rows = ()
    photo: str = ""


@dataclass(slots=True)
class _Draft:
    """Plain text with marks on it, so that it can be cut anywhere and still be well-formed."""

    text: str = ""
    marks: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, text: object, tag: str = "") -> None:
        words = clean(str(text))
        if tag and words.strip():
            self.marks.append((len(self.text), len(self.text) + len(words), tag))
        self.text += words

    def line(self, text: object, tag: str = "") -> None:
        if str(text).strip():
            self.add("\n" if self.text else "")
            self.add(text, tag)

    def html(self, start: int, end: int) -> str:
        parts, at = [], start
        for first, last, tag in self.marks:
            a, b = max(first, start), min(last, end)
            if a < b:
                parts.append(f"{escape(self.text[at:a])}<{tag}>{escape(self.text[a:b])}</{tag}>")
                at = b
        return "".join([*parts, escape(self.text[at:end])])


def bubbles(message: Message, link: str = "") -> list[Bubble]:
    """Return what to send for one line, in order; at least one. `link`: for a line that offers to go on in the web."""
    body = message.body
    cards = [card for card in _list(body.get("cards")) if isinstance(card, dict)]
    listed = body.get("layout") == "list"
    many = LINES_IN_ONE if listed else CARDS_IN_ONE
    groups = [cards[i : i + many] for i in range(0, len(cards), many)] or [[]]
    out = _picture(body.get("picture"))
    for number, group in enumerate(groups):
        draft, first = _Draft(), number * many
        if number == 0:
            _opening(draft, message)
        for at, card in enumerate(group, start=first + 1):
            (_entry if listed else _card)(draft, card, at if len(cards) > 1 else 0)
        rows = [_row(card, at if len(cards) > 1 else 0) for at, card in enumerate(group, start=first + 1)]
        rows = _paired([row[0] for row in rows if row]) if listed else rows
        if number == len(groups) - 1:
            for telephone in _telephones(body):
                draft.line(telephone)
            rows += _steps([*_list(body.get("buttons")), *([{"label": WEB_LABEL, "url": link}] if link else [])])
        keyboard = tuple(tuple(row) for row in rows if row)
        out += [] if out and not draft.text and not keyboard else _parts(draft, keyboard)
    return out


def clean(text: str) -> str:
    """Return text without what Telegram cannot carry: control characters and halves of characters."""
    return CONTROL.sub("", text.encode("utf-16", "ignore").decode("utf-16"))


def without_steps(keyboard: Rows) -> Rows:
    """Return a keyboard without the steps that are taken once."""
    kept = (tuple((label, data) for label, data in row if not data.startswith(ONCE)) for row in keyboard)
    return tuple(row for row in kept if row)


def _opening(draft: _Draft, message: Message) -> None:
    if message.author_kind == "counselor" and message.author_name:
        name = message.author_name
        draft.line(name if name.endswith("상담사") else f"{name} 상담사", "b")
    draft.line(message.body.get("text") or "")


def _card(draft: _Draft, card: Json, number: int) -> None:
    draft.add("\n\n" if draft.text else "")
    draft.add(f"{number}. " if number else "")
    draft.add(card.get("title") or card.get("subtitle") or "", "b")
    draft.add(" (연습용)" if card.get("practice") else "")
    draft.line(card.get("subtitle") or "")
    for line in _list(card.get("lines")):
        draft.line(f"· {line}")
    for telephone in _telephones(card):
        draft.line(telephone)
    _known(draft, card)


def _entry(draft: _Draft, card: Json, number: int) -> None:
    """One line of a list, and small under it what is known of it."""
    draft.add("\n" if draft.text else "")
    draft.line(f"{number}. {card.get('title') or ''}" if number else card.get("title") or "", "b")
    draft.add(" (연습용)" if card.get("practice") else "")
    draft.line(card.get("subtitle") or "")
    _known(draft, card)


def _paired(buttons: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [buttons[i : i + 2] for i in range(0, len(buttons), 2)]


def _picture(shown: Any) -> list[Bubble]:
    """Return a picture with its words, which stay if Telegram cannot fetch it."""
    if not isinstance(shown, dict) or not opens(str(shown.get("url") or "")):
        return []
    words = cut(clean(str(shown.get("alt") or "")).strip(), MOST_CAPTION) or POINTER
    return [Bubble(escape(words), words, (), str(shown["url"]))]


def _known(draft: _Draft, card: Json) -> None:
    known = [card.get("source") or "", f"{_day(card['fetched_at'])} 기준" if card.get("fetched_at") else ""]
    draft.line(" · ".join(str(part) for part in known if part), "i")


def _day(moment: object) -> str:
    try:
        at = datetime.fromisoformat(str(moment))
    except ValueError:
        return str(moment)
    local = at.astimezone(SEOUL) if at.tzinfo else at
    return f"{local.year}. {local.month}. {local.day}."


def _parts(draft: _Draft, rows: Rows) -> list[Bubble]:
    cuts = list(pieces(draft.text))
    if not cuts and not rows:
        return [Bubble(POINTER, POINTER)]
    if not cuts:
        return [Bubble(POINTER, POINTER, rows)]
    parts = [Bubble(draft.html(a, b), draft.text[a:b]) for a, b in cuts]
    return [*parts[:-1], Bubble(parts[-1].html, parts[-1].plain, rows)]


def _row(card: Json, number: int) -> list[tuple[str, str]]:
    """Return one card's buttons, numbered as the card is."""
    offered = _list(card.get("buttons"))
    link = card.get("link")
    if link and all(not isinstance(b, dict) or b.get("url") != link for b in offered):
        offered = [*offered, {"label": LINKS.get(str(card.get("kind")), "원문 보기"), "url": link}]
    made = [_button(b, AGAIN) for b in offered if isinstance(b, dict)]
    named = [(cut(f"{number}. {label}", LONGEST_LABEL), data) for label, data in made if data]
    return (named if number else [(label, data) for label, data in made if data])[:BUTTONS_OF_ONE]


def _steps(buttons: Sequence[Any]) -> list[list[tuple[str, str]]]:
    """Return next steps in rows: two short ones share a row."""
    rows: list[list[tuple[str, str]]] = []
    made = (_button(b, ONCE) for b in buttons if isinstance(b, dict))
    for label, data in [each for each in made if each[1]][:STEPS]:
        short = units(label) <= SHORT_LABEL
        if rows and short and len(rows[-1]) == 1 and units(rows[-1][0][0]) <= SHORT_LABEL:
            rows[-1].append((label, data))
        else:
            rows.append([(label, data)])
    return rows


def _button(button: Json, prefix: str) -> tuple[str, str]:
    """Return (label, data); the data is empty when there is nothing Telegram would take."""
    label = " ".join(clean(str(button.get("label") or "")).split())
    id, url = button.get("payload_id"), button.get("url")
    if isinstance(id, str) and PAYLOAD_ID.fullmatch(id):
        data = prefix + id
    else:
        data = f"{URL}{url}" if isinstance(url, str) and opens(url) else ""
    return cut(label, LONGEST_LABEL) or "…", data


def opens(url: str) -> bool:
    """Return whether Telegram takes an address for a button."""
    if not url.isascii() or len(url) > LONGEST_URL or any(c.isspace() or ord(c) < 33 for c in url):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for what is no port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(HOST.fullmatch(parts.hostname or "")) and not parts.username


def _telephones(part: Json) -> Iterator[str]:
    for button in _list(part.get("buttons")):
        url = button.get("url") if isinstance(button, dict) else None
        if isinstance(url, str) and url.startswith("tel:"):
            yield f"{button.get('label') or '전화'}: {url.removeprefix('tel:')}"


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | dict) else []
