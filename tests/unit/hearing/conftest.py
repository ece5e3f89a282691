"""The real vocabulary, and a message with the values that the engine reads in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from actions.knowledge import Knowledge, load_knowledge
from actions.memory import Heard
from bot.engine.values import find_values

TODAY = date(2026, 11, 23)
Hear = Callable[..., Heard]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def hear() -> Hear:
    """Return a message as the engine hands it over: its words, and the values said in it."""

    def heard(text: str, intent: str = "provide_info", **more: object) -> Heard:
        values = find_values(text, TODAY)
        found = [{"entity": v.entity, "value": v.value, "text": text[v.start : v.end]} for v in values]
        return Heard(text, intent, entities=(*found, *({"entity": k, "value": v, "text": ""} for k, v in more.items())))

    return heard
