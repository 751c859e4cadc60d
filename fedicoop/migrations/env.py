"""What Alembic runs for each step: on the connection it was handed, never on one of its own."""

from alembic import context

from fedicoop.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True
)
context.run_migrations()
