"""The tables of groups: what they are, who belongs to them, what happened, what they passed on."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime
from fedicoop.db.fulltext import Watch


class Kind(StrEnum):
    """What a group is there for; COLLEGE and BOARD belong to how the cooperative is governed."""

    LOCAL = "local"
    THEMATIC = "thematic"
    WORKING = "working"
    PROJECT = "project"
    COLLEGE = "college"
    BOARD = "board"


class Openness(StrEnum):
    """How somebody becomes a member."""

    OPEN = "open"
    REQUEST = "request"
    INVITATION = "invitation"


class Sight(StrEnum):
    """Who sees what a group does.

    NETWORK is the members of every cooperative of the circle, and nobody else.
    PRIVATE shows its name to everybody and the rest to its members; SECRET shows strangers
    nothing, and never leaves this server.
    """

    PUBLIC = "public"
    NETWORK = "network"
    MEMBERS = "members"
    PRIVATE = "private"
    SECRET = "secret"  # noqa: S105 - a word of the form, not a password


class Role(StrEnum):
    """What a member does in a group."""

    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    MEMBER = "member"


class State(StrEnum):
    """How far a membership has come; LEFT stays, so that nobody is added again unasked."""

    INVITED = "invited"
    ASKED = "asked"
    ACTIVE = "active"
    BANNED = "banned"
    LEFT = "left"


class Holds(StrEnum):
    """Whose posts a moderator of the group reads first, beside those of other servers."""

    NOBODY = ""
    NEWCOMERS = "newcomers"
    EVERYBODY = "everybody"


class Group(Base):
    """A group of ours, or one elsewhere that somebody here belongs to; its name is its actor's.

    ``description`` is Markdown, its HTML is the actor's summary. ``rights`` says for each of
    policy.RIGHTS who may; ``automatic`` whom the group takes in by itself: lists of "postcodes"
    (beginnings of them), "colleges" and "roles". Coordinates are those of the town.
    """

    __tablename__ = "groups"
    __table_args__ = {
        "info": {"searched": Watch("actors", "actor_id", ("visibility", "town", "postcode"))}
    }

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default=Kind.THEMATIC)
    openness: Mapped[str] = mapped_column(String(20), default=Openness.OPEN)
    visibility: Mapped[str] = mapped_column(String(20), default=Sight.PUBLIC)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"), index=True, default=None)
    description: Mapped[str] = mapped_column(Text, default="")
    mandate: Mapped[str] = mapped_column(Text, default="")
    ends_on: Mapped[date | None] = mapped_column(default=None)
    town: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    latitude: Mapped[float | None] = mapped_column(Double, default=None)
    longitude: Mapped[float | None] = mapped_column(Double, default=None)
    rights: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    automatic: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    moderated: Mapped[bool] = mapped_column(default=False)
    """Whether what people of other servers post waits for a moderator."""
    holds: Mapped[str] = mapped_column(String(10), default="")
    """Whose posts wait for a moderator besides: one of ``Holds``."""
    slow_minutes: Mapped[int] = mapped_column(default=0)
    """How long somebody waits between two posts; 0 for not at all."""
    members_uri: Mapped[str] = mapped_column(Uri, index=True, default="", info={"awaited": True})
    members_count: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    archived_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)

    actor: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[actor_id])
    parent: Mapped[Group | None] = relationship(lazy="raise", remote_side=[id])

    @property
    def is_local(self) -> bool:
        """Tell whether the group lives here; its actor is loaded."""
        return self.actor.is_local

    @property
    def size(self) -> int:
        """Give how many belong to the group: of one elsewhere, as many as it says, or we know."""
        known = max(self.members_count, 0)
        return known if self.is_local else max(known, int(self.actor.extra.get("memberCount", 0)))

    @property
    def is_archived(self) -> bool:
        """Tell whether the group has ended; it is kept to be read."""
        return self.archived_at is not None


class Membership(Base):
    """Somebody belongs to a group, or asks to, or is asked; ``uri`` names the Member on the wire.

    It is the id of the Join or Invite that began it, wherever that was said.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("group_id", "actor_id"),
        Index("ix_memberships_actor_id_state", "actor_id", "state"),
        Index("ix_memberships_group_id_state_id", "group_id", "state", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"))
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    role: Mapped[str] = mapped_column(String(20), default=Role.MEMBER)
    state: Mapped[str] = mapped_column(String(20))
    automatic: Mapped[bool] = mapped_column(default=False)
    invited_by_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    group: Mapped[Group] = relationship(lazy="raise")
    actor: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[actor_id])
    invited_by: Mapped[Actor | None] = relationship(lazy="raise", foreign_keys=[invited_by_id])

    @property
    def is_active(self) -> bool:
        """Tell whether she belongs to the group now."""
        return self.state == State.ACTIVE


class Contact(Base):
    """Somebody who is named on a group's page for those who have a question."""

    __tablename__ = "group_contacts"

    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    actor: Mapped[Actor] = relationship(lazy="raise")


class Entry(Base):
    """A line of a group's history: who did what; nobody for what happened by itself."""

    __tablename__ = "group_entries"
    __table_args__ = (Index("ix_group_entries_group_id_id", "group_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"))
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)
    deed: Mapped[str] = mapped_column(String(30))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor | None] = relationship(lazy="raise")


class Share(Base):
    """What a group of ours passed on, once; ``uri`` is the Announce."""

    __tablename__ = "group_shares"
    __table_args__ = (UniqueConstraint("group_id", "object_uri"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"))
    object_uri: Mapped[str] = mapped_column(Uri, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Resource(Base):
    """A link that a group keeps for its members, or a folder of them.

    ``uri`` names it on the wire. One that is removed stays, without its words, as a tombstone.
    """

    __tablename__ = "group_resources"
    __table_args__ = (Index("ix_group_resources_group_id_id", "group_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    folder_id: Mapped[str | None] = mapped_column(ForeignKey("group_resources.id"), default=None)
    is_folder: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    group: Mapped[Group] = relationship(lazy="raise")
    author: Mapped[Actor] = relationship(lazy="raise")
    folder: Mapped[Resource | None] = relationship(lazy="raise", remote_side=[id])


class Software(Base):
    """What another server runs, as its NodeInfo says: groups are read differently there.

    ``name`` is "" while it is not known; ``asked_at`` is None when nobody asked yet.
    """

    __tablename__ = "server_software"

    host: Mapped[str] = mapped_column(String(300), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
