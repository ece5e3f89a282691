"""How fast Telegram lets a bot write: about one message a second to one chat and thirty a second in all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PER_CHAT, IN_ALL = 1.0, 1 / 30  # seconds between two messages
MOST_CHATS = 10_000


class Pace:
    """Gives each message its moment. `hold` is for a chat that Telegram has told us to leave alone for a while."""

    def __init__(
        self, per_chat: float = PER_CHAT, in_all: float = IN_ALL, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_chat = per_chat
        self.in_all = in_all
        self.seconds = seconds
        self._next: dict[int, float] = {}
        self._next_of_all = 0.0

    def held(self, chat: int) -> float:
        """Return for how many seconds the chat is to be left alone beyond its usual pace; 0 when it is not."""
        wait = self._next.get(chat, 0.0) - self.seconds()
        return wait if wait > self.per_chat else 0.0

    def hold(self, chat: int, seconds: float) -> None:
        """Leave the chat alone for so long."""
        self._next[chat] = max(self._next.get(chat, 0.0), self.seconds() + seconds)

    async def turn(self, chat: int) -> None:
        """Wait until one message may go to the chat."""
        now = self.seconds()
        mine = max(now, self._next.get(chat, 0.0))
        self._forget(now)
        self._next[chat] = mine + self.per_chat
        if mine > now:
            await asyncio.sleep(mine - now)
        now = self.seconds()
        mine = max(now, self._next_of_all)
        self._next_of_all = mine + self.in_all
        if mine > now:
            await asyncio.sleep(mine - now)

    def _forget(self, now: float) -> None:
        if len(self._next) > MOST_CHATS:
            self._next = {chat: at for chat, at in self._next.items() if at > now}
