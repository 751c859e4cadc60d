"""The tables of what members hear about, and of the mail that waits to leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime


class Notification(Base):
    """One thing that happened to one of ours, once: ``fingerprint`` is what makes it the same.

    What was taken back (``over_at``) is not shown; the row stays, or whoever likes and unlikes in
    turns would be told of, by e-mail too, each time.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_recipient_id_id", "recipient_id", "id"),
        Index("ix_notifications_recipient_id_read_at", "recipient_id", "read_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    kind: Mapped[str] = mapped_column(String(40))
    from_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    subject_uri: Mapped[str] = mapped_column(Uri, default="", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    from_actor: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[from_id])


class Mail(Base):
    """A letter in the queue, or the trace of one that left.

    The texts are emptied when it has left or was given up: a sign-in link in them must not stay.
    """

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_done_at_due_at", "done_at", "due_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column("recipient", String(254), index=True)
    subject: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    calendar: Mapped[str] = mapped_column(Text, default="")
    about: Mapped[str] = mapped_column(Uri, default="", index=True)
    """What it is about, if that can make it wrong before it left: see ``take_back``."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    error: Mapped[str] = mapped_column(Text, default="")
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class NoticeChoice(Base):
    """What of her topics a member switched on or off; only what is not as it comes."""

    __tablename__ = "notice_choices"

    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    choices: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HeldLetter(Base):
    """A letter that did not fit into what a member gets in a month: her next digest names it."""

    __tablename__ = "held_letters"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(500))
    url: Mapped[str] = mapped_column(Uri, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class MailKey(Base):
    """What the link at the foot of a letter opens: getting no more of its kind, and only that."""

    __tablename__ = "mail_keys"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    topic: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Refusal(Base):
    """An address that does not take letters for good; ``marked_at`` when that is held for sure.

    It is about the address and not about the member: another address is a fresh start.
    """

    __tablename__ = "mail_refusals"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    times: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(500), default="")
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
