"""Uploads: files, and those that are still to be removed from the disk."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("discarded_files", *_discarded_files())
    op.create_table("files", *_files())


def _discarded_files() -> tuple[Any, ...]:
    return (
        must("name", sa.String(80), primary_key=True),
        must("at", MOMENT),
    )


def _files() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("owner_id", ID, sa.ForeignKey("actors.id"), index=True),
        must("name", sa.String(80), unique=True),
        must("thumbnail", sa.String(80), unique=True),
        must("mime", sa.String(40)),
        must("width", sa.Integer()),
        must("height", sa.Integer()),
        must("blurhash", sa.String(100)),
        must("alt", sa.Text()),
        must("bytes", sa.Integer()),
        must("created_at", MOMENT),
        may("used_at", MOMENT, index=True),
    )
