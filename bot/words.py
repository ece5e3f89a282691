"""The values every room speaks: what comes in, what goes out, and what an action asks to be changed.

They are plain and frozen, know no channel and no database, and turn to and from JSON by `wire` and `read`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
Control: TypeAlias = Literal["bot", "queued", "human", "closed"]
AuthorKind: TypeAlias = Literal["citizen", "bot", "counselor", "system"]
Visibility: TypeAlias = Literal["public", "internal", "suppressed"]

MEDIA = {
    "photo": "사진", "video": "동영상", "voice": "음성", "file": "파일", "sticker": "스티커", "location": "위치",
    "contact": "연락처", "edited": "수정됨", "other": "글이 아닌 것",
}  # fmt: skip
"""What a citizen may send that is no new text, and what the desk reads in its place."""

PRIVATE = '"private": true'
"""What the payload of a button carries whose answer (health, disability, a record) is kept nowhere."""

MAX_TEXT = 2_000  # characters of one citizen message that are kept (architecture §6)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is kept (`talk.files`) and comes with a message. `name` is clean, `size` in bytes, `kind` as in

    `privacy.contents`; `picture`: there is a small one of it to look at.
    """

    id: str
    name: str
    kind: str
    size: int
    sha256: str
    picture: bool

    def wire(self) -> Json:
        return {"id": self.id, "name": self.name, "kind": self.kind, "size": self.size, "picture": self.picture}


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a citizen did at a door.

    `external_id` is the door's own id for it: the same id is the same message, however often it comes.
    Exactly one of `text`, `payload_id`, `payload` and `media` is given, but a picture may have `text` beside it:
    `payload_id` is the opaque id of a button we offered, `payload` what a command of the door itself stands for
    (`/intent` or `gateway:…`, never taken from the wire) with `text` as its name, and `media` one of `MEDIA`.
    `address` is what the channel needs to write to the person, `pushable` whether it lets us write first.
    `file` comes with `media`: it has been looked at and kept, and is taken only while a person has the floor.
    """

    channel: str
    person: str
    external_id: str
    text: str | None = None
    payload_id: str | None = None
    payload: str | None = None
    media: str | None = None
    address: str | None = None
    pushable: bool = True
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A next step. Inside the house it carries `payload`; citizens only ever see `payload_id` (or `url`)."""

    label: str
    payload: str | None = None
    url: str | None = None
    payload_id: str | None = None

    def wire(self) -> Json:
        return {k: v for k, v in (("label", self.label), ("payload_id", self.payload_id), ("url", self.url)) if v}


@dataclass(frozen=True, slots=True)
class Card:
    """One vacancy, course, programme or place. `source` and `fetched_at` are always shown, small."""

    kind: str
    id: str
    title: str
    subtitle: str = ""
    lines: tuple[str, ...] = ()
    source: str = ""
    fetched_at: str = ""
    link: str | None = None
    practice: bool = False
    buttons: tuple[Button, ...] = ()

    def wire(self) -> Json:
        return {**asdict(self), "lines": list(self.lines), "buttons": [b.wire() for b in self.buttons]}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the web. `alt` says in words what it shows, for who cannot see it and where it cannot be shown."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble: text, then a picture, then cards, then buttons. Any part may be missing, never all.

    `layout`: many cards that are only to be told apart are a `list`, one line each.
    `ask`: what is asked for may be picked instead of written: `region`, `age` or `date`; empty otherwise.
    """

    text: str = ""
    cards: tuple[Card, ...] = ()
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None
    layout: Literal["cards", "list"] = "cards"
    ask: str = ""

    def wire(self) -> Json:
        said: Json = {
            "text": self.text,
            "cards": [c.wire() for c in self.cards],
            "buttons": [b.wire() for b in self.buttons],
            **({"picture": asdict(self.picture)} if self.picture is not None else {}),
            **({"layout": self.layout} if self.layout != "cards" else {}),
        }
        return {**said, "ask": self.ask} if self.ask else said


@dataclass(frozen=True, slots=True)
class Letter:
    """What an action wants changed. The gateway applies it in the transaction that settles the turn."""

    kind: str
    data: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the engine read a message: kept beside the turn for the desk, for review and for figures."""

    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[Json, ...] = ()
    entities: tuple[Json, ...] = ()
    slots: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The engine's outcome of one turn: bubbles, letters, and which knowledge was shown (`named`)."""

    replies: tuple[Reply, ...]
    letters: tuple[Letter, ...] = ()
    understanding: Understanding = Understanding()
    named: Json = field(default_factory=dict)
