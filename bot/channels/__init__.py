"""The doors: each turns its channel's wire into words and back, and does nothing else. They do not know each other.

A door by which the client comes and asks (the website) reads the outbox by `seq`. A door that must go and deliver
(a messenger) is also a `talk.doors.Door`, and the deliverer calls it. To add one: a folder here, a line in `DOORS`,
a line in `bot/app.py`, captured payloads under `tests/doors/<name>/`, a page in `docs/channels/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.capabilities import KAKAO, TELEGRAM, WIDGET
from bot.talk.doors import ChannelCapabilities

DOORS: Mapping[str, ChannelCapabilities] = {"widget": WIDGET, "kakao": KAKAO, "telegram": TELEGRAM}
COSTLY = frozenset(name for name, door in DOORS.items() if door.push_cost)
HANDED = frozenset(name for name, door in DOORS.items() if door.handed)
