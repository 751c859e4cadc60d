"""How a document of the library is said in ActivityPub: a Document, to who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.library.models import Audience
from fedicoop.library.policy import audience_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.library.models import Paper, Version
    from fedicoop.work import Work


def to_ap(work: Work, paper: Paper, version: Version) -> Document:
    """Say a document with its newest version; its group and the group's actor are loaded.

    It is attributed to the group or the cooperative, never to who added it. ``url`` is the file,
    which is given to those who may read this, or the link.
    """
    uri = work.urls.paper(paper.id)
    owner = paper.group.actor.uri if paper.group is not None else work.urls.cooperative
    document: Document = {
        "id": uri,
        "type": "Document",
        "name": paper.title,
        "url": version.link or f"{uri}/file",
        "attributedTo": owner,
        "published": _moment(paper.created_at.isoformat(timespec="seconds")),
        "updated": _moment(paper.changed_at.isoformat(timespec="seconds")),
        "to": [_to(work, paper)],
    }
    if paper.summary:
        document["summary"] = paper.summary
    if version.mime:
        document["mediaType"] = version.mime
    return document


def _to(work: Work, paper: Paper) -> str:
    audience = audience_of(paper)
    if audience == Audience.PUBLIC:
        return PUBLIC
    if audience == Audience.GROUP and paper.group is not None:
        return paper.group.members_uri
    return work.urls.circle


def _moment(iso: str) -> str:
    return iso.replace("+00:00", "Z")
