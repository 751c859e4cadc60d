"""The server's own actor is asked: other servers wait for approval before they hear from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None

_ACTORS = sa.table("actors", sa.column("local_name", sa.String), sa.column("locked", sa.Boolean))


def upgrade() -> None:
    """Take the step."""
    ours = _ACTORS.c.local_name == "relay"
    op.execute(sa.update(_ACTORS).where(ours).values(locked=True))
