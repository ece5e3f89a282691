"""The desk's tables: teams, presence, hours, callbacks, drafts, snippets, outcomes, surveys, outgoing webhooks.

Part of `tables.metadata`; every column carries its `pd` label like all others.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Index, Integer, String, Table, Text, UniqueConstraint

from bot.store.tables import Moment, column, key, metadata, to

team = Table(
    "team", metadata, key(),
    column("name", String(40), unique=True),
    column("segments", JSON),
    column("mode", String(10)),
    column("offer_seconds", Integer),
    column("aging", Integer),
    column("fallback_id", String(40), nullable=True),
    column("disabled_at", Moment, nullable=True),
)  # fmt: skip

staff_duty = Table(
    "staff_duty", metadata,
    to("staff.id", "staff_id", pd="personal", primary_key=True),
    column("teams", JSON),
    column("skills", JSON),
    column("max_active", Integer, nullable=True),
    column("status", String(10)),
    column("status_reason", String(60)),
    column("status_until", Moment, nullable=True),
    column("beat_at", Moment, nullable=True),
)  # fmt: skip

calendar_week = Table(
    "calendar_week", metadata,
    column("team_id", String(40), primary_key=True),
    column("weekday", Integer, primary_key=True),
    column("spans", JSON),
)  # fmt: skip

calendar_day = Table(
    "calendar_day", metadata,
    column("team_id", String(40), primary_key=True),
    column("day", String(10), primary_key=True),
    column("kind", String(10)),
    column("name", String(60)),
    column("spans", JSON),
)  # fmt: skip

hours_override = Table(
    "hours_override", metadata,
    column("team_id", String(40), primary_key=True),
    column("opened", Boolean),
    column("reason", String(120)),
    column("until", Moment),
    column("by_id", String(40), nullable=True, pd="personal"),
    column("at", Moment),
)  # fmt: skip

callback = Table(
    "callback", metadata, key(),
    to("conversation.id", "conversation_id"),
    column("team_id", String(40)),
    column("channel", String(20)),
    column("phone", Text, pd="personal", nullable=True),  # sealed by privacy.sealing
    column("phone_tail", String(4), pd="personal", nullable=True),
    column("slot_start", Moment),
    column("place", Integer, nullable=True),
    column("topic", Text, pd="sensitive"),
    column("state", String(12)),
    column("attempts", Integer),
    column("assigned_to", String(40), nullable=True),
    column("result", String(40), nullable=True),
    column("result_note", Text, pd="personal", nullable=True),
    column("created_at", Moment),
    column("ended_at", Moment, nullable=True),
    UniqueConstraint("team_id", "slot_start", "place"),
    Index("ix_callback_state_slot_start", "state", "slot_start"),
    Index("ix_callback_conversation_id", "conversation_id"),
)  # fmt: skip

draft = Table(
    "draft", metadata,
    to("staff.id", "staff_id", pd="personal", primary_key=True),
    to("conversation.id", "conversation_id", primary_key=True),
    column("text", Text, pd="sensitive"),
    column("note", Boolean),
    column("at", Moment),
)  # fmt: skip

read_mark = Table(
    "read_mark", metadata,
    to("staff.id", "staff_id", pd="personal", primary_key=True),
    to("conversation.id", "conversation_id", primary_key=True),
    column("seq", Integer),
)  # fmt: skip

snippet = Table(
    "snippet", metadata, key(),
    column("scope", String(4)),
    column("team_id", String(40), nullable=True),
    column("owner_id", String(40), nullable=True),
    column("shortcut", String(20)),
    column("title", String(60)),
    column("body", Text),
    column("uses", Integer),
    column("last_used_at", Moment, nullable=True),
    column("created_at", Moment),
)  # fmt: skip

outcome_code = Table(
    "outcome_code", metadata,
    column("code", String(24), primary_key=True),
    column("label", String(40)),
    column("parent", String(24), nullable=True),
    column("place", Integer),
    column("disabled_at", Moment, nullable=True),
)  # fmt: skip

csat = Table(
    "csat", metadata, key(),
    to("conversation.id", "conversation_id"),
    column("handoff_id", String(40), nullable=True),
    column("part", String(6)),
    column("score", Integer, nullable=True),
    column("comment", Text, pd="personal", nullable=True),
    column("channel", String(20)),
    column("asked_at", Moment),
    column("answered_at", Moment, nullable=True),
    Index("ix_csat_conversation_id", "conversation_id"),
)  # fmt: skip

webhook = Table(
    "webhook", metadata, key(),
    column("url", Text),
    column("secret", Text),  # sealed by privacy.sealing
    column("events", JSON),
    column("created_at", Moment),
    column("disabled_at", Moment, nullable=True),
)  # fmt: skip

webhook_delivery = Table(
    "webhook_delivery", metadata, key(),
    to("webhook.id", "webhook_id"),
    column("event_id", String(40)),
    column("event", String(40)),
    column("payload", JSON),
    column("state", String(10)),
    column("attempts", Integer),
    column("due_at", Moment),
    column("error", Text, nullable=True),
    column("created_at", Moment),
    column("ended_at", Moment, nullable=True),
    Index("ix_webhook_delivery_state_due_at", "state", "due_at"),
)  # fmt: skip
