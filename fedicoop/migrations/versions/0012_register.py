"""Where a member lives, by postcode, and her college: groups take people in by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for name, length in (("postcode", 20), ("college", 60)):
        op.add_column(
            "members",
            sa.Column(name, sa.String(length), nullable=False, server_default=""),
        )
