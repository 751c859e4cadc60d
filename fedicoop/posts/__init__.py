"""Notes and what others send that reads like one: replies, visibility, likes, boosts, threads."""

from fedicoop.posts.models import (
    Attachment,
    Bookmark,
    Boost,
    Like,
    Mention,
    Pin,
    Post,
    QuoteAuthorization,
    Revision,
    Sketch,
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
