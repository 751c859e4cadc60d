"""Moderation: rules about servers, reports, the log."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("domain_rules", *_domain_rules())
    op.create_table("moderation_log", *_moderation_log())
    op.create_table("reports", *_reports())
    op.create_index("ix_reports_resolved_at_id", "reports", ["resolved_at", "id"])


def _domain_rules() -> tuple[Any, ...]:
    return (
        must("host", sa.String(255), primary_key=True),
        must("rule", sa.String(10)),
        must("reason", sa.Text()),
        must("created_at", MOMENT),
    )


def _moderation_log() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        may("actor_id", ID, sa.ForeignKey("actors.id")),
        must("verb", sa.String(40)),
        must("subject", URI),
        must("detail", sa.Text()),
        must("at", MOMENT),
    )


def _reports() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri_hash", sa.String(64), unique=True),
        must("reporter_uri", URI),
        must("reporter_host", sa.String(255), index=True),
        may("target_id", ID, sa.ForeignKey("actors.id"), index=True),
        must("post_uris", sa.JSON()),
        must("text", sa.Text()),
        must("local", sa.Boolean()),
        must("forwarded", sa.Boolean()),
        must("created_at", MOMENT),
        may("resolved_at", MOMENT),
        must("answer", sa.Text()),
    )
