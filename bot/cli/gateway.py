"""The gateway as a process: one worker that holds the doors and the stations, stopped politely by SIGTERM."""

from __future__ import annotations

from bot.app import create_app
from bot.settings import Settings


def run_gateway(settings: Settings) -> None:
    """Serve until told to stop. One process, so that whoever kills it has killed all of it."""
    app = create_app(settings)
    app.run(settings.host, settings.port, single_process=True, motd=False, access_log=False)
