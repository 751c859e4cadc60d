"""The tables of digests: when a member had hers, and what its links open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.actors import Actor  # noqa: F401 - whose digests they are is a table of theirs
from fedicoop.db import Base, Id, UtcDateTime


class DigestTurn(Base):
    """When a member had her last digest, and when one was last looked for in vain."""

    __tablename__ = "digest_turns"

    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Digest(Base):
    """A digest that was written: its key opens the posts in ``items`` for reading, and no others.

    The key is stored as a hash; it is no sign-in, and what its reader may no longer see it no
    longer shows.
    """

    __tablename__ = "digests"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
