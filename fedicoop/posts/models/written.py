"""The tables of what people write: posts, their history, and what others make of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fedicoop.actors import Actor
from fedicoop.db import Base, Id, Uri, UtcDateTime
from fedicoop.db.fulltext import Watch
from fedicoop.groups import Group  # noqa: F401 - the posts' groups are a table of theirs


class Visibility(StrEnum):
    """Who a post is for. MEMBERS is this cooperative and never leaves its host.

    NETWORK is the members of every cooperative of the circle, ours among them, and nobody else.
    GROUP is whoever belongs to the post's group, here and elsewhere.
    """

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"
    NETWORK = "network"
    MEMBERS = "members"
    GROUP = "group"


class Post(Base):
    """Something that was written: ours, or a copy of somebody else's.

    ``content`` is HTML that was sanitised when it came in; ``source`` is the Markdown of ours.
    ``conversation`` is the URI of the oldest post of the thread that we know. A deleted post stays
    for ever as a tombstone without content, so that it cannot come back; ``type`` is "" when the
    deletion was all we ever heard of it. ``replies_count`` counts replies that everybody who sees
    the post may see.
    """

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_author_id_id", "author_id", "id"),
        Index("ix_posts_author_id_published_at", "author_id", "published_at"),
        Index("ix_posts_local_id", "local", "id"),
        Index("ix_posts_conversation_id", "conversation", "id"),
        Index("ix_posts_group_id_id", "group_id", "id"),
        Index("ix_posts_parties_id", "parties", "id"),
        Index("ix_posts_type_id", "type", "id"),
        {"info": {"searched": Watch("posts", "id", ("name", "summary", "content", "deleted_at"))}},
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    local: Mapped[bool] = mapped_column(default=False)
    type: Mapped[str] = mapped_column(String(20), default="Note")
    name: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    sensitive: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(35), default="")
    visibility: Mapped[str] = mapped_column(String(10))
    in_reply_to_uri: Mapped[str | None] = mapped_column(
        Uri, index=True, default=None, info={"awaited": True}
    )
    in_reply_to_id: Mapped[str | None] = mapped_column(
        ForeignKey("posts.id"), index=True, default=None
    )
    in_reply_to_author_id: Mapped[str | None] = mapped_column(ForeignKey("actors.id"), default=None)
    conversation: Mapped[str] = mapped_column(Uri)
    parties: Mapped[str] = mapped_column(String(64), default="")
    """Of a private message: the name of what its people write to each other (messages room)."""
    url: Mapped[str] = mapped_column(Uri, index=True, default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    to: Mapped[list[str]] = mapped_column(JSON, default=list)
    cc: Mapped[list[str]] = mapped_column(JSON, default=list)
    likes_count: Mapped[int] = mapped_column(default=0)
    boosts_count: Mapped[int] = mapped_column(default=0)
    replies_count: Mapped[int] = mapped_column(default=0)
    quotable: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"), default=None)
    audience: Mapped[str] = mapped_column(Uri, default="")
    """The address of the group it was written in (FEP-1b12)."""
    awaits_group: Mapped[bool] = mapped_column(default=False)
    """Whether a moderator of the group has yet to let it in."""
    answers_wait: Mapped[bool] = mapped_column(default=False)
    """Of the first post of a thread: whether who looks after it reads the answers first."""
    waits: Mapped[bool] = mapped_column(default=False)
    """Whether an answer was not let in yet: then it is there for its author alone."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    group_pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    digest: Mapped[str] = mapped_column(Text, default="")
    """What came out of a discussion, in HTML, written by who looks after the group."""
    replies_uri: Mapped[str] = mapped_column(Uri, default="")
    likes_uri: Mapped[str] = mapped_column(Uri, default="")
    shares_uri: Mapped[str] = mapped_column(Uri, default="")
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    author: Mapped[Actor] = relationship(lazy="raise", foreign_keys=[author_id])
    in_reply_to_author: Mapped[Actor | None] = relationship(
        lazy="raise", foreign_keys=[in_reply_to_author_id]
    )
    attachments: Mapped[list[Attachment]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Attachment.position"
    )
    mentions: Mapped[list[Mention]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Mention.actor_id"
    )
    tags: Mapped[list[Tag]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Tag.name"
    )

    @property
    def is_deleted(self) -> bool:
        """Tell whether only the tombstone is left."""
        return self.deleted_at is not None


class Revision(Base):
    """What a post said before an edit."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_post_id_id", "post_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    sensitive: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When this text was published, not when it was replaced."""


class Attachment(Base):
    """An image, film or sound of a post: a stored file of ours, or an address elsewhere."""

    __tablename__ = "attachments"

    post_id: Mapped[str] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_id: Mapped[str | None] = mapped_column(Id, index=True, default=None)
    url: Mapped[str] = mapped_column(Uri)
    mime: Mapped[str] = mapped_column(String(100), default="")
    alt: Mapped[str] = mapped_column(Text, default="")
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    blurhash: Mapped[str] = mapped_column(String(100), default="")


class Mention(Base):
    """Somebody a post is addressed to; ``silent`` when the text does not name her."""

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_actor_id_post_id", "actor_id", "post_id"),)

    post_id: Mapped[str] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    silent: Mapped[bool] = mapped_column(default=False)

    actor: Mapped[Actor] = relationship(lazy="raise")


class Tag(Base):
    """A hashtag of a post, in lower case and without its #."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_name_post_id", "name", "post_id"),)

    post_id: Mapped[str] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(100), primary_key=True)


class Like(Base):
    """Somebody likes a post; an EmojiReact counts as one."""

    __tablename__ = "likes"
    __table_args__ = (
        UniqueConstraint("actor_id", "post_id"),
        Index("ix_likes_post_id_id", "post_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship(lazy="raise")
    post: Mapped[Post] = relationship(lazy="raise")


class Boost(Base):
    """Somebody passes a post on to her followers."""

    __tablename__ = "boosts"
    __table_args__ = (
        UniqueConstraint("actor_id", "post_id"),
        Index("ix_boosts_actor_id_id", "actor_id", "id"),
        Index("ix_boosts_post_id_id", "post_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    visibility: Mapped[str] = mapped_column(String(10), default=Visibility.PUBLIC)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship(lazy="raise")
    post: Mapped[Post] = relationship(lazy="raise")


class Bookmark(Base):
    """A post that a member keeps for herself; nobody is told."""

    __tablename__ = "bookmarks"
    __table_args__ = (
        UniqueConstraint("actor_id", "post_id"),
        Index("ix_bookmarks_actor_id_id", "actor_id", "id"),
        Index("ix_bookmarks_post_id", "post_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Pin(Base):
    """A post on top of its author's profile, in her featured collection."""

    __tablename__ = "pins"
    __table_args__ = (
        UniqueConstraint("post_id"),
        Index("ix_pins_actor_id_id", "actor_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuoteAuthorization(Base):
    """Our stamp that a post elsewhere may quote one of ours (FEP-044f)."""

    __tablename__ = "quote_authorizations"
    __table_args__ = (UniqueConstraint("post_id", "quoting_uri"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    uri: Mapped[str] = mapped_column(Uri, unique=True)
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"))
    quoting_uri: Mapped[str] = mapped_column(Uri)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    post: Mapped[Post] = relationship(lazy="raise")


class ThreadChoice(Base):
    """A member follows a discussion (``hears``), or does not want to hear of it."""

    __tablename__ = "thread_choices"

    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(2048), primary_key=True, index=True)
    hears: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TagChoice(Base):
    """A member wants what is under a subject on her home page (``hears``), or nowhere in lists."""

    __tablename__ = "tag_choices"

    actor_id: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    hears: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
