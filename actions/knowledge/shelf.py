"""Where a running bot takes its knowledge from: changed files are read again, and only whole knowledge is taken up.

One request sees one knowledge from beginning to end (`hold`), however often the files change meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

from actions.knowledge.loader import HOME, KnowledgeError, load_knowledge
from actions.knowledge.shapes import Knowledge

log = logging.getLogger("actions.knowledge")
LOOK_EVERY = 1.0  # seconds; a look costs a hundred stat calls
Stamp = frozenset[tuple[str, int, int]]


class Shelf:
    """The knowledge under `home`. Raises `KnowledgeError` at the start if it is faulty; never later.

    `warm` is done to knowledge, beside the requests, before it is first or newly used.
    """

    def __init__(self, home: Path = HOME, warm: Callable[[Knowledge], object] = lambda _: None) -> None:
        self._home = home
        self._warm = warm
        self._stamp = self._look()
        self._current = load_knowledge(home)
        self._held: ContextVar[Knowledge | None] = ContextVar("held", default=None)

    @property
    def knowledge(self) -> Knowledge:
        """What this request holds, or else the newest."""
        return self._held.get() or self._current

    def hold(self) -> None:
        """Let the task that calls see the newest knowledge from now on, and no other."""
        self._held.set(self._current)

    async def watch(self, every: float = LOOK_EVERY) -> None:
        """For ever: take up what changed, once the files have come to rest. A faulty state is logged and left lying."""
        await asyncio.to_thread(self._warm, self._current)
        while True:
            await asyncio.sleep(every)
            seen = self._look()
            if seen != self._stamp:
                await asyncio.sleep(every)
                if seen == self._look():
                    self._stamp = seen
                    await self._take_up()

    async def _take_up(self) -> None:
        try:
            new = await asyncio.to_thread(self._load)
        except (KnowledgeError, OSError) as error:
            log.error("the changed knowledge is not taken up: %s", error)  # noqa: TRY400  file, line and cure are enough
            return
        if new.version != self._current.version:
            log.warning("knowledge %s is taken up after %s", new.version, self._current.version)
            self._current = new

    def _load(self) -> Knowledge:
        new = load_knowledge(self._home)
        self._warm(new)
        return new

    def _look(self) -> Stamp:
        found = set()
        for path in self._home.rglob("*.yml"):
            try:
                stat = path.stat()
            except FileNotFoundError:  # an editor is just replacing it
                continue
            found.add((str(path), stat.st_mtime_ns, stat.st_size))
        return frozenset(found)
