"""What members post by a client program (ActivityPub §6), read as what a page would send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub.activity import (
    Document,
    bool_of,
    id_of,
    ids_of,
    language_of,
    text_of,
)
from fedicoop.activitypub.addressing import audience_of, visibility_of
from fedicoop.actors import queries as actors
from fedicoop.errors import NeedsObject, NotFound
from fedicoop.groups import queries as groups
from fedicoop.posts import documents, queries
from fedicoop.posts.models import Visibility
from fedicoop.posts.policy import OPEN
from fedicoop.posts.service import EditDraft, NoteDraft

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.models import Post
    from fedicoop.work import Work

_LONGEST = 100_000
_AUDIENCE = ("to", "cc", "bto", "bcc")


async def note_draft(work: Work, author: Actor, note: Document, activity: Document) -> NoteDraft:
    """Read a Note posted to a member's outbox, addressed as it says, else as its activity says.

    Whoever is addressed openly is named in the text, since here to be told is to be named; whoever
    is in bto or bcc gets it and is named nowhere. A group that is its ``audience`` (FEP-1b12) is
    the one it is written in. Raises NeedsObject or NotFound for a parent that is not here.
    """
    addressed = note if any(note.get(key) for key in _AUDIENCE) else activity
    audience = audience_of(addressed)
    group = await _group(work, note, activity)
    everybody = await actors.by_uris(work, (*audience.to, *audience.cc))
    openly = [each for each in everybody if group is None or each.id != group.actor_id]
    hidden = await actors.by_uris(work, audience.hidden)
    named = {actor.id for actor in openly} | {author.id}
    return NoteDraft(
        source=_naming(work, author, openly, _source(note)),
        visibility=_visibility(work, author, addressed, group),
        group=group,
        title=text_of(note, "name") if group is not None else "",
        summary=text_of(note, "summary"),
        language=language_of(note),
        sensitive=bool_of(note, "sensitive"),
        in_reply_to=await _parent(work, id_of(note.get("inReplyTo")) or ""),
        hidden=tuple(each for each in hidden if each.id not in named and not each.is_gone),
    )


async def _group(work: Work, note: Document, activity: Document) -> Group | None:
    """Give the group that a note is written in: known here, and said to be its audience."""
    uri = next(iter([*ids_of(note.get("audience")), *ids_of(activity.get("audience"))]), "")
    return await groups.by_actor_uri(work, uri)


def _visibility(work: Work, author: Actor, addressed: Document, group: Group | None) -> str:
    """Give who a note is for; what is for our circle, or a group's members, says so in ``to``."""
    found = visibility_of(addressed, author.followers)
    to = audience_of(addressed).to
    if found not in OPEN and work.urls.circle in to:
        return Visibility.NETWORK
    if found not in OPEN and group is not None and group.members_uri in to:
        return Visibility.GROUP
    return found


def edit_draft(note: Document) -> EditDraft:
    """Read what a member's program changes about a note of hers."""
    return EditDraft(
        source=_source(note),
        summary=text_of(note, "summary"),
        language=language_of(note),
        sensitive=bool_of(note, "sensitive"),
    )


async def _parent(work: Work, uri: str) -> Post | None:
    parent = await queries.by_uri(work, uri)
    if parent is None and uri:
        raise NotFound(f"{uri} is not here") if work.urls.is_local(uri) else NeedsObject(uri)
    return parent


def _naming(work: Work, author: Actor, people: list[Actor], source: str) -> str:
    handles = [documents.handle(work.urls, each) for each in people if each.id != author.id]
    missing = [handle for handle in handles if handle.lower() not in source.lower()]
    return " ".join([*missing, source])


def _source(note: Document) -> str:
    """Give the Markdown a client wrote, else the words of its HTML."""
    source = note.get("source")
    if isinstance(source, dict) and text_of(source, "content"):
        return text_of(source, "content")
    return text.plain(text_of(note, "content"), _LONGEST)
