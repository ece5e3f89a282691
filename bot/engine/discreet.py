"""What was answered by a button about health and the like serves the question that is open, and is kept nowhere.

Such a button's fact carries `"private": true`. Its answer lives in the slot `asking` while the questions go on, since
the next one is chosen by it; of the conversation's past, of outcomes and of what the house is told it is taken out.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

PRIVATE = "private"
Json = Dict[Text, Any]


def events(kept: List[Json]) -> List[Json]:
    """Return the events of a conversation without private answers, but for the slot as it is now."""
    last = max((i for i, event in enumerate(kept) if _asks(event)), default=-1)
    return [_plain(event, now=i == last) for i, event in enumerate(kept)]


def answer(body: Json) -> Json:
    """Return the outcome of a turn without private answers."""
    nlu = dict(body["nlu"])
    nlu["entities"] = [entity for entity in nlu.get("entities") or [] if not _tells(entity)]
    slots = dict(body["slots"])
    if isinstance(slots.get("asking"), dict):
        slots["asking"] = {name: value for name, value in slots["asking"].items() if name != PRIVATE}
    return {**body, "nlu": nlu, "slots": slots}


def _asks(event: Json) -> bool:
    return event.get("event") == "slot" and event.get("name") == "asking"


def _plain(event: Json, now: bool) -> Json:
    value = event.get("value")
    if _asks(event) and not now and isinstance(value, dict):
        return {**event, "value": {name: one for name, one in value.items() if name != PRIVATE}}
    parsed = event.get("parse_data")
    if event.get("event") == "user" and parsed and any(_tells(entity) for entity in parsed.get("entities") or []):
        intent = (parsed.get("intent") or {}).get("name")
        bare = "/{}".format(intent)
        return {**event, "text": bare, "parse_data": {**parsed, "text": bare, "entities": []}}
    return event


def _tells(entity: Json) -> bool:
    value = entity.get("value")
    return isinstance(value, dict) and value.get(PRIVATE) is True
