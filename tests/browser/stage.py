"""One browser and one gateway for all cases of a file: each case is another citizen in a fresh browser context.

A file takes part by importing the fixtures and `TOGETHER`, its mark.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright

from bot.store.database import Database
from bot.store.tables import metadata
from tests.browser.conftest import NAMES, NewContext, ShowingBrain, contexts
from tests.gateway import Gateway, gateway
from tests.talk.conftest import talking

HOSTS = "--disable-features=LocalNetworkAccessChecks"  # a host page that a test serves has no address of its own
TOGETHER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
SITE = "http://localhost:8123"  # the origin of host pages that tests serve by themselves


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def brain() -> ShowingBrain:
    return ShowingBrain()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, brain: ShowingBrain) -> AsyncIterator[Gateway]:
    """The gateway; a host site at `SITE` may embed it and sign its users."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('house') / 'test.db'}")
    await database.open()
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with talking(database, brain) as talk, gateway(talk, host_origins=(SITE,), widget_key="w" * 32) as running:
        yield running
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    path = next((found for found in map(shutil.which, NAMES) if found), None)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", HOSTS])
        except Error:
            if os.environ.get("CI"):
                raise
            pytest.skip("no Chromium here")
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(chromium: Browser) -> AsyncIterator[NewContext]:
    """Make browser contexts. Script errors and broken security rules in any of their pages fail the test."""
    async with contexts(chromium) as make:
        yield make
