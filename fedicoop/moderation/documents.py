"""How a report is said in ActivityPub, and read out of what others say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub.activity import Document, id_of, list_of, text_of
from fedicoop.moderation import policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.urls import Urls


_MOST_NAMED = 1000
_LONGEST_URI = 2048


@dataclass(frozen=True)
class FlagDraft:
    """A report of another server, read and bounded: only what is ours of what it names."""

    uri: str
    objects: tuple[str, ...]
    text: str


def from_ap(activity: Document, urls: Urls) -> FlagDraft:
    """Read a Flag; its object is one thing or many (Mastodon: the account, then the posts)."""
    uris = (id_of(entry) or "" for entry in list_of(activity.get("object"))[:_MOST_NAMED])
    ours = dict.fromkeys(uri for uri in uris if urls.is_local(uri) and len(uri) <= _LONGEST_URI)
    said = text_of(activity, "content") or text_of(activity, "summary")
    return FlagDraft(
        uri=id_of(activity) or "",
        objects=tuple(ours)[: policy.MOST_POSTS],
        text=text.plain(said[: 4 * policy.LONGEST_TEXT], policy.LONGEST_TEXT),
    )


def to_ap(ident: str, speaker: Actor, target: Actor, posts: Sequence[str], said: str) -> Document:
    """Say a report in the cooperative's name: who reported stays here."""
    return {
        "id": ident,
        "type": "Flag",
        "actor": speaker.uri,
        "object": [target.uri, *posts],
        "content": said,
        "to": [target.uri],
    }
