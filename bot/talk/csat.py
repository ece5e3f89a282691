"""Asking how it was, as text and buttons that every door can show: once a stretch, never while somebody waits on us."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import surveys
from bot.store.rows import Conversation
from bot.talk.floor import Floor

PARTS = ("human", "bot")


async def ask(floor: Floor, connection: AsyncConnection, talk: Conversation, part: str, handoff: str | None) -> None:
    """Ask how the stretch with a person (`human`) or with the bot (`bot`) was."""
    await surveys.add(connection, floor.new_id(), talk.id, handoff, part, talk.channel, floor.clock())
    await floor.tell(connection, talk, talk.epoch, floor.notices.say(f"csat_{part}"), {"event": "csat"})


async def answer(floor: Floor, connection: AsyncConnection, talk: Conversation, said: str) -> bool:
    """Keep what a button says (`human:5`); return whether it was one of ours and had been asked."""
    part, _, score = said.partition(":")
    if part not in PARTS or score not in ("1", "2", "3", "4", "5"):
        return False
    if not await surveys.answer(connection, talk.id, part, int(score), floor.clock()):
        return False
    await floor.tell(connection, talk, talk.epoch, floor.notices.say("csat_thanks"), {"event": "csat_thanks"})
    return True
