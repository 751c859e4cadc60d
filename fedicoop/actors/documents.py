"""How actors and follows are said in ActivityPub, and read out of what others say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fedicoop import text
from fedicoop.activitypub.activity import (
    Document,
    bool_of,
    date_of,
    id_of,
    ids_of,
    images_of,
    int_of,
    list_of,
    text_of,
    types_of,
    url_of,
)
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.activitypub.keys import keys_of, public_pem_of
from fedicoop.errors import Malformed
from fedicoop.urls import host_of, is_circle_of, same_host

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors.models import Actor, Follow

KINDS = ("Person", "Group", "Organization", "Service", "Application")
_USERNAME = re.compile(r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*")
_LONGEST_NAME = 500
_LONGEST_SUMMARY = 20_000
_MOST_FIELDS = 20
_MOST_ALIASES = 50
_MOST_KEYS = 10
_LONGEST_URI = 2048
_MOST_MEMBERS = 10_000_000


@dataclass(frozen=True)
class ActorDraft:
    """An actor of another server, read and bounded, not yet stored."""

    uri: str
    type: str
    username: str
    inbox: str
    name: str = ""
    summary: str = ""
    url: str = ""
    shared_inbox: str = ""
    outbox: str = ""
    followers: str = ""
    following: str = ""
    featured: str = ""
    icon: str = ""
    image: str = ""
    moved_to: str = ""
    locked: bool = False
    discoverable: bool = False
    indexable: bool = False
    fields: list[dict[str, str]] = field(default_factory=list)
    also_known_as: list[str] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    created_at: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def is_actor(document: Document) -> bool:
    """Tell whether a document describes somebody who can act."""
    return any(kind in KINDS for kind in types_of(document))


def from_ap(document: Document) -> ActorDraft:
    """Read an actor document; raises Malformed when it cannot be used.

    The inbox must live on the actor's own host: otherwise a stranger could have our deliveries
    sent to a third party (security case ssrf-046). Other collections elsewhere are ignored.
    """
    uri = id_of(document) or ""
    kind = next((kind for kind in types_of(document) if kind in KINDS), "")
    inbox = id_of(document.get("inbox")) or ""
    if not kind or not host_of(uri) or len(uri) > _LONGEST_URI:
        raise Malformed(f"not an actor: {uri[:200]!r}")
    if not same_host(uri, inbox):
        raise Malformed(f"the inbox of {uri} is not on its host")
    return ActorDraft(
        uri=uri,
        type=kind,
        username=_username(document, uri),
        inbox=inbox,
        shared_inbox=_own(uri, _endpoints(document).get("sharedInbox")),
        outbox=_own(uri, document.get("outbox")),
        followers=_own(uri, document.get("followers")),
        following=_own(uri, document.get("following")),
        featured=_own(uri, document.get("featured")),
        name=text.clean(text.plain(text_of(document, "name"), _LONGEST_NAME), _LONGEST_NAME),
        summary=text.sanitize(text_of(document, "summary")[:_LONGEST_SUMMARY]),
        url=_page(document, uri),
        icon=_picture(document, "icon"),
        image=_picture(document, "image"),
        moved_to=id_of(document.get("movedTo")) or "",
        locked=bool_of(document, "manuallyApprovesFollowers"),
        discoverable=bool_of(document, "discoverable"),
        indexable=bool_of(document, "indexable"),
        fields=_fields(document),
        also_known_as=ids_of(document.get("alsoKnownAs"))[:_MOST_ALIASES],
        keys=_keys(document),
        created_at=date_of(document, "published"),
        extra=_of_a_group(document, uri) if kind == "Group" else {},
    )


def _of_a_group(document: Document, uri: str) -> dict[str, Any]:
    """Read where the members of a group are addressed, how it takes them in, and how many it has.

    All as Mobilizon says it. ``network`` says that a fedicoop server shows it to the circle alone.
    """
    members = document.get("members") or _endpoints(document).get("members")
    count = int_of(document, "memberCount") or 0
    found: dict[str, Any] = {
        "members": _own(uri, members),
        "openness": text_of(document, "openness")[:20],
        "memberCount": max(0, min(count, _MOST_MEMBERS)),
    }
    found["network"] = any(is_circle_of(each, uri) for each in ids_of(document.get("to")))
    return found


def _username(document: Document, uri: str) -> str:
    """Read preferredUsername; servers without one are named after the end of their address."""
    said = text_of(document, "preferredUsername")[:200]
    if _USERNAME.fullmatch(said):
        return said
    last = uri.rstrip("/").rpartition("/")[2].lstrip("@")[:200]
    return last if _USERNAME.fullmatch(last) else host_of(uri).partition(":")[0]


def _endpoints(document: Document) -> Document:
    endpoints = document.get("endpoints")
    return endpoints if isinstance(endpoints, dict) else {}


def _own(uri: str, value: object) -> str:
    target = id_of(value) or ""
    return target if same_host(uri, target) and len(target) <= _LONGEST_URI else ""


def _page(document: Document, uri: str) -> str:
    url = url_of(document)
    return url if same_host(uri, url) and len(url) <= _LONGEST_URI else uri


def _picture(document: Document, key: str) -> str:
    pictures = images_of({"image": document.get(key)})
    return pictures[0].url[:_LONGEST_URI] if pictures else ""


def _fields(document: Document) -> list[dict[str, str]]:
    found = []
    for entry in list_of(document.get("attachment"))[:_MOST_FIELDS]:
        if isinstance(entry, dict) and "PropertyValue" in types_of(entry):
            name = text.clean(text_of(entry, "name"), 255)
            found.append({"name": name, "value": text.sanitize(text_of(entry, "value")[:2000])})
    return found


def _keys(document: Document) -> list[tuple[str, str]]:
    return [(key.key_id, public_pem_of(key)) for key in keys_of(document)[:_MOST_KEYS]]


def to_ap(actor: Actor, public_pem: str, shared_inbox: str) -> Document:
    """Say one of our actors; the context is added when it leaves.

    manuallyApprovesFollowers is always said, because GoToSocial takes its absence for yes.
    """
    document: Document = {
        "id": actor.uri,
        "type": actor.type,
        "preferredUsername": actor.username,
        "name": actor.name or actor.username,
        "summary": actor.summary,
        "url": actor.url,
        "inbox": actor.inbox,
        "outbox": actor.outbox,
        "followers": actor.followers,
        "following": actor.following,
        "featured": actor.featured,
        "endpoints": {"sharedInbox": shared_inbox},
        "manuallyApprovesFollowers": actor.locked,
        "discoverable": actor.discoverable,
        "indexable": actor.indexable,
        "published": stamp(actor.created_at),
        "publicKey": {
            "id": f"{actor.uri}#main-key",
            "owner": actor.uri,
            "publicKeyPem": public_pem,
        },
    }
    document.update(_optional(actor))
    return document


def _optional(actor: Actor) -> Document:
    found: Document = {}
    for key, url in (("icon", actor.icon), ("image", actor.image)):
        if url:
            found[key] = {"type": "Image", "mediaType": "image/webp", "url": url}
    if actor.fields:
        found["attachment"] = [{"type": "PropertyValue", **entry} for entry in actor.fields]
    if actor.also_known_as:
        found["alsoKnownAs"] = actor.also_known_as
    if actor.moved_to:
        found["movedTo"] = actor.moved_to
    return found


def tombstone(actor: Actor) -> Document:
    """Say that one of our actors is no more."""
    document: Document = {"id": actor.uri, "type": "Tombstone", "formerType": actor.type}
    if actor.deleted_at:
        document["deleted"] = stamp(actor.deleted_at)
    return document


def stamp(moment: datetime) -> str:
    """Write a moment as Mastodon and Mobilizon do: UTC, whole seconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def follow_to_ap(follow: Follow) -> Document:
    """Say a Follow whose two actors are loaded."""
    return {
        "id": follow.uri,
        "type": "Follow",
        "actor": follow.follower.uri,
        "object": follow.followed.uri,
        "to": [follow.followed.uri],
    }


def answer(kind: str, ident: str, follow: Follow) -> Document:
    """Say Accept or Reject of a Follow, which is embedded so that Mastodon can match it."""
    inner = follow_to_ap(follow)
    del inner["to"]
    return {
        "id": ident,
        "type": kind,
        "actor": follow.followed.uri,
        "object": inner,
        "to": [follow.follower.uri],
    }


def undo(ident: str, inner: Document) -> Document:
    """Take an activity of ours back; it is embedded whole, without its context."""
    document = {"id": ident, "type": "Undo", "actor": inner["actor"], "object": inner}
    return document | {key: inner[key] for key in ("to", "cc") if key in inner}


def to_followers(actor: Actor) -> dict[str, list[str]]:
    """Address everybody, and the followers of an actor in particular."""
    return {"to": [PUBLIC], "cc": [actor.followers]}
