"""Every component has a page that tells the truth, and works in anybody's Rasa project."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from tests.contract.conftest import ENGINE_PYTHON

pytestmark = pytest.mark.engine

PAGES = ROOT / "docs/components"
PARTS = ["## Settings", "## Needs and adds", "## Limits"]
DEFAULTS = """
import json
import os
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from bot.engine import pipeline
found = [part.clazz for part in DefaultV1Recipe._registered_components.values()]
print(json.dumps({each.__name__: each.get_default_config() for each in found if each.__name__ in pipeline.__all__}))
"""
ANYWHERE = """
import asyncio, json, sys
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
model = train_nlu("config.yml", "nlu.yml", "models")
agent = Agent.load(model)
print(json.dumps([asyncio.run(agent.parse_message(text)) for text in sys.argv[1:]]))
"""
CONFIG = """
recipe: default.v1
language: ko
pipeline:
  - name: bot.engine.pipeline.KonlpyTokenizer
    analyser: kiwi
    dictionary: true
    lookups: lookups
  - name: bot.engine.pipeline.LexiconExtractor
    lookups: lookups
  - name: bot.engine.pipeline.KiwiView
  - name: bot.engine.pipeline.KoreanIntentClassifier
    lookups: lookups
    encoder: false
  - name: bot.engine.pipeline.KnowledgeRanker
    lookups: lookups
    faq: faq
    encoder: false
"""
NLU = {
    "find_cafe": ["카페 찾아줘", "근처 카페 어디 있어", "커피 마실 데 알려줘", "카페 추천해 줘", "커피숍 있나요"],
    "opening": ["몇 시에 열어요", "영업 시간 알려줘", "언제 문 닫아요", "일요일에도 열어요", "몇 시까지 해요"],
    "thanks": ["고마워", "감사합니다", "고맙습니다", "땡큐", "정말 고마워요"],
}
FAQ = [
    {"id": "parking", "question": "주차할 수 있나요?", "examples": ["차 댈 곳 있어요", "주차장 있나요"]},
    {"id": "pets", "question": "강아지 데려가도 돼요?", "examples": ["반려견 동반 되나요", "개랑 같이 가도 되나"]},
]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the engine's Python in a folder, with our components at hand."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR"}
    environment = {**quiet, "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    command = [str(ENGINE_PYTHON), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def engine(code: str, *arguments: str, folder: Path = ROOT) -> Any:
    """Run code and return the JSON of its last line."""
    ran = run("-c", code, *arguments, folder=folder)
    assert ran.returncode == 0, ran.stderr[-2_000:]
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def components() -> dict[str, dict[str, Any]]:
    return dict(engine(DEFAULTS))


def page(component: str) -> str:
    return f"{re.sub('(?<!^)(?=[A-Z])', '-', component).lower()}.md"


def settings(text: str) -> dict[str, Any]:
    """Return setting → default of the first table of the page."""
    table = text.split("## Settings")[1].split("\n## ")[0]
    return {name: yaml.safe_load(default) for name, default in re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", table, re.M)}


def test_every_component_has_a_page_and_every_page_a_component(components: dict[str, Any]) -> None:
    assert sorted(path.name for path in PAGES.glob("*.md")) == sorted(map(page, components))


def test_pages_are_linked_and_alike(components: dict[str, Any]) -> None:
    told = (ROOT / "docs/understanding.md").read_text()
    assert [name for name in components if f"[`{name}`](components/{page(name)})" not in told] == []
    for name in components:
        text = (PAGES / page(name)).read_text()
        assert text.startswith(f"# {name}\n")
        assert [part for part in PARTS if part not in text] == []


def test_pages_name_every_setting_with_its_default(components: dict[str, Any]) -> None:
    for name, defaults in components.items():
        assert settings((PAGES / page(name)).read_text()) == defaults, name


def test_what_pages_say_to_paste_can_be_pasted(components: dict[str, Any]) -> None:
    for name in components:
        [first, *_] = re.findall(r"```yaml\n(.*?)```", (PAGES / page(name)).read_text(), re.DOTALL)
        parts = {part.pop("name").rpartition(".")[2]: part for part in yaml.safe_load(first)["pipeline"]}
        assert name in parts
        assert [part for part, given in parts.items() if given.keys() - components[part].keys()] == []


def test_they_work_in_anybodys_project(tmp_path: Path) -> None:
    write(tmp_path)
    texts = ["한옥마을에서 카페 차자줘", "언제 열어요", "차 댈 데 있나요"]
    sought, asked, meant = engine(ANYWHERE, *texts, folder=tmp_path)
    assert sought["intent"]["name"] == "find_cafe"
    assert [(e["entity"], e["value"], e["start"], e["end"]) for e in sought["entities"]] == [("region", "jeonju", 0, 4)]
    assert asked["intent"]["name"] == "opening"
    assert meant["knowledge"]["faq"][0]["id"] == "parking"
    assert sought["text_tokens"][0] == [0, 4]


def test_what_is_missing_is_said_in_a_line(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "config.yml").write_text(CONFIG.replace("analyser: kiwi", "analyser: kmoran"))
    ran = run("-m", "bot.engine", "train", "nlu", "--nlu", "nlu.yml", folder=tmp_path)
    assert ran.returncode == 1
    assert "analyser: 'kmoran' is none of mecab, kiwi, okt" in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr


def write(folder: Path) -> None:
    """Write a project of cafés that has nothing to do with ours."""
    listed = {intent: "".join(f"- {text}\n" for text in texts) for intent, texts in NLU.items()}
    examples = [{"intent": intent, "examples": texts} for intent, texts in listed.items()]
    (folder / "config.yml").write_text(CONFIG)
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": examples}, allow_unicode=True))
    for name in ("lookups", "faq"):
        (folder / name).mkdir()
    regions = {"regions": [{"code": "jeonju", "names": ["전주", "한옥마을"]}]}
    (folder / "lookups/regions.yml").write_text(yaml.safe_dump(regions, allow_unicode=True))
    (folder / "faq/all.yml").write_text(yaml.safe_dump(FAQ, allow_unicode=True))
