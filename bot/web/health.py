"""Whether the process lives (`/healthz`) and whether it can answer people (`/readyz`)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

Check: TypeAlias = Callable[[], Awaitable[str]]

READY = "ready"
WITHIN = 2.0


def blueprint(checks: Mapping[str, Check], others: Mapping[str, Check] | None = None) -> Blueprint:
    """Return the room of health. A check says `ready`, or in a word what it is instead; raising is `down`.

    `others` are told, too, but we are ready without them: a platform that is away keeps nobody else from being served.
    """
    beside = others or {}
    room = Blueprint("health")

    @room.get("/healthz")
    async def alive(request: Request) -> HTTPResponse:
        return json({"alive": True})

    @room.get("/readyz")
    async def ready(request: Request) -> HTTPResponse:
        every = {**checks, **beside}
        said = dict(zip(every, await asyncio.gather(*map(_ask, every.values())), strict=True))
        fit = all(said[name] == READY for name in checks)
        return json({"ready": fit, **said}, status=200 if fit else 503)

    return room


async def _ask(check: Check) -> str:
    try:
        async with asyncio.timeout(WITHIN):
            return await check()
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is not ready
        return "down"
