"""The register of the cooperative's members, and the links that make an account of an entry."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision: str | None = "0031"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)


def upgrade() -> None:
    """Take the step."""
    category = sa.Column("category", sa.String(60), nullable=False, server_default="")
    op.add_column("members", category)
    op.add_column("members", sa.Column("number", sa.String(30)))
    op.create_index("ix_members_number", "members", ["number"], unique=True)
    op.create_table(
        "register_entries",
        must("id", ID, primary_key=True),
        must("number", sa.String(30), unique=True),
        must("name", sa.String(200)),
        must("email", sa.String(254)),
        must("category", sa.String(60)),
        must("college", sa.String(60)),
        must("postcode", sa.String(20)),
        must("town", sa.String(100)),
        must("language", sa.String(10)),
        sa.Column("shares", sa.Integer()),
        must("status", sa.String(20)),
        must("first_seen_at", MOMENT),
        must("last_seen_at", MOMENT),
        sa.Column("queued_at", MOMENT),
        sa.Column("invited_at", MOMENT),
        sa.Column("silent_at", MOMENT),
        sa.Column("erased_at", MOMENT),
    )
    for column in ("email", "queued_at", "invited_at"):
        op.create_index(f"ix_register_entries_{column}", "register_entries", [column])
    op.create_table(
        "activation_links",
        must("id", ID, primary_key=True),
        must("token_hash", sa.String(64), unique=True),
        must("entry_id", ID, sa.ForeignKey("register_entries.id")),
        must("created_at", MOMENT),
        must("expires_at", MOMENT),
        sa.Column("used_at", MOMENT),
    )
    for column in ("entry_id", "expires_at"):
        op.create_index(f"ix_activation_links_{column}", "activation_links", [column])
