"""Articles that are drafted or published later, and a list of those that are there."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision: str | None = "0028"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "article_sketches",
        must("id", ID, primary_key=True),
        must("writer_id", ID, sa.ForeignKey("actors.id")),
        must("data", sa.JSON()),
        sa.Column[Any]("publish_at", MOMENT),
        must("fault", sa.Text()),
        must("created_at", MOMENT),
        must("updated_at", MOMENT),
    )
    for column in ("writer_id", "publish_at"):
        op.create_index(f"ix_article_sketches_{column}", "article_sketches", [column])
    op.create_index("ix_posts_type_id", "posts", ["type", "id"])
