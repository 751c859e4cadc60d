"""The tables of the way out: activities, their letters, hosts in trouble, who ever got what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.db import Base, Id, Uri, UtcDateTime


class State(StrEnum):
    """Where a letter is."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


class Outgoing(Base):
    """An activity of one of our actors, serialised once; every inbox gets these very bytes.

    ``object_uri`` is the object it is about. ``is_listed`` says that it belongs in the actor's
    public outbox. ``overtaken_by`` is the type of the later activity (Update, Delete, Undo) that
    made its object old or void: what it says of its object is then no longer shown from here.
    """

    __tablename__ = "outgoing"
    __table_args__ = (Index("ix_outgoing_actor_uri_id", "actor_uri", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    actor_uri: Mapped[str] = mapped_column(Uri)
    type: Mapped[str] = mapped_column(String(60))
    object_uri: Mapped[str] = mapped_column(Uri, index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    is_listed: Mapped[bool] = mapped_column(default=False)
    overtaken_by: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Delivery(Base):
    """One letter: one activity to one inbox.

    ``lane`` names the inbox and what the letter is about: letters of one lane leave one after the
    other. ``due_at`` is when the letter may next be taken (the end of the lease while somebody
    holds it) and empty when it is closed, so that one index finds all there is to do.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due_at_id", "due_at", "id"),
        Index("ix_deliveries_lane_id", "lane", "id"),
        Index("ix_deliveries_host_due_at", "host", "due_at"),
        Index("ix_deliveries_state_closed_at", "state", "closed_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    outgoing_id: Mapped[str] = mapped_column(ForeignKey("outgoing.id"), index=True)
    inbox: Mapped[str] = mapped_column(Uri)
    host: Mapped[str] = mapped_column(String(300))
    lane: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str] = mapped_column(String(40), default="")
    last_status: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    give_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    outgoing: Mapped[Outgoing] = relationship(lazy="raise")


class HostTrouble(Base):
    """A host that did not answer the last time; the row goes when it takes a letter again.

    Nothing is sent before ``quiet_until``. ``dormant_since`` says that it did not answer for so
    long that only one letter a day is tried. ``probed_at`` is when something that the host itself
    sent last made us try out of turn.
    """

    __tablename__ = "host_troubles"

    host: Mapped[str] = mapped_column(String(300), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime] = mapped_column(UtcDateTime)
    last_failure_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_error: Mapped[str] = mapped_column(Text, default="")
    quiet_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    dormant_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    probed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Reach(Base):
    """An object, or an actor, ever went to an inbox: its changes and its end go there too.

    ``id`` is a digest of both, because two long addresses do not fit into one index entry.
    """

    __tablename__ = "reach"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    object_uri: Mapped[str] = mapped_column(Uri, index=True)
    inbox: Mapped[str] = mapped_column(Uri)
