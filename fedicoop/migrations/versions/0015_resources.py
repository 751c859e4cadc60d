"""Resources: the links that groups keep for their members."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "group_resources",
        must("id", ID, primary_key=True),
        must("uri", sa.String(2048), unique=True),
        must("group_id", ID, sa.ForeignKey("groups.id")),
        must("author_id", ID, sa.ForeignKey("actors.id")),
        may("folder_id", ID, sa.ForeignKey("group_resources.id")),
        must("is_folder", sa.Boolean()),
        must("title", sa.String(200)),
        must("link", sa.Text()),
        must("summary", sa.Text()),
        must("created_at", MOMENT),
        must("changed_at", MOMENT),
        may("removed_at", MOMENT),
    )
    op.create_index("ix_group_resources_group_id_id", "group_resources", ["group_id", "id"])
