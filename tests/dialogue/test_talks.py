"""Talks in real people's language through the real stations; what they expect is beside what is said (talks/*.yml).

A turn is `say` (words) or `press` (the label of a button offered before), and what must come:
`kind` `id` `aspect` `result` of the answer (a list: one of them) · `asks` the field then open (null: none) ·
`says` / `never` words in what can be read · `buttons` labels offered · `cards` at least so many · `card` titles holding
these words · `facts` remembered · `unknown` facts not remembered · `control`.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from .stage import Told, house_settings, play, readable, stations

FOLDER = Path(__file__).parent / "talks"
FILES = {path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
TALKS: dict[str, list[dict[str, Any]]] = {
    f"{path.stem}: {name}": turns for path, talks in FILES.items() for name, turns in talks.items()
}
NAMED = ("kind", "id", "aspect", "result")
OUT_OF_ORDER = ("이번 질문에는 답을 찾지 못했어요", "답을 찾는 데 시간이 더 걸리고")
FEWEST = 150

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the house of these talks keeps everything it keeps."""
    return tmp_path_factory.mktemp("talks")


@pytest.fixture(scope="module")
def told(home: Path) -> dict[str, list[Told]]:
    """All talks, played once."""
    settings = house_settings(home)
    with stations(settings):
        return asyncio.run(play(settings, TALKS))


def test_there_are_many_talks_of_several_turns() -> None:
    assert len(TALKS) >= FEWEST
    assert sum(len(turns) > 1 for turns in TALKS.values()) >= FEWEST


def test_what_was_answered_about_health_is_in_no_file_of_the_house(told: dict[str, list[Told]], home: Path) -> None:
    """Somebody pressed that they are severely disabled: what was offered is stored, what was chosen is not."""
    said = [turn.said for name, turns in told.items() if name.startswith("private") for turn in turns]
    assert "[네, 중증이에요]" in said
    with sqlite3.connect(home / "talks.db") as kept:
        rows = [row for (row,) in kept.execute("SELECT body FROM message WHERE author_kind = 'citizen'")]
        rows += [row for (row,) in kept.execute("SELECT asked || coalesce(understanding, '') FROM turn")]
    (engine,) = home.rglob("engine.sqlite3")
    with sqlite3.connect(engine) as kept:
        rows += [row for (row,) in kept.execute("SELECT events FROM conversations")]
    assert len(rows) > 1_000
    assert not [row for row in rows if '"disability": "severe"' in row.replace("\\", "")]


@pytest.mark.parametrize("name", TALKS)
def test_talk(told: dict[str, list[Told]], name: str) -> None:
    wrong = faults(TALKS[name], told[name])
    assert not wrong, "\n".join([*wrong, "", readable(told[name])])


def faults(asked: list[dict[str, Any]], told: list[Told]) -> list[str]:
    """Return what is not as it should be, turn by turn."""
    found = [f"{at}. {fault}" for at, (turn, got) in enumerate(zip(asked, told, strict=False), 1)
             for fault in [*_expected(turn, got), *_always(got)]]  # fmt: skip
    return found if len(asked) == len(told) else [*found, f"only {len(told)} of {len(asked)} turns were answered"]


def _expected(turn: dict[str, Any], got: Told) -> list[str]:
    wrong = [f"{name} is {got.answer.get(name)}, not {turn[name]} ({got.intent})"
             for name in NAMED if name in turn and got.answer.get(name) not in _several(turn[name])]  # fmt: skip
    if "asks" in turn and got.asked not in _several(turn["asks"]):
        wrong.append(f"asks {got.asked}, not {turn['asks']} ({got.intent})")
    if "control" in turn and got.control != turn["control"]:
        wrong.append(f"control is {got.control}")
    wrong += [f"lacks “{word}”" for word in _several(turn.get("says") or []) if str(word) not in got.everything]
    wrong += [f"says “{word}”" for word in _several(turn.get("never") or []) if str(word) in got.everything]
    wrong += [f"offers no [{b}]" for b in _several(turn.get("buttons") or []) if b not in got.buttons]
    titles = [card["title"] for card in got.cards]
    wrong += [f"no card {c}" for c in _several(turn.get("card") or []) if not any(c in title for title in titles)]
    if len(titles) < turn.get("cards", 0):
        wrong.append(f"only {len(titles)} cards")
    return [*wrong, *_remembered(turn, got)]


def _remembered(turn: dict[str, Any], got: Told) -> list[str]:
    facts = got.slots.get("facts") or {}
    wrong = [f"{name} is {facts.get(name)}, not {value}" for name, value in (turn.get("facts") or {}).items()
             if facts.get(name) != value]  # fmt: skip
    return wrong + [f"remembers {name}" for name in _several(turn.get("unknown") or []) if facts.get(name) is not None]


def _always(got: Told) -> list[str]:
    """What holds for every turn: few bubbles and buttons, an answer, and a judgement that leaves the last word."""
    wrong = [f"“{words}”" for words in OUT_OF_ORDER if words in got.text]
    if not 1 <= len(got.bubbles) <= 3 and got.control == "bot":
        wrong.append(f"{len(got.bubbles)} bubbles")
    if sum(len(b["buttons"]) for b in got.bubbles) > 4:
        wrong.append("more than four buttons")
    if re.search(r"가능성이 있어요|어려워 보여요", got.text) and "마지막 판단은" not in got.text:
        wrong.append("judges without leaving the last word")
    return wrong


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
