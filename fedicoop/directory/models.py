"""The tables of the directory: what members say there of themselves, for members alone.

Nothing of it stands in what other servers get, and it goes with the account, in the same moment.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

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
