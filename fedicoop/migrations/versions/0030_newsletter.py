"""Newsletters: what is in them, and how far they have got."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision: str | None = "0029"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "newsletters",
        must("id", ID, primary_key=True),
        must("writer_id", ID, sa.ForeignKey("actors.id")),
        must("subject", sa.String(200)),
        must("source", sa.Text()),
        must("language", sa.String(10)),
        must("items", sa.JSON()),
        must("public", sa.Boolean()),
        must("issue", sa.JSON()),
        must("state", sa.String(20)),
        must("fault", sa.Text()),
        may("send_at", MOMENT),
        may("started_at", MOMENT),
        may("finished_at", MOMENT),
        must("reached", ID),
        must("total", sa.Integer()),
        must("handled", sa.Integer()),
        must("letters", sa.Integer()),
        must("created_at", MOMENT),
        must("updated_at", MOMENT),
    )
    op.create_index("ix_newsletters_writer_id", "newsletters", ["writer_id"])
    op.create_index("ix_newsletters_started_at", "newsletters", ["started_at"])
    op.create_index("ix_newsletters_state_send_at", "newsletters", ["state", "send_at"])
