"""How documents of the library are said in ActivityPub, and read out of what others say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub import addressing
from fedicoop.activitypub.activity import date_of, id_of, text_of, types_of, url_of
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.library import policy
from fedicoop.library.models import Audience
from fedicoop.library.policy import audience_of
from fedicoop.urls import host_of, is_circle_of, same_host

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.activitypub.activity import Document
    from fedicoop.library.models import Paper, Version
    from fedicoop.work import Work


_LONGEST_URI = 2048
_LONGEST_TYPE = 100


@dataclass(frozen=True)
class Told:
    """A document of another cooperative, read and bounded; ``mime`` is "" for a link."""

    uri: str
    title: str
    summary: str
    url: str
    mime: str
    audience: str
    created_at: datetime
    changed_at: datetime


def from_ap(document: Document, host: str, now: datetime) -> Told | None:
    """Read a document that a host says is in its library; None for what cannot be one.

    It lives on that host, is for everybody or for the circle, and is a file there or a link.
    """
    uri, url = id_of(document) or "", text.address(url_of(document)[:_LONGEST_URI])
    title = text.clean(" ".join(text_of(document, "name").split()), policy.LONGEST_TITLE)
    fits = "Document" in types_of(document) and host_of(uri) == host and len(uri) <= _LONGEST_URI
    audience = _audience(document, uri)
    if not fits or not title or not audience or not url.startswith(("https://", "http://")):
        return None
    created = min(date_of(document, "published") or now, now)
    mime = text_of(document, "mediaType")[:_LONGEST_TYPE].strip().lower()
    return Told(
        uri=uri,
        title=title,
        summary=text.clean(text_of(document, "summary"), policy.LONGEST_SUMMARY),
        url=url,
        mime=mime if same_host(url, uri) else "",
        audience=audience,
        created_at=created,
        changed_at=min(max(created, date_of(document, "updated") or created), now),
    )


def _audience(document: Document, uri: str) -> str:
    said = addressing.audience_of(document)
    if said.is_public:
        return Audience.PUBLIC
    return Audience.NETWORK if any(is_circle_of(each, uri) for each in said.to) else ""


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
