"""The tables of the library: documents, their versions, the shelves that they stand on.

A document of the library is a ``Paper``: in this house the word document means JSON of others.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime
from fedicoop.db.fulltext import Watch
from fedicoop.groups import Group

_SEARCHED = ("title", "summary", "folded", "archived_at")


class Audience(StrEnum):
    """Whom a document is for.

    NETWORK is the members of every cooperative of the circle. COLLEGE and BOARD are members here;
    GROUP is who belongs to the document's group, wherever they live.
    """

    PUBLIC = "public"
    NETWORK = "network"
    MEMBERS = "members"
    COLLEGE = "college"
    BOARD = "board"
    GROUP = "group"


class Category(Base):
    """A shelf; one below another has that one as its parent, and none below itself.

    Those that every cooperative begins with have a ``key`` and no name, so that readers get them
    in their own language; naming one anew gives it a name.
    """

    __tablename__ = "paper_categories"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("paper_categories.id"), default=None)
    key: Mapped[str] = mapped_column(String(30), default="")
    name: Mapped[str] = mapped_column(String(80), default="")
    position: Mapped[int] = mapped_column(default=0)


class Paper(Base):
    """A document: what is said of it; the file or link is its newest version's.

    ``summary`` is the "En bref", plain text. ``folded`` is what the list's search looks in: the
    stems of the title and the tags, each after a space. Without a group it is the cooperative's
    own. Nobody added it once who did has left for good.
    """

    __tablename__ = "papers"
    __table_args__ = (
        Index("ix_papers_archived_at_id", "archived_at", "id"),
        Index("ix_papers_group_id_id", "group_id", "id"),
        {
            "info": {
                "searched": Watch("papers", "id", ("title", "summary", "folded", "archived_at"))
            }
        },
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    dated: Mapped[date] = mapped_column()
    audience: Mapped[str] = mapped_column(String(20))
    college: Mapped[str] = mapped_column(String(60), default="")
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"), default=None)
    category_id: Mapped[str | None] = mapped_column(
        ForeignKey("paper_categories.id"), index=True, default=None
    )
    author_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), index=True, default=None)
    number: Mapped[int] = mapped_column(default=1)
    """The number of the newest version; they count from one."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    group: Mapped[Group | None] = relationship(lazy="raise")
    category: Mapped[Category | None] = relationship(lazy="raise")
    author: Mapped[Actor | None] = relationship(lazy="raise")

    @property
    def is_archived(self) -> bool:
        """Tell whether the document was put away."""
        return self.archived_at is not None


class Version(Base):
    """A document as it was or is: a file on our disk, or a link to somewhere else.

    ``stored`` is its name on disk, ``name`` the one that a download gets. ``pages`` or ``words``
    are 0 where nobody could count them.
    """

    __tablename__ = "paper_versions"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    paper_id: Mapped[str] = mapped_column(ForeignKey("papers.id"))
    number: Mapped[int] = mapped_column()
    note: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    stored: Mapped[str | None] = mapped_column(String(80), unique=True, default=None)
    name: Mapped[str] = mapped_column(String(200), default="")
    mime: Mapped[str] = mapped_column(String(100), default="")
    bytes: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), index=True, default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    by: Mapped[Actor | None] = relationship(lazy="raise")


class LibraryElsewhere(Base):
    """The library of another cooperative of the circle, by its host: when it is read again.

    ``misses`` counts how often in a row it could not be.
    """

    __tablename__ = "libraries_elsewhere"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    misses: Mapped[int] = mapped_column(default=0)


class PaperElsewhere(Base):
    """A document that another cooperative has for the network or for everybody.

    What is said of it is kept, the file never: ``url`` is where it is asked for, each time, or
    where a link leads. ``server`` is the host as the circle names it. A file has a ``mime``.
    """

    __tablename__ = "papers_elsewhere"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    host: Mapped[str] = mapped_column(String(255), index=True)
    server: Mapped[str] = mapped_column(String(255), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text)
    mime: Mapped[str] = mapped_column(String(100), default="")
    audience: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @property
    def is_file(self) -> bool:
        """Tell whether it is a file that its cooperative gives, not a link to somewhere else."""
        return bool(self.mime)
