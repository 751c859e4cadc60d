"""Whom a document is for."""

from __future__ import annotations

from dataclasses import dataclass

from fedicoop.activitypub.activity import Document, ids_of

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
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
