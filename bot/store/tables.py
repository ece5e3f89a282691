"""Every table of the house. Each column says which personal data it holds: `info={"pd": …}`.

`none` nothing personal · `personal` about a person · `sensitive` health, disability, income · `unique-id` never kept.
Retention, erasure, export and log filters are derived from these labels.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.store import fulltext


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.replace(tzinfo=value.tzinfo or UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


Kind: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]


def column(name: str, kind: Kind, *rest: Any, pd: str = "none", **options: Any) -> Column[Any]:
    """Return a column that says what personal data it holds; not null unless told otherwise."""
    options.setdefault("nullable", False)
    return Column(name, kind, *rest, info={"pd": pd}, **options)


def key(name: str = "id") -> Column[Any]:
    return column(name, String(40), primary_key=True)


def to(target: str, name: str, *, pd: str = "none", **options: Any) -> Column[Any]:
    return column(name, String(40), ForeignKey(target), pd=pd, **options)


person = Table(
    "person", metadata, key(),
    column("channel", String(20)),
    column("external_hash", String(64), pd="personal"),
    column("created_at", Moment),
    UniqueConstraint("channel", "external_hash"),
)  # fmt: skip

person_channel = Table(
    "person_channel", metadata,
    column("channel", String(20), primary_key=True),
    column("external_hash", String(64), pd="personal", primary_key=True),
    to("person.id", "person_id", pd="personal"),
    column("address", Text, pd="personal", nullable=True),  # sealed by privacy.sealing
    column("state", String(10)),
    column("pushable", Boolean),
    column("changed_at", Moment),
    Index("ix_person_channel_person_id", "person_id"),
)  # fmt: skip

conversation = Table(
    "conversation", metadata, key(),
    to("person.id", "person_id", pd="personal"),
    column("channel", String(20)),
    column("control", String(10)),
    column("epoch", Integer),
    column("next_seq", Integer),
    column("engine_sender", String(40)),
    column("owner_id", String(40), nullable=True),
    column("leased_by", String(60), nullable=True),
    column("leased_until", Moment, nullable=True),
    column("lease_no", Integer),
    column("delivered_seq", Integer),
    column("opened_at", Moment),
    column("last_citizen_at", Moment, nullable=True),
    column("last_staff_at", Moment, nullable=True),
    column("closed_at", Moment, nullable=True),
    Index("ix_conversation_person_id", "person_id"),
    Index("ix_conversation_owner_id", "owner_id"),
)  # fmt: skip

message = Table(
    "message", metadata,
    column("conversation_id", String(40), ForeignKey("conversation.id"), primary_key=True),
    column("seq", Integer, primary_key=True),
    column("id", String(40), unique=True),
    column("channel", String(20)),
    column("external_id", String(120), nullable=True),
    column("author_kind", String(12)),
    column("author_id", String(40), nullable=True),
    column("author_name", String(60), nullable=True),
    column("visibility", String(12)),
    column("kind", String(12)),
    column("body", JSON, pd="sensitive"),
    column("turn_id", String(40), nullable=True),
    column("epoch", Integer),
    column("created_at", Moment),
    UniqueConstraint("channel", "external_id"),
    Index("ix_message_turn_id", "turn_id"),
)  # fmt: skip

delivery = Table(
    "delivery", metadata,
    column("conversation_id", String(40), ForeignKey("conversation.id"), primary_key=True),
    column("seq", Integer, primary_key=True),
    column("channel", String(20)),
    column("state", String(10)),
    column("attempts", Integer),
    column("due_at", Moment),
    column("leased_until", Moment, nullable=True),
    column("provider_id", String(80), nullable=True),
    column("error_code", String(40), nullable=True),
    column("error_text", Text, nullable=True),
    column("cost", Integer),
    column("created_at", Moment),
    column("ended_at", Moment, nullable=True),
    Index("ix_delivery_open", "state", "due_at"),
)  # fmt: skip

skill_call = Table(
    "skill_call", metadata,
    column("id", String(64), primary_key=True),
    to("conversation.id", "conversation_id"),
    column("seq", Integer),
    column("answering_until", Moment),
    column("callback", Text, pd="personal", nullable=True),  # sealed; gone as soon as it is used or over
    column("callback_until", Moment, nullable=True),
    column("answer", Text, pd="sensitive", nullable=True),
    column("created_at", Moment),
    Index("ix_skill_call_conversation_id", "conversation_id"),
    Index("ix_skill_call_created_at", "created_at"),
)  # fmt: skip

continuation = Table(
    "continuation", metadata,
    column("token_hash", String(64), primary_key=True),
    to("person.id", "person_id", pd="personal"),
    column("expires_at", Moment),
    column("used_at", Moment, nullable=True),
)  # fmt: skip

turn = Table(
    "turn", metadata, key(),
    to("conversation.id", "conversation_id"),
    column("seq", Integer),
    column("kind", String(12)),
    column("state", String(12)),
    column("epoch", Integer),
    column("asked", JSON, pd="sensitive"),
    column("understanding", JSON, pd="sensitive", nullable=True),
    column("named", JSON, nullable=True),
    column("attempts", Integer),
    column("failures", Integer),
    column("due_at", Moment),
    column("excused_at", Moment, nullable=True),
    column("created_at", Moment),
    column("ended_at", Moment, nullable=True),
    Index("ix_turn_open", "state", "due_at"),
    Index("ix_turn_conversation_id_seq", "conversation_id", "seq"),
)  # fmt: skip

button = Table(
    "button", metadata, key(),
    to("conversation.id", "conversation_id"),
    column("label", String(80)),
    column("payload", Text, pd="personal"),
    column("created_at", Moment),
    Index("ix_button_conversation_id", "conversation_id"),
)  # fmt: skip

OPEN_HANDOFF = text("state IN ('queued', 'offered', 'active')")
handoff = Table(
    "handoff", metadata, key(),
    to("conversation.id", "conversation_id"),
    column("state", String(12)),
    column("reason", String(24)),
    column("reason_text", Text, pd="personal"),
    column("summary", JSON, pd="sensitive"),
    column("urgency", Integer),
    column("epoch", Integer),
    column("owner_id", String(40), nullable=True),
    column("owner_name", String(60), nullable=True),
    column("requested_at", Moment),
    column("accepted_at", Moment, nullable=True),
    column("first_reply_at", Moment, nullable=True),
    column("ended_at", Moment, nullable=True),
    column("end_reason", String(24), nullable=True),
    column("outcome", String(40), nullable=True),
    column("team_id", String(40), server_default=""),
    column("priority", Integer, server_default="0"),
    column("front", Boolean, server_default=false()),
    column("preferred_id", String(40), nullable=True),
    column("offered_to", String(40), nullable=True),
    column("offered_until", Moment, nullable=True),
    column("skipped_id", String(40), nullable=True),
    column("transfer_to", String(40), nullable=True),
    column("wished_for", Moment, nullable=True),
    column("reopened", Integer, server_default="0"),
    column("previous_id", String(40), nullable=True),
    column("told_place", Integer, nullable=True),
    column("told_at", Moment, nullable=True),
    Index("uq_handoff_open", "conversation_id", unique=True, sqlite_where=OPEN_HANDOFF, postgresql_where=OPEN_HANDOFF),
    Index("ix_handoff_state_requested_at", "state", "requested_at"),
)  # fmt: skip

handoff_event = Table(
    "handoff_event", metadata, key(),
    to("handoff.id", "handoff_id"),
    column("at", Moment),
    column("actor_kind", String(12)),
    column("actor_id", String(40), nullable=True),
    column("from_state", String(12), nullable=True),
    column("to_state", String(12)),
    column("epoch", Integer),
    column("reason", Text),
    Index("ix_handoff_event_handoff_id", "handoff_id"),
)  # fmt: skip

talk_file = Table(
    "talk_file", metadata, key(),
    to("conversation.id", "conversation_id"),
    column("seq", Integer),
    column("author_kind", String(12)),
    column("name", String(100), pd="sensitive"),
    column("kind", String(8)),
    column("size", Integer),
    column("sha256", String(64), pd="personal"),
    column("picture", Boolean),
    column("created_at", Moment),
    column("erased_at", Moment, nullable=True),
    Index("ix_talk_file_conversation_id", "conversation_id"),
)  # fmt: skip

widget_session = Table(
    "widget_session", metadata,
    column("token_hash", String(64), primary_key=True, pd="personal"),
    to("person.id", "person_id", pd="personal"),
    column("created_at", Moment),
    column("ended_at", Moment, nullable=True),
)  # fmt: skip

staff = Table(
    "staff", metadata, key(),
    column("login", String(60), unique=True, pd="personal"),
    column("name", String(60), pd="personal"),
    column("role", String(12)),
    column("password_hash", Text),
    column("must_change", Boolean),
    column("failures", Integer),
    column("locked_until", Moment, nullable=True),
    column("created_at", Moment),
    column("disabled_at", Moment, nullable=True),
)  # fmt: skip

staff_session = Table(
    "staff_session", metadata,
    column("token_hash", String(64), primary_key=True),
    to("staff.id", "staff_id", pd="personal"),
    column("created_at", Moment),
    column("seen_at", Moment),
)  # fmt: skip

access_log = Table(
    "access_log", metadata, key(),
    column("at", Moment),
    column("staff_id", String(40), nullable=True, pd="personal"),
    column("action", String(40)),
    column("conversation_id", String(40), nullable=True),
    column("address", String(60), pd="personal"),
    column("detail", JSON),
    Index("ix_access_log_at", "at"),
)  # fmt: skip

erasure = Table(
    "erasure", metadata, key(),
    column("channel", String(20)),
    column("messages", Integer),  # how many were forgotten
    column("senders", JSON),  # what the engine is still to forget: its random names for the talks
    column("files", JSON),  # what is still to be taken off the disk
    column("at", Moment),
    column("done_at", Moment, nullable=True),
    Index("ix_erasure_done_at", "done_at"),
)  # fmt: skip

vacancy = Table(
    "vacancy", metadata,
    column("id", String(80), primary_key=True),
    column("number", BigInteger, unique=True),  # made of the id: what the indexes know a posting by
    column("source", String(40)),
    column("practice", Boolean),
    column("title", Text),
    column("company", Text),
    column("region", String(5)),
    column("place", Text),
    column("occupation", String(40)),
    column("job_code", String(6)),
    column("occupation_name", Text),
    column("pay_kind", String(8)),
    column("pay_min", Integer, nullable=True),
    column("pay_max", Integer, nullable=True),
    column("pay_text", Text),
    column("employment", String(16)),
    column("work_days", Float, nullable=True),
    column("hours_text", Text),
    column("shift", String(12)),
    column("begins", Integer, nullable=True),
    column("ends", Integer, nullable=True),
    column("minutes", Integer, nullable=True),
    column("part", String(10)),
    column("night", Boolean, nullable=True),
    column("weekend", Boolean, nullable=True),
    column("career", String(12)),
    column("career_months", Integer, nullable=True),
    column("education", String(12)),
    column("car", Boolean),
    column("targets", JSON),
    column("welfare", JSON),
    column("marks", Text),  # targets and welfare for the index: |senior|dormitory|
    column("deadline_kind", String(12)),
    column("deadline", String(10), nullable=True),
    column("posted_on", String(10)),
    column("likeness", String(16), server_default=""),  # shared by all postings of one vacancy
    column("link", Text, nullable=True),
    column("words", Text),
    column("raw", JSON),
    column("fetched_at", Moment),
    column("first_seen_at", Moment, nullable=True),  # the first posting of it; null: it was there before we noted that
    column("gone_at", Moment, nullable=True),
    Index("ix_vacancy_likeness", "likeness"),
    Index("ix_vacancy_first_seen_at", "first_seen_at"),
    Index("ix_vacancy_source_fetched_at", "source", "fetched_at"),
)  # fmt: skip

FACTS = (  # of a vacancy that a search may ask for: the indexes hold them, so that no wide row is read to choose
    "deadline", "pay_kind", "pay_min", "pay_max", "employment", "work_days", "shift", "begins", "ends", "minutes",
    "part", "night", "weekend", "career", "career_months", "education", "car", "marks", "deadline_kind",
)  # fmt: skip
COPIED = ("id", "region", "posted_on", *FACTS)
OPEN_VACANCY = text("gone_at IS NULL")
Index(  # all that are open, newest first
    "ix_vacancy_newest", vacancy.c.posted_on.desc(),
    *(vacancy.c[each] for each in ("id", "region", "number", "gone_at", *FACTS)),
    sqlite_where=OPEN_VACANCY, postgresql_where=OPEN_VACANCY,
)  # fmt: skip
Index(  # the same in a town
    "ix_vacancy_search", vacancy.c.region, vacancy.c.posted_on.desc(),
    *(vacancy.c[each] for each in ("id", "number", "gone_at", *FACTS)),
    sqlite_where=OPEN_VACANCY, postgresql_where=OPEN_VACANCY,
)  # fmt: skip

vacancy_job = Table(  # of open vacancies only; with a copy of what may be asked, it answers a search for work alone
    "vacancy_job", metadata,
    column("mark", String(40), primary_key=True),  # an official code, or `w:` and the id of an everyday word
    column("vacancy", BigInteger, primary_key=True),  # its number
    column("strength", Integer),  # 1 the posting's code says so, 2 its title does
    *(column(each, vacancy.c[each].type, nullable=vacancy.c[each].nullable) for each in COPIED),
    Index("ix_vacancy_job_vacancy", "vacancy"),
)  # fmt: skip
Index(  # a mark's postings in the order in which they are shown
    "ix_vacancy_job_newest", vacancy_job.c.mark, vacancy_job.c.strength.desc(), vacancy_job.c.posted_on.desc(),
    *(vacancy_job.c[each] for each in ("id", "region", "vacancy", *FACTS)),
)  # fmt: skip

course = Table(
    "course", metadata,
    column("id", String(80), primary_key=True),
    column("number", BigInteger, unique=True),
    column("source", String(40)),
    column("practice", Boolean),
    column("title", Text),
    column("institute", Text),
    column("region", String(5)),
    column("place", Text),
    column("field", String(40)),
    column("field_name", Text),
    column("starts_on", String(10)),
    column("ends_on", String(10)),
    column("hours", Integer, nullable=True),
    column("schedule", String(12)),
    column("online", Boolean),
    column("fee", Integer, nullable=True),
    column("card", Boolean),
    column("kind", String(24)),
    column("seats", Integer, nullable=True),
    column("employment_rate", Float, nullable=True),
    column("link", Text, nullable=True),
    column("words", Text),
    column("raw", JSON),
    column("fetched_at", Moment),
    column("first_seen_at", Moment, nullable=True),
    column("gone_at", Moment, nullable=True),
    Index(
        "ix_course_search", "region", "gone_at", "starts_on", "number", "id", "field", "schedule", "online", "card",
        "kind",
        "seats", "fee", "employment_rate",
    ),
    Index("ix_course_source_fetched_at", "source", "fetched_at"),
    Index("ix_course_first_seen_at", "first_seen_at"),
)  # fmt: skip

fulltext.keep_beside(vacancy, course)

sync_run = Table(
    "sync_run", metadata, key(),
    column("source", String(40)),
    column("started_at", Moment),
    column("ended_at", Moment, nullable=True),
    column("state", String(12)),
    column("counts", JSON),
    column("error", Text, nullable=True),
)  # fmt: skip

knowledge_version = Table(
    "knowledge_version", metadata,
    column("version", String(16), primary_key=True),
    column("first_seen_at", Moment),
)  # fmt: skip

from bot.store import alert_tables, desk_tables  # noqa: E402, F401  their tables are part of the same metadata
