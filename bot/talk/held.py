"""What every step of counselors stands on: the exceptions, the look-ups that raise them, and the ring after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, handoffs, wakeup
from bot.store.database import Database
from bot.store.rows import Conversation, Handoff, Staff
from bot.store.wakeup import Bell
from bot.talk.floor import Floor


class Taken(Exception):
    """Another counselor was quicker."""

    def __init__(self, owner_name: str, accepted_at: datetime) -> None:
        super().__init__(owner_name)
        self.owner_name = owner_name
        self.accepted_at = accepted_at


class Gone(Exception):
    """There is nothing left to act on: the handoff has ended, or it never was."""


class NotYours(Exception):
    """Only the owner writes in a talk. `owner_name` is None when nobody holds it."""

    def __init__(self, owner_name: str | None) -> None:
        super().__init__(owner_name or "")
        self.owner_name = owner_name


class Full(Exception):
    """A counselor holds as many talks as they may."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class Closed(Exception):
    """Nobody is there at this hour; `opens` is when somebody is. Who takes it all the same says so."""

    def __init__(self, opens: datetime) -> None:
        super().__init__(opens.isoformat())
        self.opens = opens


class NotThere(Exception):
    """Who should get a talk is not at their desk, or cannot take one more."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Steps:
    """What `Handoffs` and `Passing` share."""

    def __init__(
        self, database: Database, bell: Bell, floor: Floor, wake: Callable[[str], None]
    ) -> None:  # fmt: skip
        self.database = database
        self.bell = bell
        self.floor = floor
        self.clock = floor.clock
        self.new_id = floor.new_id
        self.wake = wake

    async def _owned(self, connection: AsyncConnection, held: Handoff | None, staff: Staff) -> Handoff:
        if held is None:
            raise NotYours(None)
        if held.state not in handoffs.OPEN:
            raise Gone(held.id)
        if held.state != "active" or held.owner_id != staff.id:
            raise NotYours(held.owner_name)
        return held

    async def _known(self, connection: AsyncConnection, id: str) -> Handoff:
        found = await handoffs.get(connection, id)
        if found is None:
            raise Gone(id)
        return found

    async def _talk(self, connection: AsyncConnection, id: str) -> Conversation:
        found = await conversations.get(connection, id, hold=True)
        if found is None:
            raise Gone(id)
        return found

    def _ring(self, handoff: Handoff, kind: str) -> None:
        self.bell.ring(wakeup.talk(handoff.conversation_id), kind="state" if kind == "handoff" else kind)
        self.bell.ring(
            wakeup.DESK, kind=kind, conversation_id=handoff.conversation_id, id=handoff.id, state=handoff.state,
            owner=handoff.owner_name,
        )  # fmt: skip
