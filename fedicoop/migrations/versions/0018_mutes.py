"""Whom members do not want to hear."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision: str | None = "0017"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "mutes",
        sa.Column[Any]("muter_id", ID, sa.ForeignKey("actors.id"), primary_key=True),
        sa.Column[Any]("muted_id", ID, sa.ForeignKey("actors.id"), primary_key=True),
        sa.Column[Any]("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_mutes_muted_id", "mutes", ["muted_id"])
