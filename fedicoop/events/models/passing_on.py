"""The tables of what was passed on of events, and of calendars that are read and shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.db import Base, Id, Uri, UtcDateTime


class EventShare(Base):
    """An event was announced once by one of our actors: the server's own, or a partner group."""

    __tablename__ = "event_shares"
    __table_args__ = (UniqueConstraint("event_id", "actor_id"),)

    uri: Mapped[str] = mapped_column(Uri, primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Backfill(Base):
    """A server that follows ours was told of the events to come, once."""

    __tablename__ = "event_backfills"

    follow_id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Feed(Base):
    """A calendar elsewhere that is read again and again into a group's agenda."""

    __tablename__ = "event_feeds"
    __table_args__ = (UniqueConstraint("host_id", "url"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(Uri)
    organiser_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    fault: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarKey(Base):
    """What opens a member's own calendar to her telephone; only its hash is kept."""

    __tablename__ = "calendar_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
