"""The tables of pictures: what is on disk, and what is still to be taken off it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.db import Base, Id, UtcDateTime

Name = String(80)


class File(Base):
    """A picture of one of our actors; ``used_at`` stays empty until something shows it.

    One that is ``private`` has no public address: those read it who read the message that shows it.
    Servers elsewhere that got the message fetch it by its ``open_key``, which nobody guesses.
    """

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), index=True)
    name: Mapped[str] = mapped_column(Name, unique=True)
    thumbnail: Mapped[str] = mapped_column(Name, unique=True)
    mime: Mapped[str] = mapped_column(String(40))
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    blurhash: Mapped[str] = mapped_column(String(100), default="")
    alt: Mapped[str] = mapped_column(Text, default="")
    bytes: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    private: Mapped[bool] = mapped_column(default=False)
    open_key: Mapped[str | None] = mapped_column(String(64), index=True, unique=True, default=None)


class Discarded(Base):
    """The name of a file to remove from disk: written with the deletion of its row, swept after.

    Removing it at once would lose a picture whose transaction is rolled back; remembering it in
    memory would keep one for ever when the server stops in between.
    """

    __tablename__ = "discarded_files"

    name: Mapped[str] = mapped_column(Name, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
