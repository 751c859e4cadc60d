"""The library: documents, their versions, and the categories that every cooperative begins with."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision: str | None = "0022"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
FIRST = (
    "statutes",
    "accounts",
    "legal",
    "reports",
    "assemblies",
    "templates",
    "communication",
)


def upgrade() -> None:
    """Take the step."""
    shelves = op.create_table(
        "paper_categories",
        must("id", ID, primary_key=True),
        sa.Column("parent_id", ID, sa.ForeignKey("paper_categories.id")),
        must("key", sa.String(30)),
        must("name", sa.String(80)),
        must("position", sa.Integer()),
    )
    _papers()
    _versions()
    rows = [
        {"id": f"category-{key}", "key": key, "name": "", "position": number}
        for number, key in enumerate(FIRST, 1)
    ]
    minutes = {"id": "category-minutes", "key": "minutes", "name": "", "position": 8}
    op.bulk_insert(shelves, [{**row, "parent_id": None} for row in rows])
    op.bulk_insert(shelves, [{**minutes, "parent_id": "category-assemblies"}])


def _papers() -> None:
    op.create_table(
        "papers",
        must("id", ID, primary_key=True),
        must("title", sa.String(200)),
        must("summary", sa.Text()),
        must("folded", sa.Text()),
        must("tags", sa.JSON()),
        must("dated", sa.Date()),
        must("audience", sa.String(20)),
        must("college", sa.String(60)),
        sa.Column("group_id", ID, sa.ForeignKey("groups.id")),
        sa.Column("category_id", ID, sa.ForeignKey("paper_categories.id")),
        sa.Column("author_id", ID, sa.ForeignKey("actors.id")),
        must("number", sa.Integer()),
        must("created_at", MOMENT),
        must("changed_at", MOMENT),
        sa.Column("archived_at", MOMENT),
    )
    op.create_index("ix_papers_archived_at_id", "papers", ["archived_at", "id"])
    op.create_index("ix_papers_group_id_id", "papers", ["group_id", "id"])
    op.create_index("ix_papers_category_id", "papers", ["category_id"])
    op.create_index("ix_papers_author_id", "papers", ["author_id"])


def _versions() -> None:
    op.create_table(
        "paper_versions",
        must("id", ID, primary_key=True),
        must("paper_id", ID, sa.ForeignKey("papers.id")),
        must("number", sa.Integer()),
        must("note", sa.Text()),
        must("link", sa.Text()),
        sa.Column("stored", sa.String(80), unique=True),
        must("name", sa.String(200)),
        must("mime", sa.String(100)),
        must("bytes", sa.Integer()),
        must("pages", sa.Integer()),
        must("words", sa.Integer()),
        sa.Column("by_id", ID, sa.ForeignKey("actors.id")),
        must("at", MOMENT),
        sa.UniqueConstraint("paper_id", "number"),
    )
    op.create_index("ix_paper_versions_by_id", "paper_versions", ["by_id"])
