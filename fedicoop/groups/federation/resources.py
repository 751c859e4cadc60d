"""What others say about links that groups keep: Mobilizon's Document and ResourceCollection.

About groups of ours the rules decide as for our own members; about groups elsewhere we believe
the group, and who lives on its server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import embedded, id_of, ids_of, object_uri, text_of, type_of
from fedicoop.actors import queries as actors
from fedicoop.errors import Malformed, NeedsObject, Refused
from fedicoop.groups import queries, service
from fedicoop.groups.federation.hearing import sender_of
from fedicoop.groups.service import ResourceDraft
from fedicoop.handlers import Handlers, Incoming, Known
from fedicoop.urls import host_of, same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Group, Resource
    from fedicoop.work import Work

handlers = Handlers()
FOLDER = "ResourceCollection"
KINDS = ("Document", FOLDER)


@handlers.knows
async def known(work: Work, uri: str) -> Known | None:
    """Say whether a URI is a link that a group keeps: who added it, and the group, change it."""
    row = await queries.resource_by_uri(work, uri)
    if row is None:
        return None
    kind = FOLDER if row.is_folder else "Document"
    return Known(kind, row.author.uri, (row.group.actor.uri,))


async def from_ap(work: Work, group: Group, document: Document) -> ResourceDraft:
    """Read a link or a folder; folders in folders are shown beside each other.

    Raises NeedsObject for a folder of the group's own server that is not known yet.
    """
    is_folder = type_of(document) == FOLDER
    folder = "" if is_folder else await _folder(work, group, id_of(document.get("context")) or "")
    return ResourceDraft(
        title=text_of(document, "name"),
        link="" if is_folder else (next(iter(ids_of(document.get("url"))), "")),
        summary=text_of(document, "summary"),
        folder=folder,
        is_folder=is_folder,
    )


async def _folder(work: Work, group: Group, uri: str) -> str:
    row = await queries.resource_by_uri(work, uri)
    if row is not None:
        return row.title if row.is_folder and row.group_id == group.id else ""
    is_place = not uri or uri.endswith("/resources")
    if is_place or group.is_local or not same_host(uri, group.actor.uri):
        return ""
    reader = await queries.one_of_ours(work, group)
    raise NeedsObject(uri, reader.uri if reader is not None else "")


@handlers.on_object(*KINDS)
async def keep(work: Work, document: Document) -> None:
    """Note a link or a folder that was fetched from the server of the group that keeps it."""
    uri, group = id_of(document) or "", await _group(work, document)
    if group is None or not same_host(uri, group.actor.uri):
        raise Refused(f"{uri} is in no group of its server")
    _check_origin(work, group, document)
    author = await _author(work, group, document)
    draft = await from_ap(work, group, document)
    await service.hear_link(work, group, group.actor, draft, uri, author)


async def _group(work: Work, document: Document) -> Group | None:
    for uri in ids_of(document.get("attributedTo"))[:3]:
        group = await queries.by_actor_uri(work, uri)
        if group is not None:
            return group
    return None


@handlers.on("Create", *KINDS)
@handlers.on("Announce", *KINDS)
async def on_create(work: Work, incoming: Incoming) -> None:
    """Somebody adds a link to a group of ours; or a group elsewhere says what it keeps."""
    sender = await sender_of(work, incoming)
    document = embedded(incoming.activity)
    group = await _group(work, document) if document is not None else None
    if document is None or group is None:
        return
    uri = id_of(document) or ""
    if not uri:
        raise Malformed("a link without an id")
    if not group.is_local:
        draft, author = await from_ap(work, group, document), await _author(work, group, document)
        _check_origin(work, group, document)
        await service.hear_link(work, group, sender, draft, uri, author)
        return
    is_new = await service.unclaimed(work, uri, sender) is None
    if type_of(incoming.activity) == "Create" and is_new:
        await service.add_link(work, group, sender, await from_ap(work, group, document), uri=uri)


def _check_origin(work: Work, group: Group, document: Document) -> None:
    """Raise Refused for an id of ours, or of a server of neither the group nor its author."""
    uri, author = id_of(document) or "", id_of(document.get("actor")) or ""
    if host_of(uri) == work.urls.host:
        raise Refused(f"{uri} is ours")
    if not same_host(uri, group.actor.uri) and not same_host(uri, author):
        raise Refused(f"{uri} is neither {group.actor.uri}'s nor {author}'s")


async def _author(work: Work, group: Group, document: Document) -> Actor | None:
    """Give who added a link; somebody of the group's own server is looked up first."""
    uri = id_of(document.get("actor")) or ""
    found = await actors.by_uri(work, uri)
    if found is None and same_host(uri, group.actor.uri):
        raise NeedsObject(uri)
    return found


@handlers.on("Update", *KINDS)
async def on_update(work: Work, incoming: Incoming) -> None:
    """Somebody changes a link that she added, or a group elsewhere one that it keeps."""
    sender, row = await sender_of(work, incoming), await _about(work, incoming)
    document = embedded(incoming.activity)
    if row is None or document is None:
        return
    draft = await from_ap(work, row.group, document)
    if row.group.is_local:
        await service.change_link(work, row, sender, draft)
    else:
        await service.hear_link(work, row.group, sender, draft, row.uri, None)


@handlers.on("Delete", *KINDS)
@handlers.on("Remove", *KINDS)
async def on_remove(work: Work, incoming: Incoming) -> None:
    """Somebody removes a link: who added it, a moderator, or the group that kept it."""
    sender, row = await sender_of(work, incoming), await _about(work, incoming)
    if row is None:
        return
    if row.group.is_local:
        await service.remove_link(work, row, sender)
    elif sender.id in {row.group.actor_id, row.author_id}:
        await service.lose_link(work, row)
    else:
        raise Refused(f"{sender.uri} does not speak for {row.group.actor.uri}")


async def _about(work: Work, incoming: Incoming) -> Resource | None:
    row = await queries.resource_by_uri(work, object_uri(incoming.activity))
    return row if row is not None and row.removed_at is None else None
