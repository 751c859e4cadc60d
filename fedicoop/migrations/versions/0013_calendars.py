"""Calendars: answers from a letter, invitations in letters, how a feed that is read fares."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "event_keys",
        must("id", ID, primary_key=True),
        must("token_hash", sa.String(64), unique=True),
        must("event_id", ID, sa.ForeignKey("events.id", ondelete="CASCADE"), index=True),
        may("actor_id", ID, sa.ForeignKey("actors.id")),
        may("participation_id", ID, sa.ForeignKey("participations.id", ondelete="CASCADE")),
        must("created_at", MOMENT),
    )
    op.create_index("ix_events_changed_at", "events", ["changed_at"])
    op.add_column("mails", must("calendar", sa.Text(), server_default=""))
    op.add_column("event_feeds", must("name", sa.String(300), server_default=""))
    op.add_column("event_feeds", must("failures", sa.Integer(), server_default="0"))
    op.add_column("event_feeds", must("events", sa.Integer(), server_default="0"))
