"""Sources before the fakes: no pause is really waited for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from actions.sources.calls import Caller
from actions.sources.imports import Origin
from tests.fakes.opendata import KEY, TODAY, OpenData, open_data

PAYLOADS = Path(__file__).with_name("payloads")


@pytest.fixture
def served() -> Iterator[OpenData]:
    with open_data() as server:
        yield server


def caller(server: OpenData, key: str = KEY, name: str = "authKey", waits: list[float] | None = None) -> Caller:
    waited = waits if waits is not None else []
    return Caller(server.url, name, SecretStr(key), sleep=waited.append)


def origin(prefix: str = "work24:", today: date = TODAY) -> Origin:
    return Origin("고용24", prefix, practice=False, today=today)


def captured(name: str) -> str:
    return (PAYLOADS / name).read_text(encoding="utf-8")
