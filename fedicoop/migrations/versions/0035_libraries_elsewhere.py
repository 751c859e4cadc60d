"""What other cooperatives of the network keep in their libraries, and when a version was added."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision: str | None = "0034"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step."""
    op.create_index("ix_paper_versions_at", "paper_versions", ["at"])
    op.create_table(
        "libraries_elsewhere",
        must("host", sa.String(255), primary_key=True),
        sa.Column("read_at", MOMENT),
        must("next_at", MOMENT),
        must("misses", sa.Integer()),
    )
    op.create_table(
        "papers_elsewhere",
        must("id", ID, primary_key=True),
        must("uri", sa.String(2048), unique=True),
        must("host", sa.String(255)),
        must("server", sa.String(255)),
        must("title", sa.String(200)),
        must("summary", sa.Text()),
        must("folded", sa.Text()),
        must("url", sa.Text()),
        must("mime", sa.String(100)),
        must("audience", sa.String(20)),
        must("created_at", MOMENT),
        must("changed_at", MOMENT),
    )
    for column in ("host", "server", "changed_at"):
        op.create_index(f"ix_papers_elsewhere_{column}", "papers_elsewhere", [column])
