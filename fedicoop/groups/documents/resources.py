"""What a group keeps, as Mobilizon says it: a Document, and a ResourceCollection for a folder.

Mobilizon, lib/federation/activity_stream/converter/resource.ex: ``actor`` is who added it,
``attributedTo`` the group, ``context`` its folder or, without one, the group's collection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.groups.models import Resource
    from fedicoop.work import Work

FOLDER, LINK = "ResourceCollection", "Document"


def resource_to_ap(row: Resource) -> Document:
    """Say a link or a folder."""
    group = row.group.actor.uri
    document: Document = {
        "id": row.uri,
        "type": FOLDER if row.is_folder else LINK,
        "actor": row.author.uri,
        "attributedTo": group,
        "context": row.folder.uri if row.folder is not None else f"{group}/resources",
        "name": row.title,
        "summary": row.summary,
        "published": row.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "updated": row.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "to": [f"{group}/members"],
    }
    return document if row.is_folder else document | {"url": row.link}


def resource_tombstone(row: Resource) -> Document:
    """Say that a link of ours is no longer there."""
    kind = FOLDER if row.is_folder else LINK
    return {"id": row.uri, "type": "Tombstone", "formerType": kind}


def resource_announced(work: Work, row: Resource) -> Document:
    """Say in the group's name what it keeps, whole: new or changed."""
    return _said(work, "Announce", row, row.group.actor.uri) | {"object": resource_to_ap(row)}


def resource_created(work: Work, row: Resource, kind: str) -> Document:
    """Tell a group elsewhere what one of ours adds to it, or changes: Create or Update."""
    return _said(work, kind, row, row.author.uri) | {"object": resource_to_ap(row)}


def resource_gone(work: Work, row: Resource, by_uri: str) -> Document:
    """Say that a link of ours was removed."""
    return _said(work, "Delete", row, by_uri) | {"object": resource_tombstone(row)}


def resource_removed(work: Work, row: Resource) -> Document:
    """Say in the group's name that it no longer keeps what somebody elsewhere had added."""
    group = row.group.actor.uri
    said = _said(work, "Remove", row, group)
    return said | {"object": row.uri, "target": f"{group}/resources"}


def _said(work: Work, kind: str, row: Resource, actor_uri: str) -> Document:
    group = row.group.actor.uri
    return {
        "id": work.urls.activity(new_id(work.now())),
        "type": kind,
        "actor": actor_uri,
        "attributedTo": group,
        "to": [f"{group}/members"],
    }
