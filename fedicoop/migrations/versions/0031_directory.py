"""The directory: what members say there of themselves, and their skills."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision: str | None = "0030"
branch_labels = None
depends_on = None

ID = sa.String(36)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def _member() -> sa.Column[Any]:
    to = sa.ForeignKey("members.id", ondelete="CASCADE")
    return sa.Column[Any]("member_id", ID, to, primary_key=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "listings",
        _member(),
        must("town", sa.String(100)),
        must("postcode", sa.String(10)),
        may("latitude", sa.Double()),
        may("longitude", sa.Double()),
        must("shows_skills", sa.Boolean()),
        must("shows_town", sa.Boolean()),
        may("called", sa.Boolean()),
        must("changed_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_listings_latitude_longitude", "listings", ["latitude", "longitude"])
    op.create_table(
        "skills",
        _member(),
        must("key", sa.String(200), primary_key=True),
        must("name", sa.String(40)),
    )
