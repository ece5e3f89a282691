"""Cards, lists and pictures as KakaoTalk shows them: text cards, list cards and carousels of them, images.

A card's source and date are never cut away. What has no room in a list is fetched by its own button of the bot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.channels.fit import clean, cut, line, units
from bot.words import Json

BUTTONS, CARDS = 3, 10
LABEL, TITLE, TEXT = 14, 50, 1_000
CARD_TEXT, CAROUSEL_TEXT = 400, 128
ITEMS, ITEMS_IN_CAROUSEL, LISTS, ITEM_TEXT, SHORT_SOURCE = 5, 4, 5, 60, 24
ALT = 50
LINKS = {"vacancy": "공고 보기", "course": "과정 안내 보기", "place": "누리집 보기"}


def cards(items: list[Json]) -> Json:
    """Return one card, or a carousel of up to ten."""
    if len(items) == 1:
        return {"textCard": _card(items[0], CARD_TEXT)}
    return {"carousel": {"type": "textCard", "items": [_card(c, CAROUSEL_TEXT) for c in items[:CARDS]]}}


def listing(items: list[Json], title: str) -> Json:
    """Return a list of up to five, or a carousel of lists of four: each line leads on by its first button or link."""
    if len(items) <= ITEMS:
        return {"listCard": _list(items, title)}
    pages = [items[i : i + ITEMS_IN_CAROUSEL] for i in range(0, len(items), ITEMS_IN_CAROUSEL)][:LISTS]
    named = [f"{title} {number}/{len(pages)}" for number in range(1, len(pages) + 1)]
    lists = [_list(page, name) for page, name in zip(pages, named, strict=True)]
    return {"carousel": {"type": "listCard", "items": lists}}


def picture(shown: Mapping[str, Any]) -> Json | None:
    """Return a picture with what a screen reader says of it; None if its address is none."""
    if not web(shown.get("url")):
        return None
    alt = cut(line(str(shown.get("alt") or "")), ALT)
    return {"simpleImage": {"imageUrl": shown["url"], **({"altText": alt} if alt else {})}}


def message_button(button: Json) -> Json | None:
    """Return a button that comes back as its opaque id; the person is seen to say its label."""
    label, id = line(str(button.get("label") or "")), button.get("payload_id")
    if not label or not id:
        return None
    extra = {"payload_id": id}
    return {"label": cut(label, LABEL), "action": "message", "messageText": cut(label, TEXT), "extra": extra}


def link_button(button: Json) -> Json | None:
    """Return a button that opens a page or a telephone."""
    label, url = cut(line(str(button.get("label") or "")), LABEL), button.get("url")
    if isinstance(url, str) and url.startswith("tel:") and label:
        return {"label": label, "action": "phone", "phoneNumber": url.removeprefix("tel:")}
    return {"label": label, "action": "webLink", "webLinkUrl": url} if label and web(url) else None


def web(url: object) -> bool:
    """Return whether an address may be opened."""
    if not isinstance(url, str) or len(url) > 1_000:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def dicts(value: object) -> list[Json]:
    """Return the objects in a list; nothing for what is none."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list | tuple) else []


def _card(card: Json, most: int) -> Json:
    """A card in words: the lines between are cut, never its source and date; title and words share `most`."""
    title, source = _title(card), _source(card, 60)
    room = most - units(title) - units(source) - 1
    lines = [line(str(card.get("subtitle") or "")), *(line(str(x)) for x in card.get("lines") or ())]
    words = _whole([x for x in lines if x], max(room, 0))
    description = "\n".join(x for x in (words, source) if x)
    made: Json = {name: value for name, value in (("title", title), ("description", description)) if value}
    made = made or {"title": "…"}
    buttons = [*_pressed(card), *_opened(card)][:BUTTONS]
    if buttons:
        made |= {"buttons": buttons, "buttonLayout": "vertical"}
    return made


def _whole(lines: list[str], room: int) -> str:
    """Return the first lines that fit, whole; only one that no room is large enough for is cut."""
    kept = ""
    for each in lines:
        longer = f"{kept}\n{each}" if kept else each
        if units(longer) > room:
            break
        kept = longer
    return kept or (cut(lines[0], room) if lines and room > 1 else "")


def _list(items: list[Json], title: str) -> Json:
    return {"header": {"title": cut(line(clean(title)), TITLE) or "목록"}, "items": [_item(card) for card in items]}


def _item(card: Json) -> Json:
    source = _source(card, SHORT_SOURCE)
    words = " · ".join(line(str(x)) for x in (card.get("subtitle"), *(card.get("lines") or ())) if x)
    about = cut(words, ITEM_TEXT - units(source) - 3) if words else ""
    item: Json = {"title": _title(card) or "…"}
    if description := " · ".join(x for x in (about, source) if x):
        item["description"] = description
    pressed = next((b for b in map(message_button, dicts(card.get("buttons"))) if b), None)
    if pressed:
        item |= {"action": "message", "messageText": cut(item["title"], TEXT), "extra": pressed["extra"]}
    elif web(card.get("link")):
        item["link"] = {"web": card["link"]}
    return item


def _title(card: Json) -> str:
    return cut(line(("[연습용] " if card.get("practice") else "") + str(card.get("title") or "")), TITLE)


def _source(card: Json, most: int) -> str:
    """Return where a fact is from and of when; if that is too long the name yields, not the day."""
    source, day = line(str(card.get("source") or "")), line(str(card.get("fetched_at") or ""))[:10]
    if source and day:
        return f"{cut(source, most - units(day) - 3)} · {day}"
    return cut(source, most)


def _pressed(card: Json) -> list[Json]:
    buttons = [link_button(b) or message_button(b) for b in dicts(card.get("buttons"))]
    return [b for b in buttons if b][: BUTTONS - 1 if card.get("link") else BUTTONS]


def _opened(card: Json) -> list[Json]:
    url = card.get("link")
    label = LINKS.get(str(card.get("kind")), "자세히 보기")
    return [{"label": label, "action": "webLink", "webLinkUrl": url}] if web(url) else []
