"""The full-text index over the catalogue's `words` (morphemes, made by the source): FTS5 on SQLite, GIN on PostgreSQL.

The database itself keeps the index true, whoever writes: triggers on SQLite, an expression index on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import DDL, ColumnElement, Table, column, event, func, literal, select, table, text

CATALOGUE = ("vacancy", "course")


def create(name: str, dialect: str) -> list[str]:
    """Return the statements that make the index of a table that holds rows already or none."""
    if dialect != "sqlite":
        return [f"CREATE INDEX IF NOT EXISTS ft_{name} ON {name} USING gin (to_tsvector('simple'::regconfig, words))"]
    ft = f"ft_{name}"
    out = f"INSERT INTO {ft} ({ft}, rowid, words) VALUES ('delete', old.number, old.words);"  # noqa: S608  our own names
    put = f"INSERT INTO {ft} (rowid, words) VALUES (new.number, new.words);"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {ft} USING fts5 (words, content='{name}', content_rowid='number')",
        f"CREATE TRIGGER {ft}_new AFTER INSERT ON {name} BEGIN {put} END",
        f"CREATE TRIGGER {ft}_old AFTER DELETE ON {name} BEGIN {out} END",
        f"CREATE TRIGGER {ft}_other AFTER UPDATE OF words ON {name} WHEN old.words <> new.words BEGIN {out} {put} END",
    ]


def drop(name: str, dialect: str) -> list[str]:
    """Return the statements that take the index away; the triggers go with their table."""
    return [f"DROP TABLE IF EXISTS ft_{name}" if dialect == "sqlite" else f"DROP INDEX IF EXISTS ft_{name}"]


def keep_beside(*tables: Table) -> None:
    """Make the index whenever `metadata` makes the table, and drop it before."""
    for each in tables:
        for dialect in ("sqlite", "postgresql"):
            for statement in create(each.name, dialect):
                event.listen(each, "after_create", _ddl(statement).execute_if(dialect=dialect))
            for statement in drop(each.name, dialect):
                event.listen(each, "before_drop", _ddl(statement).execute_if(dialect=dialect))


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call]


def ours(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Tell Alembic what to compare: everything but this index, which is no table of ours to it."""
    return not (reflected and (name or "").startswith("ft_"))


def holds(of: Table, number: ColumnElement[int], words: Iterable[str], dialect: str) -> ColumnElement[bool]:
    """Return the condition that the row `number` of a table holds all the words, or one that begins like each."""
    wanted = [word.replace('"', "").replace("'", "").replace("\\", "") for word in words]
    if dialect == "sqlite":
        found = table(f"ft_{of.name}", column("rowid"))
        asked = " AND ".join(f'"{word}"*' for word in wanted)
        return number.in_(select(found.c.rowid).where(text(f"ft_{of.name} MATCH :asked").bindparams(asked=asked)))
    asked = " & ".join(f"'{word}':*" for word in wanted)
    held = func.to_tsvector(text("'simple'::regconfig"), of.c.words).op("@@")(
        func.to_tsquery(text("'simple'::regconfig"), literal(asked))
    )
    return held if number is of.c.number else number.in_(select(of.c.number).where(held))
