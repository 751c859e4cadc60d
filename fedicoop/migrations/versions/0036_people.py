"""Notices that were taken back; calls on members and their answers; private pictures."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision: str | None = "0035"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step."""
    op.add_column("notifications", sa.Column("over_at", MOMENT))
    op.create_table(
        "calls",
        must("id", ID, primary_key=True),
        must("by_id", ID, sa.ForeignKey("actors.id")),
        sa.Column("group_id", ID, sa.ForeignKey("groups.id", ondelete="CASCADE")),
        must("wanted", sa.String(300)),
        must("subject", sa.String(100)),
        must("text", sa.Text()),
        must("created_at", MOMENT),
        sa.Column("closed_at", MOMENT),
    )
    op.create_index("ix_calls_by_id_id", "calls", ["by_id", "id"])
    op.create_index("ix_calls_group_id_id", "calls", ["group_id", "id"])
    op.create_table(
        "called",
        must("id", ID, primary_key=True),
        must("call_id", ID, sa.ForeignKey("calls.id", ondelete="CASCADE")),
        must("member_id", ID, sa.ForeignKey("members.id", ondelete="CASCADE")),
        must("token_hash", sa.String(64), unique=True),
        must("by_letter", sa.Boolean()),
        must("answer", sa.String(10)),
        sa.Column("answered_at", MOMENT),
        sa.UniqueConstraint("call_id", "member_id"),
    )
    op.create_index("ix_called_member_id_id", "called", ["member_id", "id"])
    op.add_column("files", must("private", sa.Boolean(), server_default=sa.false()))
    op.add_column("files", sa.Column("open_key", sa.String(64)))
    op.create_index("ix_files_open_key", "files", ["open_key"], unique=True)
