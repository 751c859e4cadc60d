"""One post in the shape of each kind of server, written by ourselves after what they send."""

from __future__ import annotations

from typing import Any

from tests.wire.shapes import notes, others
from tests.wire.shapes.notes import BOB, PUBLIC, Shape

_ALL = (
    notes.mastodon,
    notes.gotosocial,
    notes.misskey,
    notes.akkoma,
    notes.takahe,
    notes.pixelfed,
    notes.chat,
    others.mobilizon,
    others.gancio,
    others.lemmy,
    others.friendica,
    others.peertube,
    others.wordpress,
    others.poll,
)


__all__ = ["BOB", "PUBLIC", "Shape", "posts", "reactions"]


def posts(base: str, author: str) -> dict[str, Shape]:
    """Give the posts of an author at the server ``base``, by the kind of server."""
    return {each.__name__: each(base, author) for each in _ALL}


def reactions(post: str) -> dict[str, tuple[dict[str, Any], bool]]:
    """Give how each kind of server says that somebody likes a post, and whether it counts."""
    vent = {"content": ":vent:", "_misskey_reaction": ":vent:"}
    return {
        "mastodon": ({"type": "Like", "object": post}, True),
        "gotosocial": ({"type": "Like", "object": post, "to": BOB}, True),
        "misskey": ({"type": "Like", "object": post, **vent}, True),
        "akkoma": ({"type": "EmojiReact", "object": post, "content": "🌬", "to": [PUBLIC]}, True),
        "lemmy": (
            {"type": "Like", "object": post, "audience": "https://peer.example/c/vent"},
            True,
        ),
        "a list": ({"type": "Like", "object": [post]}, True),
        "an object": ({"type": "Like", "object": {"type": "Note", "id": post}}, True),
        "a dislike of lemmy's": ({"type": "Dislike", "object": post}, False),
        "a view of peertube's": ({"type": "View", "object": post}, False),
    }
