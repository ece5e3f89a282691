"""The website's door over real rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.gateway import Gateway, gateway
from tests.talk.conftest import Talk, brain, talk

__all__ = ["brain", "talk"]


@pytest.fixture
async def house(talk: Talk) -> AsyncIterator[Gateway]:
    async with gateway(talk) as running:
        yield running
