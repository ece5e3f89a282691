"""The real knowledge, read once, and the day the tests live on."""

from __future__ import annotations

from datetime import date

import pytest

from actions.knowledge import Knowledge, load_knowledge

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
