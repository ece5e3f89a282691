"""Time and ids, injected: one clock and one id maker for the whole house, both replaceable in tests."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
MakeId: TypeAlias = Callable[[], str]


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a random id of 128 bits, 32 hexadecimal characters."""
    return secrets.token_hex(16)
