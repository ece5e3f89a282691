"""Updates as nobody should send them: fields dropped, renamed, retyped, null, huge, deep; seeded, so repeatable."""

from __future__ import annotations

import copy
import json
import random
import unicodedata
from collections.abc import Callable
from typing import Any

ODD: list[Any] = [
    None, True, False, 0, -1, 1.5, 2**31, 2**53, 2**63, 2**70, -(2**70), "", " ", "0", "null", "a" * 5_000, "\ud800",
    "\x00", "\u200d" * 300, "<b>&", [], [[]], [None], {}, {"id": 1}, {"": ""}, "가" * 3_000, 1e308, "/start",
    "q:" + "f" * 32,
]  # fmt: skip


def mutated(chance: random.Random, update: Any) -> bytes:
    """Return the body of a request: an update after one to four mutations, sometimes cut off."""
    changed = copy.deepcopy(update)
    for _ in range(chance.randint(1, 4)):
        changed = _mutate(chance, changed)
    # A new id, so that it is not taken for one that came before; but sometimes the id itself is what is odd.
    if isinstance(changed, dict) and chance.random() < 0.9:
        changed["update_id"] = chance.randrange(2**31)
    try:
        body = json.dumps(changed).encode() if chance.random() < 0.8 else _raw(changed)
    except RecursionError:  # deepened several times: more than our own writer of JSON can write
        return mutated(chance, update)
    return body[: chance.randrange(len(body) + 1)] if chance.random() < 0.02 else body


def _raw(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _mutate(chance: random.Random, root: Any) -> Any:
    places = _places(root)
    if not places:
        return copy.deepcopy(chance.choice(ODD))
    holder, key = chance.choice(places)
    chance.choice(KINDS)(chance, holder, key)
    return root


def _places(root: Any) -> list[tuple[Any, Any]]:
    """Return every place in a value: what holds it and its key or index. It may be nested deeper than calls may be."""
    found, todo = [], [root]
    while todo:
        value = todo.pop()
        keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        found += [(value, key) for key in keys]
        todo += [value[key] for key in keys]
    return found


def _drop(chance: random.Random, holder: Any, key: Any) -> None:
    del holder[key]


def _rename(chance: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        holder[chance.choice(["", "text", "id", "chat", "from", "type", "ⓧ", "api_kwargs", "date"])] = holder.pop(key)


def _retype(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = copy.deepcopy(chance.choice(ODD))  # a later mutation must not change the list itself


def _wrap(chance: random.Random, holder: Any, key: Any) -> None:
    many = 3 if isinstance(holder[key], dict | list) else 50  # fifty times fifty times fifty would be gigabytes
    wraps: list[Callable[[Any], Any]] = [lambda v: [v], lambda v: {"x": v}, str, lambda v: [v] * many]
    holder[key] = chance.choice(wraps)(holder[key])


def _deepen(chance: random.Random, holder: Any, key: Any) -> None:
    value: Any = holder[key]
    for _ in range(chance.choice([5, 60, 400])):
        value = [value] if chance.random() < 0.5 else {"reply_to_message": value}
    holder[key] = value


def _swell(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = "가나다" * chance.choice([10, 1_000, 8_000])


def _decompose(chance: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder[key], str):
        holder[key] = unicodedata.normalize("NFD", holder[key]) + chance.choice(["", "\u0301", "\ud83d", "\u2028"])


KINDS: list[Callable[[random.Random, Any, Any], None]] = [
    _drop, _rename, _retype, _retype, _retype, _wrap, _deepen, _swell, _decompose,
]  # fmt: skip
