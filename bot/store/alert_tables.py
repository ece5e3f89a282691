"""Saved searches, kept by consent until a day or until the person stops them, and what was told of each."""

from __future__ import annotations

from sqlalchemy import JSON, Index, String, Table, Text

from bot.store.tables import Moment, column, key, metadata, to

saved_search = Table(
    "saved_search", metadata, key(),
    to("person.id", "person_id", pd="personal"),
    column("kind", String(8)),  # vacancy or course
    column("label", Text, pd="personal"),
    column("search", JSON, pd="sensitive"),  # may say disability, or why somebody needs the work
    column("how", String(8)),  # digest or instant
    column("consent", String(20)),  # the wording that was agreed to
    column("consented_at", Moment),
    column("expires_at", Moment),
    column("checked_at", Moment),
    column("due_at", Moment),
    Index("ix_saved_search_person_id", "person_id"),
    Index("ix_saved_search_due_at", "due_at"),
)  # fmt: skip

told_match = Table(
    "told_match", metadata,
    to("saved_search.id", "saved_search_id", primary_key=True),
    column("item", String(80), primary_key=True),  # a vacancy by its likeness, so that a re-post is no news
    column("at", Moment),
)  # fmt: skip
