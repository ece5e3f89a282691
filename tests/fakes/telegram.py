"""A Bot API server and the people behind it: `python -m tests.fakes.telegram` to write to a running gateway by hand.

It behaves as Telegram does where a bot can notice: the webhook of one chat waits for the one before while other chats
go on, what gets no 2XX comes again, `getUpdates` repeats what was not confirmed, a webhook and polling exclude each
other, sendMessage is checked by rules of its own (`telegram_rules`), and faults can be ordered: 429, 403, 400, 5xx,
answers that hang, answers that get lost after the message was delivered.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import ssl
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as answer

from tests.fakes.telegram_rules import Rejected, check
from tests.ports import free_port

Json = dict[str, Any]
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; loading the default one takes longer than a test
TOKEN = "7000000001:AAFakeTokenForTestsOnly_0123456789abc"
BOT = {"id": 7000000001, "is_bot": True, "first_name": "일자리톡", "username": "iljaritalk_bot"}


@dataclass
class Call:
    """One request to the Bot API, with the second at which it came."""

    at: float
    method: str
    params: Json


@dataclass
class Shown:
    """A message of the bot in a chat, as the person sees it."""

    id: int
    text: str
    html: bool
    keyboard: list[list[Json]]

    def button(self, label: str) -> Json:
        """Return a button by its label. Raises `LookupError`."""
        for row in self.keyboard:
            for button in row:
                if button["text"] == label:
                    return button
        raise LookupError(f"no button {label!r} in {self.keyboard}")


@dataclass
class Fault:
    """What the next fitting call gets instead. `after`: the call takes effect first. `wait`: seconds of silence."""

    method: str
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    chat: int | None = None
    after: bool = False
    wait: float = 0.0
    times: int = 1


@dataclass
class Hook:
    url: str
    secret: str
    allowed: list[str]


@dataclass
class FakeTelegram:
    """`resend`: seconds until an update that got no 2XX comes again. `copies`: how often each update is sent."""

    token: str = TOKEN
    resend: float = 0.05
    copies: int = 1
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    chats: dict[int, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    faults: list[Fault] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    toasts: list[Json] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    hook: Hook | None = None
    down: bool = False
    _updates: Any = field(default_factory=lambda: itertools.count(810_000_001))
    _messages: Any = field(default_factory=lambda: itertools.count(1))
    _pending: list[Json] = field(default_factory=list)
    _lines: dict[int, deque[Json]] = field(default_factory=lambda: defaultdict(deque))
    _workers: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    # ---- what people do

    def says(self, chat: int, text: str, **more: Any) -> Json:
        """A person writes."""
        return self.update("message", self.message(chat, text=text, **more))

    def sends(self, chat: int, **content: Any) -> Json:
        """A person sends something that is no text, such as `photo=[…]`."""
        return self.update("message", self.message(chat, **content))

    def edits(self, message: Json, text: str) -> Json:
        """A person changes what they wrote."""
        return self.update("edited_message", {**message["message"], "text": text, "edit_date": int(time.time())})

    def presses(self, chat: int, shown: Shown, label: str) -> Json:
        """A person presses a button under a message of the bot."""
        button = shown.button(label)
        message = {"message_id": shown.id, "date": 1_790_000_000, "chat": private(chat), "from": BOT}
        message |= {"text": shown.text, "reply_markup": {"inline_keyboard": shown.keyboard}}
        query = {"id": secrets.token_hex(8), "from": person(chat), "chat_instance": "1", "message": message}
        return self.update("callback_query", {**query, "data": button["callback_data"]})

    def blocks(self, chat: int) -> Json:
        """A person blocks the bot: it is told, and can no longer write."""
        self.blocked.add(chat)
        return self.update("my_chat_member", membership(chat, "member", "kicked"))

    def unblocks(self, chat: int) -> Json:
        self.blocked.discard(chat)
        return self.update("my_chat_member", membership(chat, "kicked", "member"))

    def message(self, chat: int, **content: Any) -> Json:
        """Return a message as Telegram describes it, with an id of its own."""
        place = content.pop("place", None) or private(chat)
        sender = content.pop("sender", None) or person(chat)
        return {"message_id": next(self._messages), "date": int(time.time()), "chat": place, "from": sender, **content}

    def update(self, kind: str, content: Json) -> Json:
        """Hand an update in: it goes to the webhook, or waits for `getUpdates`."""
        update = {"update_id": next(self._updates), kind: content}
        for _ in range(self.copies):
            self.deliver(update)
        return update

    def deliver(self, update: Json) -> None:
        """Send one update (again)."""
        if self.hook is None:
            self._pending.append(update)
            self._came.set()
            return
        kind = next(name for name in update if name != "update_id")
        if kind not in self.hook.allowed:
            return
        chat = (update[kind].get("chat") or update[kind].get("message", {}).get("chat") or {"id": 0})["id"]
        self._lines[chat].append(update)
        if chat not in self._workers:
            self._workers[chat] = asyncio.create_task(self._post_all(chat))

    async def settled(self) -> None:
        """Wait until the gateway has taken every update."""
        async with asyncio.timeout(30):
            while self._workers or (self.hook is None and self._pending):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def until(self, true: Any, patience: float = 20) -> None:
        """Wait until `true()`; fails with what the chats show."""
        deadline = time.monotonic() + patience
        while not true():
            if time.monotonic() > deadline:
                told = {chat: [message.text for message in shown] for chat, shown in self.chats.items()}
                raise AssertionError(f"it never came true; chats: {told}; refused: {self.refused}")
            await asyncio.sleep(0.01)

    async def shows(self, chat: int, text: str, patience: float = 20) -> Shown:
        """Wait until a chat shows a text (a part of it) and return the newest such message."""

        def found() -> list[Shown]:
            return [message for message in self.chats[chat] if text in message.text]

        await self.until(found, patience)
        return found()[-1]

    def texts(self, chat: int) -> list[str]:
        return [message.text for message in self.chats[chat]]

    def called(self, method: str, chat: int | None = None) -> list[Call]:
        """Return the calls of one method (to one chat), oldest first."""
        return [
            call for call in self.calls
            if call.method == method and (chat is None or str(call.params.get("chat_id")) == str(chat))
        ]  # fmt: skip

    # ---- updates on their way to the webhook

    async def _post_all(self, chat: int) -> None:
        """Send one chat's updates one after the other, each until it is taken."""
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=60, verify=PLAIN) as client:
                while self._lines[chat]:
                    if await self._post(client, self._lines[chat][0]):
                        self._lines[chat].popleft()
                    else:
                        await asyncio.sleep(self.resend)
        finally:
            self._workers.pop(chat, None)

    async def _post(self, client: httpx.AsyncClient, update: Json) -> bool:
        assert self.hook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook.secret} if self.hook.secret else {}
        with suppress(httpx.HTTPError):
            response = await client.post(self.hook.url, json=update, headers=headers)
            self.statuses.append(response.status_code)
            return response.is_success
        return False

    # ---- the Bot API

    async def handle(self, request: Request, token: str, method: str) -> HTTPResponse:
        """Answer one call."""
        params = {name: values[0] for name, values in (request.form or {}).items()}
        if not params and "json" in (request.content_type or "") and request.body:
            params = request.json
        self.calls.append(Call(time.monotonic(), method, params))
        if self.down:
            return answer({"ok": False, "error_code": 502, "description": "Bad Gateway"}, status=502)
        if token != f"bot{self.token}":
            return answer({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        fault = self._fault(method, params)
        if fault is not None:
            if fault.after:
                await self._do(method, params)
            await asyncio.sleep(fault.wait)
            more = {"parameters": {"retry_after": fault.retry_after}} if fault.retry_after else {}
            said = {"ok": False, "error_code": fault.status, "description": fault.description, **more}
            return answer(said, status=fault.status)
        try:
            return answer({"ok": True, "result": await self._do(method, params)})
        except Rejected as no:
            self.refused.append(str(no))
            code = 403 if str(no).startswith("Forbidden") else 409 if str(no).startswith("Conflict") else 400
            return answer({"ok": False, "error_code": code, "description": str(no)}, status=code)

    def _fault(self, method: str, params: Json) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and (fault.chat is None or str(fault.chat) == str(params.get("chat_id"))):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def _do(self, method: str, params: Json) -> Any:
        do = getattr(self, f"_{method}", None)
        if do is None:
            raise Rejected(f"Not Found: method {method}")
        return await do(params)

    async def _getMe(self, params: Json) -> Json:
        return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}

    async def _setWebhook(self, params: Json) -> bool:
        self.hook = Hook(params["url"], params.get("secret_token", ""), json.loads(params.get("allowed_updates", "[]")))
        waiting, self._pending = self._pending, []
        for update in waiting:
            self.deliver(update)
        return True

    async def _deleteWebhook(self, params: Json) -> bool:
        self.hook = None
        return True

    async def _getWebhookInfo(self, params: Json) -> Json:
        waiting = len(self._pending) + sum(map(len, self._lines.values()))
        url = self.hook.url if self.hook else ""
        return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}

    async def _getUpdates(self, params: Json) -> list[Json]:
        if self.hook is not None:
            raise Rejected("Conflict: can't use getUpdates method while webhook is active")
        offset = int(params.get("offset") or 0)
        self._pending = [update for update in self._pending if update["update_id"] >= offset]
        if not self._pending:
            self._came.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(float(params.get("timeout") or 0)):
                    await self._came.wait()
        return self._pending[: int(params.get("limit") or 100)]

    async def _sendMessage(self, params: Json) -> Json:
        text = check(params)
        chat = int(params["chat_id"])
        if chat in self.blocked:
            raise Rejected("Forbidden: bot was blocked by the user")
        keyboard = json.loads(params.get("reply_markup") or "{}").get("inline_keyboard", [])
        shown = Shown(next(self._messages), text, bool(params.get("parse_mode")), keyboard)
        self.chats[chat].append(shown)
        return {"message_id": shown.id, "date": int(time.time()), "chat": private(chat), "from": BOT, "text": text}

    async def _sendPhoto(self, params: Json) -> Json:
        if "unreachable" in params["photo"]:
            raise Rejected("Bad Request: failed to get HTTP URL content")
        if len(params.get("caption", "").encode("utf-16-le")) > 2 * 1_024:
            raise Rejected("Bad Request: message caption is too long")
        text = f"[그림 {params['photo']}] {params.get('caption', '')}"
        return await self._sendMessage({"chat_id": params["chat_id"], "text": text})

    async def _editMessageReplyMarkup(self, params: Json) -> Json:
        chat, id = int(params["chat_id"]), int(params["message_id"])
        shown = next((message for message in self.chats[chat] if message.id == id), None)
        if shown is None:
            raise Rejected("Bad Request: message to edit not found")
        keyboard = json.loads(params.get("reply_markup") or "{}").get("inline_keyboard", [])
        if keyboard == shown.keyboard:
            raise Rejected("Bad Request: message is not modified")
        shown.keyboard = keyboard
        return {"message_id": id, "date": int(time.time()), "chat": private(chat), "from": BOT, "text": shown.text}

    async def _answerCallbackQuery(self, params: Json) -> bool:
        if len(params.get("text", "")) > 200:
            raise Rejected("Bad Request: MESSAGE_TOO_LONG")
        if any(toast["callback_query_id"] == params["callback_query_id"] for toast in self.toasts):
            raise Rejected("Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.toasts.append(params)
        return True

    async def _sendChatAction(self, params: Json) -> bool:
        return True

    async def _leaveChat(self, params: Json) -> bool:
        return True


def person(id: int) -> Json:
    return {"id": id, "is_bot": False, "first_name": "민지", "language_code": "ko"}


def private(id: int) -> Json:
    return {"id": id, "type": "private", "first_name": "민지"}


def membership(chat: int, old: str, new: str, place: Json | None = None) -> Json:
    def state(status: str) -> Json:
        return {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}

    sides = {"old_chat_member": state(old), "new_chat_member": state(new)}
    return {"chat": place or private(chat), "from": person(abs(chat)), "date": int(time.time()), **sides}


@asynccontextmanager
async def telegram(port: int = 0, **options: Any) -> AsyncIterator[FakeTelegram]:
    """Run the fake on a port of this machine; `base_url` for a bot is `<url>/bot`."""
    fake = FakeTelegram(**options)
    port = port or free_port()
    app: Sanic[Any, Any] = Sanic(f"telegram-{secrets.token_hex(4)}", configure_logging=False)
    app.config.update({"TOUCHUP": False, "ACCESS_LOG": False, "OAS": False, "RESPONSE_TIMEOUT": 120})
    # Sanic cannot mix words and a parameter in one part of a path, so `bot<token>` is taken as a whole.
    app.add_route(fake.handle, "/<token:str>/<method:str>", methods=["POST", "GET"])
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    fake.url = f"http://127.0.0.1:{port}"
    try:
        yield fake
    finally:
        for task in list(fake._workers.values()):
            task.cancel()
        await asyncio.gather(*fake._workers.values(), return_exceptions=True)
        await server.close()
        Sanic.unregister_app(app)


async def _by_hand(port: int = 8081, chat: int = 42) -> None:
    """A chat in the terminal: text is sent, `/n` presses the nth button, `!block` and `!unblock` do as they say."""
    async with telegram(port) as fake:
        print(f"ILJARI_TELEGRAM_API={fake.url} ILJARI_TELEGRAM_TOKEN={fake.token}")
        printed = 0
        typed: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        reader = loop.run_in_executor(None, lambda: _read(loop, typed))
        while not reader.done() or not typed.empty():
            for shown in fake.chats[chat][printed:]:
                labels = [button["text"] for row in shown.keyboard for button in row]
                print(f"\n{shown.text}\n" + "\n".join(f"  /{n} {label}" for n, label in enumerate(labels, 1)))
            printed = len(fake.chats[chat])
            with suppress(TimeoutError):
                _act(fake, chat, await asyncio.wait_for(typed.get(), 0.2))


def _read(loop: asyncio.AbstractEventLoop, typed: asyncio.Queue[str]) -> None:
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            loop.call_soon_threadsafe(typed.put_nowait, input())


def _act(fake: FakeTelegram, chat: int, line: str) -> None:
    if line in ("!block", "!unblock"):
        fake.blocks(chat) if line == "!block" else fake.unblocks(chat)
    elif line[:1] == "/" and line[1:].isdigit() and fake.chats[chat]:
        last = next((shown for shown in reversed(fake.chats[chat]) if shown.keyboard), None)
        labels = [button["text"] for row in last.keyboard for button in row] if last else []
        if last is not None and 0 < int(line[1:]) <= len(labels):
            fake.presses(chat, last, labels[int(line[1:]) - 1])
    elif line.strip():
        fake.says(chat, line)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_by_hand())
