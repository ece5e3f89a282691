"""The way in that Telegram calls. What was said is in the database before it is told 200; anything else comes again."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.updates import Heard, read
from bot.channels.telegram.visit import Visitor
from bot.web.problems import note
from bot.web.proof import knows

PATH = "/webhooks/telegram"
HEADER = "x-telegram-bot-api-secret-token"


def path_of(secret: str) -> str:
    """Return the path that we register: one that only Telegram and we know, though the header is the proof."""
    return f"{PATH}/{hmac.new(secret.encode(), b'telegram path', hashlib.sha256).hexdigest()[:32]}"


def blueprint(visitor: Visitor, secrets: Sequence[str]) -> Blueprint:
    """Return the room behind the webhook. `secrets`: the current one, and the previous one while it changes.

    It listens at `PATH`, too, for whoever sets the webhook by hand or lets a proxy know fixed paths only.
    """
    room = Blueprint("telegram")
    known = [secret for secret in secrets if secret]

    async def hook(request: Request) -> HTTPResponse:
        if not knows(request.headers.get(HEADER, ""), known):
            return empty(403)
        try:
            data = json.loads(request.body)
        except (ValueError, RecursionError):
            return empty(400)
        return empty(200 if await taken(visitor, read(data)) else 503)

    for number, path in enumerate([PATH, *map(path_of, known)]):
        room.add_route(hook, path, methods=["POST"], name=f"hook_{number}")
    return room


async def taken(visitor: Visitor, said: Heard) -> bool:
    """Do what an update asks; return False when it must come again, because the database was away.

    Any other fault is ours and would be the same the next time: it is noted, and the update is let go.
    """
    try:
        await visitor.take(said)
    except (SQLAlchemyError, OSError) as error:
        note(error, "a telegram update could not be kept; it will come again")
        return False
    except Exception as error:  # noqa: BLE001
        note(error, "a telegram update was let go")
    return True
