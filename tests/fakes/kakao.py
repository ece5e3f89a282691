"""A KakaoTalk channel with a chatbot, as the platform behaves, for tests and by hand.

It calls a skill and cuts it off after five seconds, shows only what its rules allow, takes one callback per call for a
minute, and runs events for channel friends while the wallet lasts, 15 won each. `python -m tests.fakes.kakao --help`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic.response import file
from sanic.response import json as said

from tests.doors.kakao import schema
from tests.ports import free_port

Json = dict[str, Any]
TIMEOUT = 5.0
CALLBACK_SECONDS = 60.0
WON = 15
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
PAGE = Path(__file__).with_name("kakao.html")


@dataclass
class User:
    """One person's chat room with the channel. `screen`: what they see, in order, theirs and ours."""

    key: str
    friend: bool = True
    screen: list[Json] = field(default_factory=list)
    quick: list[Json] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """The texts that the channel showed."""
        return [text for entry in self.screen if entry["by"] == "bot" for text in texts(entry["output"])]


@dataclass
class Callback:
    user: User
    at: float
    bot_test: bool
    announced: bool = False
    used: bool = False


@dataclass
class FakeKakao:
    """`calls`: seconds that each skill call took. `faults`: what the admin centre's error history would say."""

    url: str
    bot: str
    skill: str = ""
    secret: str = ""
    rest_key: str = ""
    event: str = "iljari_reply"
    callbacks_approved: bool = True
    timeout: float = TIMEOUT
    wallet: int = 1_000_000
    now: Callable[[], float] = time.monotonic
    users: dict[str, User] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    tasks: dict[str, Json] = field(default_factory=dict)
    calls: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    won: int = 0
    down: bool = False
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def user(self, key: str, *, friend: bool = True) -> User:
        if key not in self.users:
            self.users[key] = User(key, friend)
        return self.users[key]

    # ---- what the person does

    async def say(self, user: User, text: str, extra: Json | None = None, request_id: str | None = None) -> Json | None:
        """Type a text, or press a button that says it; return the response, None if Kakao would show nothing."""
        user.screen.append({"by": "user", "text": text})
        user.quick = []
        return await self.call(user, self.payload(user, text, extra), request_id)

    async def press(self, user: User, label: str) -> Json | None:
        """Press a quick reply or a button that is on the screen."""
        for button in reversed([*buttons(user.screen), *user.quick]):
            if button["label"] == label and button["action"] == "message":
                return await self.say(user, button["messageText"], button.get("extra"))
        raise AssertionError(f"there is no button {label}")

    def payload(self, user: User, text: str, extra: Json | None = None, params: Json | None = None) -> Json:
        """Return what the platform sends for this."""
        properties: Json = {
            "botUserKey": user.key, "bot_user_key": user.key, "plusfriendUserKey": "pf-" + user.key[:10],
            "plusfriend_user_key": "pf-" + user.key[:10],
        }  # fmt: skip
        if user.friend:
            properties["isFriend"] = True
        request: Json = {
            "timezone": "Asia/Seoul", "utterance": text, "lang": "ko",
            "params": {"surface": "Kakaotalk.plusfriend", **(params or {})},
            "block": {"id": "b" * 24, "name": "폴백 블록"},
            "user": {"id": user.key, "type": "botUserKey", "properties": properties},
        }  # fmt: skip
        if self.callbacks_approved:
            request["callbackUrl"] = self._callback_url(user)
        return {
            "bot": {"id": self.bot, "name": "일자리톡"},
            "intent": {"id": "b" * 24, "name": "폴백 블록", "extra": {"reason": {"code": 1, "message": "OK"}}},
            "action": {"id": "a" * 24, "name": "스킬", "params": {}, "detailParams": {}, "clientExtra": extra or {}},
            "userRequest": request, "contexts": [],
        }  # fmt: skip

    def _callback_url(self, user: User, *, bot_test: bool = False) -> str:
        token = secrets.token_urlsafe(24)
        self.callbacks[token] = Callback(user, self.now(), bot_test)
        return f"{self.url}/v1/bots/{self.bot}/callback/{token}"

    async def bot_test(self, text: str) -> Json | None:
        """What the admin centre's bot test sends: a line end, no channel key, another surface, a dead callback."""
        tester = User("t" * 66)
        sent = self.payload(tester, f"{text}\n")
        sent["bot"]["id"] = f"{self.bot}!"
        sent["userRequest"] |= {"lang": "kr", "params": {"surface": "BuilderBotTest", "ignoreMe": "true"}}
        sent["userRequest"]["user"]["properties"] = {"botUserKey": tester.key, "bot_user_key": tester.key}
        sent["userRequest"]["callbackUrl"] = self._callback_url(tester, bot_test=True)
        return await self.call(tester, sent)

    # ---- the platform

    async def call(self, user: User, sent: Json, request_id: str | None = None) -> Json | None:
        """Call the skill once, as Kakao does: five seconds, no second try, and nothing shown that breaks a rule."""
        id = request_id or f"chp-{secrets.token_hex(16)}"
        headers = {"x-request-id": id, "x-chappie-footprint": id, "x-iljari-skill-key": self.secret}
        began = time.monotonic()
        try:
            async with (
                httpx.AsyncClient(trust_env=False, verify=PLAIN, timeout=90) as client,
                asyncio.timeout(self.timeout),
            ):
                answer = await client.post(self.skill, json=sent, headers=headers)
        except (TimeoutError, httpx.HTTPError) as error:
            self.faults.append(f"{type(error).__name__} after {time.monotonic() - began:.1f} s")
            return None
        finally:
            self.calls.append(time.monotonic() - began)
        if answer.status_code != 200:
            self.faults.append(f"HTTP {answer.status_code}")
            return None
        return self._show_response(user, sent, answer.content)

    def _show_response(self, user: User, sent: Json, raw: bytes) -> Json | None:
        try:
            response = schema.check(raw)
        except (schema.Invalid, ValueError) as error:
            self.faults.append(f"invalid: {error}")
            return None
        if response.get("useCallback"):
            token = str(sent["userRequest"].get("callbackUrl", "")).rpartition("/")[2]
            if token not in self.callbacks:
                self.faults.append("useCallback without a callback")
                return None
            self.callbacks[token].announced = True
            user.screen.append({"by": "waiting", "text": response.get("data", {}).get("text", "")})
            return response
        self._show(user, response)
        return response

    def _show(self, user: User, response: Json) -> None:
        template = response["template"]
        user.screen += [{"by": "bot", "output": output} for output in template["outputs"]]
        user.quick = template.get("quickReplies", [])

    def take_callback(self, token: str, raw: bytes) -> str | None:
        """Take a late answer; return why not, None when it was shown."""
        known = self.callbacks.get(token)
        if known is None or known.used or self.now() - known.at > CALLBACK_SECONDS:
            return "Invalid callback token. Check your callback token."
        if known.bot_test:
            return "Invalid callback token for testing purposes."
        if not known.announced:
            return "The skill server settings are incorrect. Use callback true setting required."
        known.used = True
        try:
            self._show(known.user, schema.check(raw))
        except (schema.Invalid, ValueError, KeyError) as error:
            return f"Invalid json response from bot-skill. {error}"
        return None

    def run_event(self, sent: Json) -> tuple[str, Json] | str:
        """Start the block of an event for its users; return the task, or why not."""
        if sent.get("event", {}).get("name") != self.event:
            return "event not found"
        wanted = sent.get("user", [])
        if not 1 <= len(wanted) <= 100:
            return "1 to 100 users"
        if self.wallet < WON * len(wanted):
            return "not enough balance"
        task, failed = secrets.token_hex(12), []
        for one in wanted:
            user = self.users.get(one["id"])
            if user is None or not user.friend:
                failed.append(one["id"])
                continue
            self.won, self.wallet = self.won + WON, self.wallet - WON
            payload = self.payload(user, self.event, params=sent.get("params"))
            payload["userRequest"].pop("callbackUrl", None)
            running = asyncio.create_task(self._run_block(user, payload))
            self.running.add(running)
            running.add_done_callback(self.running.discard)
        status = f"{len(failed)} FAIL" if failed else "ALL SUCCESS"
        self.tasks[task] = {
            "taskId": task, "status": status, "allRequestCount": len(wanted),
            "successCount": len(wanted) - len(failed), "fail": {"count": len(failed), "list": failed},
        }  # fmt: skip
        return task, self.tasks[task]

    async def _run_block(self, user: User, payload: Json) -> None:
        await self.call(user, payload)


def texts(output: Json) -> list[str]:
    """Return what of a bubble is to be read."""
    if "simpleText" in output:
        return [output["simpleText"]["text"]]
    if "textCard" in output:
        card = output["textCard"]
        return ["\n".join(x for x in (card.get("title"), card.get("description")) if x)]
    if "simpleImage" in output:
        return [f"[그림] {output['simpleImage'].get('altText', '')}"]
    if "listCard" in output:
        card = output["listCard"]
        lines = (f"{item['title']} {item.get('description', '')}" for item in card["items"])
        return ["\n".join([card["header"]["title"], *lines])]
    kind = output["carousel"]["type"]
    return [t for card in output["carousel"]["items"] for t in texts({kind: card})]


def buttons(screen: list[Json]) -> list[Json]:
    """Return every button on the screen, in order."""
    found: list[Json] = []
    for entry in screen:
        output = entry.get("output", {})
        cards = [output.get("textCard", {}), *output.get("carousel", {}).get("items", [])]
        found += [b for card in cards for b in card.get("buttons", [])]
        lists = [output.get("listCard", {}), *(card for card in cards if "header" in card)]
        found += [{"label": i["title"], **i} for card in lists for i in card.get("items", []) if i.get("action")]
    return found


@asynccontextmanager
async def kakao(bot: str, port: int = 0, **settings: Any) -> AsyncIterator[FakeKakao]:
    """Run the platform."""
    port = port or free_port()
    fake = FakeKakao(f"http://127.0.0.1:{port}", bot, **settings)
    app: Sanic[Any, Any] = Sanic(f"kakao-{secrets.token_hex(6)}", configure_logging=False)
    app.config.TOUCHUP = False
    _routes(app, fake)
    _by_hand(app, fake)
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    try:
        yield fake
    finally:
        await asyncio.gather(*fake.running, return_exceptions=True)
        await server.close()
        Sanic.unregister_app(app)


def _routes(app: Sanic[Any, Any], fake: FakeKakao) -> None:
    def verdict(why: str | None, task: str = "", **more: Any) -> HTTPResponse:
        status = "SUCCESS" if why is None else "FAIL"
        return said({"taskId": task, "status": status, "message": why or "", "timestamp": 1_795_000_000_000, **more})

    @app.post("/v1/bots/<bot:str>/callback/<token:str>")
    async def callback(request: Request, bot: str, token: str) -> HTTPResponse:
        if fake.down:
            return said({"status": "ERROR", "message": "Internal server error occured"}, status=500)
        return verdict(fake.take_callback(token, request.body), secrets.token_hex(8))

    @app.post("/v2/bots/<bot:str>/talk")
    async def talk(request: Request, bot: str) -> HTTPResponse:
        if request.headers.get("authorization") != f"KakaoAK {fake.rest_key}":
            return said({"msg": "ip mismatched or key wrong", "code": -401}, status=401)
        ran = fake.run_event(json.loads(request.body))
        return verdict(ran) if isinstance(ran, str) else verdict(None, ran[0])

    @app.get("/v1/tasks/<task:str>")
    async def task(request: Request, task: str) -> HTTPResponse:
        return said(fake.tasks.get(task, {"status": "NOT FOUND"}), status=200 if task in fake.tasks else 404)


def _by_hand(app: Sanic[Any, Any], fake: FakeKakao) -> None:
    @app.get("/")
    async def page(request: Request) -> HTTPResponse:
        return await file(PAGE)

    @app.get("/screen")
    async def screen(request: Request) -> HTTPResponse:
        user = fake.user(request.args.get("user", "hand"))
        return said({"screen": user.screen, "quick": user.quick, "won": fake.won, "faults": fake.faults[-5:]})

    @app.post("/say")
    async def say(request: Request) -> HTTPResponse:
        sent = json.loads(request.body)
        user = fake.user(sent["user"])
        user.friend = bool(sent.get("friend", True))
        fake.callbacks_approved = bool(sent.get("callback", True))
        await fake.say(user, sent["text"], sent.get("extra"))
        return said({})


async def _serve(given: argparse.Namespace) -> None:
    settings = {"skill": f"{given.gateway}/webhooks/kakao/skill", "secret": given.secret, "rest_key": given.rest_key}
    async with kakao(given.bot, given.port, **settings) as fake:
        print(f"카카오톡 연습: {fake.url}  (게이트웨이의 ILJARI_KAKAO_API도 이 주소여야 해요. 끝내기: Ctrl-C)")
        await asyncio.Event().wait()


def main() -> None:
    """Chat as a Kakao user against a running gateway."""
    reader = argparse.ArgumentParser(prog="python -m tests.fakes.kakao", description=main.__doc__)
    reader.add_argument("--gateway", default="http://127.0.0.1:8000")
    reader.add_argument("--secret", required=True, help="ILJARI_KAKAO_SECRET of the gateway")
    reader.add_argument("--bot", required=True, help="ILJARI_KAKAO_BOT_ID of the gateway")
    reader.add_argument("--rest-key", default="", help="ILJARI_KAKAO_REST_KEY of the gateway, for events")
    reader.add_argument("--port", type=int, default=8090)
    try:
        asyncio.run(_serve(reader.parse_args()))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
