"""Dates taken out of a series are events that were cancelled: no list of them is kept beside."""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision: str | None = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step; nothing was ever written into the column."""
    op.drop_column("series", "exceptions")
