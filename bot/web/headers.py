"""What every response says about itself: what may run beside it, who may load it, and that talks are never cached."""

from __future__ import annotations

from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from bot.web.origin import Origins

EMBEDDABLE = ("/widget/", "/static/")  # host sites load these; they hold nothing personal


def policy(origins: Origins) -> str:
    """Return the content security policy: our own files only, nothing inline, no framing, no HTML from strings."""
    socket = origins.own.replace("http", "ws", 1)  # not every browser counts it as 'self'
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"connect-src 'self' {socket}",
            "img-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def dress(app: Sanic[Any, Any], origins: Origins) -> None:
    """Give every response of the app its headers; what a route has set itself stays."""
    common = {
        "content-security-policy": policy(origins),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cache-control": "no-store",
    }
    if origins.own.startswith("https:"):
        common["strict-transport-security"] = "max-age=31536000"
    private = {"cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin"}
    public = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}

    def add(request: Request, response: BaseHTTPResponse) -> None:
        shared = public if request.path.startswith(EMBEDDABLE) else private
        for name, value in (*common.items(), *shared.items()):
            response.headers.setdefault(name, value)

    app.register_middleware(add, "response")
