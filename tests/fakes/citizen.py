"""A citizen at the widget's socket who never gives up: reconnects, resumes by `seq`, sends again until acknowledged."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Frame = dict[str, Any]


class Citizen:
    """`lines` is what was shown, by seq; `acknowledged` is which of our messages the server took, by cid."""

    def __init__(self, socket_url: str, origin: str) -> None:
        self.url, self.origin = f"{socket_url}/ws/widget", origin
        self.token: str | None = None
        self.lines: dict[int, Frame] = {}
        self.shown_twice = 0
        self.acknowledged: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.frames: list[Frame] = []
        self._waiting: dict[str, Frame] = {}
        self._socket: ClientConnection | None = None
        self._running: asyncio.Task[None] | None = None
        self.live = asyncio.Event()

    async def __aenter__(self) -> Citizen:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def say(self, text: str = "", payload_id: str | None = None) -> str:
        """Hand in a message and return its cid; it is sent until it is acknowledged."""
        cid = uuid.uuid4().hex
        self._waiting[cid] = {
            "type": "msg",
            "cid": cid,
            **({"payload_id": payload_id} if payload_id else {"text": text}),
        }
        await self._send(self._waiting[cid])
        return cid

    async def _run(self) -> None:
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(self.url, origin=self.origin, open_timeout=5, proxy=None) as socket:
                    self._socket = socket
                    await self._send({"type": "hello", "token": self.token, "last_seq": max(self.lines, default=0)})
                    async for raw in socket:
                        await self._take(json.loads(raw))
            self._socket = None
            self.live.clear()
            await asyncio.sleep(0.3)

    async def _take(self, frame: Frame) -> None:
        self.frames.append(frame)
        kind = frame["type"]
        if kind == "welcome":
            self.token = frame["token"]
        elif kind == "msg":
            self.shown_twice += frame["seq"] in self.lines
            self.lines[frame["seq"]] = frame
            await self._send({"type": "rcv", "seq": frame["seq"]})
        elif kind == "ack":
            self.acknowledged[frame["cid"]] = frame["seq"]
            self._waiting.pop(frame["cid"], None)
        elif kind == "refused":
            self.refused[frame["cid"]] = frame["code"]
            self._waiting.pop(frame["cid"], None)
        elif kind == "live":
            self.live.set()
            for message in list(self._waiting.values()):
                await self._send(message)

    async def _send(self, frame: Frame) -> None:
        if self._socket is not None:
            with suppress(WebSocketException):
                await self._socket.send(json.dumps(frame))

    def bubbles(self) -> list[Frame]:
        """Return what was shown, in order."""
        return [self.lines[seq] for seq in sorted(self.lines)]

    async def until(self, true, patience: float = 15) -> None:
        """Wait until `true(self)`; fails with what was shown instead."""
        deadline = asyncio.get_running_loop().time() + patience
        while not true(self):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError([f["body"].get("text") for f in self.bubbles()])
            await asyncio.sleep(0.05)
