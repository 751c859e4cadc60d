"""The tables of the address book: actors, their keys, who follows and who blocks whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.db import Base, Id, Uri, UtcDateTime
from fedicoop.db.fulltext import Watch

_SEARCHED = (
    "type",
    "name",
    "username",
    "summary",
    "discoverable",
    "moved_to",
    "deleted_at",
    "suspended_at",
)


class Actor(Base):
    """Everyone who can act: members, groups, the cooperative, and people elsewhere.

    ``host`` is "" for ours. ``handle_host`` is the host shown in the handle: for others it differs
    from ``host`` only when WebFinger confirmed a split domain. A deleted actor stays, as a
    tombstone, so that its name is never given again: ``local_name`` is unique, empty elsewhere.
    """

    __tablename__ = "actors"
    __table_args__ = (
        Index("ix_actors_username_handle_host", "username", "handle_host"),
        {"info": {"searched": Watch("actors", "id", _SEARCHED)}},
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    type: Mapped[str] = mapped_column(String(20))
    username: Mapped[str] = mapped_column(String(200))
    local_name: Mapped[str | None] = mapped_column(String(30), unique=True, default=None)
    host: Mapped[str] = mapped_column(String(255), default="", index=True)
    handle_host: Mapped[str] = mapped_column(String(255), default="")
    name: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Uri, default="")
    inbox: Mapped[str] = mapped_column(Uri)
    shared_inbox: Mapped[str] = mapped_column(Uri, default="")
    outbox: Mapped[str] = mapped_column(Uri, default="")
    followers: Mapped[str] = mapped_column(Uri, default="")
    following: Mapped[str] = mapped_column(Uri, default="")
    featured: Mapped[str] = mapped_column(Uri, default="")
    icon: Mapped[str] = mapped_column(Uri, default="")
    image: Mapped[str] = mapped_column(Uri, default="")
    fields: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    also_known_as: Mapped[list[str]] = mapped_column(JSON, default=list)
    moved_to: Mapped[str] = mapped_column(Uri, default="")
    locked: Mapped[bool] = mapped_column(default=False)
    discoverable: Mapped[bool] = mapped_column(default=False)
    indexable: Mapped[bool] = mapped_column(default=False)
    followers_count: Mapped[int] = mapped_column(default=0)
    following_count: Mapped[int] = mapped_column(default=0)
    posts_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def is_local(self) -> bool:
        """Tell whether this actor lives here."""
        return not self.host

    @property
    def is_gone(self) -> bool:
        """Tell whether this actor was deleted or suspended."""
        return self.deleted_at is not None or self.suspended_at is not None


class Key(Base):
    """A public key of an actor; ours come with the private half."""

    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    public_pem: Mapped[str] = mapped_column(Text)
    private_pem: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    actor: Mapped[Actor] = relationship(lazy="raise")


class Follow(Base):
    """One actor asks to hear another; ``accepted_at`` says that the other agreed."""

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("follower_id", "followed_id"),
        Index("ix_follows_followed_id_accepted_at", "followed_id", "accepted_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    follower_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    followed_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    follower: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[follower_id])
    followed: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[followed_id])


class Mute(Base):
    """One member does not want to hear another actor, who never learns of it."""

    __tablename__ = "mutes"

    muter_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    muted_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    muted: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[muted_id])


class Block(Base):
    """One actor wants nothing to do with another."""

    __tablename__ = "blocks"
    __table_args__ = (UniqueConstraint("blocker_id", "blocked_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    blocker_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    blocked_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    blocker: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[blocker_id])
    blocked: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[blocked_id])
