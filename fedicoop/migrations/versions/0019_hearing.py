"""Discussions that members follow or mute, and subjects that they follow."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision: str | None = "0018"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "thread_choices",
        must("actor_id", ID, sa.ForeignKey("actors.id"), primary_key=True),
        must("conversation", sa.String(2048), primary_key=True),
        must("hears", sa.Boolean()),
        must("created_at", MOMENT),
    )
    op.create_index("ix_thread_choices_conversation", "thread_choices", ["conversation"])
    op.create_table(
        "tag_follows",
        must("actor_id", ID, sa.ForeignKey("actors.id"), primary_key=True),
        must("name", sa.String(100), primary_key=True),
        must("created_at", MOMENT),
    )
