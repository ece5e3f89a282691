"""What Kakao accepts as a SkillResponse 2.0, written from the platform's pages and apart from our renderer.

Strict: unknown fields are refused, lengths are counted in UTF-16 units, and the whole in bytes. Raises `Invalid`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

MOST_BYTES = 30_720


class Invalid(Exception):
    """Kakao would not show it."""


def check(raw: bytes | str) -> dict[str, Any]:
    """Return the response if Kakao would take it."""
    raw = raw.encode() if isinstance(raw, str) else raw
    _that(len(raw) <= MOST_BYTES, f"{len(raw)} bytes")
    whole = json.loads(raw.decode("utf-8"))
    _fields(whole, "response", {"version"}, {"template", "context", "data", "useCallback"})
    _that(whole["version"] == "2.0", "version")
    if whole.get("useCallback"):
        _that(whole["useCallback"] is True, "useCallback")
        _that(isinstance(whole.get("data", {}), dict), "data")
        _that("template" not in whole, "a template beside useCallback is ignored")
        return dict(whole)
    _that("template" in whole, "template")
    _template(whole["template"])
    return dict(whole)


def _template(template: Any) -> None:
    _fields(template, "template", {"outputs"}, {"quickReplies"})
    _list(template["outputs"], 1, 3, "outputs", _output)
    _list(template.get("quickReplies", []), 0, 10, "quickReplies", _quick_reply)


def _output(output: Any) -> None:
    _that(isinstance(output, dict) and len(output) == 1, "one kind per output")
    kind = next(iter(output))
    _that(kind in OUTPUTS, f"unknown output {kind}")
    OUTPUTS[kind](output[kind])


def _simple_text(bubble: Any) -> None:
    _fields(bubble, "simpleText", {"text"}, set())
    _text(bubble["text"], 1, 1_000, "simpleText.text")


def _text_card(card: Any, *, most: int = 400) -> None:
    _fields(card, "textCard", set(), {"title", "description", "buttons", "buttonLayout"})
    title, description = card.get("title", ""), card.get("description", "")
    _that(bool(title or description), "textCard needs a title or a description")
    _text(title, 0, 50, "textCard.title")
    _text(description, 0, most, "textCard.description")
    _that(_length(title) + _length(description) <= most, "textCard title and description")
    _buttons(card)


def _buttons(card: Any) -> None:
    layout = card.get("buttonLayout", "vertical")
    _that(layout in ("vertical", "horizontal"), "buttonLayout")
    most, label = (3, 14) if layout == "vertical" else (2, 8)
    _list(card.get("buttons", []), 0, most, "buttons", lambda b: _button(b, label))


def _button(button: Any, label: int) -> None:
    action = button.get("action") if isinstance(button, dict) else None
    _that(action in ACTIONS, f"unknown action {action}")
    needs, may = ACTIONS[action]
    _fields(button, "button", {"label", "action", *needs}, may)
    _text(button["label"], 1, label, "button.label")
    if action == "webLink":
        _url(button["webLinkUrl"])
    if action == "phone":
        _that(button["phoneNumber"].replace("-", "").replace("+", "").isdigit(), "phoneNumber")
    if action == "message":
        _text(button["messageText"], 1, 1_000, "messageText")
    _that(isinstance(button.get("extra", {}), dict), "extra")


def _quick_reply(quick: Any) -> None:
    _fields(quick, "quickReply", {"label", "action", "messageText"}, {"extra"})
    _that(quick["action"] == "message", "quickReply.action")
    _text(quick["label"], 1, 14, "quickReply.label")
    _text(quick["messageText"], 1, 1_000, "quickReply.messageText")
    _that(isinstance(quick.get("extra", {}), dict), "extra")


def _carousel(carousel: Any) -> None:
    _fields(carousel, "carousel", {"type", "items"}, set())
    if carousel["type"] == "listCard":
        _list(carousel["items"], 1, 5, "carousel.items", lambda card: _list_card(card, most=4))
        return
    _that(carousel["type"] == "textCard", "carousel.type")
    _list(carousel["items"], 1, 10, "carousel.items", lambda card: _text_card(card, most=128))


def _simple_image(image: Any) -> None:
    _fields(image, "simpleImage", {"imageUrl"}, {"altText"})
    _url(image["imageUrl"])
    _text(image.get("altText", "x"), 1, 50, "altText")


def _list_card(card: Any, *, most: int = 5) -> None:
    _fields(card, "listCard", {"header", "items"}, {"buttons", "buttonLayout"})
    _fields(card["header"], "header", {"title"}, set())
    _text(card["header"]["title"], 1, 50, "header.title")
    _list(card["items"], 1, most, "listCard.items", _list_item)
    _buttons(card)


def _list_item(item: Any) -> None:
    _fields(item, "item", {"title"}, {"description", "link", "action", "messageText", "extra"})
    _text(item["title"], 1, 50, "item.title")
    _text(item.get("description", "x"), 1, 60, "item.description")
    _that(item.get("action", "message") == "message", "item.action")
    _that("action" not in item or bool(item.get("messageText")), "item.messageText")
    _that(isinstance(item.get("extra", {}), dict), "item.extra")
    if "link" in item:
        _fields(item["link"], "link", {"web"}, set())
        _url(item["link"]["web"])


OUTPUTS: dict[str, Callable[[Any], None]] = {
    "simpleText": _simple_text, "textCard": _text_card, "carousel": _carousel, "listCard": _list_card,
    "simpleImage": _simple_image,
}  # fmt: skip
ACTIONS: dict[Any, tuple[set[str], set[str]]] = {
    "webLink": ({"webLinkUrl"}, set()),
    "message": ({"messageText"}, {"extra"}),
    "phone": ({"phoneNumber"}, set()),
    "operator": (set(), set()),
}


def _fields(value: Any, name: str, needs: set[str], may: set[str]) -> None:
    _that(isinstance(value, dict), f"{name} is no object")
    _that(needs <= value.keys() <= needs | may, f"{name} has {sorted(value)}")


def _list(value: Any, least: int, most: int, name: str, each: Callable[[Any], None]) -> None:
    _that(isinstance(value, list) and least <= len(value) <= most, f"{name}: {least} to {most}")
    for item in value:
        each(item)


def _text(value: Any, least: int, most: int, name: str) -> None:
    _that(isinstance(value, str), f"{name} is no text")
    _that(least <= _length(value) <= most, f"{name} has {_length(value)} characters")
    _that(not least or bool(value.strip()), f"{name} is blank")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _url(value: Any) -> None:
    _that(isinstance(value, str) and urlsplit(value).scheme in ("http", "https"), "webLinkUrl")


def _that(true: bool, why: str) -> None:
    if not true:
        raise Invalid(why)
