"""Reminders of events: of which start somebody was reminded; and what is near to a member."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision: str | None = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("participations", sa.Column("reminded_for", sa.DateTime(timezone=True)))
    about = sa.Column("about", sa.String(2048), nullable=False, server_default="")
    op.add_column("mails", about)
    op.create_index("ix_mails_about", "mails", ["about"])
    near = sa.Column("near_km", sa.Integer(), nullable=False, server_default="30")
    op.add_column("members", near)
