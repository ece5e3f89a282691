"""The website's door for networks that let no WebSocket through: the same frames in plain requests.

`POST /ws/widget/poll {hello, frames?, wait?, state?}` → `{"frames": [...]}`. Each request stands alone: `hello` says
who asks and how far they are, so it may reach any process, be repeated, or be lost. Without `wait` it is a beginning
(welcome, what is missed, live) or, with `frames`, the door's answer to them (ack, refused). With `wait` it stays open
until there is something beyond `last_seq` or another `state`, at most `WAIT` seconds, and answers only what is new.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import empty
from sanic.response import json as answer

from bot.channels.visit import Hangup, Visit
from bot.web.origin import Origins
from bot.web.problems import Problem
from bot.words import Json

WAIT = 20.0
MOST_FRAMES = 25
STATE = ("control", "position", "counselor")


class Paper:
    """A wire on which a visit writes what the answer will be."""

    def __init__(self) -> None:
        self.said: list[Json] = []

    async def recv(self) -> str | bytes | None:
        await asyncio.Event().wait()
        return None

    async def send(self, data: str) -> None:
        self.said.append(json.loads(data))

    def fail_connection(self, code: int = 1013, reason: str = "") -> None:
        raise Hangup(code, reason)


async def serve(visit: Visit, paper: Paper, asked: Json) -> None:
    """Let a visit answer one request on its paper. A `Hangup` becomes its last frame."""
    frames = asked.get("frames")
    try:
        if isinstance(frames, list) and frames:
            for frame in frames[:MOST_FRAMES]:
                await visit.hear(json.dumps(frame))
        elif asked.get("wait") is True and not visit.stale:
            known = asked.get("state")
            visit.told = {n: known[n] for n in STATE if known.get(n) is not None} if isinstance(known, dict) else None
            await visit.hear(json.dumps({"type": "rcv", "seq": visit.sent}))
            await visit.wait(WAIT, lambda: bool(paper.said))
        else:
            await visit.begin()
    except Hangup as reason:
        paper.said.append({"type": "bye", "code": reason.code})
    finally:
        await visit.close()


def asked_of(request: Request) -> Json:
    """Return the JSON object of a request. Raises `Problem` 400."""
    sent: Any = request.json if request.body else None
    if not isinstance(sent, dict) or not isinstance(sent.get("hello"), dict):
        raise Problem(400, "bad_request", "요청을 이해하지 못했어요.")
    return sent


def allowed(request: Request, origins: Origins) -> dict[str, str]:
    """Return the headers by which a host site's page may read the answer. Raises `Problem` 403 for any other site."""
    origin = request.headers.get("origin")
    if not origins.may_embed(origin, request.headers.get("host", "")):
        raise Problem(403, "cross_site", "이 사이트에서는 연결할 수 없어요.")
    return {"access-control-allow-origin": str(origin), "vary": "origin"}


def preflight(headers: dict[str, str]) -> HTTPResponse:
    """Return what a browser asks before it lets a host site's page send JSON."""
    more = {"access-control-allow-methods": "POST", "access-control-allow-headers": "content-type"}
    return empty(204, {**headers, **more, "access-control-max-age": "600"})


def told(frames: list[Json], headers: dict[str, str]) -> HTTPResponse:
    """Return the answer to a request."""
    return answer({"frames": frames}, headers=headers)
