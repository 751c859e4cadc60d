"""Whom a document is for."""

from __future__ import annotations

from dataclasses import dataclass

from fedicoop.activitypub.activity import Document, embedded, ids_of, list_of

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_NAMING = ("id", "actor", "attributedTo", "inReplyTo", "object", "target", "to", "cc")
_MOST_NAMED = 100
_DEEPEST = 3
_LONGEST = 2048
_SAME = frozenset({PUBLIC, "as:Public", "Public"})


@dataclass(frozen=True, slots=True)
class Audience:
    """The addresses of a document, each once; whatever way it is written, everybody is PUBLIC."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """Tell whether everybody may read it, announced (to) or unlisted (cc)."""
        return PUBLIC in self.to or PUBLIC in self.cc


def audience_of(document: Document) -> Audience:
    """Read to, cc and, as ``hidden``, bto and bcc."""
    return Audience(
        to=_addresses(document, "to"),
        cc=_addresses(document, "cc"),
        hidden=_addresses(document, "bto", "bcc"),
    )


def _addresses(document: Document, *keys: str) -> tuple[str, ...]:
    uris = (uri for key in keys for uri in ids_of(document.get(key)))
    return tuple(dict.fromkeys(PUBLIC if uri in _SAME else uri for uri in uris))


def named_in(activity: Document) -> list[str]:
    """Give the addresses of whom and what an activity and its object name, at most 100 of them.

    For looking them up beforehand: one that is left out is looked up when it is needed.
    """
    found: dict[str, None] = {}
    part: Document | None = activity
    for _ in range(_DEEPEST):
        if part is None:
            break
        for key in _NAMING:
            found.update(dict.fromkeys(ids_of(part.get(key))))
        for tag in list_of(part.get("tag"))[:_MOST_NAMED]:
            if isinstance(tag, dict) and tag.get("type") == "Mention":
                found.update(dict.fromkeys(ids_of(tag.get("href"))))
        part = embedded(part)
    return [uri for uri in found if len(uri) <= _LONGEST][:_MOST_NAMED]


def visibility_of(document: Document, followers: str) -> str:
    """Give "public", "unlisted", "followers" or "direct", by Mastodon's rule.

    ``followers`` is the author's collection, "" when it is not known. A document that is for a
    collection that we do not know is for those it names, and nobody else.
    """
    audience = audience_of(document)
    if PUBLIC in audience.to:
        return "public"
    if PUBLIC in audience.cc:
        return "unlisted"
    named = (*audience.to, *audience.cc, *audience.hidden)
    return "followers" if followers and followers in named else "direct"
