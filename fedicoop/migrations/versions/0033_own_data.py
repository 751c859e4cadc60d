"""Codes on paper for members without an e-mail address."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision: str | None = "0032"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step."""
    op.add_column("register_entries", sa.Column("printed_at", MOMENT))
    printed = must("printed", sa.Boolean(), server_default=sa.false())
    op.add_column("activation_links", printed)
    op.add_column("activation_links", sa.Column("by_id", ID))
