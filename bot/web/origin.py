"""Which site a request comes from, and whether that site may ask for what it asks (CSRF, cross-site WebSockets).

Browsers cannot be made to lie about `Sec-Fetch-Site` and `Origin`, so no token is needed in forms. Origins are compared
whole and as written: browsers send them in lower case and without a default port, anything else is not a browser's.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sanic import Blueprint, Request

from bot.settings import Settings
from bot.web.problems import Problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origins:
    """Our own origin, the sites that may embed the widget, and whether we are also reached by bare addresses.

    `by_address`: no public URL was configured, so a browser on this machine may know us as `localhost`, `127.0.0.1`
    or `[::1]`. Names are still not believed: a hostile name may resolve to our address (DNS rebinding).
    """

    own: str
    hosts: frozenset[str] = frozenset()
    by_address: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Origins:
        hosts = frozenset(origin_of(url) for url in settings.host_origins)
        return cls(origin_of(settings.own_url), hosts, by_address=not settings.public_url)

    def is_own(self, origin: str | None, host: str) -> bool:
        """Return whether `origin` is ours, for a request that named us `host`."""
        if origin is None:
            return False
        return origin == self.own or (self.by_address and _is_address(host) and origin == f"http://{host}")

    def may_embed(self, origin: str | None, host: str) -> bool:
        """Return whether `origin` is ours or a site that may carry the widget."""
        return self.is_own(origin, host) or origin in self.hosts


def origin_of(url: str) -> str:
    """Return the origin of a URL as browsers write it. Raises `ValueError` if it has none."""
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}")
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    plain = parts.port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{name}" if plain else f"{parts.scheme}://{name}:{parts.port}"


def refusal(
    method: str, headers: Mapping[str, str], origins: Origins, kind: str = "application/json"
) -> Problem | None:  # fmt: skip
    """Return why a request must not be acted on, or None: it changes nothing, or it comes from our own pages.

    `kind`: what its body must be; none that a form of another site can send.
    """
    if method in SAFE:
        return None
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign = site not in (None, "same-origin") or (origin is not None and not _own(headers, origins))
    if foreign or (site is None and origin is None):
        return Problem(403, "cross_site", "다른 사이트에서 온 요청은 처리하지 않아요.")
    if _has_body(headers) and _kind(headers) != kind:
        return Problem(415, "json_only", "JSON 형식으로 보내 주세요.")
    return None


def guard(room: Blueprint, origins: Origins, bytes_at: str = "") -> None:
    """Let only our own pages change anything through this room's routes. `bytes_at`: the ending of paths for files."""

    async def check(request: Request) -> None:
        plain = bytes_at and request.path.endswith(bytes_at)
        kind = "application/octet-stream" if plain else "application/json"
        problem = refusal(request.method, request.headers, origins, kind)
        if problem is not None:
            raise problem

    room.on_request(check)


def guard_socket(request: Request, origins: Origins, *, embedded: bool) -> None:
    """Refuse a WebSocket that another site opens. `embedded`: the configured host sites may, too."""
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    if not (origins.may_embed(origin, host) if embedded else origins.is_own(origin, host)):
        raise Problem(403, "cross_site", "이 사이트에서는 연결할 수 없어요.")
    if request.headers.get("upgrade", "").lower() != "websocket":
        raise Problem(426, "upgrade_required", "WebSocket으로 연결해 주세요.")


def _own(headers: Mapping[str, str], origins: Origins) -> bool:
    return origins.is_own(headers.get("origin"), headers.get("host", ""))


def _has_body(headers: Mapping[str, str]) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers or "content-type" in headers


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_address(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
