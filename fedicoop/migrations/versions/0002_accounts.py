"""Accounts: members, sessions, sign-in links, tokens, attempts to sign in."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("sign_in_attempts", *_sign_in_attempts())
    op.create_table("members", *_members())
    op.create_table("api_tokens", *_api_tokens())
    op.create_table("sessions", *_sessions())
    op.create_table("sign_in_links", *_sign_in_links())
    op.create_index("ix_sign_in_attempts_login_hash_at", "sign_in_attempts", ["login_hash", "at"])
    op.create_index("ix_sign_in_attempts_source_hash_at", "sign_in_attempts", ["source_hash", "at"])


def _sign_in_attempts() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("login_hash", sa.String(64)),
        must("source_hash", sa.String(64)),
        must("at", MOMENT, index=True),
    )


def _members() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("actor_id", ID, sa.ForeignKey("actors.id"), unique=True),
        may("email", sa.String(254), unique=True),
        may("password_hash", sa.String(200)),
        must("roles", sa.JSON()),
        must("language", sa.String(10)),
        must("time_zone", sa.String(64)),
        must("default_visibility", sa.String(20)),
        must("email_digest", sa.String(20)),
        must("created_at", MOMENT),
        may("last_seen_at", MOMENT),
        may("disabled_at", MOMENT),
    )


def _api_tokens() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("token_hash", sa.String(64), unique=True),
        must("member_id", ID, sa.ForeignKey("members.id"), index=True),
        must("name", sa.String(100)),
        must("scopes", sa.JSON()),
        must("created_at", MOMENT),
        may("last_used_at", MOMENT),
        may("revoked_at", MOMENT),
    )


def _sessions() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("token_hash", sa.String(64), unique=True),
        must("member_id", ID, sa.ForeignKey("members.id"), index=True),
        must("user_agent", sa.String(200)),
        must("created_at", MOMENT),
        must("last_seen_at", MOMENT),
        must("expires_at", MOMENT, index=True),
    )


def _sign_in_links() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("token_hash", sa.String(64), unique=True),
        must("member_id", ID, sa.ForeignKey("members.id"), index=True),
        must("created_at", MOMENT),
        must("expires_at", MOMENT, index=True),
        may("used_at", MOMENT),
    )
