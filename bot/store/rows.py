"""What the store hands out: one frozen value per row, in the field's own terms."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar

from sqlalchemy import RowMapping

from bot.words import Json

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who may speak (`control`), and since which change of that (`epoch`)."""

    id: str
    person_id: str
    channel: str
    control: str
    epoch: int
    next_seq: int
    engine_sender: str
    owner_id: str | None
    delivered_seq: int
    opened_at: datetime
    last_citizen_at: datetime | None
    closed_at: datetime | None
    last_staff_at: datetime | None = None

    @property
    def waiting_on(self) -> str:
        """Say who is waited on in a person's talk: `us` while the citizen has the last word, else `citizen`."""
        if self.last_citizen_at is None:
            return "citizen"
        return "us" if self.last_staff_at is None or self.last_staff_at < self.last_citizen_at else "citizen"


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a talk. `body` is `words.Reply.wire()` plus what the kind needs; sorted by `seq`, never by time."""

    conversation_id: str
    seq: int
    id: str
    external_id: str | None
    author_kind: str
    author_id: str | None
    author_name: str | None
    visibility: str
    kind: str
    body: Json
    turn_id: str | None
    epoch: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person was forgotten. `senders` and `files` are still to go at the engine and on the disk until `done_at`."""

    id: str
    channel: str
    messages: int
    senders: list[str]
    files: list[str]
    at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a talk. `name` is empty and nothing of it lies in the data folder once it was erased."""

    id: str
    conversation_id: str
    seq: int
    author_kind: str
    name: str
    kind: str
    size: int
    sha256: str
    picture: bool
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one public line at a messenger: queued, sent, delivered, failed or unknown. `cost` in won."""

    conversation_id: str
    seq: int
    channel: str
    state: str
    attempts: int
    due_at: datetime
    leased_until: datetime | None
    provider_id: str | None
    error_code: str | None
    error_text: str | None
    cost: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonChannel:
    """How a person is known at a channel. `address` is sealed. `state`: ok, blocked or left."""

    channel: str
    external_hash: str
    person_id: str
    address: str | None
    state: str
    pushable: bool


@dataclass(frozen=True, slots=True)
class SkillCall:
    """One call of a platform that wants its answer in the response. `callback` is sealed, and None once used."""

    id: str
    conversation_id: str
    seq: int
    answering_until: datetime
    callback: str | None
    callback_until: datetime | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question to the engine. `kind` is message or handback; `asked` is `{"text"}`, `{"payload"}`, `{"mode"}`."""

    id: str
    conversation_id: str
    seq: int
    kind: str
    state: str
    epoch: int
    asked: Json
    understanding: Json | None
    named: Json | None
    attempts: int
    failures: int
    due_at: datetime
    excused_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Handoff:
    """A citizen's wish for a person, from the asking to the end. At most one is open per conversation.

    `state`: queued, offered (to one counselor, until `offered_until`) and active are open; an active one with
    `transfer_to` waits until then for its receiver while the owner still has the floor. deferred waits for opening
    hours (`wished_for`: the citizen asked to be queued then); returned, resolved, cancelled, lost and voided have
    ended. `front`: before all others. `told_place` and `told_at`: what the citizen last heard of their place.
    `team_id` is empty for the whole centre.
    """

    id: str
    conversation_id: str
    state: str
    reason: str
    reason_text: str
    summary: Json
    urgency: int
    epoch: int
    owner_id: str | None
    owner_name: str | None
    requested_at: datetime
    accepted_at: datetime | None
    first_reply_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    outcome: str | None
    team_id: str = ""
    priority: int = 0
    front: bool = False
    preferred_id: str | None = None
    offered_to: str | None = None
    offered_until: datetime | None = None
    skipped_id: str | None = None
    transfer_to: str | None = None
    wished_for: datetime | None = None
    reopened: int = 0
    previous_id: str | None = None
    told_place: int | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    id: str
    login: str
    name: str
    role: str
    password_hash: str
    must_change: bool
    failures: int
    locked_until: datetime | None
    created_at: datetime
    disabled_at: datetime | None


def row_as(kind: type[R], row: RowMapping) -> R:
    """Return the row as `kind`, taking the columns that `kind` knows."""
    return kind(**{f.name: row[f.name] for f in fields(kind)})  # type: ignore[arg-type]
