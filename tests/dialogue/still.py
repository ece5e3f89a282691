"""The action server as started in earnest, but on a day that is given: `python -m tests.dialogue.still <when>`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime

from sanic import Sanic

from actions.__main__ import build, furnish, quiet
from bot.settings import load


def main() -> None:
    at, settings = datetime.fromisoformat(sys.argv[1]), load()
    quiet()
    app = build(settings, replace(furnish(settings), clock=lambda: at))
    app.prepare("127.0.0.1", settings.actions_port, single_process=True, motd=False, access_log=False)
    Sanic.serve_single(primary=app)


if __name__ == "__main__":
    main()
