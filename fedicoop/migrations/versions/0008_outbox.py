"""The way out: activities, letters, hosts in trouble, who ever got what."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

ID = sa.String(36)
URI = sa.String(2048)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table("host_troubles", *_host_troubles())
    op.create_table("outgoing", *_outgoing())
    op.create_table("reach", *_reach())
    op.create_table("deliveries", *_deliveries())
    op.create_index("ix_outgoing_actor_uri_id", "outgoing", ["actor_uri", "id"])
    op.create_index("ix_deliveries_due_at_id", "deliveries", ["due_at", "id"])
    op.create_index("ix_deliveries_host_due_at", "deliveries", ["host", "due_at"])
    op.create_index("ix_deliveries_lane_id", "deliveries", ["lane", "id"])
    op.create_index("ix_deliveries_state_closed_at", "deliveries", ["state", "closed_at"])


def _host_troubles() -> tuple[Any, ...]:
    return (
        must("host", sa.String(300), primary_key=True),
        must("failures", sa.Integer()),
        must("failing_since", MOMENT),
        must("last_failure_at", MOMENT, index=True),
        must("last_error", sa.Text()),
        may("quiet_until", MOMENT),
        may("dormant_since", MOMENT),
        may("probed_at", MOMENT),
    )


def _outgoing() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("uri", URI, unique=True),
        must("actor_uri", URI),
        must("type", sa.String(60)),
        must("object_uri", URI, index=True),
        must("body", sa.LargeBinary()),
        must("is_listed", sa.Boolean()),
        must("overtaken_by", sa.String(60)),
        must("created_at", MOMENT, index=True),
    )


def _reach() -> tuple[Any, ...]:
    return (
        must("id", sa.String(40), primary_key=True),
        must("object_uri", URI, index=True),
        must("inbox", URI),
    )


def _deliveries() -> tuple[Any, ...]:
    return (
        must("id", ID, primary_key=True),
        must("outgoing_id", ID, sa.ForeignKey("outgoing.id"), index=True),
        must("inbox", URI),
        must("host", sa.String(300)),
        must("lane", sa.String(40)),
        must("state", sa.String(10)),
        must("attempts", sa.Integer()),
        may("due_at", MOMENT),
        must("leased_by", sa.String(40)),
        must("last_status", sa.Integer()),
        must("last_error", sa.Text()),
        must("created_at", MOMENT),
        must("give_up_at", MOMENT),
        may("closed_at", MOMENT),
    )
