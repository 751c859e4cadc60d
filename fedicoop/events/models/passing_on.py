"""The tables of what was passed on of events, and of calendars that are read and shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime
from fedicoop.events.models.happening import Participation


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
    """A calendar elsewhere that is read again and again into somebody's agenda.

    ``events`` is how many dates it had when it was read last, ``failures`` how often in a row it
    could not be read since.
    """

    __tablename__ = "event_feeds"
    __table_args__ = (UniqueConstraint("host_id", "url"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(Uri)
    organiser_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    fault: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(String(300), default="")
    failures: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organiser: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[organiser_id])
    host: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[host_id])


class CalendarKey(Base):
    """What opens a member's own calendar to her telephone; only its hash is kept."""

    __tablename__ = "calendar_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    actor: Mapped[Actor] = relationship(lazy="raise")


class EventKey(Base):
    """What lets somebody answer an event from her letter; only its hash is kept.

    It is a member's (``actor_id``), or a guest's (``participation_id``).
    """

    __tablename__ = "event_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)
    participation_id: Mapped[str | None] = mapped_column(
        ForeignKey("participations.id", ondelete="CASCADE"), default=None
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor | None] = relationship(lazy="raise")
    participation: Mapped[Participation | None] = relationship(lazy="raise")
