"""Groups: what they are, who belongs to them, what happened there, what they passed on."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("groups", *_groups())
    op.create_table("memberships", *_memberships())
    op.create_table(
        "group_contacts",
        _group(primary_key=True),
        _actor("actor_id", primary_key=True),
        must("position", sa.Integer()),
    )
    op.create_table("group_entries", *_entries())
    op.create_table("group_shares", *_shares())
    op.create_table(
        "server_software",
        must("host", sa.String(300), primary_key=True),
        must("name", sa.String(60)),
        may("asked_at", MOMENT),
    )
    for table, *columns in (
        ("memberships", "actor_id", "state"),
        ("memberships", "group_id", "state", "id"),
        ("group_entries", "group_id", "id"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    _posts_in_groups()
    op.add_column("arrivals", may("reader", URI))


def _posts_in_groups() -> None:
    """Add to posts what says that they are in a group; both databases add a key like this."""
    op.execute(
        "ALTER TABLE posts ADD COLUMN group_id VARCHAR(36) "
        "CONSTRAINT fk_posts_group_id REFERENCES groups (id)"
    )
    for column in (
        must("audience", URI, server_default=""),
        must("awaits_group", sa.Boolean(), server_default=sa.false()),
        may("closed_at", MOMENT),
        may("group_pinned_at", MOMENT),
        must("digest", sa.Text(), server_default=""),
    ):
        op.add_column("posts", column)
    op.create_index("ix_posts_group_id_id", "posts", ["group_id", "id"])


def _group(**more: Any) -> Any:
    return must("group_id", ID, sa.ForeignKey("groups.id"), **more)


def _actor(name: str, *, nullable: bool = False, **more: Any) -> Any:
    return sa.Column(name, ID, sa.ForeignKey("actors.id"), nullable=nullable, **more)


def _groups() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        _actor("actor_id", unique=True),
        must("kind", sa.String(20)),
        must("openness", sa.String(20)),
        must("visibility", sa.String(20)),
        may("parent_id", ID, sa.ForeignKey("groups.id"), index=True),
        must("description", sa.Text()),
        must("mandate", sa.Text()),
        may("ends_on", sa.Date()),
        must("town", sa.String(200)),
        must("postcode", sa.String(20)),
        may("latitude", sa.Double()),
        may("longitude", sa.Double()),
        must("rights", sa.JSON()),
        must("automatic", sa.JSON()),
        must("moderated", sa.Boolean()),
        must("members_uri", URI, index=True),
        must("members_count", sa.Integer()),
        may("archived_at", MOMENT),
        must("archived_reason", sa.Text()),
        must("created_at", MOMENT),
        _actor("created_by_id", nullable=True),
    )


def _memberships() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        _group(),
        _actor("actor_id"),
        must("role", sa.String(20)),
        must("state", sa.String(20)),
        must("automatic", sa.Boolean()),
        _actor("invited_by_id", nullable=True),
        must("message", sa.Text()),
        must("created_at", MOMENT),
        may("joined_at", MOMENT),
        may("ended_at", MOMENT),
        sa.UniqueConstraint("group_id", "actor_id"),
    )


def _entries() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        _group(),
        _actor("actor_id", nullable=True),
        must("deed", sa.String(30)),
        must("detail", sa.JSON()),
        must("at", MOMENT),
    )


def _shares() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        _group(),
        must("object_uri", URI, index=True),
        must("at", MOMENT),
        sa.UniqueConstraint("group_id", "object_uri"),
    )
