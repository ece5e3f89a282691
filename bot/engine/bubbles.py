"""How the answers to several questions stand in one turn: three bubbles and four buttons at most. Pure.

Texts of one answer are joined rather than dropped: the source of a figure stands in its last line.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

Json = Dict[Text, Any]

BUBBLES, BUTTONS = 3, 4
KEPT = 1  # buttons of the answer that is not the last


def one_after_the_other(first: List[Json], second: List[Json]) -> List[Json]:
    """Return both answers in their order."""
    head = _folded(first, max(1, BUBBLES - len(second)))
    tail = _folded(second, BUBBLES - len(head))
    own = _all_buttons(tail)
    labels = {button.get("title") for button in own}
    kept = [button for button in _all_buttons(head) if button.get("title") not in labels][:KEPT]
    return [*_with_buttons(head, kept), *_with_buttons(tail, own[: BUTTONS - len(kept)])]


def before_the_question(asking: List[Json], other: List[Json]) -> List[Json]:
    """Return both answers, the bubble that asks back last, with its buttons and no others."""
    *before, question = asking
    head = _folded(before, 1) if before else []
    between = _folded(other, BUBBLES - 1 - len(head))
    return [*_with_buttons(head, []), *_with_buttons(between, []), question]


def with_an_offer(replies: List[Json], offer: List[Json], asks: bool) -> List[Json]:
    """Return the replies with an offer under the last one; where that one asks, under the one before."""
    if not replies or not offer:
        return replies or offer
    at = len(replies) - 2 if asks and len(replies) > 1 else len(replies) - 1
    text = "\n".join(str(one.get("text") or "") for one in (replies[at], *offer) if one.get("text"))
    said = [*replies[:at], {**replies[at], "text": text}, *replies[at + 1 :]]
    added = _all_buttons(offer)
    own = [button for button in _all_buttons(said) if button not in added][: BUTTONS - len(added)]
    return _with_buttons(said, [*added, *own]) if added else said


def _folded(bubbles: List[Json], room: int) -> List[Json]:
    """Return at most `room` bubbles: the last ones stand in one."""
    if len(bubbles) <= room:
        return bubbles
    kept, rest = bubbles[: room - 1], bubbles[room - 1 :]
    whole: Json = dict(rest[0])
    whole["text"] = "\n\n".join(str(one["text"]) for one in rest if one.get("text"))
    custom: Json = {}
    for one in reversed(rest):
        cards = [*((one.get("custom") or {}).get("cards") or []), *(custom.get("cards") or [])]
        custom = {**custom, **(one.get("custom") or {}), **({"cards": cards} if cards else {})}
    return [*kept, {**whole, **({"custom": custom} if custom else {}), "buttons": _all_buttons(rest)}]


def _all_buttons(bubbles: List[Json]) -> List[Json]:
    return [button for one in bubbles for button in one.get("buttons") or []]


def _with_buttons(bubbles: List[Json], buttons: List[Json]) -> List[Json]:
    """Return the bubbles with these buttons, under the last one."""
    bare = [{name: part for name, part in one.items() if name != "buttons"} for one in bubbles]
    return [*bare[:-1], {**bare[-1], "buttons": buttons}] if bare and buttons else bare
