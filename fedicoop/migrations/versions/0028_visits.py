"""When members were here before, the first steps of newcomers, and who agreed to be a contact."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision: str | None = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for name in ("last_visit_at", "preferences_at", "guided_at"):
        op.add_column("members", sa.Column[Any](name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "members",
        sa.Column[Any]("is_contact", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "members",
        sa.Column[Any]("helps_with", sa.String(200), nullable=False, server_default=""),
    )
