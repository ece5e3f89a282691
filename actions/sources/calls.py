"""Calls to public interfaces: politely paced, tried again with jitter, and every way to fail told apart.

A key never leaves this file: it is no part of a message, a log or a link.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import httpx
from pydantic import SecretStr

Kind: TypeAlias = Literal[
    "empty", "gone", "not_subscribed", "bad_request", "unavailable", "unparseable", "filter_ignored"
]
TRIES: Final = 4
PAUSE: Final = 0.4  # seconds between two calls
FIRST_WAIT, LONGEST_WAIT = 1.0, 20.0
TOLD: Final[Mapping[Kind, str]] = {
    "empty": "찾은 것이 없어요",
    "gone": "마감되었거나 지워진 공고예요",
    "not_subscribed": "인증키가 이 서비스에 등록되지 않았어요. 고용24·공공데이터포털에서 신청해 주세요",
    "bad_request": "요청이 잘못됐다고 해요",
    "unavailable": "지금 응답하지 않아요. 잠시 뒤 다시 받아 볼게요",
    "unparseable": "알 수 없는 답이 왔어요. 자료 형식이 바뀌었는지 확인해 주세요",
    "filter_ignored": "조건이 적용되지 않은 자료가 왔어요. 요청 이름이 바뀌었는지 확인해 주세요",
}


class Failure(Exception):
    """A call that brought no data. `kind` says which way; `detail` is the source's own words, without any key."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        super().__init__(f"{TOLD[kind]}{f' ({detail})' if detail else ''}")
        self.kind: Kind = kind
        self.detail = detail


@dataclass
class Caller:
    """One source's calls. `sleep` and `clock` are given by tests; `client` by whoever needs a proxy."""

    base: str
    key_name: str
    key: SecretStr
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=httpx.Timeout(20, connect=5)))
    pause: float = PAUSE
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _last: float = float("-inf")

    def get(self, path: str, params: Mapping[str, str | int]) -> str:
        """Return the body of an answer; raises `Failure` unavailable, bad_request or not_subscribed.

        A web page instead of data is an outage, whatever its status says.
        """
        if not self.key.get_secret_value():
            raise Failure("not_subscribed", "인증키가 설정되지 않음")
        failure = Failure("unavailable")
        for attempt in range(TRIES):
            if attempt:
                wait = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT)
                self.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311  jitter is no secret
            try:
                return self._once(path, params)
            except Failure as found:
                if found.kind != "unavailable":
                    raise
                failure = found
        raise failure

    def _once(self, path: str, params: Mapping[str, str | int]) -> str:
        self.sleep(max(0.0, self._last + self.pause - self.clock()))
        self._last = self.clock()
        asked = {self.key_name: self.key.get_secret_value(), **params}
        try:
            answer = self.client.get(f"{self.base}{path}", params=asked)
        except httpx.HTTPError as error:
            raise Failure("unavailable", type(error).__name__) from None  # the error would repeat the address
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Failure("unavailable", f"HTTP {answer.status_code}")
        if answer.status_code >= 400:
            raise Failure("not_subscribed" if answer.status_code in (401, 403) else "bad_request",
                          f"HTTP {answer.status_code}")  # fmt: skip
        body = answer.text.lstrip("\ufeff \r\n\t")
        if body[:200].lower().startswith(("<!doctype html", "<html")):
            raise Failure("unavailable", "웹 페이지가 왔어요")
        return body
