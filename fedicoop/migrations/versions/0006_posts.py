"""Posts: their revisions and parts, what people do with them, approved quotes."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("posts", *_posts())
    op.create_table("attachments", *_attachments())
    op.create_table("bookmarks", *_bookmarks())
    op.create_table("boosts", *_boosts())
    op.create_table("likes", *_likes())
    op.create_table("mentions", *_mentions())
    op.create_table("pins", *_pins())
    op.create_table("quote_authorizations", *_quote_authorizations())
    op.create_table("revisions", *_revisions())
    op.create_table("tags", *_tags())
    op.create_index("ix_posts_author_id_id", "posts", ["author_id", "id"])
    op.create_index("ix_posts_author_id_published_at", "posts", ["author_id", "published_at"])
    op.create_index("ix_posts_conversation_id", "posts", ["conversation", "id"])
    op.create_index("ix_posts_local_id", "posts", ["local", "id"])
    op.create_index("ix_bookmarks_actor_id_id", "bookmarks", ["actor_id", "id"])
    op.create_index("ix_boosts_actor_id_id", "boosts", ["actor_id", "id"])
    op.create_index("ix_boosts_post_id_id", "boosts", ["post_id", "id"])
    op.create_index("ix_likes_post_id_id", "likes", ["post_id", "id"])
    op.create_index("ix_mentions_actor_id_post_id", "mentions", ["actor_id", "post_id"])
    op.create_index("ix_pins_actor_id_id", "pins", ["actor_id", "id"])
    op.create_index("ix_revisions_post_id_id", "revisions", ["post_id", "id"])
    op.create_index("ix_tags_name_post_id", "tags", ["name", "post_id"])


def _posts() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("author_id", ID, sa.ForeignKey("actors.id")),
        must("local", sa.Boolean()),
        must("type", sa.String(20)),
        must("name", sa.Text()),
        must("content", sa.Text()),
        must("source", sa.Text()),
        must("summary", sa.Text()),
        must("sensitive", sa.Boolean()),
        must("language", sa.String(35)),
        must("visibility", sa.String(10)),
        may("in_reply_to_uri", URI, index=True),
        may("in_reply_to_id", ID, sa.ForeignKey("posts.id"), index=True),
        may("in_reply_to_author_id", ID, sa.ForeignKey("actors.id")),
        must("conversation", URI),
        must("url", URI, index=True),
        must("published_at", MOMENT),
        may("updated_at", MOMENT),
        may("deleted_at", MOMENT),
        must("to", sa.JSON()),
        must("cc", sa.JSON()),
        must("likes_count", sa.Integer()),
        must("boosts_count", sa.Integer()),
        must("replies_count", sa.Integer()),
        must("quotable", sa.Boolean()),
        must("replies_uri", URI),
        must("likes_uri", URI),
        must("shares_uri", URI),
        may("fetched_at", MOMENT),
        may("looked_at", MOMENT),
    )


def _attachments() -> tuple[Any, ...]:
    return (
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
        must("position", sa.Integer(), primary_key=True, autoincrement=False),
        may("file_id", ID, index=True),
        must("url", URI),
        must("mime", sa.String(100)),
        must("alt", sa.Text()),
        may("width", sa.Integer()),
        may("height", sa.Integer()),
        must("blurhash", sa.String(100)),
    )


def _bookmarks() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("actor_id", ID, sa.ForeignKey("actors.id")),
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), index=True),
        must("created_at", MOMENT),
        sa.UniqueConstraint("actor_id", "post_id"),
    )


def _boosts() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("actor_id", ID, sa.ForeignKey("actors.id")),
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE")),
        must("visibility", sa.String(10)),
        must("published_at", MOMENT),
        sa.UniqueConstraint("actor_id", "post_id"),
    )


def _likes() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("actor_id", ID, sa.ForeignKey("actors.id")),
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE")),
        must("created_at", MOMENT),
        sa.UniqueConstraint("actor_id", "post_id"),
    )


def _mentions() -> tuple[Any, ...]:
    return (
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
        must("actor_id", ID, sa.ForeignKey("actors.id"), primary_key=True),
        must("silent", sa.Boolean()),
    )


def _pins() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("actor_id", ID, sa.ForeignKey("actors.id")),
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), unique=True),
        must("created_at", MOMENT),
    )


def _quote_authorizations() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE")),
        must("actor_id", ID, sa.ForeignKey("actors.id")),
        must("quoting_uri", URI),
        must("created_at", MOMENT),
        may("revoked_at", MOMENT),
        sa.UniqueConstraint("post_id", "quoting_uri"),
    )


def _revisions() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE")),
        must("name", sa.Text()),
        must("content", sa.Text()),
        must("summary", sa.Text()),
        must("sensitive", sa.Boolean()),
        must("written_at", MOMENT),
    )


def _tags() -> tuple[Any, ...]:
    return (
        must("post_id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
        must("name", sa.String(100), primary_key=True),
    )
