"""The way in: what arrived."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("arrivals", *_arrivals())
    op.create_index("ix_arrivals_outcome_due_at", "arrivals", ["outcome", "due_at"])


def _arrivals() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("fingerprint", sa.String(64), unique=True),
        must("sender", URI),
        must("type", sa.String(60)),
        must("body", sa.LargeBinary()),
        must("received_at", MOMENT),
        must("due_at", MOMENT),
        must("outcome", sa.String(12)),
        must("attempts", sa.Integer()),
        may("needs", URI),
        must("reason", sa.Text()),
        may("done_at", MOMENT),
    )
