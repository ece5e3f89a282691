"""Our neutral messages as KakaoTalk's SkillResponse 2.0, inside its limits by construction.

At most three bubbles and ten quick replies, 30,720 bytes in all. Buttons carry their opaque id in `extra`; what the
person is seen to say is the button's own label. What finds no room stays behind and is fetched by "더 보기".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.fit import clean, cut, line, split, units
from bot.channels.kakao.cards import (
    BUTTONS,
    CARD_TEXT,
    LABEL,
    TEXT,
    cards,
    dicts,
    link_button,
    listing,
    message_button,
    picture,
)
from bot.store.rows import Message
from bot.talk.moving import LINK
from bot.words import Json, Reply

MOST_BYTES = 30_720
ROOM = 28_000  # what we fill; the rest is for the quick replies that are added last
BUBBLES = 3
QUICK = 10
TITLE_OF_LIST = 40  # leaves room for "1/5"
WEB_LABEL = "웹에서 이어가기"
PULL, OPERATOR, PHONE, WEB, FRIEND = "door:pull", "door:operator", "door:phone", "door:web", "door:friend"


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to a human that are always offered; those that are not there are left out.

    `web` makes a fresh signed link for a person id; `person` is whose response it is. `add`: where who is no channel
    friend becomes one, so that we may write first; empty where that would change nothing.
    """

    phone: str = ""
    operator: bool = False
    web: Callable[[str], str] | None = None
    person: str = ""
    add: str = ""

    def for_person(self, person_id: str, *, friend: bool) -> Ways:
        return replace(self, person=person_id, add="" if friend else self.add)

    @property
    def link(self) -> str:
        return self.web(self.person) if self.web is not None and self.person else ""


@dataclass(frozen=True, slots=True)
class Sayings:
    """The renderer's own words, from domain.yml: `more` fetches the rest, `ways` follows "you are in the queue",
    `add` asks to add the channel, `links` stands over links, `cut` ends a text that was cut."""

    more: Reply
    ways: Reply
    add: Reply
    links: str
    cut: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A response that carries the first `count` of the messages; `more`: some were left behind."""

    response: Json
    count: int
    more: bool


def render(messages: Sequence[Message], say: Sayings, ways: Ways) -> Rendered:
    """Return a valid response with as many messages as fit, at least the first (cut if it must be)."""
    bubbles: list[Json] = []
    quick: list[Json] = []
    count = 0
    for message in messages:
        new = _bubbles(message.body, say, ways)
        if count and (len(bubbles) + len(new) > BUBBLES or _size([*bubbles, *new]) > ROOM):
            break
        bubbles, quick, count = [*bubbles, *_trimmed(new)], [*quick, *_quick(message.body)], count + 1
    left = count < len(messages)
    asks = _own_quick(say.more) if left else []
    return Rendered(response(bubbles, [*quick, *asks]), count, left)


def notice(reply: Reply, ways: Ways, *beside: Reply) -> Json:
    """Return a response that says the door's own sentences, with the buttons they name.

    Of those `beside` the first only what has a button that is there is said.
    """
    buttons = _way_buttons(reply, ways)
    bubble = _text_card(reply.text, buttons) if buttons else _simple(reply.text)
    return response([bubble, *_offers(beside, ways)], _own_quick(reply))


def waiting(text: str) -> Json:
    """Return the response that announces a callback."""
    return {"version": "2.0", "useCallback": True, "data": {"text": cut(clean(text), TEXT)}}


def response(bubbles: Sequence[Json], quick: Sequence[Json] = ()) -> Json:
    """Return the whole; what would break a limit is left out, the newest quick replies kept."""
    unique = list({q["label"]: q for q in quick}.values())[-QUICK:]
    template: Json = {"outputs": list(bubbles)[:BUBBLES]}
    if unique:
        template["quickReplies"] = unique
    whole: Json = {"version": "2.0", "template": template}
    while unique and _size(whole) > MOST_BYTES:
        unique.pop(0)
        template["quickReplies"] = unique
    return whole


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _trimmed(bubbles: list[Json]) -> list[Json]:
    """One message in at most three bubbles and the room there is: cards yield before words."""
    kept = bubbles[:BUBBLES]
    while len(kept) > 1 and _size(kept) > ROOM:
        items = kept[-1].get("carousel", {}).get("items", [])
        if len(items) > 2:
            items.pop()
        else:
            kept.pop()
    return kept


def _bubbles(body: Mapping[str, Any], say: Sayings, ways: Ways) -> list[Json]:
    text = clean(str(body.get("text") or "")).strip()
    shown = _shown(body, text)
    links = [b for b in map(link_button, dicts(body.get("buttons"))) if b]
    offered = _offers([say.ways], ways) if body.get("event") == "queued" else []
    links += _web_button(ways) if body.get("event") == LINK else []
    room = BUBBLES - len(shown) - len(offered) - bool(links and units(text) > CARD_TEXT)
    if shown and body.get("layout") == "list" and text == _title(text) and not links:
        said = []  # it stands over the list
    elif links and units(text) <= CARD_TEXT:
        said = [_text_card(text, links[:BUTTONS])]
    else:
        said = [_simple(piece) for piece in _pieces(text, max(room, 1), say.cut)]
        said += [_text_card(say.links, links[:BUTTONS])] if links else []
    return [*said, *shown, *offered] or [_simple("…")]


def _shown(body: Mapping[str, Any], text: str) -> list[Json]:
    """Return the cards or the list, and the picture."""
    items = dicts(body.get("cards"))
    made = ([listing(items, _title(text))] if body.get("layout") == "list" else [cards(items)]) if items else []
    image = picture(body["picture"]) if isinstance(body.get("picture"), dict) else None
    return [*([image] if image else []), *made]


def _title(text: str) -> str:
    """Return what stands over a list."""
    return cut(line(text.partition("\n")[0]), TITLE_OF_LIST)


def _pieces(text: str, most: int, ending: str) -> list[str]:
    """Part a text into at most `most` bubbles; the last one says when it goes on."""
    pieces = split(text, TEXT)
    if len(pieces) <= most:
        return pieces
    last = cut(pieces[most - 1] + " ", TEXT - units(ending) - 2) + "\n" + ending
    return [*pieces[: most - 1], last]


def _simple(text: str) -> Json:
    return {"simpleText": {"text": cut(clean(text).strip(), TEXT) or "…"}}


def _text_card(text: str, buttons: list[Json]) -> Json:
    card: Json = {"description": cut(clean(text).strip(), CARD_TEXT) or "…"}
    if buttons:
        card |= {"buttons": buttons[:BUTTONS], "buttonLayout": "vertical"}
    return {"textCard": card}


def _quick(body: Mapping[str, Any]) -> list[Json]:
    return [q for q in map(message_button, dicts(body.get("buttons"))) if q]


def _own_quick(reply: Reply) -> list[Json]:
    """The door's own quick replies: they fetch what waits, and are no words of the person."""
    return [
        {"label": cut(b.label, LABEL), "action": "message", "messageText": b.label, "extra": {"pull": True}}
        for b in reply.buttons
        if b.payload == PULL
    ]


def _offers(offers: Sequence[Reply], ways: Ways) -> list[Json]:
    made = ((reply.text, _way_buttons(reply, ways)) for reply in offers)
    return [_text_card(text, buttons) for text, buttons in made if buttons]


def _web_button(ways: Ways) -> list[Json]:
    url = ways.link
    return [{"label": WEB_LABEL, "action": "webLink", "webLinkUrl": url}] if url else []


def _way_buttons(reply: Reply, ways: Ways) -> list[Json]:
    made: list[Json] = []
    for button in reply.buttons:
        label = cut(button.label, LABEL)
        if button.payload == OPERATOR and ways.operator:
            made.append({"label": label, "action": "operator"})
        elif button.payload == PHONE and ways.phone:
            made.append({"label": label, "action": "phone", "phoneNumber": ways.phone})
        elif button.payload == WEB and (url := ways.link):
            made.append({"label": label, "action": "webLink", "webLinkUrl": url})
        elif button.payload == FRIEND and ways.add:
            made.append({"label": label, "action": "webLink", "webLinkUrl": ways.add})
    return made
