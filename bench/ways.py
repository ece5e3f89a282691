"""How a client speaks at each of our doors, for as long as it takes until the door says that it has heard."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from bench.load import Say, Talk
from bot.channels.kakao import hook as kakao
from bot.settings import Settings
from bot.words import Json

BOT = "66aa00000000000000000001"


def telegram(url: str, headers: dict[str, str], numbers: count[int]) -> Talk:
    """Updates of one chat, each when the last was told 200."""

    @asynccontextmanager
    async def talk(number: int) -> AsyncIterator[Say]:
        chat = 10_000 + next(numbers)
        async with httpx.AsyncClient(timeout=60.0, trust_env=False, headers=headers) as client:

            async def say(text: str) -> None:
                response = await client.post(url, json=update(next(numbers), chat, text))
                if response.status_code != 200:
                    raise RuntimeError(f"{response.status_code}")

            yield say

    return talk


def update(number: int, chat: int, text: str) -> Json:
    """Return an update as Telegram sends it."""
    who = {"id": chat, "is_bot": False, "first_name": "민지", "language_code": "ko"}
    place = {"id": chat, "type": "private", "first_name": "민지"}
    message = {"message_id": number, "date": 1_795_485_600, "chat": place, "from": who, "text": text}
    return {"update_id": 810_000_000 + number, "message": message}


def skill(settings: Settings) -> Talk:
    """Calls of one Kakao user; here the acknowledgement is the answer itself (or, after 3.8 s, that it is late)."""
    url = f"{settings.loopback_url}{kakao.PATH}"
    known = {kakao.HEADER: settings.kakao_secret.get_secret_value()}

    @asynccontextmanager
    async def talk(number: int) -> AsyncIterator[Say]:
        user = {"id": f"{uuid4().hex}{uuid4().hex}", "type": "botUserKey", "properties": {"isFriend": True}}
        async with httpx.AsyncClient(timeout=60.0, trust_env=False, headers=known) as client:

            async def say(text: str) -> None:
                body = {"bot": {"id": BOT}, "userRequest": {"utterance": text, "user": user}, "action": {}}
                response = await client.post(url, json=body, headers={"x-request-id": f"chp-{uuid4().hex}"})
                if response.status_code != 200 or "template" not in response.text:
                    raise RuntimeError(response.text[:200])

            yield say

    return talk


def widget(settings: Settings) -> Talk:
    """Messages of one website visitor; each is acknowledged by number."""

    @asynccontextmanager
    async def talk(number: int) -> AsyncIterator[Say]:
        url, origin = f"{settings.loopback_url.replace('http', 'ws', 1)}/ws/widget", Origin(settings.own_url)
        async with connect(url, origin=origin, proxy=None) as socket:
            await socket.send(json.dumps({"type": "hello"}))

            async def say(text: str) -> None:
                cid = uuid4().hex
                await socket.send(json.dumps({"type": "msg", "cid": cid, "text": text}))
                async for raw in socket:
                    frame = json.loads(raw)
                    if frame.get("cid") == cid and frame["type"] == "ack":
                        return
                    if frame["type"] == "refused":
                        raise RuntimeError(str(raw)[:200])

            yield say

    return talk
