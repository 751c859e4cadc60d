"""The tables of moderation: rules about servers, reports, and who decided what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime


class DomainRule(Base):
    """What we decided about another server and everything below its name."""

    __tablename__ = "domain_rules"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    rule: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Report(Base):
    """Somebody asks the moderators to look at somebody, or at some posts.

    ``target_id`` is empty when another server named only posts of ours (Lemmy does).
    """

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_resolved_at_id", "resolved_at", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri_hash: Mapped[str] = mapped_column(String(64), unique=True)
    reporter_uri: Mapped[str] = mapped_column(Uri)
    reporter_host: Mapped[str] = mapped_column(String(255), default="", index=True)
    target_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), index=True, default=None)
    post_uris: Mapped[list[str]] = mapped_column(JSON, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    local: Mapped[bool] = mapped_column()
    forwarded: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    answer: Mapped[str] = mapped_column(Text, default="")

    target: Mapped[Actor | None] = relationship(lazy="raise")


class LogEntry(Base):
    """Who decided what, and when; never changed. ``actor_id`` is empty for the operator's shell."""

    __tablename__ = "moderation_log"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(Uri)
    detail: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor | None] = relationship(lazy="raise")
