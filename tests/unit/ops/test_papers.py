"""The papers of the house agree with the house."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.settings import SECRETS, Settings

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if "node_modules" not in page.parts
)
NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"


def rows(page: str) -> dict[str, str]:
    """Return variable → default of the table of settings."""
    return dict(re.findall(r"^\| `(ILJARI_\w+)` \| `?([^|]*?)`? \|", page, re.MULTILINE))


def told(name: str) -> str:
    """Return how the page should write a setting's default."""
    default = Settings.model_fields[name].default
    if name in SECRETS:
        return "none"
    if isinstance(default, Path):
        return str(default.relative_to(ROOT))
    return {"": "empty", "()": "[]"}.get(str(default), str(default))


def test_every_setting_is_in_operations_with_its_default():
    page = (ROOT / "docs/operations.md").read_text()
    assert rows(page) == {f"ILJARI_{name.upper()}": told(name) for name in Settings.model_fields}


def test_every_setting_says_what_it_is():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in targets if link and not (page.parent / link).exists()] == []


def test_decisions_are_numbered_without_a_gap_and_short():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [page.name for page in decisions if len(page.read_text().splitlines()) >= 40] == []


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_required_is_locked_with_hashes_and_no_registry():
    required = [normal(n) for n in re.findall(rf"^({NAME})", (ROOT / "requirements.txt").read_text(), re.MULTILINE)]
    lock = (ROOT / "requirements.lock").read_text()
    locked = [normal(n) for n in re.findall(rf"^({NAME})==", lock, re.MULTILINE)]
    assert len(required) > 20
    assert set(required) - set(locked) == set()
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock


def pinned(file: str) -> dict[str, str]:
    lines = re.findall(rf"^({NAME})==([^\s;]+)", (ROOT / file).read_text(), re.MULTILINE)
    return {normal(name): version for name, version in lines}


def test_exact_requirements_are_locked_at_that_version():
    assert pinned("requirements.txt").items() <= pinned("requirements.lock").items()


def test_the_project_reads_its_requirements_from_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}
    assert project["project"]["license"] == "GPL-3.0-or-later"
    assert "GNU GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text()


COMMANDS = ("serve", "train", "ask", "nlu", "sync", "doctor", "staff")


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS), ("staff", "add"), ("staff", "reset")])
def test_help_is_korean(command):
    asked = [sys.executable, "-m", "bot", *command, "--help"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    assert re.search("요[.)]", said)
    if not command:
        assert [name for name in COMMANDS if f"  {name} " not in said] == []


def test_production_without_secrets_is_refused_by_name(tmp_path):
    env = {"PATH": "/usr/bin:/bin", "ILJARI_MODE": "production", "ILJARI_DATA_DIR": str(tmp_path)}
    asked = [sys.executable, "-m", "bot", "doctor"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 2
    assert all(f"ILJARI_{name.upper()}" in done.stderr for name in SECRETS)
    assert "Traceback" not in done.stderr


def test_every_target_of_the_makefile_is_a_script_or_a_module():
    lines = (ROOT / "Makefile").read_text()
    assert {"run", "test", "train", "lint", "bench", "marathon", "clean", "lock"} <= set(
        re.findall(r"^(\w+):", lines, re.MULTILINE)
    )
    scripts = re.findall(r"@(scripts/\w+)", lines)
    assert [name for name in scripts if not (ROOT / name).stat().st_mode & 0o100] == []
