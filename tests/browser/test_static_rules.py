"""What the browser files promise without a browser: their size, and what they never do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.web.embedding import Embedding, integrity

STATIC, WIDGET, CONSOLE = ROOT / "bot/web/static", ROOT / "bot/widget", ROOT / "bot/console/static"
OURS = sorted(path for room in (STATIC, WIDGET, CONSOLE) for path in room.glob("*.*"))
SHEETS = [path for path in OURS if path.suffix == ".css" and path.name != "tokens.css"]
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|dangerouslySet|\sstyle=|javascript:"
)
ELSEWHERE = re.compile(r"(?:src|href|from|import)[=(\s]*[\"'](?:https?:)?//")


EMBEDDING = Embedding()
CATALOGUE = json.loads((WIDGET / "catalogue.json").read_text(encoding="utf-8"))
WORDS = {**CATALOGUE["words"], **CATALOGUE["more"]}


def sent(name: str) -> int:
    return len(EMBEDDING.files[name].packed)


def test_the_loader_is_small() -> None:
    assert sent("loader.js") <= 2_048


def test_the_app_is_small_with_preact_styles_and_korean_words() -> None:
    assert sent("app.js") <= 25_000


def test_what_few_people_need_comes_by_itself_and_is_small_too() -> None:
    assert sent("more.js") <= 9_000
    assert sent("launcher.css") <= 2_500
    assert all(sent(f"words.{name}.json") <= 2_500 for name in CATALOGUE["languages"] if name != "ko")


@pytest.mark.parametrize("name", WORDS)
def test_every_word_is_there_in_every_language_with_the_same_facts(name: str) -> None:
    said = WORDS[name]
    assert len(said) == len(CATALOGUE["languages"])
    assert len({frozenset(re.findall(r"\{\w+\}", text)) for text in said}) == 1
    assert name == "hello_korean" or all(text.strip() for text in said)


def test_every_word_is_said_somewhere_and_none_is_missing() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in WIDGET.glob("*.js"))
    asked = set(re.findall(r"(?:say|words)\('(\w+)'", scripts))
    assert asked <= set(WORDS)
    labels = set(re.findall(r"(\w+):", (STATIC / "labels.js").read_text(encoding="utf-8")))
    assert {f"label_{name}" for name in labels} == {name for name in WORDS if name.startswith("label_")}


def test_the_consoles_labels_are_the_catalogues_korean() -> None:
    text = (STATIC / "labels.js").read_text(encoding="utf-8")
    for name, said in WORDS.items():
        if name.startswith("label_"):
            assert f"{name.removeprefix('label_')}: '{said[0]}'" in text


def test_a_version_stays_what_it_is_and_old_ones_are_kept(tmp_path: Path) -> None:
    now = Embedding(kept=tmp_path)
    told = json.loads(now.files["embed.json"].body)
    assert told["loader"]["url"] == f"/widget/{now.version}/loader.js"
    assert told["loader"]["integrity"] == integrity(now.files["loader.js"].body)
    later = Embedding("063-000-0000", kept=tmp_path)
    assert later.version != now.version
    for name in ("loader.js", "app.js", "more.js", "launcher.css"):
        old = later.file(f"{now.version}/{name}")
        assert old is not None
        assert old.body == now.files[name].body
    assert later.file("0123456789ab/app.js") is None
    assert later.file(f"{now.version}/../../secret.json") is None


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_markup_from_strings_and_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not FORBIDDEN.search(text)
    if path.suffix != ".svg":
        assert not ELSEWHERE.search(text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_only_the_tokens_name_colours(path: Path) -> None:
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", path.read_text(encoding="utf-8"))


def test_every_vendored_file_is_named_with_version_and_licence() -> None:
    said = (STATIC / "vendor/VENDORED.md").read_text(encoding="utf-8")
    for path in (STATIC / "vendor").glob("*.js"):
        assert re.search(rf"`{re.escape(path.name)}` \| \w+ \| \d+\.\d+\.\d+ \|.*(MIT|Apache-2\.0)", said)
    assert all((STATIC / "vendor" / name).is_file() for name in ("LICENSE-preact.txt", "LICENSE-htm.txt"))
