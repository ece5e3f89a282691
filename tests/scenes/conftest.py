"""The running product and Chromium: citizens and counselors on the real thing, engine and all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewContext, chromium, context
from tests.browser.pages import Console, Widget
from tests.product import Product

__all__ = ["chromium", "context"]

PASSWORD = "든든한-일자리-새벽-바다"

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running house for all scenes; each test is another citizen."""
    running = Product(tmp_path_factory.mktemp("house"), messages_per_minute="1000", sockets_per_address="200")
    running.start()
    yield running
    running.stop()


@pytest.fixture
async def citizen(context: NewContext, product: Product) -> AsyncIterator[Widget]:
    """A new citizen on a phone, at the stand-alone page."""
    phone = await context(390, 844, locale="ko-KR", timezone_id="Asia/Seoul")
    yield await Widget(await phone.new_page(), product.url).visit("/chat")
    await phone.close()


@pytest.fixture
async def counselor(context: NewContext, product: Product) -> AsyncIterator[Console]:
    """A counselor at a desk, signed in with an account of the house."""
    desk = await context(1440, 900, locale="ko-KR", timezone_id="Asia/Seoul")
    login, once = product.account("hana", "김하나")
    console = await Console(await desk.new_page(), product.url).sign_in(login, once)
    await console.choose_password(once, PASSWORD)
    yield console
    await desk.close()
