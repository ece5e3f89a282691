"""What is done about an update. When `take` returns, what was said is in the database; the rest may be late or fail."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Coroutine
from typing import Any

from bot.channels.telegram.api import Api
from bot.channels.telegram.render import AGAIN, ONCE, PAYLOAD_ID, without_steps
from bot.channels.telegram.typing import Typist
from bot.channels.telegram.updates import COMMAND, Heard
from bot.talk.inbox import Inbox, Refused
from bot.talk.notices import Notices
from bot.web.limits import Buckets
from bot.words import Inbound

CHANNEL = "telegram"
COMMANDS = {
    "start": "/greet", "help": "/help", "stop": "/cancel", "human": "gateway:request_handoff",
    "delete": "/privacy_request",
}  # fmt: skip
DOUBLE_TAP = 2.0
MOST_KEPT = 2_000
ANSWER_WITHIN = 3.0


class Answering:
    """Presses whose waiting circle is being ended, by chat, so that words come after it."""

    def __init__(self) -> None:
        self._of: dict[int, set[asyncio.Task[Any]]] = defaultdict(set)
        self._all: set[asyncio.Task[Any]] = set()

    def start(self, chat: int, work: Coroutine[Any, Any, None]) -> None:
        """Do something for a chat beside everything else."""
        task = asyncio.create_task(work)
        self._of[chat].add(task)
        self._all.add(task)
        task.add_done_callback(lambda done: self._end(chat, done))

    async def over(self, chat: int) -> None:
        """Wait until nothing is under way for the chat, but not for ever."""
        if tasks := self._of.get(chat):
            await asyncio.wait(tasks, timeout=ANSWER_WITHIN)

    async def stop(self) -> None:
        """Finish what can be finished soon."""
        if self._all:
            await asyncio.wait(self._all, timeout=ANSWER_WITHIN)
        for task in list(self._all):
            task.cancel()

    def _end(self, chat: int, task: asyncio.Task[Any]) -> None:
        self._all.discard(task)
        self._of[chat].discard(task)
        if not self._of[chat]:
            del self._of[chat]


class Visitor:
    def __init__(
        self, api: Api, inbox: Inbox, notices: Notices, typist: Typist, answering: Answering, messages: Buckets
    ) -> None:
        self.api = api
        self.inbox = inbox
        self.notices = notices
        self.typist = typist
        self.answering = answering
        self.messages = messages
        self._declined: OrderedDict[int, None] = OrderedDict()
        self._pressed: OrderedDict[tuple[int, int, str], tuple[float, str]] = OrderedDict()
        self._told = Buckets(6, 1, time.monotonic)  # that they write too fast, at most every ten seconds

    async def take(self, heard: Heard) -> None:
        """Do what an update asks. Raises what the database raises: then it must come again."""
        if heard.kind in ("blocked", "unblocked"):
            await self.inbox.reachable(CHANNEL, str(heard.chat), "blocked" if heard.kind == "blocked" else "ok")
        elif heard.kind == "group":
            self._decline(heard.chat)
        elif heard.kind == "press":
            await self._press(heard)
        elif heard.kind != "nothing":
            await self._say(heard)

    async def _say(self, heard: Heard) -> None:
        if not self.messages.take(str(heard.chat)):
            if self._told.take(str(heard.chat)):
                self._tell(heard.chat, self.notices.say("slow_down").text)
            return
        try:
            accepted = await self.inbox.accept(_inbound(heard))
        except Refused as no:
            self._tell(heard.chat, no.text)
            return
        self.typist.watch(heard.chat, accepted.conversation_id)

    async def _press(self, heard: Heard) -> None:
        """Take a pressed button once. Its circle ends at once, and a question that was answered loses its buttons."""
        kind, id = heard.data[:2], heard.data[2:]
        if self._is_double(heard) or not self.messages.take(str(heard.chat)):
            self.answering.start(heard.chat, self.api.answer(heard.query))
            return
        if kind not in (ONCE, AGAIN) or not PAYLOAD_ID.fullmatch(id):
            self._toast(heard, self.notices.say("unknown_button").text)
            return
        # A question is answered once: whatever is pressed under the same message afterwards is the same press.
        external = f"step:{heard.message}" if kind == ONCE and heard.message else heard.id
        person = str(heard.chat)
        try:
            accepted = await self.inbox.accept(
                Inbound(CHANNEL, person, external, payload_id=id, address=person)
            )
        except Refused as no:
            self._toast(heard, no.text)
            return
        self._remember(heard)
        self.answering.start(heard.chat, self._after_press(heard))
        self.typist.watch(heard.chat, accepted.conversation_id)

    def _is_double(self, heard: Heard) -> bool:
        """Return whether the same button was pressed just now; the same press that comes again is another matter."""
        at, query = self._pressed.get((heard.chat, heard.message, heard.data), (0.0, ""))
        return query not in ("", heard.query) and time.monotonic() - at < DOUBLE_TAP

    def _remember(self, heard: Heard) -> None:
        self._pressed[heard.chat, heard.message, heard.data] = (time.monotonic(), heard.query)
        if len(self._pressed) > MOST_KEPT:
            self._pressed.popitem(last=False)

    async def _after_press(self, heard: Heard) -> None:
        await self.api.answer(heard.query)
        left = without_steps(heard.keyboard) if heard.data.startswith(ONCE) else heard.keyboard
        if heard.message and left != heard.keyboard:
            await self.api.replace_keyboard(heard.chat, heard.message, left)

    def _toast(self, heard: Heard, text: str) -> None:
        self.answering.start(heard.chat, self.api.answer(heard.query, text))

    def _tell(self, chat: int, text: str) -> None:
        self.answering.start(chat, self.api.tell(chat, text))

    def _decline(self, chat: int) -> None:
        """Groups see what one person asks: say so once, and leave."""
        if chat in self._declined:
            return
        self._declined[chat] = None
        if len(self._declined) > MOST_KEPT:
            self._declined.popitem(last=False)
        self.answering.start(chat, self._leave(chat))

    async def _leave(self, chat: int) -> None:
        await self.api.tell(chat, self.notices.say("group").text)
        await self.api.leave(chat)


def _inbound(heard: Heard) -> Inbound:
    person = str(heard.chat)
    if heard.kind == "media":
        return Inbound(CHANNEL, person, heard.id, heard.text, media=heard.media, address=person)
    found = COMMAND.match(heard.text) if heard.kind == "command" else None
    payload = COMMANDS.get(found[1].lower()) if found else None
    return Inbound(CHANNEL, person, heard.id, heard.text, payload=payload, address=person)
