"""Notifications and mails."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("mails", *_mails())
    op.create_table("notifications", *_notifications())
    op.create_index("ix_mails_done_at_due_at", "mails", ["done_at", "due_at"])
    op.create_index("ix_notifications_recipient_id_id", "notifications", ["recipient_id", "id"])
    op.create_index(
        "ix_notifications_recipient_id_read_at", "notifications", ["recipient_id", "read_at"]
    )


def _mails() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("kind", sa.String(40)),
        must("recipient", sa.String(254), index=True),
        must("subject", sa.String(500)),
        must("text", sa.Text()),
        must("html", sa.Text()),
        must("headers", sa.JSON()),
        must("created_at", MOMENT),
        must("due_at", MOMENT),
        must("until", MOMENT),
        must("attempts", sa.Integer()),
        may("sent_at", MOMENT),
        may("done_at", MOMENT),
        must("error", sa.Text()),
    )


def _notifications() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("fingerprint", sa.String(64), unique=True),
        must("recipient_id", ID, sa.ForeignKey("actors.id")),
        must("kind", sa.String(40)),
        must("from_id", ID, sa.ForeignKey("actors.id"), index=True),
        must("subject_uri", URI, index=True),
        must("created_at", MOMENT),
        may("read_at", MOMENT),
    )
