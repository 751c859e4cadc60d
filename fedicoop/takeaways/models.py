"""The table of the files in which members take their data along."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fedicoop.accounts import Member  # noqa: F401 - whose data it is is a table of theirs
from fedicoop.db import Base, Id, UtcDateTime


class State(StrEnum):
    """How far such a file is; what WAITS or is BEING_MADE goes on by itself."""

    WAITS = "waits"
    BEING_MADE = "being-made"
    READY = "ready"
    FAILED = "failed"


class Takeaway(Base):
    """One file with a member's data: asked for, made, kept for some days, forgotten.

    ``done`` of ``total`` parts are written. Whoever makes it has until ``leased_until``; then
    somebody else begins anew. ``left_out`` counts pictures and documents that were too much.
    """

    __tablename__ = "takeaways"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=State.WAITS, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)


class Deed(StrEnum):
    """What is done with the people of a list that a member brings along."""

    FOLLOW = "follow"
    MUTE = "mute"
    BLOCK = "block"


class Bringing(Base):
    """A list of people that a member brings from elsewhere, to follow, mute or block them here.

    Nothing is done before she says yes (``agreed_at``); then a few at a time: ``done`` says how
    far it is. ``faults`` are the handles for which it failed, each with why.
    """

    __tablename__ = "bringings"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    deed: Mapped[str] = mapped_column(String(10))
    handles: Mapped[list[str]] = mapped_column(JSON, default=list)
    done: Mapped[int] = mapped_column(default=0)
    faults: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
