"""What stands before every room of the console: a session for this request, and bodies that are what they should be."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request

from bot.console.login import Logins, Session
from bot.console.presence import Presence
from bot.web.problems import Problem
from bot.words import Json

DESK_ROLES = ("counselor", "lead")  # who runs the system or audits it does not read talks
LONGEST_ID = 40


class Gate:
    """Knows the session cookie. Over https its name binds it to this host alone."""

    def __init__(self, logins: Logins, *, https: bool, presence: Presence | None = None) -> None:
        self.logins = logins
        self.presence = presence
        self.https = https
        self.cookie = "__Host-iljari" if https else "iljari"

    def token(self, request: Request) -> str | None:
        value: str | None = request.cookies.get(self.cookie)
        return value

    async def anybody(self, request: Request) -> Session:
        """Return the session of the request. Raises `Problem` 401. `x-background` marks what no hand asked for."""
        look = self.logins.peek if "x-background" in request.headers else self.logins.session
        session = await look(self.token(request))
        if session is None:
            raise Problem(401, "signed_out", "로그인이 필요해요.")
        return session

    async def counselor(self, request: Request) -> Session:
        """Return the session of somebody who may work at the desk. Raises `Problem` 401 or 403."""
        session = await self.anybody(request)
        if session.staff.must_change:
            raise Problem(403, "must_change_password", "먼저 비밀번호를 바꿔 주세요.")
        if session.staff.role not in DESK_ROLES:
            raise Problem(403, "not_your_role", "이 화면은 상담사만 볼 수 있어요.")
        if self.presence is not None:
            await self.presence.beat(session.staff.id)
        return session

    async def lead(self, request: Request) -> Session:
        """Return the session of a lead. Raises `Problem` 401 or 403."""
        return await self.one_of(request, "lead")

    async def one_of(self, request: Request, *roles: str) -> Session:
        """Return the session of somebody with one of these roles. Raises `Problem` 401 or 403."""
        session = await self.anybody(request)
        if session.staff.must_change:
            raise Problem(403, "must_change_password", "먼저 비밀번호를 바꿔 주세요.")
        if session.staff.role not in roles:
            raise Problem(403, "not_your_role", "이 일은 권한이 있는 사람만 할 수 있어요.")
        return session

    def keep(self, response: HTTPResponse, token: str) -> HTTPResponse:
        """Put the session into the cookie."""
        self._set(response, token, None)
        return response

    def drop(self, response: HTTPResponse) -> HTTPResponse:
        """Take the cookie away, and whatever the browser kept of ours."""
        self._set(response, "", 0)
        response.headers["clear-site-data"] = '"cache", "storage"'
        return response

    def _set(self, response: HTTPResponse, value: str, max_age: int | None) -> None:
        response.add_cookie(
            "iljari", value, httponly=True, samesite="Strict", secure=self.https, host_prefix=self.https,
            max_age=max_age,
        )  # fmt: skip


def body(request: Request) -> Json:
    """Return the JSON object that was sent; an empty one for no body. Raises `Problem` 400."""
    sent: Any = request.json if request.body else {}
    if not isinstance(sent, dict):
        raise Problem(400, "bad_request", "요청을 이해하지 못했어요.")
    return sent


def text(sent: Json, name: str, most: int, *, least: int = 1) -> str:
    """Return a text field of `least` to `most` characters. Raises `Problem` 400 naming the field."""
    value = sent.get(name, "")
    cleaned = clean(value) if isinstance(value, str) else None
    if cleaned is None or not least <= len(cleaned) <= most:
        raise Problem(400, "bad_field", f"{name}: {least}~{most}자로 보내 주세요.", field=name)
    return cleaned


def one_of(sent: Json, name: str, *allowed: str) -> str:
    """Return a field that has one of the allowed values; the first one when it is missing. Raises `Problem` 400."""
    value = sent.get(name, allowed[0])
    if value not in allowed:
        raise Problem(400, "bad_field", f"{name}: {', '.join(allowed)} 가운데 하나여야 해요.", field=name)
    return str(value)


def number(value: object, name: str) -> int | None:
    """Return a whole number from 0 on, or None when it is missing. Raises `Problem` 400."""
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if type(value) is int and 0 <= value < 2**31:
        return value
    raise Problem(400, "bad_field", f"{name}: 0 이상의 수여야 해요.", field=name)


def clean(value: str) -> str:
    """Return the text without what no database keeps: half characters and zero bytes."""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode()
