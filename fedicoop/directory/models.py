"""The tables of the directory: what members say there of themselves; who was called on, for what.

Nothing of it stands in what other servers get, and it goes with the account, in the same moment.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, UtcDateTime


class Listing(Base):
    """What a member agreed to: skills and town are each shown only when she said so.

    Her position is that of the town. ``called`` is whether the moderators may call on her; None
    while she did not choose, and then they may once she shows skills.
    """

    __tablename__ = "listings"
    __table_args__ = (Index("ix_listings_latitude_longitude", "latitude", "longitude"),)

    member_id: Mapped[str] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    town: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    latitude: Mapped[float | None] = mapped_column(Double, default=None)
    longitude: Mapped[float | None] = mapped_column(Double, default=None)
    shows_skills: Mapped[bool] = mapped_column(default=False)
    shows_town: Mapped[bool] = mapped_column(default=False)
    called: Mapped[bool | None] = mapped_column(default=None)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Skill(Base):
    """One thing that a member can do; ``key`` is how it is compared (``policy.key_of``)."""

    __tablename__ = "skills"

    member_id: Mapped[str] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))


class Call(Base):
    """What somebody asked of members, in the cooperative's name or that of a group.

    ``wanted`` says by what they were found; nobody can answer any more once it is closed.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_by_id_id", "by_id", "id"),
        Index("ix_calls_group_id_id", "group_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    group_id: Mapped[str | None] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), default=None
    )
    wanted: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    by: Mapped[Actor] = relationship(lazy="raise")


class Called(Base):
    """Somebody whom a call reached, and what she answered; "" while she did not.

    ``token_hash`` is that of the key in her letter, which answers this call and opens nothing else.
    """

    __tablename__ = "called"
    __table_args__ = (
        UniqueConstraint("call_id", "member_id"),
        Index("ix_called_member_id_id", "member_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    by_letter: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    call: Mapped[Call] = relationship(lazy="raise")
