"""The files people load: pages, and the modules, styles and fonts that widget and console are made of."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import empty, raw, redirect

from bot.web.embedding import FOREVER, Embedding, File

Handler: TypeAlias = Callable[..., Coroutine[Any, Any, HTTPResponse]]

BOT = Path(__file__).resolve().parent.parent
FOLDERS = {"static": BOT / "web/static", "widget": BOT / "widget", "console/static": BOT / "console/static"}
PAGES = {"/": "widget/demo.html", "/chat": "widget/chat.html", "/console": "console/static/console.html",
         "/console/channels": "console/static/channels.html"}  # fmt: skip

TEXT = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".txt": "text/plain"}
BINARY = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2"}
DAYS_30 = "public, max-age=2592000"
CHECK_FIRST = "public, no-cache"  # kept, but asked about each time: modules of two versions must never meet


COOKIE = "iljari-talk"


def blueprint(
    *, practice: bool, pages: Mapping[str, str] = PAGES, https: bool = False, embedding: Embedding | None = None
) -> Blueprint:
    """Return the room of pages and static files. Outside practice `/` has no demo page and leads to `/chat`."""
    room = Blueprint("pages")
    for url, name in pages.items():
        handler = _page(name) if practice or url != "/" else _to_chat
        if url == "/chat":
            handler = _remembered(handler, https=https)
        room.add_route(handler, url, name=f"page_{Path(name).stem}")
    embedding = embedding or Embedding()
    for prefix, folder in FOLDERS.items():
        handler = _packed(embedding, _folder(folder)) if prefix == "widget" else _folder(folder)
        room.add_route(handler, f"/{prefix}/<path:path>", name=f"files_{prefix.replace('/', '_')}")
    return room


def cookie_name(*, https: bool) -> str:
    """Return the name of the chat page's cookie; over https it is bound to this host alone."""
    return f"__Host-{COOKIE}" if https else COOKIE


def _remembered(page: Handler, *, https: bool) -> Handler:
    """The chat page's session is a cookie that no script can read and that goes when the browser is closed.

    A link from another door begins a session of its own: who used this browser before is not who follows the link.
    """

    async def chat(request: Request) -> HTTPResponse:
        response = await page(request)
        if cookie_name(https=https) not in request.cookies or "continue" in request.args:
            response.add_cookie(
                COOKIE, secrets.token_urlsafe(32), httponly=True, samesite="Lax", secure=https, host_prefix=https,
                max_age=None,
            )  # fmt: skip
        return response

    return chat


def _packed(embedding: Embedding, otherwise: Handler) -> Handler:
    """What the widget is packed into, under its version for ever and under its plain name for now; else a file."""

    async def file(request: Request, path: str) -> HTTPResponse:
        found = embedding.file(path)
        if found is None:
            return await otherwise(request, path)
        return _answer(request, found, FOREVER if embedding.is_versioned(path) else CHECK_FIRST)

    return file


def _page(name: str) -> Handler:
    async def page(request: Request) -> HTTPResponse:
        return _serve(request, BOT / name, "no-store")

    return page


def _folder(folder: Path) -> Handler:
    async def file(request: Request, path: str) -> HTTPResponse:
        wanted = (folder / path).resolve()
        if not wanted.is_relative_to(folder) or wanted.suffix not in {**TEXT, **BINARY}:
            raise NotFound
        return _serve(request, wanted, DAYS_30 if wanted.suffix in BINARY else CHECK_FIRST)

    return file


async def _to_chat(request: Request) -> HTTPResponse:
    return redirect("/chat")


def _serve(request: Request, path: Path, cache: str) -> HTTPResponse:
    try:
        stat = path.stat()
    except (OSError, ValueError):
        raise NotFound from None
    if not path.is_file():
        raise NotFound
    return _answer(request, _read(path, stat.st_mtime_ns, stat.st_size), cache)


def _answer(request: Request, file: File, cache: str) -> HTTPResponse:
    headers = {"cache-control": cache, "etag": file.tag, "vary": "accept-encoding"}
    if file.tag in request.headers.get("if-none-match", ""):
        return empty(304, headers)
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return raw(file.packed, headers={**headers, "content-encoding": "gzip"}, content_type=file.kind)
    return raw(file.body, headers=headers, content_type=file.kind)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int, size: int) -> File:
    """Read and pack a file once per version; `changed` and `size` are its version."""
    if path.suffix in TEXT:
        return File.of(path.read_bytes(), f"{TEXT[path.suffix]}; charset=utf-8")
    return File.of(path.read_bytes(), BINARY[path.suffix], packed=False)
