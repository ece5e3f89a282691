"""How much one person or one address may ask of us, and how large and slow a request may be."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from bot.settings import Settings

Seconds: TypeAlias = Callable[[], float]

MAX_BODY = 64 * 1024
MAX_FRAME = 32 * 1024  # a pasted text of 5,000 Korean characters with every one escaped is 30 KB
MOST_BUCKETS = 50_000

SANIC: dict[str, Any] = {
    "REQUEST_MAX_SIZE": MAX_BODY,
    "REQUEST_MAX_HEADER_SIZE": 8 * 1024,
    "REQUEST_TIMEOUT": 15,
    "RESPONSE_TIMEOUT": 30,
    "KEEP_ALIVE_TIMEOUT": 30,
    "GRACEFUL_SHUTDOWN_TIMEOUT": 5.0,
    "GRACEFUL_TCP_CLOSE_TIMEOUT": 2.0,
    "WEBSOCKET_MAX_SIZE": MAX_FRAME,
    "WEBSOCKET_PING_INTERVAL": 20,
    "WEBSOCKET_PING_TIMEOUT": 20,
    "FORWARDED_SECRET": None,
    "REAL_IP_HEADER": None,
    "PROXIES_COUNT": None,
    "FALLBACK_ERROR_FORMAT": "json",
    "ACCESS_LOG": False,
    "TOUCHUP": False,  # rewrites its own source at start, and fails at the second start in one process
    "OAS": False,
}


def sanic_config(settings: Settings) -> dict[str, Any]:
    """Return the server's configuration: `SANIC`, and the address of a client believed through this many proxies."""
    return {**SANIC, "PROXIES_COUNT": settings.proxies_count or None}


class Buckets:
    """A token bucket per key: `burst` at once, then `per_minute`. Beyond 50,000 keys the least used is forgotten."""

    def __init__(self, per_minute: float, burst: int, seconds: Seconds) -> None:
        self.rate = per_minute / 60
        self.burst = burst
        self.seconds = seconds
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Take one token; return whether there was one."""
        left = self.left(key)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, self.seconds())
        self._left.move_to_end(key)
        if len(self._left) > MOST_BUCKETS:
            self._left.popitem(last=False)
        return allowed

    def left(self, key: str) -> float:
        """Return how many tokens the key has now."""
        left, then = self._left.get(key, (float(self.burst), self.seconds()))
        return min(float(self.burst), left + (self.seconds() - then) * self.rate)


class Seats:
    """At most `most` at the same time per key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken: Counter[str] = Counter()

    @contextmanager
    def sit(self, key: str) -> Iterator[bool]:
        """Hold a seat while the block runs; gives False, and holds nothing, when all are taken."""
        if self._taken[key] >= self.most:
            yield False
            return
        self._taken[key] += 1
        try:
            yield True
        finally:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]
