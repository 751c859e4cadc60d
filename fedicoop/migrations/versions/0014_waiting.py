"""Comments that wait until who looks after an event has read them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for name in ("answers_wait", "waits"):
        op.add_column(
            "posts", sa.Column[Any](name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "UPDATE posts SET answers_wait = (1 = 1) WHERE id IN "
        "(SELECT id FROM events WHERE comments = 'moderated')"
    )
