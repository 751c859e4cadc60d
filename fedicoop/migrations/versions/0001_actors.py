"""The address book: actors, their keys, who follows and who blocks whom."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("actors", *_actors())
    op.create_table("blocks", *_blocks())
    op.create_table("follows", *_follows())
    op.create_table("keys", *_keys())
    op.create_index("ix_actors_username_handle_host", "actors", ["username", "handle_host"])
    op.create_index("ix_follows_followed_id_accepted_at", "follows", ["followed_id", "accepted_at"])


def _actors() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("type", sa.String(20)),
        must("username", sa.String(200)),
        may("local_name", sa.String(30), unique=True),
        must("host", sa.String(255), index=True),
        must("handle_host", sa.String(255)),
        must("name", sa.Text()),
        must("summary", sa.Text()),
        must("url", URI),
        must("inbox", URI),
        must("shared_inbox", URI),
        must("outbox", URI),
        must("followers", URI),
        must("following", URI),
        must("featured", URI),
        must("icon", URI),
        must("image", URI),
        must("fields", sa.JSON()),
        must("also_known_as", sa.JSON()),
        must("moved_to", URI),
        must("locked", sa.Boolean()),
        must("discoverable", sa.Boolean()),
        must("indexable", sa.Boolean()),
        must("followers_count", sa.Integer()),
        must("following_count", sa.Integer()),
        must("posts_count", sa.Integer()),
        must("created_at", MOMENT),
        may("fetched_at", MOMENT),
        may("suspended_at", MOMENT),
        may("deleted_at", MOMENT),
        may("moved_at", MOMENT),
        must("extra", sa.JSON()),
    )


def _blocks() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("blocker_id", ID, sa.ForeignKey("actors.id")),
        must("blocked_id", ID, sa.ForeignKey("actors.id"), index=True),
        must("created_at", MOMENT),
        sa.UniqueConstraint("blocker_id", "blocked_id"),
    )


def _follows() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("follower_id", ID, sa.ForeignKey("actors.id")),
        must("followed_id", ID, sa.ForeignKey("actors.id")),
        may("accepted_at", MOMENT),
        must("created_at", MOMENT),
        sa.UniqueConstraint("follower_id", "followed_id"),
    )


def _keys() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("actor_id", ID, sa.ForeignKey("actors.id"), index=True),
        must("public_pem", sa.Text()),
        may("private_pem", sa.Text()),
        must("created_at", MOMENT),
        may("retired_at", MOMENT),
    )
