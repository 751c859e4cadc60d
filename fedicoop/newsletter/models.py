"""The table of newsletters: what is in them, and how far they have got."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, UtcDateTime


class State(StrEnum):
    """How far a newsletter has got; what is SENDING goes on by itself."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    STOPPED = "stopped"
    SENT = "sent"


class Newsletter(Base):
    """One newsletter.

    ``items`` are what was picked, as kind and row id, in order; ``issue`` is what it said when it
    began to be sent. Members are written to in the order of their ids: ``reached`` is the last one,
    ``handled`` how many that makes of ``total``, ``letters`` how many letters that made.
    """

    __tablename__ = "newsletters"
    __table_args__ = (
        Index("ix_newsletters_state_send_at", "state", "send_at"),
        Index("ix_newsletters_started_at", "started_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    writer_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(10), default="fr")
    items: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    public: Mapped[bool] = mapped_column(default=False)
    issue: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    fault: Mapped[str] = mapped_column(Text, default="")
    send_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reached: Mapped[str] = mapped_column(Id, default="")
    total: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    letters: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    writer: Mapped[Actor] = relationship(lazy="raise")
