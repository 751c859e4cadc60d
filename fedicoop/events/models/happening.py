"""The tables of what happens when, where, and who comes; the words of an event are its post."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime
from fedicoop.db.fulltext import Watch
from fedicoop.posts import Post


class Status(StrEnum):
    """Whether an event takes place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class JoinMode(StrEnum):
    """How one comes to take part; NONE is a server elsewhere that takes no answers."""

    FREE = "free"
    RESTRICTED = "restricted"
    INVITE = "invite"
    EXTERNAL = "external"
    NONE = "none"


class Comments(StrEnum):
    """Who may comment."""

    ALLOW_ALL = "allow_all"
    MODERATED = "moderated"
    CLOSED = "closed"


class Shown(StrEnum):
    """To whom something of an event is shown."""

    EVERYONE = "everyone"
    PARTICIPANTS = "participants"
    ORGANISERS = "organisers"


class State(StrEnum):
    """What became of somebody's taking part; UNANSWERED waits for the word of another server.

    INVITED is who was asked to come and has not answered; WITHDRAWN, to whom that no longer holds.
    """

    INVITED = "invited"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    ASKED = "asked"
    GOING = "going"
    WAITING = "waiting"
    MAYBE = "maybe"
    DECLINED = "declined"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Place(Base):
    """Where something happens; never changed: another address is another place (Mobilizon)."""

    __tablename__ = "places"
    __table_args__ = (Index("ix_places_latitude_longitude", "latitude", "longitude"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, default="", index=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(300), default="")
    street: Mapped[str] = mapped_column(String(300), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    town: Mapped[str] = mapped_column(String(200), default="")
    region: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(200), default="")
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)


class Series(Base):
    """Dates that follow a rule (RFC 5545 RRULE), each of which is an event of its own.

    Dates are announced as they come near: ``announced_wall`` is the rule's last one that was,
    ``next_at`` when the next one will be (None when there is none any more), ``moved_minutes`` by
    how much all of them were put off since.
    """

    __tablename__ = "series"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    rrule: Mapped[str] = mapped_column(String(500))
    timezone: Mapped[str] = mapped_column(String(64))
    first_wall: Mapped[str] = mapped_column(String(19))
    announced_wall: Mapped[str] = mapped_column(String(19), default="")
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    moved_minutes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Event(Base):
    """What an event has beside its post, whose row id it shares.

    ``host`` answers for it: the group it belongs to, else its organiser. Moments are UTC beside
    the wall time of its zone, which holds when a zone's rules change. ``seats_taken`` counts the
    going with their guests here; of an event elsewhere it is what its server tells.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_starts_at_id_ends_at", "starts_at", "id", "ends_at"),
        Index("ix_events_host_id_starts_at", "host_id", "starts_at"),
        Index("ix_events_organiser_id_starts_at", "organiser_id", "starts_at"),
        Index("ix_events_changed_at", "changed_at"),
        {"info": {"searched": Watch("posts", "id", ("place_id",))}},
    )

    id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    local: Mapped[bool] = mapped_column(default=False)
    organiser_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    host_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    kind: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[str] = mapped_column(String(10), default=Status.CONFIRMED)
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    starts_wall: Mapped[str] = mapped_column(String(19))
    ends_wall: Mapped[str] = mapped_column(String(19), default="")
    place_id: Mapped[str | None] = mapped_column(ForeignKey("places.id"), index=True, default=None)
    online: Mapped[bool] = mapped_column(default=False)
    online_url: Mapped[str] = mapped_column(Uri, default="")
    tools: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    tools_shown: Mapped[str] = mapped_column(String(12), default=Shown.PARTICIPANTS)
    website: Mapped[str] = mapped_column(Uri, default="")
    join_mode: Mapped[str] = mapped_column(String(12), default=JoinMode.FREE)
    external_url: Mapped[str] = mapped_column(Uri, default="")
    capacity: Mapped[int | None] = mapped_column(default=None)
    waiting_list: Mapped[bool] = mapped_column(default=False)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    guests_per_person: Mapped[int] = mapped_column(default=0)
    guests_by_mail: Mapped[bool] = mapped_column(default=False)
    participants_shown: Mapped[str] = mapped_column(String(12), default=Shown.PARTICIPANTS)
    comments: Mapped[str] = mapped_column(String(10), default=Comments.ALLOW_ALL)
    accessibility: Mapped[str] = mapped_column(Text, default="")
    contacts: Mapped[list[str]] = mapped_column(JSON, default=list)
    tickets_url: Mapped[str] = mapped_column(Uri, default="")
    fee_amount: Mapped[str] = mapped_column(String(40), default="")
    fee_currency: Mapped[str] = mapped_column(String(10), default="")
    series_id: Mapped[str | None] = mapped_column(ForeignKey("series.id"), index=True, default=None)
    occurrence: Mapped[str] = mapped_column(String(19), default="")
    alert_over: Mapped[int | None] = mapped_column(default=None)
    alerted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    report: Mapped[str] = mapped_column(Text, default="")
    people_reached: Mapped[int | None] = mapped_column(default=None)
    sequence: Mapped[int] = mapped_column(default=0)
    seats_taken: Mapped[int] = mapped_column(default=0)
    seats_left: Mapped[int | None] = mapped_column(default=None)
    source_url: Mapped[str] = mapped_column(Uri, default="", index=True)
    source_uid: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    post: Mapped[Post] = relationship(lazy="raise")
    organiser: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[organiser_id])
    host: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[host_id])
    place: Mapped[Place | None] = relationship(lazy="raise")
    needs: Mapped[list[Need]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Need.position"
    )
    co_organisers: Mapped[list[CoOrganiser]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="CoOrganiser.id"
    )

    @property
    def is_over(self) -> bool:
        """Tell whether it does not take place, or not any more as a post."""
        return self.status == Status.CANCELLED or self.post.is_deleted


class Sketch(Base):
    """An event that nobody else sees yet: a draft, or one that is announced by itself later."""

    __tablename__ = "event_sketches"
    __table_args__ = (Index("ix_event_sketches_publish_at", "publish_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    organiser_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    host_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    fault: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organiser: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[organiser_id])
    host: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[host_id])


class Need(Base):
    """A role that an event looks for people for: two facilitators, one at the door."""

    __tablename__ = "event_needs"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[str] = mapped_column(String(100))
    count: Mapped[int] = mapped_column(default=1)


class Participation(Base):
    """One person's answer to an event; a guest without an account has a name and an e-mail.

    ``uri`` is the id of the activity that said it (Join, or Friendica's Accept of the event).
    ``position`` orders the waiting list.
    """

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("event_id", "actor_id"),
        UniqueConstraint("event_id", "email"),
        Index("ix_participations_event_id_state_position", "event_id", "state", "position"),
        Index("ix_participations_actor_id_state", "actor_id", "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str | None] = mapped_column(Uri, unique=True, default=None)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254), default=None)
    language: Mapped[str] = mapped_column(String(10), default="fr")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When an organiser invited her; it stays, whatever she answers."""
    state: Mapped[str] = mapped_column(String(12))
    need_id: Mapped[str | None] = mapped_column(
        ForeignKey("event_needs.id", ondelete="SET NULL"), default=None
    )
    guests: Mapped[int] = mapped_column(default=0)
    answers: Mapped[list[str]] = mapped_column(JSON, default=list)
    message: Mapped[str] = mapped_column(Text, default="")
    attended: Mapped[bool | None] = mapped_column(default=None)
    position: Mapped[str] = mapped_column(Id, default="")
    reminded_for: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """The start of which she was reminded, or need not be any more."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor | None] = relationship(lazy="raise")
    event: Mapped[Event] = relationship(lazy="raise", viewonly=True)

    @property
    def seats(self) -> int:
        """Count the person and who comes with her."""
        return 1 + self.guests

    @property
    def is_invited(self) -> bool:
        """Tell whether an organiser invited her, and still does."""
        return self.invited_at is not None and self.state != State.WITHDRAWN


class CoOrganiser(Base):
    """A group that was asked to organise with the host, or that does."""

    __tablename__ = "co_organisers"
    __table_args__ = (UniqueConstraint("event_id", "actor_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="invited")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship(lazy="raise")
    event: Mapped[Event] = relationship(lazy="raise", viewonly=True)
