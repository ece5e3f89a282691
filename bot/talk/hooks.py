"""Outgoing webhooks: signed, tried ten times, then kept as dead letters. They carry ids and states, never words.

Signature: `X-Iljari-Signature: sha256=<HMAC-SHA256 of "<timestamp>.<body>">` beside `X-Iljari-Timestamp` and
`X-Iljari-Delivery`. At least once: a receiver knows an event again by `event_id`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from datetime import timedelta
from functools import partial
from typing import Any

import httpx

from bot.privacy.sealing import Sealer, Unsealable
from bot.store import webhooks
from bot.store.clock import Clock
from bot.store.database import Database

log = logging.getLogger(__name__)

EVERY = 2.0
TRIES = 10
WITHIN = 5.0
CLAIM = timedelta(seconds=30)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what a receiver compares with the header."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"sha256={made}"


class Hooks:
    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self.database = database
        self.sealer = sealer
        self.clock = clock
        self._client = httpx.AsyncClient(timeout=WITHIN, follow_redirects=False, trust_env=False)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._for_ever(), name="webhooks")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._client.aclose()

    async def _for_ever(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("a look for due webhooks failed; the next one comes")
            await asyncio.sleep(EVERY)

    async def look(self) -> int:
        """Try everything that is due; return how many were tried."""
        now = self.clock()
        async with self.database.read() as connection:
            due = await webhooks.due(connection, now)
        for row in due:
            mine = partial(webhooks.claim, id=row["id"], attempts=row["attempts"], until=now + CLAIM)
            if await self.database.write(mine):
                await self._send(row)
        return len(due)

    async def _send(self, row: dict[str, Any]) -> None:
        error = await self._try(row)
        now, attempts = self.clock(), row["attempts"] + 1
        values: dict[str, Any] = {"error": error}
        if error is None:
            values |= {"state": "sent", "ended_at": now}
        elif attempts >= TRIES:
            values |= {"state": "dead", "ended_at": now}
        else:
            values["due_at"] = now + timedelta(seconds=min(2.0**attempts, 600))
        await self.database.write(lambda c: webhooks.note(c, row["id"], **values))

    async def _try(self, row: dict[str, Any]) -> str | None:
        """Send one; return why it failed, or None."""
        try:
            secret = self.sealer.open(row["secret"], f"webhook:{row['webhook_id']}")
        except Unsealable:
            return "the secret cannot be opened"
        body = json.dumps(row["payload"], ensure_ascii=False).encode()
        timestamp = str(int(self.clock().timestamp()))
        headers = {
            "content-type": "application/json", "x-iljari-delivery": row["id"], "x-iljari-timestamp": timestamp,
            "x-iljari-signature": signature(secret, timestamp, body),
        }  # fmt: skip
        try:
            answer = await self._client.post(row["url"], content=body, headers=headers)
        except httpx.HTTPError as failure:
            return type(failure).__name__
        return None if answer.is_success else f"HTTP {answer.status_code}"
