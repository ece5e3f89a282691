"""A file comes in pieces of plain bytes: `POST …?cid=&at=&size=&name=`, small enough for a slow line and a retry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from sanic import Request
from sanic.http import Http

from bot.web.problems import Problem

BYTES = "application/octet-stream"
CID = re.compile(r"[A-Za-z0-9_-]{1,64}")
HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of file `cid` (called `name`, `size` bytes in all) from offset `at` on."""

    cid: str
    at: int
    size: int
    name: str
    data: bytes

    @property
    def last(self) -> bool:
        return self.at + len(self.data) >= self.size


def cid_of(request: Request) -> str:
    """Return the sender's own id of the file. Raises `Problem` 400."""
    cid = str(request.args.get("cid", ""))
    if not CID.fullmatch(cid):
        raise Problem(400, "bad_field", "cid: 1~64자의 영문, 숫자, -, _ 이어야 해요.", field="cid")
    return cid


async def read(request: Request, most: int) -> Piece:
    """Return the piece, read to its end so that the answer reaches the sender. Raises `Problem` 400, 413 or 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BYTES:
        raise Problem(415, "bytes_only", "파일 조각으로 보내 주세요.")
    if not isinstance(request.stream, Http):
        raise Problem(400, "bad_request", "요청을 이해하지 못했어요.")
    request.stream.request_max_size = most
    data = bytearray()
    while chunk := await request.stream.read():
        data += chunk
    name = str(request.args.get("name", ""))
    return Piece(cid_of(request), _number(request, "at"), _number(request, "size"), name, bytes(data))


def _number(request: Request, field: str) -> int:
    value = str(request.args.get(field, ""))
    if not (value.isascii() and value.isdigit() and len(value) < 11 and int(value) <= HIGHEST):
        raise Problem(400, "bad_field", f"{field}: 0 이상의 수여야 해요.", field=field)
    return int(value)


def sent_as(name: str, mime: str) -> dict[str, str]:
    """Return the headers under which a file is saved and never shown as a page of ours."""
    return {
        "content-type": mime,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
