"""What every action stands in: the knowledge on its shelf, the database opened for reading, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from actions.names import Names
from bot.store.clock import Clock
from bot.store.database import Database

if TYPE_CHECKING:
    from actions.knowledge import Knowledge, Programme
    from actions.knowledge.shelf import Shelf

KST = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class Room:
    """Built once per process by `actions.__main__` and handed to every action. Nothing in it is written to."""

    shelf: Shelf
    names: Names
    database: Database
    clock: Clock

    @property
    def knowledge(self) -> Knowledge:
        """Return what is known; the same from the beginning of a request to its end."""
        return self.shelf.knowledge

    def programme(self, id: str) -> Programme:
        """Return a programme with only what is in force today: next year's figures are not told this year."""
        return self.knowledge.programmes[id].as_of(self.today())

    def today(self) -> date:
        """Return the date in Korea."""
        return self.now().date()

    def now(self) -> datetime:
        """Return the moment in Korean time."""
        return self.clock().astimezone(KST)
