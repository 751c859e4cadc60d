"""Dates of a series are announced as they come near."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision: str | None = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step; of the series that are there, every date was announced."""
    for column in (
        sa.Column[Any]("announced_wall", sa.String(19), nullable=False, server_default=""),
        sa.Column[Any]("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column[Any]("moved_minutes", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("series", column)
    op.create_index("ix_series_next_at", "series", ["next_at"])
