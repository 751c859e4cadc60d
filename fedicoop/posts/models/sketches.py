"""The table of articles that are not published yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, UtcDateTime


class Sketch(Base):
    """An article that nobody but its writer sees: a draft, or one that is published by itself.

    ``fault`` says why it could not be.
    """

    __tablename__ = "article_sketches"
    __table_args__ = (Index("ix_article_sketches_publish_at", "publish_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    writer_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    fault: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    writer: Mapped[Actor] = relationship(lazy="raise")
