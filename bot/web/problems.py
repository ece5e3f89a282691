"""What goes wrong, told calmly: RFC 9457 problems in Korean for programs, a plain page for people, a trace id for us.

Nothing of an unexpected error reaches the client, and nothing a person said reaches the log: only where it happened.
"""

from __future__ import annotations

import logging
import traceback
from html import escape
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import html, json

from bot.store.clock import MakeId

log = logging.getLogger(__name__)

KNOWN = {
    400: ("bad_request", "요청을 이해하지 못했어요."),
    404: ("not_found", "찾으시는 것이 없어요."),
    405: ("not_allowed", "여기서는 할 수 없는 일이에요."),
    408: ("too_slow", "요청이 너무 오래 걸렸어요."),
    413: ("too_large", "보내신 내용이 너무 커요."),
    426: ("upgrade_required", "WebSocket으로 연결해 주세요."),
    503: ("unavailable", "지금은 답할 수 없어요. 잠시 뒤에 다시 해 주세요."),
}
PAGE = """<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - 일자리톡</title><link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/widget/pages.css"></head>
<body><main class="lead"><div class="wrap"><h1>{title}</h1><p>{text}</p>{trace}
<div class="ways"><a class="way" href="/">처음으로 가기</a></div></div></main></body></html>
"""


class Problem(Exception):
    """Something that could not be done, and why: `code` for programs, `title` in Korean for people.

    `more` is added to the JSON as it is; `headers` to the response.
    """

    def __init__(self, status: int, code: str, title: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.headers = headers or {}
        self.more = more


def answer_errors(app: Sanic[Any, Any], new_id: MakeId) -> None:
    """Answer every failure of the app with a problem or a calm page; give unexpected ones a trace id and log them."""

    async def expected(request: Request, error: Problem) -> HTTPResponse:
        return _answer(request, error)

    async def by_sanic(request: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        if status >= 500 and status != 503:
            return await unexpected(request, error)
        code, title = KNOWN.get(status, KNOWN[400])
        return _answer(request, Problem(status, code, title, dict(getattr(error, "headers", None) or {})))

    async def unexpected(request: Request, error: Exception) -> HTTPResponse:
        trace = new_id()[:12]
        note(error, f"trace {trace}: {request.method} {request.path}")
        title = "일시적인 문제가 생겼어요. 잠시 뒤에 다시 해 주세요."
        return _answer(request, Problem(500, "unexpected", title, trace=trace))

    app.error_handler.add(Problem, expected)
    app.error_handler.add(SanicException, by_sanic)
    app.error_handler.add(Exception, unexpected)


def note(error: BaseException, where: str) -> None:
    """Log an unexpected error by its kind and place; its message may quote what a person said."""
    log.error("%s: %s\n%s", where, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))


def _answer(request: Request, problem: Problem) -> HTTPResponse:
    if "text/html" in request.headers.get("accept", "") and not request.path.startswith(("/api/", "/ws/")):
        return html(_page(problem), status=problem.status, headers=problem.headers)
    body = {"type": "about:blank", "status": problem.status, "code": problem.code, "title": problem.title}
    kind = "application/problem+json"
    return json({**body, **problem.more}, problem.status, problem.headers, kind, ensure_ascii=False)


def _page(problem: Problem) -> str:
    if problem.status == 404:
        title, text = "찾으시는 페이지가 없어요", "주소가 바뀌었거나 없어진 페이지예요."
    elif problem.status >= 500:
        title, text = "일시적인 문제가 생겼어요", "잠시 뒤에 다시 열어 주세요."
    else:
        title, text = "열 수 없는 페이지예요", problem.title
    trace = problem.more.get("trace")
    note = f"<p><small>문의하실 때 알려 주세요: {escape(str(trace))}</small></p>" if trace else ""
    return PAGE.format(title=escape(title), text=escape(text), trace=note)
