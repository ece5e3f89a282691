"""Alembic's entry: it works on the connection that `bot.store.migrate` hands over."""

from alembic import context
from bot.store import fulltext
from bot.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="tables.",
    include_object=fulltext.ours,
)
with context.begin_transaction():
    context.run_migrations()
