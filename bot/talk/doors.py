"""What a door to a messenger is, so that the rooms behind need not know which platform it speaks to.

A door that pushes implements `Door`. The deliverer (`outbox.Deliverer`) hands it what one conversation waits for,
oldest first, and acts on the outcome; the console asks it how the person can be reached before a counselor types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from bot.store.rows import Message

Way: TypeAlias = Literal["live", "push", "callback", "event", "next_turn", "none"]


@dataclass(frozen=True, slots=True)
class ChannelCapabilities:
    """What a channel can and cannot do.

    `handed`: the door must be handed every message (a messenger); else the client fetches for itself (the website).
    `can_push`: we may write first. `push_window_s`: seconds after the citizen's last words in which that is free,
    None for no end.
    `push_cost`: won per message outside that window, 0 when free. `max_text`: characters of one bubble.
    `receipts`: the channel tells us what has arrived. `takes_numbers`: telephone numbers may be taken there.
    """

    handed: bool
    can_push: bool
    push_window_s: int | None
    push_cost: int
    max_text: int
    media: frozenset[str]
    typing: bool
    receipts: bool
    takes_numbers: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """How one person is known at one channel. `address` is what the platform needs to write to them, opened.

    `state`: ok, `blocked` (they shut us out) or `left`; both end with their next words. `pushable`: the platform lets
    us write first (a Kakao channel friend).
    """

    person_id: str
    channel: str
    address: str
    state: str = "ok"
    pushable: bool = True


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one conversation waits for at one door: public lines not said by the citizen, oldest first, never none.

    `attempts`: how often the oldest was tried before. `provider_id`: what an earlier try for it left (`Held`).
    `control`: who has the floor now.
    """

    conversation_id: str
    contact: Contact
    messages: Sequence[Message]
    attempts: int = 0
    provider_id: str | None = None
    control: str = "bot"


@dataclass(frozen=True, slots=True)
class Sent:
    """The first `count` messages have gone out. `arrived`: the platform said that they reached the person."""

    count: int = 1
    provider_id: str | None = None
    cost: int = 0
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """No way is open now; this is no failure. Look again after `retry_after` seconds, None: in a day.

    `Deliverer.hasten` looks at once. `cost`: won that the try cost all the same.
    """

    retry_after: float | None = None
    provider_id: str | None = None
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """The oldest message did not go out. `retry`: try again (after `retry_after` seconds, else 2^n up to 512).

    `contact_state`: what became of the person here (`blocked`, `left`): nothing more is tried until they write.
    """

    code: str
    text: str
    retry: bool = False
    retry_after: float | None = None
    contact_state: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the first `count` messages arrived (silence after sending); they are not sent again."""

    code: str
    text: str
    count: int = 1


Outcome: TypeAlias = Sent | Held | Failed | Unknown


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether words written now reach the person now (`now`), how, for how many won, and until when that holds."""

    way: Way
    now: bool
    cost: int = 0
    until: datetime | None = None


class Door(Protocol):
    """A channel that pushes. Both calls raise nothing: what goes wrong is a `Failed`."""

    capabilities: ChannelCapabilities

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Try to bring the parcel's messages, oldest first, to the person; one call per conversation at a time."""
        ...

    async def reach(self, conversation_id: str, contact: Contact) -> Reach:
        """Say how the person can be reached now; `contact.state` is ok."""
        ...


Doors: TypeAlias = Mapping[str, Door]
