"""Reads what a button carries: `/intent{"entity": value}`. Pure."""

from __future__ import annotations

import json
import re
from typing import AbstractSet, Any, Dict, List, Tuple

_PAYLOAD = re.compile(r"/(?P<intent>[a-z_]+)(?P<entities>\{.*\})?", re.S)


def read_payload(
    payload: str, intents: AbstractSet[str], entities: AbstractSet[str]
) -> Tuple[str, List[Dict[str, Any]]]:
    """Return the intent and Rasa's entities. Raises ValueError for another shape or a name that is not known."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if not match or match["intent"] not in intents:
        raise ValueError("payload names no intent")
    try:
        values = json.loads(match["entities"] or "{}")
    except json.JSONDecodeError as error:
        raise ValueError("payload carries no JSON") from error
    unknown = set(values) - set(entities)
    if unknown:
        raise ValueError("payload names an unknown entity")
    return match["intent"], [{"entity": name, "value": value} for name, value in values.items()]
