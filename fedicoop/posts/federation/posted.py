"""What members post by a client program (ActivityPub §6), read as what a page would send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub.activity import Document, bool_of, id_of, language_of, text_of, type_of
from fedicoop.activitypub.addressing import audience_of, visibility_of
from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid
from fedicoop.posts import queries
from fedicoop.posts.service import NoteDraft

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

_LONGEST = 100_000


async def note_draft(work: Work, author: Actor, document: Document) -> NoteDraft:
    """Read a Note posted to a member's outbox; raises Invalid for other types.

    The text is its Markdown ``source`` when it has one, else what its HTML says. It goes to whom
    it is addressed, as far as we know them, beside those whom the text names.
    """
    if type_of(document) != "Note":
        raise Invalid({"type": "Only a Note can be posted here."})
    parent_uri = id_of(document.get("inReplyTo")) or ""
    parent = await queries.by_uri(work, parent_uri)
    if parent_uri and parent is None:
        raise Invalid({"inReplyTo": "This post is not known here."})
    audience = audience_of(document)
    people = await actors.by_uris(work, (*audience.to, *audience.cc, *audience.hidden))
    return NoteDraft(
        source=_source(document),
        visibility=visibility_of(document, author.followers),
        summary=text_of(document, "summary"),
        language=language_of(document),
        sensitive=bool_of(document, "sensitive"),
        in_reply_to=parent,
        also=tuple(actor for actor in people if actor.id != author.id and not actor.is_gone),
    )


def _source(document: Document) -> str:
    source = document.get("source")
    if isinstance(source, dict) and text_of(source, "mediaType").startswith("text/markdown"):
        return text_of(source, "content")
    return text.plain(text_of(document, "content"), _LONGEST)
