"""The tables of the people of this cooperative, and of what lets them in.

Of every secret that opens a door only the hash is stored: a leaked database opens no session.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, UtcDateTime

Hash = String(64)
"""A SHA-256 in hexadecimal."""


class Member(Base):
    """A person with an account here; what others see of her is her actor.

    Her postcode, her college and her category are shown to nobody: groups take people in by them.
    ``number`` is her number in the register of the cooperative's members, if she is in it.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(10), default="fr")
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    default_visibility: Mapped[str] = mapped_column(String(20), default="public")
    email_digest: Mapped[str] = mapped_column(String(20), default="quarterly")
    near_km: Mapped[int] = mapped_column(default=30)
    """How far from home is near to her; 0 when everywhere is."""
    private_from: Mapped[str] = mapped_column(String(10), default="everybody")
    charter: Mapped[str] = mapped_column(String(64), default="")
    """The digest of the charter that she accepted; "" for none."""
    postcode: Mapped[str] = mapped_column(String(20), default="")
    college: Mapped[str] = mapped_column(String(60), default="")
    category: Mapped[str] = mapped_column(String(60), default="")
    number: Mapped[str | None] = mapped_column(String(30), index=True, unique=True, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_visit_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When the visit before this one ended; see ``policy.last_visit``."""
    preferences_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When she chose how she reads and how often letters come."""
    guided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When she put the first steps away."""
    is_contact: Mapped[bool] = mapped_column(default=False)
    """Whether she agreed to be named to whoever looks for somebody to write to."""
    helps_with: Mapped[str] = mapped_column(String(200), default="")
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    actor: Mapped[Actor] = relationship(lazy="raise")


class Session(Base):
    """A browser in which a member is signed in."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    member: Mapped[Member] = relationship(lazy="raise")


class SignInLink(Base):
    """A link that lets a member in once, sent to her by e-mail."""

    __tablename__ = "sign_in_links"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    member: Mapped[Member] = relationship(lazy="raise")


class ApiToken(Base):
    """A bearer token with which a program acts for a member."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    member: Mapped[Member] = relationship(lazy="raise")


class SignInAttempt(Base):
    """Somebody tried a password or asked for a link; forgotten after an hour.

    The name and the network address are kept as hashes, and only as long as they are counted:
    who tried to sign in from where is nothing the cooperative needs to know.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_login_hash_at", "login_hash", "at"),
        Index("ix_sign_in_attempts_source_hash_at", "source_hash", "at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    login_hash: Mapped[str] = mapped_column(Hash)
    source_hash: Mapped[str] = mapped_column(Hash)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class RegisterEntry(Base):
    """What the register of the cooperative's members says of one, with or without an account.

    It becomes an account only when its bearer says so. The account of an entry is the one with
    its number. ``erased_at``: only the number is left, so that no file brings her back.
    """

    __tablename__ = "register_entries"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    category: Mapped[str] = mapped_column(String(60), default="")
    college: Mapped[str] = mapped_column(String(60), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    town: Mapped[str] = mapped_column(String(100), default="")
    language: Mapped[str] = mapped_column(String(10), default="")
    shares: Mapped[int | None] = mapped_column(default=None)
    status: Mapped[str] = mapped_column(String(20), default="active")
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    silent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When a code was last printed for somebody whom no e-mail reaches."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ActivationLink(Base):
    """A link that makes an account of a register entry, once; it also stops letters, for longer.

    ``printed``: it is no link but a code on paper, typed with the member number; ``by_id`` is the
    actor who printed it, None for the operator's shell.
    """

    __tablename__ = "activation_links"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entries.id"), index=True)
    printed: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[str | None] = mapped_column(Id, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    entry: Mapped[RegisterEntry] = relationship(lazy="raise")
