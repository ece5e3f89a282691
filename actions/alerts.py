"""Saved searches: asking for consent, and the letters by which the gateway keeps, lists and forgets them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from actions.act import Act
from actions.memory import Heard, Json, Memory
from actions.names import ours
from actions.room import Room
from actions.search import conditions, lasting, next_search
from actions.seeking import finding, reading
from actions.speech import alerts as speech
from actions.speech import catalogue as speech_catalogue
from actions.speech.conditions import headed
from actions.speech.parts import Said

OFTEN: Final = ("digest", "instant")
MOST: Final = 30  # new ones of which one is told at once
BY_HAND: Final = "이 조건"


class SaveSearch(Act):
    """Say what would be kept and ask; with the answer (`alert`: digest or instant) write the letter."""

    title: ClassVar[str] = "action_save_search"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        search = wished(heard, memory)
        if not conditions(search):
            return speech.nothing_to_keep()
        if search.get("regions") and not any(ours(code) for code in search["regions"]):
            return speech_catalogue.elsewhere(search, self.room.names)
        if heard.one("alert") in OFTEN:
            return kept(self.room, search, str(heard.one("alert")))
        same = conditions(search) == conditions(memory.search)
        return speech.ask(label(self.room, search), memory.search if same else {**search, "offset": 0})


class ListAlerts(Act):
    title: ClassVar[str] = "action_list_alerts"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return speech.letter("action_list_alerts", "list_alerts")


class StopAlerts(Act):
    title: ClassVar[str] = "action_stop_alerts"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return speech.letter("action_stop_alerts", "stop_alerts")


def wished(heard: Heard, memory: Memory) -> Json:
    """Return the search that is meant: what was last wanted, if in vain, with what this sentence says beside."""
    before: Json = memory.search.get("asked") or memory.search
    kind = before.get("kind") or ("vacancy" if heard.tapped else reading.read(heard.text)["kind"])
    search = {name: v for name, v in lasting(next_search(heard, before, str(kind))).items() if name != "keywords"}
    return {**search, **({"keywords": words} if (words := before.get("keywords")) else {})}


def kept(room: Room, search: Json, how: str) -> Said:
    """Return the letter that asks the gateway to keep the search; the gateway tells how it went."""
    return speech.letter("action_save_search", "save_search", search=search, label=label(room, search), how=how)


def label(room: Room, search: Json) -> str:
    """Return the search in a few words: 군산시 요양보호사 · 주 5일."""
    return " · ".join(filter(None, headed(search, room.names))) or BY_HAND


async def news(room: Room, search: Json, since: datetime) -> list[Json]:
    """Return what the search finds of what first came after `since`: `{"item", "card"}`, newest first."""
    async with room.database.read() as connection:
        wish = {**search, "seen_after": since, "sort": "new"}
        page = await finding.look(connection, wish, room.today(), MOST)
    return [{"item": speech.item_of(one), "card": speech.card_of(one).wire()} for one in page.items]


ACTIONS: Final = (SaveSearch, ListAlerts, StopAlerts)
