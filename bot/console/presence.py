"""Who is at the desk: signs of life on the way to the database, and who looks at which talk. Many tabs are one."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store import duty
from bot.store.clock import Clock
from bot.store.database import Database

WRITE_EVERY = timedelta(seconds=8)
LOOKS = timedelta(seconds=25)


class Presence:
    """Gathers beats, so that thirteen consoles cost one write in eight seconds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._fresh: set[str] = set()
        self._known: set[str] = set()
        self._wrote = clock() - 2 * WRITE_EVERY
        self._looks: dict[str, dict[object, tuple[str, datetime]]] = {}

    async def beat(self, staff_id: str) -> None:
        """This counselor is alive."""
        self._fresh.add(staff_id)
        now = self.clock()
        if now - self._wrote < WRITE_EVERY and staff_id in self._known:
            return
        self._wrote, ids = now, set(self._fresh)
        self._known |= ids
        self._fresh.clear()
        await self.database.write(lambda c: duty.beat(c, ids, now))

    async def gone(self, staff_id: str) -> None:
        """They signed out: off at once, not after a missed heartbeat."""
        self._known.discard(staff_id)
        self._fresh.discard(staff_id)
        past = self.clock() - duty.AWAY_AFTER - timedelta(seconds=1)
        await self.database.write(lambda c: duty.beat(c, [staff_id], past))

    def looks(self, tab: object, name: str, conversation_id: str | None) -> set[str]:
        """Note at which talk a tab of theirs looks (None: at none); return the talks whose lookers changed."""
        changed = {id for id, who in self._looks.items() if id != conversation_id and tab in who}
        for id in changed:
            del self._looks[id][tab]
        if conversation_id is not None:
            who = self._looks.setdefault(conversation_id, {})
            if tab not in who:
                changed.add(conversation_id)
            who[tab] = (name, self.clock() + LOOKS)
        self._looks = {id: who for id, who in self._looks.items() if who}
        return changed

    def lookers(self, conversation_id: str) -> list[str]:
        """Return the names of who looks at a talk now; somebody with two tabs is one."""
        now = self.clock()
        return sorted({name for name, until in self._looks.get(conversation_id, {}).values() if until > now})
