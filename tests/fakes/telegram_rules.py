"""What Telegram accepts in `sendMessage`, written from the Bot API's text and apart from our renderer.

`check` returns what a person would read. It raises `Rejected` with the words of the Bot API, so that the fake server
can answer with them and a test can say which rule was broken. It also refuses what Telegram only tolerates.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

MOST_UNITS, MOST_DATA, MOST_IN_ROW, MOST_BUTTONS, MOST_ENTITIES = 4096, 64, 8, 100, 100
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-z]+=\"[^\"<>]*\")*)\s*>")
NAMED = {"lt", "gt", "amp", "quot"}
ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{1,8});")


class Rejected(Exception):
    """A 400 of the Bot API; the text is its description."""


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Button(Rule):
    text: str = Field(min_length=1, max_length=64)
    callback_data: str | None = None
    url: str | None = None

    @model_validator(mode="after")
    def _one_purpose(self) -> Button:
        if (self.callback_data is None) == (self.url is None):
            raise ValueError("exactly one of callback_data and url")
        if self.callback_data is not None and not 1 <= len(self.callback_data.encode()) <= MOST_DATA:
            raise ValueError("BUTTON_DATA_INVALID")
        if self.url is not None:
            parts = urlsplit(self.url)
            if parts.scheme not in ("http", "https") or not parts.hostname or not parts.hostname.isascii():
                raise ValueError("BUTTON_URL_INVALID")
        if not self.text.strip():
            raise ValueError("button text must be non-empty")
        return self


class Keyboard(Rule):
    inline_keyboard: list[list[Button]] = Field(min_length=1)

    @model_validator(mode="after")
    def _sizes(self) -> Keyboard:
        if any(not 1 <= len(row) <= MOST_IN_ROW for row in self.inline_keyboard):
            raise ValueError("a row has 1 to 8 buttons")
        if sum(map(len, self.inline_keyboard)) > MOST_BUTTONS:
            raise ValueError("REPLY_MARKUP_TOO_LONG")
        return self


class Preview(Rule):
    is_disabled: bool


class SendMessage(Rule):
    """Every field our bot may send, and no other."""

    chat_id: int
    text: str
    parse_mode: str | None = Field(None, pattern="^HTML$")
    reply_markup: Keyboard | None = None
    link_preview_options: Preview | None = None


def check(params: dict[str, Any]) -> str:
    """Return the text that a person sees. Raises `Rejected`."""
    told = {name: _parsed(name, value) for name, value in params.items()}
    try:
        message = SendMessage.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise Rejected(f"Bad Request: {first['loc']}: {first['msg']}") from None
    shown = visible(message.text) if message.parse_mode else message.text
    try:
        units = len(shown.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise Rejected("Bad Request: strings must be encoded in UTF-8") from None
    if not shown.strip():
        raise Rejected("Bad Request: message text is empty")
    if units > MOST_UNITS:
        raise Rejected("Bad Request: message is too long")
    return shown


def visible(text: str) -> str:
    """Return HTML as it is shown. Raises `Rejected` for tags unknown, crossed or open, and bare `<` `&`."""
    open_, shown, at, count = [], [], 0, 0
    while at < len(text):
        if text[at] == "<":
            found = TAG.match(text, at)
            if found is None or found[2].lower() not in TAGS:
                raise Rejected(f"Bad Request: can't parse entities: Unsupported start tag at byte offset {at}")
            if not found[1]:
                open_.append(found[2].lower())
                count += 1
            elif not open_ or open_.pop() != found[2].lower():
                raise Rejected(f"Bad Request: can't parse entities: Unmatched end tag at byte offset {at}")
            at = found.end()
        elif text[at] == "&":
            entity = ENTITY.match(text, at)
            if entity is None or (entity[1][0] != "#" and entity[1] not in NAMED):
                raise Rejected(f"Bad Request: can't parse entities: bare ampersand at byte offset {at}")
            shown.append(html.unescape(entity[0]))
            at = entity.end()
        else:
            shown.append(text[at])
            at += 1
    if open_:
        raise Rejected(f"Bad Request: can't parse entities: Can't find end tag corresponding to start tag {open_[-1]}")
    if count > MOST_ENTITIES:
        raise Rejected("Bad Request: too many entities")
    return "".join(shown)


def _parsed(name: str, value: Any) -> Any:
    """Form fields come as text: numbers and nested objects are JSON in them."""
    if name == "text" or not isinstance(value, str):
        return value
    if name == "chat_id":
        return int(value) if re.fullmatch(r"-?\d{1,16}", value) else value
    return json.loads(value) if value[:1] in "{[" else value
