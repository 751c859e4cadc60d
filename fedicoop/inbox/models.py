"""What arrived, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.db import Base, Id, Uri, UtcDateTime


class Outcome(StrEnum):
    """What became of something that arrived."""

    WAITING = "waiting"
    DONE = "done"
    DUPLICATE = "duplicate"
    UNSUPPORTED = "unsupported"
    REFUSED = "refused"
    FAILED = "failed"


class Arrival(Base):
    """One verified activity. ``fingerprint`` recognises a repetition for good.

    ``needs`` is the object without which its handler could not go on, ``reader`` the member in
    whose name it is read when it is not for everybody. The body is emptied when
    the work is done; the row stays, so that a replay years later is still a duplicate.
    """

    __tablename__ = "arrivals"
    __table_args__ = (Index("ix_arrivals_outcome_due_at", "outcome", "due_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str] = mapped_column(Uri)
    type: Mapped[str] = mapped_column(String(60), default="")
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default=Outcome.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    needs: Mapped[str | None] = mapped_column(Uri, default=None)
    reader: Mapped[str | None] = mapped_column(Uri, default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
