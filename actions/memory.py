"""What was just said and what is remembered, as typed values. The only reader of Rasa's tracker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]
JOINS: Final = re.compile(r"[?,.]\s|그리고|이랑|하고\s|고\s|랑\s|또\s|와\s|과\s|및")
ABROAD = frozenset({"telegram"})
SENSITIVE = frozenset({"disability", "ltc_grade", "justice_involved", "north_defector", "veteran", "care_leaver"})


@dataclass(frozen=True)
class Heard:
    """The citizen's last message. `tapped` is true when a button was pressed rather than text written."""

    text: str = ""
    intent: str = ""
    ranking: tuple[str, ...] = ()
    entities: tuple[Json, ...] = ()
    faqs: tuple[tuple[str, float], ...] = ()
    confidence: float = 1.0

    @property
    def tapped(self) -> bool:
        return self.text.startswith("/")

    def all(self, name: str) -> list[Any]:
        """Return the values of every entity called `name`, in the order they were said."""
        return [e["value"] for e in self.entities if e.get("entity") == name and e.get("value") is not None]

    def one(self, name: str) -> Any:
        """Return the last value called `name` (who corrects himself says the right one last), or None."""
        values = self.all(name)
        return values[-1] if values else None

    def before(self, name: str, value: Any) -> str:
        """Return what stands in the message before the entity `name` of this value; nothing if it was not said."""
        words = next((str(e.get("text") or "") for e in self.entities if e.get("entity") == name
                      and e.get("value") == value), "")  # fmt: skip
        return self.text.partition(words)[0] if words else ""

    def asks_more(self) -> bool:
        """Say whether more than one thing is asked: a mark or a word that joins stands inside the message."""
        return bool(JOINS.search(self.text[1:-1]))


@dataclass(frozen=True)
class Memory:
    """The slots, and what the talk so far holds (newest last). `abroad`: the channel keeps words abroad."""

    facts: Json = field(default_factory=dict)
    asking: Json = field(default_factory=dict)
    programme: str | None = None
    search: Json = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    last_answer: Json = field(default_factory=dict)
    handoff_state: str | None = None
    last_handoff_outcome: str | None = None
    handback_mode: str | None = None
    events: tuple[Json, ...] = ()
    abroad: bool = False

    def said(self) -> Iterator[str]:
        """Yield what the citizen wrote, newest first; pressed buttons are left out."""
        for event in reversed(self.events):
            text = str(event.get("text") or "")
            if event.get("event") == "user" and text and not text.startswith("/"):
                yield text

    def answers(self) -> Iterator[Json]:
        """Yield the names of the knowledge shown so far, newest first."""
        for event in reversed(self.events):
            named = ((event.get("data") or {}).get("custom") or {}).get("answer")
            if event.get("event") == "bot" and isinstance(named, dict):
                yield named


def hear(tracker: Any) -> tuple[Heard, Memory]:
    """Return what was said and what is remembered. Unknown shapes count as nothing said, never as an error."""
    message = tracker.latest_message or {}
    abroad = (message.get("metadata") or {}).get("channel") in ABROAD
    return _heard(message), replace(_remembered(tracker.slots or {}, tracker.events or []), abroad=abroad)


def forgetful(memory: Memory, remember: Json) -> Json:
    """Return what to remember. At a channel that keeps words abroad no fact outlives the question it was told for."""
    asking = remember.get("asking", memory.asking)
    return {**remember, "facts": None} if memory.abroad and not asking else remember


def _heard(message: Json) -> Heard:
    hits = (message.get("knowledge") or {}).get("faq") or []
    return Heard(
        text=str(message.get("text") or "").strip(),
        intent=str((message.get("intent") or {}).get("name") or ""),
        ranking=tuple(str(r["name"]) for r in message.get("intent_ranking") or [] if r.get("name")),
        entities=tuple(e for e in message.get("entities") or [] if isinstance(e, dict)),
        faqs=tuple((str(h["id"]), float(h.get("score") or 0.0)) for h in hits if h.get("id")),
        confidence=float((message.get("intent") or {}).get("confidence", 1.0)),
    )


def _remembered(slots: Json, events: list[Json]) -> Memory:
    return Memory(
        facts=_dict(slots.get("facts")),
        asking=_dict(slots.get("asking")),
        programme=slots.get("programme") or None,
        search=_dict(slots.get("search")),
        shown=tuple(str(i) for i in slots.get("shown") or ()),
        unanswered=tuple(str(q) for q in slots.get("unanswered") or ()),
        last_answer=_dict(slots.get("last_answer")),
        handoff_state=slots.get("handoff_state") or None,
        last_handoff_outcome=slots.get("last_handoff_outcome") or None,
        handback_mode=slots.get("handback_mode") or None,
        events=tuple(events),
    )


def _dict(value: Any) -> Json:
    return dict(value) if isinstance(value, dict) else {}
