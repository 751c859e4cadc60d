"""The tables of the index: what is in it, and what waits to be read. The words are in fedicoop/db.

Neither knows who may see a thing: that is asked of its own room each time.
"""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.db import Base, Id


class SearchEntry(Base):
    """A row of ``source``, a table, is in the index under a number."""

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("source", "thing_id"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(30))
    thing_id: Mapped[str] = mapped_column(Id)


class SearchWaiting(Base):
    """A row is new or changed, and not in the index until it was read again."""

    __tablename__ = "search_waiting"

    source: Mapped[str] = mapped_column(String(30), primary_key=True)
    thing_id: Mapped[str] = mapped_column(Id, primary_key=True)
