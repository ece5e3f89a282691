"""The doorbell: a hint that something changed. Whoever hears it looks in the database; a missed ring costs a second."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.words import Json

MOST_UNHEARD = 256
DESK = "desk"


def talk(conversation_id: str) -> str:
    """Return the topic on which one conversation's changes are rung."""
    return f"talk:{conversation_id}"


class Bell:
    """Rings inside one process. Topics: `DESK` for the queue and handoffs, `talk(id)` for one conversation."""

    def __init__(self) -> None:
        self._ears: dict[str, set[asyncio.Queue[Json]]] = defaultdict(set)

    def ring(self, topic: str, **hint: object) -> None:
        """Wake all who listen. A listener too slow to hear 256 rings misses the rest and must look for itself."""
        for ear in self._ears.get(topic, ()):
            if ear.qsize() < MOST_UNHEARD:
                ear.put_nowait(dict(hint))

    @contextmanager
    def listen(self, *topics: str) -> Iterator[asyncio.Queue[Json]]:
        """Give a queue that fills with the hints of these topics while the block runs."""
        ear: asyncio.Queue[Json] = asyncio.Queue()
        for topic in topics:
            self._ears[topic].add(ear)
        try:
            yield ear
        finally:
            for topic in topics:
                self._ears[topic].discard(ear)
                if not self._ears[topic]:
                    del self._ears[topic]
