"""Events: places, dates, needs, who takes part, series, drafts, partners, imports."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("places", *_places())
    op.create_table("series", *_series())
    op.create_table("events", *_events(), *_event_extras())
    op.create_table("event_sketches", *_sketches())
    op.create_table("event_needs", *_needs())
    op.create_table("participations", *_participations())
    op.create_table("co_organisers", *_co_organisers())
    op.create_table("event_shares", *_shares())
    op.create_table("event_backfills", must("follow_id", ID, primary_key=True), must("at", MOMENT))
    op.create_table("event_feeds", *_feeds())
    op.create_table("calendar_keys", *_calendar_keys())
    for table, *columns in (
        ("places", "latitude", "longitude"),
        ("events", "starts_at", "id", "ends_at"),
        ("events", "host_id", "starts_at"),
        ("events", "organiser_id", "starts_at"),
        ("event_sketches", "publish_at"),
        ("participations", "event_id", "state", "position"),
        ("participations", "actor_id", "state"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _event(key: str = "event_id", **more: Any) -> Any:
    return must(key, ID, sa.ForeignKey("events.id", ondelete="CASCADE"), **more)


def _actor(name: str, **more: Any) -> Any:
    return must(name, ID, sa.ForeignKey("actors.id"), **more)


def _places() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, index=True),
        must("fingerprint", sa.String(64), unique=True),
        must("name", sa.String(300)),
        must("street", sa.String(300)),
        must("postcode", sa.String(20)),
        must("town", sa.String(200)),
        must("region", sa.String(200)),
        must("country", sa.String(200)),
        may("latitude", sa.Double()),
        may("longitude", sa.Double()),
    )


def _series() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("rrule", sa.String(500)),
        must("timezone", sa.String(64)),
        must("first_wall", sa.String(19)),
        must("exceptions", sa.JSON()),
        must("created_at", MOMENT),
    )


def _events() -> tuple[Any, ...]:
    return (
        must("id", ID, sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
        must("uri", URI, unique=True),
        must("local", sa.Boolean()),
        _actor("organiser_id"),
        _actor("host_id"),
        must("kind", sa.String(40)),
        must("status", sa.String(10)),
        must("cancelled_reason", sa.Text()),
        must("starts_at", MOMENT),
        may("ends_at", MOMENT),
        must("timezone", sa.String(64)),
        must("starts_wall", sa.String(19)),
        must("ends_wall", sa.String(19)),
        may("place_id", ID, sa.ForeignKey("places.id"), index=True),
        must("online", sa.Boolean()),
        must("online_url", URI),
        must("tools", sa.JSON()),
        must("tools_shown", sa.String(12)),
        must("website", URI),
        must("join_mode", sa.String(12)),
        must("external_url", URI),
        may("capacity", sa.Integer()),
        must("waiting_list", sa.Boolean()),
        may("registration_closes_at", MOMENT),
        must("questions", sa.JSON()),
        must("guests_per_person", sa.Integer()),
        must("guests_by_mail", sa.Boolean()),
    )


def _event_extras() -> tuple[Any, ...]:
    return (
        must("participants_shown", sa.String(12)),
        must("comments", sa.String(10)),
        must("accessibility", sa.Text()),
        must("contacts", sa.JSON()),
        must("tickets_url", URI),
        must("fee_amount", sa.String(40)),
        must("fee_currency", sa.String(10)),
        may("series_id", ID, sa.ForeignKey("series.id"), index=True),
        must("occurrence", sa.String(19)),
        may("alert_over", sa.Integer()),
        may("alerted_at", MOMENT),
        must("report", sa.Text()),
        may("people_reached", sa.Integer()),
        must("sequence", sa.Integer()),
        must("seats_taken", sa.Integer()),
        may("seats_left", sa.Integer()),
        must("source_url", URI, index=True),
        must("source_uid", sa.String(500)),
        must("created_at", MOMENT),
        must("changed_at", MOMENT),
    )


def _sketches() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        _actor("organiser_id", index=True),
        _actor("host_id"),
        must("data", sa.JSON()),
        may("publish_at", MOMENT),
        must("fault", sa.Text()),
        must("created_at", MOMENT),
    )


def _needs() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        _event(index=True),
        must("position", sa.Integer()),
        must("role", sa.String(100)),
        must("count", sa.Integer()),
    )


def _participations() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        may("uri", URI, unique=True),
        _event(),
        may("actor_id", ID, sa.ForeignKey("actors.id")),
        must("name", sa.String(200)),
        may("email", sa.String(254)),
        must("language", sa.String(10)),
        may("token_hash", sa.String(64), unique=True),
        may("confirmed_at", MOMENT),
        must("state", sa.String(12)),
        may("need_id", ID, sa.ForeignKey("event_needs.id", ondelete="SET NULL")),
        must("guests", sa.Integer()),
        must("answers", sa.JSON()),
        must("message", sa.Text()),
        may("attended", sa.Boolean()),
        must("position", ID),
        must("created_at", MOMENT),
        must("changed_at", MOMENT),
        sa.UniqueConstraint("event_id", "actor_id"),
        sa.UniqueConstraint("event_id", "email"),
    )


def _co_organisers() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        _event(),
        _actor("actor_id", index=True),
        must("state", sa.String(12)),
        must("created_at", MOMENT),
        sa.UniqueConstraint("event_id", "actor_id"),
    )


def _shares() -> tuple[Any, ...]:
    return (
        must("uri", URI, primary_key=True),
        _event(),
        _actor("actor_id"),
        must("at", MOMENT),
        sa.UniqueConstraint("event_id", "actor_id"),
    )


def _feeds() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("url", URI),
        _actor("organiser_id"),
        _actor("host_id"),
        must("due_at", MOMENT, index=True),
        may("read_at", MOMENT),
        must("fault", sa.Text()),
        must("created_at", MOMENT),
        sa.UniqueConstraint("host_id", "url"),
    )


def _calendar_keys() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        _actor("actor_id", index=True),
        must("token_hash", sa.String(64), unique=True),
        must("created_at", MOMENT),
        may("revoked_at", MOMENT),
    )
