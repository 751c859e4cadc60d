"""The search: what is in its index, and what waits for it, which at first is everything."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision: str | None = "0019"
branch_labels = None
depends_on = None

must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step. The worker fills the index, in small pieces and while others go on."""
    op.create_table(
        "search_entries",
        must("number", sa.Integer(), primary_key=True),
        must("source", sa.String(30)),
        must("thing_id", sa.String(36)),
        sa.UniqueConstraint("source", "thing_id"),
    )
    op.create_table(
        "search_waiting",
        must("source", sa.String(30), primary_key=True),
        must("thing_id", sa.String(36), primary_key=True),
    )
    for source in ("posts", "actors"):
        table = sa.table(source, sa.column("id", sa.String))
        waiting = sa.table("search_waiting", sa.column("source"), sa.column("thing_id"))
        every = sa.select(sa.literal(source, sa.String), table.c.id)
        op.execute(sa.insert(waiting).from_select(["source", "thing_id"], every))
