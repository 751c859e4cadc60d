"""The database's history: one numbered step after another, run at start and by ``db upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from fedicoop.db import fulltext

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from fedicoop.db import Database


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def pending(connection: Connection) -> list[str]:
    """Give the steps that this database still needs, oldest first."""
    script = ScriptDirectory.from_config(_config(connection))
    done = MigrationContext.configure(connection).get_current_revision()
    steps = script.iterate_revisions("heads", done or "base")
    return [step.revision for step in steps if step.revision != done][::-1]


async def upgrade(database: Database) -> list[str]:
    """Bring a database to this version in one transaction; give the steps that were taken.

    What keeps the search's index is made anew when it is missing: a step that rebuilds a table
    loses the table's triggers.
    """

    def run(connection: Connection) -> list[str]:
        steps = pending(connection)
        if steps:
            command.upgrade(_config(connection), "head")
        fulltext.install(connection)
        return steps

    async with database.connection() as connection:
        taken: list[str] = await connection.run_sync(run)
    return taken
