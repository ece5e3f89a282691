"""What we may ask of Kakao: one callback per call of theirs, and the Event API. Nothing else is ever called."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote

import httpx

from bot.words import Json

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
LONGEST_ANSWER = 10_000
Verdict: TypeAlias = Literal["success", "refused", "unreached", "silent"]


@dataclass(frozen=True, slots=True)
class Result:
    """`refused`: Kakao said no, nothing went out. `unreached`: it never got there. `silent`: nobody knows."""

    verdict: Verdict
    task: str | None = None
    text: str = ""


class KakaoApi:
    """`key`: the REST API key of the business app, for the Event API; empty when it is not configured."""

    def __init__(self, origin: str, key: str) -> None:
        self.origin = origin.rstrip("/")
        self.key = key
        self._client = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def callback(self, url: str, response: Json) -> Result:
        """Send a late answer by a callback address, which works once and for a minute. Raises nothing."""
        return await self._post(url, response, {})

    async def event(self, bot: str, user: str, key_type: str, name: str) -> Result:
        """Start a block of ours with one person (15 won); it calls our skill, which hands over what waits."""
        body = {
            "event": {"name": name, "data": {}},
            "user": [{"type": key_type, "id": user, "properties": {}}],
            "params": {"pull": "true"},
        }
        url = f"{self.origin}/v2/bots/{quote(bot, safe='!')}/talk"
        return await self._post(url, body, {"authorization": f"KakaoAK {self.key}"})

    async def task_failed(self, task: str) -> bool | None:
        """Return whether Kakao could not bring an event to the person; None when it does not say."""
        url = f"{self.origin}/v1/tasks/{quote(task, safe='')}"
        try:
            answer = await self._client.get(url, headers={"authorization": f"KakaoAK {self.key}"})
            said = json.loads(answer.text[:LONGEST_ANSWER])
            fail = said.get("fail") or {}
            return int(fail.get("count", 0)) > 0 or "FAIL" in str(said.get("status", "")).upper()
        except (httpx.HTTPError, ValueError, AttributeError, TypeError):
            return None

    async def _post(self, url: str, body: Json, headers: dict[str, str]) -> Result:
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = await self._client.post(
                url, content=content, headers={"content-type": "application/json", **headers}
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL) as error:
            return Result("unreached", text=type(error).__name__)
        except httpx.HTTPError as error:
            return Result("silent", text=type(error).__name__)
        return _result(answer)


def _result(answer: httpx.Response) -> Result:
    """Read the verdict: HTTP 200 alone says nothing, `status` does."""
    try:
        said = json.loads(answer.text[:LONGEST_ANSWER])
        status, task = str(said.get("status", "")), str(said.get("taskId") or "")[:80]
        text = str(said.get("message") or "")[:200]
    except (ValueError, AttributeError):
        status, task, text = "", "", ""
    if status == "SUCCESS" and answer.status_code < 300:
        return Result("success", task or None)
    log.warning("kakao refused: HTTP %d %s %s", answer.status_code, status, text)
    return Result("refused", task or None, text or f"HTTP {answer.status_code}")
