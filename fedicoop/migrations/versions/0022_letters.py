"""What members want to hear of, what was held back, links below letters, dead addresses."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision: str | None = "0019"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def _actor() -> sa.Column[Any]:
    return must("actor_id", ID, sa.ForeignKey("actors.id"))


def upgrade() -> None:
    """Take the step."""
    op.add_column("mails", may("bounced_at", MOMENT))
    op.create_table(
        "notice_choices",
        must("actor_id", ID, sa.ForeignKey("actors.id"), primary_key=True),
        must("choices", sa.JSON()),
        must("changed_at", MOMENT),
    )
    op.create_table(
        "held_letters",
        must("id", ID, primary_key=True),
        _actor(),
        must("kind", sa.String(40)),
        must("subject", sa.String(500)),
        must("url", sa.String(2048)),
        must("created_at", MOMENT),
    )
    op.create_table(
        "mail_keys",
        must("id", ID, primary_key=True),
        must("token_hash", sa.String(64), unique=True),
        _actor(),
        must("topic", sa.String(40)),
        must("created_at", MOMENT),
    )
    for table in ("held_letters", "mail_keys"):
        for column in ("actor_id", "created_at"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_table(
        "mail_refusals",
        must("address", sa.String(254), primary_key=True),
        must("times", sa.Integer()),
        must("reason", sa.String(500)),
        must("last_at", MOMENT),
        may("marked_at", MOMENT),
    )
