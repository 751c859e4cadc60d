"""The table of private conversations, one row for each of ours who takes part."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.db import Base, Id, UtcDateTime


class Standing(StrEnum):
    """Whether somebody let a conversation in: it is open, asks to be, or is ignored."""

    OPEN = "open"
    ASKED = "asked"
    IGNORED = "ignored"


class Conversation(Base):
    """What some people write to each other privately, as one of ours (``owner_id``) has it.

    ``parties`` is the digest of who takes part, all of them and nobody else; ``people`` are their
    URIs but the owner's. ``latest_id`` is the row id of the newest message, and only sorts: it may
    be of one that was deleted. ``begun`` says that the owner wrote first.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("owner_id", "parties"),
        Index("ix_conversations_owner_id_latest_id", "owner_id", "latest_id"),
        Index("ix_conversations_owner_id_unread", "owner_id", "unread"),
        Index("ix_conversations_parties", "parties"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    parties: Mapped[str] = mapped_column(String(64))
    people: Mapped[list[str]] = mapped_column(JSON, default=list)
    standing: Mapped[str] = mapped_column(String(10), default=Standing.OPEN)
    muted: Mapped[bool] = mapped_column(default=False)
    begun: Mapped[bool] = mapped_column(default=False)
    unread: Mapped[int] = mapped_column(default=0)
    latest_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    put_away_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
