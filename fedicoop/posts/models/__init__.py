"""The tables of what people write, and of what they have not published yet."""

from fedicoop.posts.models.sketches import Sketch
from fedicoop.posts.models.written import (
    Attachment,
    Bookmark,
    Boost,
    Like,
    Mention,
    Pin,
    Post,
    QuoteAuthorization,
    Revision,
    Tag,
    TagChoice,
    ThreadChoice,
    Visibility,
)

__all__ = [
    "Attachment",
    "Bookmark",
    "Boost",
    "Like",
    "Mention",
    "Pin",
    "Post",
    "QuoteAuthorization",
    "Revision",
    "Sketch",
    "Tag",
    "TagChoice",
    "ThreadChoice",
    "Visibility",
]
