"""What an operator must know to set a channel up, and whether it works: told by the doors, shown by the console.

Nothing here holds a secret. A sheet says under which name one is kept; `Station.secret` gives it for one purpose.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import yaml

from bot.words import Json

State: TypeAlias = Literal["on", "off"]
Verdict: TypeAlias = Literal["good", "bad", "unsure"]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing to paste at the platform: in which field, what, and what to mind."""

    field: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do at the platform, with the values it needs."""

    title: str
    text: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All about one channel. `missing`: settings that keep it off. `secret`: where one must be pasted that is not here.

    `ways`: how words reach people here, and for how much.
    """

    channel: str
    name: str
    state: State
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    ways: tuple[Value, ...] = ()
    secret: str = ""

    def wire(self) -> Json:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at one part of the way showed, and what mends it if it is not good."""

    verdict: Verdict
    what: str
    cure: str = ""

    def wire(self) -> Json:
        return asdict(self)


def read_sheet(
    setup: Path, channel: str, name: str, state: State, missing: Sequence[str], secret: str, facts: Mapping[str, str]
) -> Sheet:
    """Return a channel's sheet out of its setup file, with `{facts}` filled in."""
    with setup.open(encoding="utf-8") as text:
        told = yaml.load(text, yaml.CSafeLoader)

    def value(each: Mapping[str, str]) -> Value:
        return Value(each["field"], each["value"].format(**facts), each.get("hint", ""))

    steps = (Step(s["title"], s["text"], tuple(map(value, s.get("values", ())))) for s in told["steps"])
    return Sheet(channel, name, state, tuple(missing), tuple(steps), tuple(map(value, told["ways"])), secret)


class Guide(Protocol):
    """A channel that can be explained and tried."""

    def sheet(self) -> Sheet:
        """Return what to paste and to do; it holds no secret."""
        ...

    def secret(self) -> Value | None:
        """Return the secret to paste, for who has asked for just this; None when there is none."""
        ...

    def try_out(self) -> Awaitable[Sequence[Finding]]:
        """Go the way that a message goes, as far as that leaves nothing behind. Raises nothing."""
        ...
