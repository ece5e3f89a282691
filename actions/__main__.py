"""Opens the action server: loopback only, a secret header, no CORS, and errors that say nothing of the inside."""

from __future__ import annotations

import hmac
import logging
import sys
import warnings
from typing import Any, Final, TypeAlias

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as as_json

from actions import (
    alerts,
    centre,
    eligibility,
    fallback,
    faq,
    forms,
    handoff,
    programmes,
    small_talk,
    training,
    unanswered,
    vacancies,
)
from actions.act import Act
from actions.knowledge.outlook import outlook
from actions.knowledge.shelf import Shelf
from actions.names import load_names
from actions.room import KST, Room
from actions.seeking import serving
from bot.settings import Settings, load
from bot.store.clock import now
from bot.store.database import Database

Server: TypeAlias = Sanic[Any, Any]
HEADER: Final = "x-actions-secret"
TOPICS: Final = (
    alerts, centre, eligibility, fallback, faq, forms, handoff, programmes, small_talk, training, unanswered,
    vacancies,
)  # fmt: skip
EVERY: Final[tuple[type[Act], ...]] = tuple(action for topic in TOPICS for action in topic.ACTIONS)


def furnish(settings: Settings) -> Room:
    """Read the knowledge and the names and point at the database; raises `KnowledgeError` at a faulty file."""
    shelf = Shelf(warm=lambda knowledge: outlook(knowledge, now().astimezone(KST).date()))
    return Room(shelf, load_names(), Database(settings.database), now)


def build(settings: Settings, room: Room) -> Server:
    """Return the server with every action of ours registered."""
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    executor = ActionExecutor()
    for action in EVERY:
        executor.register_action(action(room))
    app: Server = create_app(executor, cors_origins=[])
    secret = settings.actions_secret.get_secret_value().encode()

    @app.on_request
    async def let_in(request: Request) -> HTTPResponse | None:
        given = (request.headers.get(HEADER) or "").encode()
        if request.path == "/health" or (secret and hmac.compare_digest(given, secret)):
            return None
        return as_json({"error": "forbidden"}, 403)

    serving.serve(app, room)

    @app.on_request
    async def hold_one_knowledge(request: Request) -> None:
        room.shelf.hold()

    @app.on_response
    async def say_nothing_of_the_inside(request: Request, answer: HTTPResponse) -> HTTPResponse | None:
        return as_json({"error": "action failed"}, 500) if answer.status >= 500 else None

    @app.after_server_start
    async def keep_up(app: Server) -> None:
        app.add_task(room.shelf.watch(), name="shelf")

    @app.after_server_stop
    async def let_go(app: Server) -> None:
        await room.database.close()

    return app


def quiet() -> None:
    """Log warnings of ours to stderr and nothing a citizen wrote: the SDK's own logger prints requests."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.CRITICAL)
    logging.getLogger("sanic").setLevel(logging.ERROR)


def main() -> None:
    settings = load()
    quiet()
    app = build(settings, furnish(settings))
    app.prepare("127.0.0.1", settings.actions_port, single_process=True, motd=False, access_log=False)
    Sanic.serve_single(primary=app)


if __name__ == "__main__":
    main()
