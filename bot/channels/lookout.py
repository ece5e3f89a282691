"""The safety behind the doorbell: once a second one question to the database asks how far all talks on show are.

With it a missed ring (another process, a full queue) costs a second and never a message.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.store import wakeup, widget_sessions
from bot.store.database import Database
from bot.store.wakeup import Bell
from bot.store.widget_sessions import Progress
from bot.web.problems import note

EVERY = 1.0
AT_ONCE = 500


class Lookout:
    """Rings for every watched talk that moved. It runs only while somebody watches."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self.database = database
        self.bell = bell
        self._watched: Counter[str] = Counter()
        self._seen: dict[str, Progress] = {}
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def watch(self, conversation_id: str) -> Iterator[None]:
        """Look after one talk while the block runs."""
        self._watched[conversation_id] += 1
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="lookout")
        try:
            yield
        finally:
            self._leave(conversation_id)

    def _leave(self, conversation_id: str) -> None:
        self._watched[conversation_id] -= 1
        if not self._watched[conversation_id]:
            del self._watched[conversation_id]
            self._seen.pop(conversation_id, None)
        if not self._watched and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001  it must outlive a database that is away
                note(error, "the lookout could not look")

    async def _look(self) -> None:
        ids = list(self._watched)
        for start in range(0, len(ids), AT_ONCE):
            async with self.database.read() as connection:
                moved = await widget_sessions.progress(connection, ids[start : start + AT_ONCE])
            for id, progress in moved.items():
                self._tell(id, progress)

    def _tell(self, id: str, progress: Progress) -> None:
        """Ring when a talk moved, and for those who wait: their place changes with what others do."""
        if id in self._watched and (progress != self._seen.get(id) or progress.control == "queued"):
            self._seen[id] = progress
            self.bell.ring(wakeup.talk(id), kind="look")
