"""Hostile and broken skill payloads, made from captured ones: dropped, renamed, retyped, null, huge, deep, NFD."""

from __future__ import annotations

import copy
import json
import random
import unicodedata
from pathlib import Path
from typing import Any

PAYLOADS = Path(__file__).with_name("payloads")
ODD: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**40, "", "null", " ", "\x00", "가" * 3_000, "\ud800",
    "e\u0301" * 50, "🏳️‍🌈👨‍👩‍👧‍👦", [], {}, [[]],
    {"payload": "/restart"}, {"payload_id": "x" * 64}, {"pull": True}, {"pull": []}, '{"pull": true}', "{" * 500,
    "http://169.254.169.254/", "https://bot-api.kakao.com.evil.example/x", "/restart", "\u202e거꾸로",
]  # fmt: skip


def captured() -> dict[str, dict[str, Any]]:
    """Return every captured body by file name."""
    files = sorted(p for p in PAYLOADS.glob("*.json") if not p.name.endswith(".headers.json"))
    return {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in files}


def ours(body: dict[str, Any], bot: str) -> dict[str, Any]:
    """Return the payload as if it had been sent by our bot, or its development channel."""
    mine = copy.deepcopy(body)
    if isinstance(mine.get("bot"), dict):
        mine["bot"]["id"] = bot + ("!" if str(mine["bot"].get("id", "")).endswith("!") else "")
    return mine


def mutated(seed: int, bot: str) -> bytes:
    """Return one broken body; the bot's id mostly stays right, so that it gets further than the door."""
    dice = random.Random(seed)
    body: Any = ours(dice.choice(list(captured().values())), bot)
    for _ in range(dice.randint(1, 4)):
        _break(body, dice)
    if dice.random() < 0.02:
        body = dice.choice([[body], "x", 7, None])
    if isinstance(body, dict) and dice.random() < 0.03:
        body = _deep(body, dice.randint(50, 700))
    raw = json.dumps(body, ensure_ascii=dice.random() < 0.5)
    if dice.random() < 0.1:
        raw = unicodedata.normalize("NFD", raw)
    data = raw.encode("utf-8", "surrogatepass")
    if dice.random() < 0.03:
        at = dice.randrange(len(data))
        data = data[:at] + bytes([dice.randrange(256)]) + data[at + dice.randrange(3) :]
    return data


def _break(body: Any, dice: random.Random) -> None:
    parent, key = dice.choice(list(_places(body)))
    how = dice.randrange(5)
    if how == 0 and isinstance(parent, dict):
        del parent[key]
    elif how == 1 and isinstance(parent, dict):
        parent[str(key).upper()] = parent.pop(key)
    elif how == 2:
        parent[key] = json.dumps(parent[key])
    elif how == 3:
        parent[key] = [parent[key]]
    else:
        parent[key] = dice.choice(ODD)


def _places(value: Any) -> Any:
    """Yield every place in a body, but the bot's id only seldom."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        if key == "bot":
            continue
        yield value, key
        if isinstance(value[key], dict | list) and value[key]:
            yield from _places(value[key])


def _deep(body: dict[str, Any], depth: int) -> dict[str, Any]:
    nest: Any = "바닥"
    for _ in range(depth):
        nest = {"a": nest}
    return {**body, "action": {"clientExtra": nest}}
