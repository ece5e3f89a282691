"""`search`: what a sentence was understood as and what it finds. The work is a child's: the bot imports no action."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from bot.cli import stations, sync
from bot.settings import ROOT, Settings, house_environment
from bot.store.clock import new_id, now


async def search(settings: Settings, words: Sequence[str]) -> int:
    """See that there is a catalogue, then answer on our own standard output; return the exit code."""
    async with stations.store(settings) as database:
        if settings.practice and await sync.stale(database, "practice", now()):
            await sync.sync(settings, database, "practice", now, new_id)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "actions.seeking", *words, cwd=ROOT, env=house_environment(settings)
    )
    return await child.wait()
