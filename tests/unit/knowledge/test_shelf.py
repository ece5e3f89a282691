"""A running bot takes up what changed, whole or not at all, and never in the middle of a request."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.knowledge.loader import HOME
from actions.knowledge.shelf import Shelf

QUICK = 0.01


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOME, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
async def shelf(home: Path) -> AsyncIterator[Shelf]:
    shelf = Shelf(home)
    watching = asyncio.create_task(shelf.watch(QUICK))
    yield shelf
    watching.cancel()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def limit(shelf: Shelf) -> object:
    return shelf.knowledge.programmes["kr.qnet"].eligibility.all[0].value  # type: ignore[union-attr]


async def until_changed(shelf: Shelf, version: str) -> None:
    async with asyncio.timeout(20):
        while shelf.knowledge.version == version:  # noqa: ASYNC110  the shelf tells nobody
            await asyncio.sleep(QUICK)


async def test_a_change_is_taken_up_without_a_restart(home: Path, shelf: Shelf) -> None:
    before = shelf.knowledge.version
    edit(home / "programmes/kr.qnet.yml", "value: 34", "value: 39")
    await until_changed(shelf, before)
    assert limit(shelf) == 39


async def test_a_fault_leaves_the_old_and_is_logged_until_it_is_mended(
    home: Path, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    before = shelf.knowledge.version
    with caplog.at_level(logging.WARNING):
        edit(home / "programmes/kr.qnet.yml", "op: le", "op: about")
        async with asyncio.timeout(20):
            while "kr.qnet.yml" not in caplog.text:  # noqa: ASYNC110  a log tells nobody
                await asyncio.sleep(QUICK)
    assert shelf.knowledge.version == before
    assert limit(shelf) == 34
    edit(home / "programmes/kr.qnet.yml", "op: about", "op: lt")
    await until_changed(shelf, before)


async def test_a_request_sees_one_knowledge_to_its_end(home: Path, shelf: Shelf) -> None:
    before = shelf.knowledge.version
    changed = asyncio.Event()

    async def request() -> tuple[object, object]:
        shelf.hold()
        first = limit(shelf)
        await changed.wait()
        return first, limit(shelf)

    asked = asyncio.create_task(request())
    await asyncio.sleep(0)
    edit(home / "programmes/kr.qnet.yml", "value: 34", "value: 39")
    await until_changed(shelf, before)
    changed.set()
    assert await asked == (34, 34)
    assert limit(shelf) == 39
