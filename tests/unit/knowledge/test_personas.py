"""Three people and more for every programme: who fits, who does not and why, who must be asked what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.knowledge import Knowledge
from actions.knowledge.batch import answer
from tests.unit.knowledge import naive

FOLDER = Path(__file__).parent / "personas"
WRITTEN_ON = date(2026, 11, 23)
PERSONAS: dict[str, Any] = {}
for _file in sorted(FOLDER.glob("*.yml")):
    PERSONAS |= yaml.safe_load(_file.read_text(encoding="utf-8"))
KINDS = [(id, kind) for id, kinds in PERSONAS.items() for kind in kinds]


def judged(knowledge: Knowledge, id: str, facts: dict[str, Any]) -> dict[str, Any]:
    return answer({"programme": id, "facts": facts, "on": WRITTEN_ON.isoformat()}, knowledge, WRITTEN_ON)


def test_every_programme_has_its_three() -> None:
    assert sorted(PERSONAS) == naive.ids()
    for id, kinds in PERSONAS.items():
        assert set(kinds) in ({"fits", "not", "unknown"}, {"open"}), id
        assert len(kinds.get("open", [0] * 3)) == 3, id


def test_only_what_refuses_nobody_is_open_to_all() -> None:
    for id, kinds in PERSONAS.items():
        parts = naive.programme(id)["eligibility"]
        ruled = [*parts["all"], *parts["exclude"]] and id != "jb.startup"  # one way in asks nothing
        assert ("open" in kinds) == (not ruled), id


@pytest.mark.parametrize(("id", "kind"), KINDS, ids=lambda one: one)
def test_persona(knowledge: Knowledge, id: str, kind: str) -> None:
    one = PERSONAS[id][kind]
    if kind == "open":
        assert all(judged(knowledge, id, each["facts"])["result"] == "yes" for each in one)
        return
    said = judged(knowledge, id, one["facts"])
    assert said["result"] == {"fits": "yes", "not": "no", "unknown": "unknown"}[kind], (one["who"], said)
    if kind == "not":
        failed = {reason["field"]: reason for reason in said["reasons"]}
        assert one["because"] in failed, (one["who"], failed)
        assert failed[one["because"]]["text"]
        assert failed[one["because"]]["source"]
    if kind == "unknown":
        assert said["missing"][0] == one["ask"], (one["who"], said["missing"])
        assert id == "kr.youth.tomorrow" or knowledge.vocabulary[one["ask"]].ask, one["ask"]
