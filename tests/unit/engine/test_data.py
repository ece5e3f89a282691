"""What people say, what it leads to and what is looked up fit together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine.__main__ import RUN, arguments
from bot.engine.payload import read_payload

ROOT = Path(__file__).parents[3]
BUSY = {
    "find_vacancy", "check_eligibility", "ask_programme", "ask_faq", "find_training", "request_human", "ask_centre",
    "provide_info", "chitchat", "out_of_scope",
}  # fmt: skip


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    return dict(load("domain.yml"))


@pytest.fixture(scope="module")
def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu_data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
            found.setdefault(block["intent"], []).extend(lines)
    return found


def test_every_intent_has_its_examples(domain: dict[str, Any], examples: dict[str, list[str]]) -> None:
    assert set(domain["intents"]) == set(examples)
    assert len(examples) == 37
    few = {intent: len(said) for intent, said in examples.items() if len(said) < (40 if intent in BUSY else 20)}
    assert few == {}


def test_nothing_is_said_twice(examples: dict[str, list[str]]) -> None:
    said = [text for texts in examples.values() for text in texts]
    assert len(said) == len(set(said))


def test_what_is_measured_was_not_learnt(examples: dict[str, list[str]]) -> None:
    rows = (ROOT / "tests/contract/unseen.tsv").read_text(encoding="utf-8").splitlines()
    unseen = {re.sub(r"[\s?~.!]", "", row.split("\t")[1]) for row in rows}
    learnt = {re.sub(r"[\s?~.!]", "", text) for texts in examples.values() for text in texts}
    assert unseen & learnt == set()


def test_one_rule_leads_from_every_intent_to_an_action(domain: dict[str, Any]) -> None:
    files = sorted((ROOT / "nlu_data/rules").glob("*.yml"))
    rules = [rule["steps"] for file in files for rule in load(f"nlu_data/rules/{file.name}")["rules"]]
    assert sorted(steps[0]["intent"] for steps in rules) == sorted([*domain["intents"], "nlu_fallback"])
    by_the_door = {"action_after_handoff", "action_unanswered"}
    assert {steps[1]["action"] for steps in rules} | by_the_door == set(domain["actions"])


def test_slots_never_steer(domain: dict[str, Any]) -> None:
    custom = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    assert all(slot == custom for slot in domain["slots"].values())
    assert domain["session_config"] == {"session_expiration_time": 0, "carry_over_slots_to_new_session": True}


def test_lookups_name_one_thing_once() -> None:
    for file, listed, key in (
        ("regions", "regions", "code"), ("occupations", "occupations", "id"), ("training_fields", "fields", "id"),
    ):  # fmt: skip
        rows = load(f"nlu_data/lookups/{file}.yml")[listed]
        assert len({row[key] for row in rows}) == len(rows)
        assert all(isinstance(name, str) for row in rows for name in row["names"])


def test_every_city_and_county_is_known() -> None:
    codes = {row["code"] for row in load("nlu_data/lookups/regions.yml")["regions"] if row["code"].startswith("52")}
    assert len(codes) == 17  # the province, 14 cities and counties, two districts of 전주


def test_payloads() -> None:
    known = read_payload('/find_vacancy{"region": "52110"}', {"find_vacancy"}, {"region"})
    assert known == ("find_vacancy", [{"entity": "region", "value": "52110"}])
    for wrong in ("find_vacancy", "/other", "/find_vacancy{", '/find_vacancy{"x": 1}', "/find_vacancy[]"):
        with pytest.raises(ValueError, match="payload"):
            read_payload(wrong, {"find_vacancy"}, {"region"})


def test_the_launcher_keeps_the_engine_on_loopback() -> None:
    assert arguments(["run", "--port", "1"]) == ["run", "--port", "1", *RUN]
    assert arguments(["train", "--out", "x"]) == ["train", "--out", "x"]
    for word in ("--enable-api", "-i", "--interface=0.0.0.0"):
        with pytest.raises(SystemExit):
            arguments(["run", word])
