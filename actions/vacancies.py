"""Vacancies: find, refine, more, detail. Refining and paging serve courses as well: they follow the last search."""

from __future__ import annotations

from typing import ClassVar, Final

from actions import catalogue
from actions.act import Act
from actions.memory import Heard, Memory
from actions.search import conditions, next_search
from actions.speech import catalogue as speech
from actions.speech.parts import Said
from actions.telling import tell

# A word that is no condition (“그거 더”) may be read as a keyword: only these make a list anew.
FIRM: Final = ("regions", "jobs", "occupations", "fields", "pay", "shifts", "work_days")


class FindVacancies(Act):
    title: ClassVar[str] = "action_find_vacancies"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        return await catalogue.begin(self.room, heard, memory, "vacancy")


class RefineSearch(Act):
    """Change conditions of the last search; without a word about which, ask."""

    title: ClassVar[str] = "action_refine_search"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        kind = memory.search.get("kind") or ("course" if heard.all("field") else "vacancy")
        steer = heard.one("condition")
        if isinstance(steer, dict) and isinstance(steer.get("ask"), str):
            return speech.ask_condition(steer["ask"], kind, self.room.names)
        after = next_search(heard, memory.search, kind)
        ordered = after.get("sort") != memory.search.get("sort")
        if not heard.entities and not ordered and conditions(after) == conditions(memory.search):
            return speech.which_condition(kind)
        return await catalogue.begin(self.room, heard, memory, kind)


class ShowMore(Act):
    title: ClassVar[str] = "action_show_more"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        if not memory.search or not memory.search.get("total"):
            return speech.nothing_to_show()
        if not heard.tapped and self._asks_otherwise(heard, memory):
            return await catalogue.begin(self.room, heard, memory, str(memory.search["kind"]))
        offset = int(memory.search["offset"]) + catalogue.A_PAGE
        if offset >= int(memory.search["total"]):
            return speech.end(memory.search["kind"])
        return await catalogue.show(self.room, {**memory.search, "offset": offset})

    def _asks_otherwise(self, heard: Heard, memory: Memory) -> bool:
        """Say whether “보여줘” comes with another condition: 군산 근처도 보여줘."""
        after = next_search(heard, memory.search, str(memory.search["kind"]))
        return any(conditions(after).get(name) != conditions(memory.search).get(name) for name in FIRM)


class ItemDetail(Act):
    """One thing of those shown, by its button or by its place: 두 번째 거."""

    title: ClassVar[str] = "action_item_detail"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        reference = _meant(heard, memory)
        if reference.startswith("programme:"):
            return tell(self.room, reference.partition(":")[2], "what")
        found = await catalogue.item(self.room, reference) if reference else None
        return speech.detail(found, self.room.today()) if found else speech.gone(memory.shown)


def _meant(heard: Heard, memory: Memory) -> str:
    if heard.one("item"):
        return str(heard.one("item"))
    place = heard.one("ordinal") or (1 if len(memory.shown) == 1 else 0)
    return memory.shown[place - 1] if isinstance(place, int) and 0 < place <= len(memory.shown) else ""


ACTIONS: Final = (FindVacancies, RefineSearch, ShowMore, ItemDetail)
