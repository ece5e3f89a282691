"""What the engine remembers of each conversation, and the outcome of each turn, in one small SQLite file.

A turn's outcome and the conversation after it are written in one transaction: they are both there, or neither is.
WAL with synchronous=NORMAL outlives the death of the process; the gateway's store is the truth when the machine dies.
"""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    AllSlotsReset,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.engine import discreet

KEPT_TURNS = 6  # how far back actions may look; slots live on regardless
KEPT_OUTCOMES = 64  # per conversation; the gateway asks again about its latest turns only
KEPT_DAYS = 30  # a conversation that rested longer is forgotten when the engine starts

SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    sender TEXT PRIMARY KEY, events TEXT NOT NULL, changed REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outcomes (
    number INTEGER PRIMARY KEY, sender TEXT NOT NULL, turn TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (sender, turn)
);
"""


class TrackerFile:
    """Conversations by sender. Call it from one thread, and for one sender one call at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(str(folder / "engine.sqlite3"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=2000", "secure_delete=ON"):
            self._file.execute(f"PRAGMA {pragma}")
        self._file.executescript(SCHEMA)
        self._forget_before(time.time() - KEPT_DAYS * 86_400)

    def outcome(self, sender: Text, turn: Text) -> Optional[Dict[Text, Any]]:
        """Return what was answered to this turn, or None if it has no outcome yet."""
        row = self._file.execute("SELECT body FROM outcomes WHERE sender=? AND turn=?", (sender, turn)).fetchone()
        return json.loads(row[0]) if row else None

    def load(self, sender: Text, domain: Domain) -> DialogueStateTracker:
        """Return the conversation as it was last settled: a copy of one's own, listening."""
        row = self._file.execute("SELECT events FROM conversations WHERE sender=?", (sender,)).fetchone()
        events = [_event(kept) for kept in json.loads(row[0])] if row else [ActionExecuted(ACTION_LISTEN_NAME)]
        return DialogueStateTracker.from_events(sender, events, domain.slots, domain=domain)

    def settle(self, tracker: DialogueStateTracker, turn: Text, body: Dict[Text, Any]) -> None:
        """Write the conversation and the outcome of its turn together."""
        kept = discreet.events([_slim(event) for event in _recent(list(tracker.events))])
        events = json.dumps(kept, ensure_ascii=False)
        self._file.execute("BEGIN IMMEDIATE")
        try:
            self._write(tracker.sender_id, events, turn, json.dumps(body, ensure_ascii=False))
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def _write(self, sender: Text, events: Text, turn: Text, body: Text) -> None:
        run = self._file.execute
        run("REPLACE INTO conversations VALUES (?, ?, ?)", (sender, events, time.time()))
        run("INSERT INTO outcomes (sender, turn, body) VALUES (?, ?, ?)", (sender, turn, body))
        run(
            "DELETE FROM outcomes WHERE sender=? AND number <= "
            "(SELECT number FROM outcomes WHERE sender=? ORDER BY number DESC LIMIT 1 OFFSET ?)",
            (sender, sender, KEPT_OUTCOMES),
        )

    def forget(self, sender: Text) -> None:
        """Forget a conversation at once, also in the file's log."""
        self._file.execute("DELETE FROM outcomes WHERE sender=?", (sender,))
        self._file.execute("DELETE FROM conversations WHERE sender=?", (sender,))
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _forget_before(self, moment: float) -> None:
        old = "SELECT sender FROM conversations WHERE changed < ?"
        self._file.execute(f"DELETE FROM outcomes WHERE sender IN ({old})", (moment,))  # noqa: S608  no input in it
        self._file.execute("DELETE FROM conversations WHERE changed < ?", (moment,))


_KINDS = {kind.type_name: kind for kind in all_subclasses(Event)}


def _event(kept: Dict[Text, Any]) -> Event:
    """Make the event that `_slim` wrote; Rasa's own reader searches all its classes for every event."""
    return _KINDS[kept["event"]]._from_parameters(kept)


def _recent(events: List[Event]) -> List[Event]:
    """Cut to the last turns; the slots that were set before the cut are set again at its beginning."""
    starts = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= KEPT_TURNS:
        return events
    cut = starts[-KEPT_TURNS]
    slots: Dict[Text, Any] = {}
    for event in events[:cut]:
        if isinstance(event, SlotSet):
            slots[event.key] = event.value
        elif isinstance(event, AllSlotsReset):
            slots.clear()
    carried: List[Event] = [SlotSet(name, value) for name, value in slots.items() if value is not None]
    return [*carried, ActionExecuted(ACTION_LISTEN_NAME), *events[cut:]]


def _slim(event: Event) -> Dict[Text, Any]:
    """Leave out what nobody reads again: rankings and hits of old messages, cards and buttons of old replies."""
    kept: Dict[Text, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        kept["parse_data"] = {key: event.parse_data.get(key) for key in ("text", "intent", "entities")}
        kept["metadata"] = {}
    elif isinstance(event, BotUttered):
        answer = (event.data.get("custom") or {}).get("answer")
        kept["data"] = {"custom": {"answer": answer}} if answer else {}
        kept["metadata"] = {}
    return kept
