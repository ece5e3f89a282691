"""What was understood and said, in the shapes of docs/architecture.md. Pure but for Rasa's event of a reply."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Text, Tuple

from rasa.shared.core.events import BotUttered

Json = Dict[Text, Any]

RANKED = 5
_ENTITY = ("entity", "value", "text", "start", "end", "approx")


def reply(event: BotUttered) -> Json:
    """Return one bubble, without what is empty in it."""
    parts = {"text": event.text, "buttons": event.data.get("buttons"), "custom": event.data.get("custom")}
    return {name: part for name, part in parts.items() if part}


def nlu(data: Json) -> Json:
    """Return how a message was understood."""
    intent = data.get("intent") or {}
    return {
        "text": data.get("text") or "",
        "intent": intent.get("name") or "",
        "confidence": intent.get("confidence") or 0.0,
        "ranking": [_ranked(one) for one in (data.get("intent_ranking") or [])[:RANKED]],
        "entities": [_entity(one, 0) for one in data.get("entities") or []],
    }


def nlu_of_parts(text: Text, parts: Sequence[Tuple[int, Json]]) -> Json:
    """Return how the first of several questions was understood, and all of them as `parts`; places are in `text`."""
    read = [{**nlu(data), "entities": [_entity(one, at) for one in data.get("entities") or []]} for at, data in parts]
    return {**read[0], "text": text, "parts": [_part(one, at) for one, (at, _) in zip(read, parts, strict=True)]}


def _part(read: Json, at: int) -> Json:
    place = {"start": at, "end": at + len(read["text"])}
    return {**{name: read[name] for name in ("text", "intent", "confidence", "entities")}, **place}


def _ranked(one: Json) -> Json:
    return {"name": one["name"], "confidence": one["confidence"]}


def _entity(one: Json, by: int) -> Json:
    kept = {key: one[key] for key in _ENTITY if key in one}
    return {**kept, **{key: kept[key] + by for key in ("start", "end") if key in kept}} if by else kept


def letters(replies: Sequence[Json]) -> List[Text]:
    """Return the kinds of the letters that replies carry."""
    return [str(one.get("letter")) for said in replies for one in (said.get("custom") or {}).get("letters", ())]
