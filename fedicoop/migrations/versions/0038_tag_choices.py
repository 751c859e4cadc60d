"""Subjects that members mute, beside those that they follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision: str | None = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step: whatever was chosen so far is followed."""
    op.rename_table("tag_follows", "tag_choices")
    hears: sa.Column[bool] = sa.Column(
        "hears", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("tag_choices", hears)
