"""What can become a post: a member's words, or a checked reading of somebody else's document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.posts.models import Visibility

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.config import Config
    from fedicoop.groups import Group
    from fedicoop.posts.models import Post

LONGEST_SUMMARY = 500
LONGEST_TITLE = 200

MOST_MENTIONS = 50


@dataclass(frozen=True)
class NoteDraft:
    """What a member writes; ``source`` is Markdown, ``files`` are row ids of her uploads.

    ``to`` are those a private message is for, whoever its text names. ``hidden`` are people it
    goes to without anybody else learning of it (bto and bcc). A ``circular``
    goes to those who came for something, such as an event. In a ``group``, a ``title`` makes it
    the beginning of a discussion, or an ``article``.
    """

    source: str
    visibility: str = Visibility.PUBLIC
    summary: str = ""
    language: str = ""
    sensitive: bool = False
    in_reply_to: Post | None = None
    files: tuple[str, ...] = ()
    quotable: bool = True
    hidden: tuple[Actor, ...] = ()
    to: tuple[Actor, ...] = ()
    circular: bool = False
    group: Group | None = None
    title: str = ""
    article: bool = False


@dataclass(frozen=True)
class EditDraft:
    """What an edit may change; who may see a post stays as it was published.

    ``files`` None leaves the images as they are.
    """

    source: str
    summary: str = ""
    language: str = ""
    sensitive: bool = False
    files: tuple[str, ...] | None = None


@dataclass(frozen=True)
class AttachmentDraft:
    """An image, film or sound on another server."""

    url: str
    mime: str = ""
    alt: str = ""
    width: int | None = None
    height: int | None = None
    blurhash: str = ""


@dataclass(frozen=True)
class PostDraft:
    """A post of another server, read, sanitised and bounded, not yet stored.

    ``addressed`` are all ids that it goes to, ``mentioned`` those that its text names. ``authors``
    are whom the document says it is by. The counts are None where the origin does not tell.
    """

    uri: str
    type: str
    authors: tuple[str, ...]
    visibility: str
    content: str
    name: str = ""
    summary: str = ""
    sensitive: bool = False
    language: str = ""
    url: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    in_reply_to: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attachments: tuple[AttachmentDraft, ...] = ()
    quotable: bool = False
    replies_uri: str = ""
    likes_uri: str = ""
    shares_uri: str = ""
    likes_count: int | None = None
    boosts_count: int | None = None

    @property
    def addressed(self) -> tuple[str, ...]:
        """Give everybody it goes to, named or not."""
        return tuple(dict.fromkeys((*self.to, *self.cc, *self.audience)))


def check(config: Config, draft: NoteDraft | EditDraft, *, files: int) -> None:
    """Raise Invalid, field by field, for words that cannot be published."""
    faults: dict[str, str] = {}
    longest = config.limits.note_characters
    if not draft.source.strip() and not files:
        faults["source"] = "Write something, or add an image."
    elif len(draft.source) > longest:
        faults["source"] = "This text is too long."
    if len(draft.summary) > LONGEST_SUMMARY:
        faults["summary"] = "At most 500 characters."
    if isinstance(draft, NoteDraft) and len(draft.title) > LONGEST_TITLE:
        faults["title"] = "At most 200 characters."
    if files > config.limits.images_per_post:
        faults["files"] = "Too many images for one post."
    if faults:
        raise Invalid(faults)
