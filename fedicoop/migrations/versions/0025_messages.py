"""Private conversations, the charter that members accept, groups that take their time."""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision: str | None = "0023"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
must = partial(sa.Column[Any], nullable=False)
may = partial(sa.Column[Any], nullable=True)


def upgrade() -> None:
    """Take the step."""
    op.add_column("posts", must("parties", sa.String(64), server_default=""))
    op.create_index("ix_posts_parties_id", "posts", ["parties", "id"])
    op.add_column("members", must("private_from", sa.String(10), server_default="everybody"))
    op.add_column("members", must("charter", sa.String(64), server_default=""))
    op.add_column("groups", must("holds", sa.String(10), server_default=""))
    op.add_column("groups", must("slow_minutes", sa.Integer(), server_default="0"))
    op.create_table(
        "conversations",
        must("id", ID, primary_key=True),
        must("owner_id", ID, sa.ForeignKey("actors.id")),
        must("parties", sa.String(64)),
        must("people", sa.JSON()),
        must("standing", sa.String(10)),
        must("muted", sa.Boolean()),
        must("begun", sa.Boolean()),
        must("unread", sa.Integer()),
        must("latest_id", ID),
        must("created_at", MOMENT),
        may("seen_at", MOMENT),
        may("put_away_at", MOMENT),
        sa.UniqueConstraint("owner_id", "parties"),
    )
    op.create_index(
        "ix_conversations_owner_id_latest_id", "conversations", ["owner_id", "latest_id"]
    )
    op.create_index("ix_conversations_owner_id_unread", "conversations", ["owner_id", "unread"])
    op.create_index("ix_conversations_parties", "conversations", ["parties"])
    _put_in_what_was_written()


_LETTERS = sa.text(
    'SELECT p.id, a.uri, a.id, a.host, a.type, p."to", p.cc, p.published_at FROM posts p '
    "JOIN actors a ON a.id = p.author_id "
    "WHERE p.visibility = 'direct' AND p.deleted_at IS NULL ORDER BY p.id"
).columns(published_at=MOMENT)
_PEOPLE = sa.text(
    "SELECT a.id, a.uri, a.host, a.type, m.silent FROM mentions m "
    "JOIN actors a ON a.id = m.actor_id WHERE m.post_id = :post"
)
_NAME = sa.text("UPDATE posts SET parties = :parties WHERE id = :post")


def _put_in_what_was_written() -> None:
    """Sort what was written privately before into conversations, all of them read."""
    connection = op.get_bind()
    table = sa.table(
        "conversations",
        *(
            sa.column(name)
            for name in ("id", "owner_id", "parties", "standing", "muted", "begun", "unread")
        ),
        sa.column("people", sa.JSON()),
        sa.column("latest_id"),
        sa.column("created_at", MOMENT),
    )
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for ident, author, author_id, host, kind, to, cc, at in connection.execute(_LETTERS).all():
        there = connection.execute(_PEOPLE, {"post": ident}).all()
        named = [uri for _, uri, _, _, silent in there if not silent]
        people = list(dict.fromkeys([author, *_list(to), *_list(cc), *named]))
        parties = sha256("\n".join(sorted(people)).encode()).hexdigest()
        connection.execute(_NAME, {"parties": parties, "post": ident})
        every = [(author_id, author, host, kind), *(row[:4] for row in there)]
        ours = {row[0]: row[1] for row in every if not row[2] and row[3] == "Person"}
        for owner, own in ours.items():
            row = rows.setdefault(
                (owner, parties),
                {
                    "id": str(uuid4()),
                    "owner_id": owner,
                    "parties": parties,
                    "people": [uri for uri in people if uri != own],
                    "standing": "open",
                    "muted": False,
                    "begun": False,
                    "unread": 0,
                    "created_at": at,
                },
            )
            row["latest_id"] = ident
    if rows:
        connection.execute(table.insert(), list(rows.values()))


def _list(said: Any) -> list[str]:
    found = json.loads(said) if isinstance(said, str) else said
    return [each for each in found or [] if isinstance(each, str)]
