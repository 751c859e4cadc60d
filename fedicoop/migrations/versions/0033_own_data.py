"""Codes on paper for members without an e-mail address; files with a member's own data."""

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
    op.create_table(
        "takeaways",
        must("id", ID, primary_key=True),
        must("member_id", ID, sa.ForeignKey("members.id", ondelete="CASCADE")),
        must("state", sa.String(20)),
        *(must(name, sa.Integer()) for name in ("done", "total", "bytes", "left_out", "attempts")),
        must("asked_at", MOMENT),
        sa.Column("leased_until", MOMENT),
        sa.Column("ready_at", MOMENT),
        sa.Column("expires_at", MOMENT),
    )
    op.create_table(
        "bringings",
        must("id", ID, primary_key=True),
        must("member_id", ID, sa.ForeignKey("members.id", ondelete="CASCADE")),
        must("deed", sa.String(10)),
        must("handles", sa.JSON()),
        must("done", sa.Integer()),
        must("faults", sa.JSON()),
        must("asked_at", MOMENT),
        *(sa.Column(name, MOMENT) for name in ("agreed_at", "leased_until", "finished_at")),
    )
    for column in ("member_id", "finished_at"):
        op.create_index(f"ix_bringings_{column}", "bringings", [column])
    for column in ("member_id", "state", "expires_at"):
        op.create_index(f"ix_takeaways_{column}", "takeaways", [column])
