"""Three dots while somebody writes: the bot as long as a turn waits, a counselor as long as the desk says so."""

from __future__ import annotations

import asyncio
import time

from bot.channels.telegram.api import Api
from bot.store import conversations, turns, wakeup
from bot.store.database import Database
from bot.store.wakeup import Bell
from bot.web.problems import note

EVERY = 4.0  # Telegram shows the dots for five seconds
FIRST_AFTER = 0.3  # most answers are there by then
LISTEN_FOR = 900.0  # seconds without a word from the citizen after which a counselor's dots are no longer shown
MOST = 2_000


class Typist:
    def __init__(self, api: Api, database: Database, bell: Bell, every: float = EVERY) -> None:
        self.api = api
        self.database = database
        self.bell = bell
        self.every = every
        self._watching: dict[int, asyncio.Task[None]] = {}
        self._since: dict[int, float] = {}

    def watch(self, chat: int, conversation_id: str) -> None:
        """The citizen has said something: show who is at it until nobody is."""
        self._since[chat] = time.monotonic()
        if chat not in self._watching and len(self._watching) < MOST:
            self._watching[chat] = asyncio.create_task(self._watch(chat, conversation_id))

    async def stop(self) -> None:
        tasks = list(self._watching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, chat: int, conversation_id: str) -> None:
        try:
            await asyncio.sleep(min(FIRST_AFTER, self.every))
            with self.bell.listen(wakeup.talk(conversation_id)) as ear:
                while time.monotonic() - self._since[chat] < LISTEN_FOR:
                    who = await self._who(conversation_id)
                    if who is None:
                        return
                    if who == "bot" or await self._counselor_writes(ear):
                        await self.api.typing(chat)
                        await asyncio.sleep(self.every)
        except Exception as error:  # noqa: BLE001  dots are not worth more than a line in the log
            note(error, "telegram typing")
        finally:
            self._watching.pop(chat, None)
            self._since.pop(chat, None)

    async def _who(self, conversation_id: str) -> str | None:
        """Return who may be writing: the bot, a counselor, or nobody."""
        async with self.database.read() as connection:
            talk = await conversations.get(connection, conversation_id)
            if talk is None or talk.control not in ("bot", "human"):
                return None
            if talk.control == "human":
                return "human"
            return "bot" if await turns.next_of(connection, conversation_id) is not None else None

    async def _counselor_writes(self, ear: asyncio.Queue[dict[str, object]]) -> bool:
        """Wait a while for the desk to say that the counselor types."""
        try:
            async with asyncio.timeout(self.every * 5):
                hint = await ear.get()
            while not ear.empty():
                hint = ear.get_nowait()
        except TimeoutError:
            return False
        return hint.get("kind") == "typing" and hint.get("author") == "counselor"
