"""How groups, and who belongs to them, are said in ActivityPub: Mobilizon's words and FEP-1b12's.

Only what we say is here, without its context, which is added on the way out.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.groups.models import Openness, Role, Sight
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group, Membership, Share
    from fedicoop.work import Work

COLLECTIONS = ("members", "events", "posts", "discussions", "resources", "todos")
"""Mobilizon reads all of them, in ``endpoints``, and stops at the first that is missing."""
_LONGEST_SUMMARY = 5000
_OPENNESS = {
    Openness.OPEN: "open",
    Openness.REQUEST: "moderated",
    Openness.INVITATION: "invite_only",
}
_ROLES = {Role.FACILITATOR: "administrator", Role.MODERATOR: "moderator", Role.MEMBER: "member"}
_KEPT_BY_A_STUB = (
    "id",
    "type",
    "preferredUsername",
    "name",
    "url",
    "inbox",
    "outbox",
    "followers",
    "following",
    "manuallyApprovesFollowers",
    "discoverable",
    "publicKey",
    "endpoints",
    "openness",
    *COLLECTIONS,
)


def _summary(html: str) -> Document:
    """Shorten a long description: Mobilizon does not take a group that says more of itself."""
    if len(html) <= _LONGEST_SUMMARY:
        return {}
    words = escape(text.plain(html, _LONGEST_SUMMARY))[: _LONGEST_SUMMARY - 10]
    return {"summary": f"<p>{words.rpartition(' ')[0]}\N{HORIZONTAL ELLIPSIS}</p>"}


def group_to_ap(group: Group, base: Document) -> Document:
    """Say a group of ours; ``base`` is what its actor says of itself."""
    uri = group.actor.uri
    collections: Document = {name: f"{uri}/{name}" for name in COLLECTIONS}
    document = base | collections
    document["endpoints"] = {**_endpoints(base), **collections}
    document |= _summary(str(base.get("summary", "")))
    document |= {
        "manuallyApprovesFollowers": group.actor.locked,
        "discoverable": group.visibility == Sight.PUBLIC,
        "openness": _OPENNESS[Openness(group.openness)],
        "memberCount": group.members_count,
        "attributedTo": f"{uri}/moderators",
        "moderators": f"{uri}/moderators",
        "postingRestrictedToMods": group.rights.get("post") in {"facilitators", "moderators"},
        "upcomingEvents": f"{uri}/upcoming",
    }
    if group.visibility == Sight.NETWORK:
        document["to"] = [f"{uri.rpartition('/groups/')[0]}/cooperative/circle"]
    place = _place(group)
    return document | ({"location": place} if place else {})


def _endpoints(base: Document) -> Document:
    endpoints = base.get("endpoints")
    return endpoints if isinstance(endpoints, dict) else {}


def _place(group: Group) -> Document:
    """Say where a group is, no closer than its town; coordinates are floats, or not read."""
    if not group.town:
        return {}
    address: Document = {"type": "PostalAddress", "addressLocality": group.town}
    if group.postcode:
        address["postalCode"] = group.postcode
    place: Document = {
        "id": f"{group.actor.uri}#town",
        "type": "Place",
        "name": group.town,
        "address": address,
    }
    if group.latitude is not None and group.longitude is not None:
        place |= {"latitude": float(group.latitude), "longitude": float(group.longitude)}
    return place


def stub(group: Group, base: Document) -> Document:
    """Say of a private group only what makes it reachable: its name, its addresses and its key."""
    whole = group_to_ap(group, base)
    found: Document = {key: whole[key] for key in _KEPT_BY_A_STUB if key in whole}
    return found | {"discoverable": False}


def changed(work: Work, group: Group, base: Document) -> Document:
    """Say that a group is not what it was; of a private one no more than strangers may know."""
    is_open = group.visibility == Sight.PUBLIC
    inner = group_to_ap(group, base) if is_open else stub(group, base)
    document = _activity(work, "Update", group.actor, inner, to=[PUBLIC])
    return document | {"cc": [group.actor.followers]}


def member_to_ap(row: Membership) -> Document:
    """Say a Member as Mobilizon does; its person, group and role."""
    return {
        "id": row.uri,
        "type": "Member",
        "actor": row.actor.uri,
        "object": row.group.actor.uri,
        "role": _ROLES[Role(row.role)],
    }


def role_of(said: str) -> str:
    """Read Mobilizon's word for a role."""
    if said in {"administrator", "creator", "facilitator"}:
        return Role.FACILITATOR
    return Role.MODERATOR if said == "moderator" else Role.MEMBER


def join(row: Membership) -> Document:
    """Ask to come into a group elsewhere; the Member and the Join have one id, as Mobilizon's."""
    document: Document = {
        "id": row.uri,
        "type": "Join",
        "actor": row.actor.uri,
        "object": row.group.actor.uri,
        "to": [row.group.actor.uri],
    }
    return document | ({"participationMessage": row.message} if row.message else {})


def leave(work: Work, row: Membership) -> Document:
    """Say that one of ours leaves a group elsewhere."""
    group = row.group.actor.uri
    return _activity(work, "Leave", row.actor, group, to=[group])


def accept(work: Work, row: Membership) -> Document:
    """Say, in the group's name, that somebody belongs to it."""
    return _from_group(work, "Accept", row, member_to_ap(row))


def reject(work: Work, group: Group, actor: Actor, uri: str) -> Document:
    """Say, in the group's name, that somebody does not come in; ``uri`` is what she asked."""
    inner: Document = {
        "id": uri,
        "type": "Member",
        "actor": actor.uri,
        "object": group.actor.uri,
        "role": "rejected",
    }
    return _activity(work, "Reject", group.actor, inner, to=[actor.uri])


def update(work: Work, row: Membership) -> Document:
    """Say that somebody has another role in a group of ours."""
    return _from_group(work, "Update", row, member_to_ap(row))


def remove(work: Work, row: Membership) -> Document:
    """Say that somebody was excluded from a group of ours."""
    return _from_group(work, "Remove", row, row.uri) | {"origin": row.group.actor.uri}


def invite(row: Membership, by: Actor) -> Document:
    """Ask somebody into a group; the Member and the Invite have one id."""
    group = row.group.actor.uri
    return {
        "id": row.uri,
        "type": "Invite",
        "actor": by.uri,
        "object": group,
        "target": row.actor.uri,
        "attributedTo": group,
        "to": [row.actor.uri],
    }


def invitation_answer(work: Work, kind: str, row: Membership) -> Document:
    """Say Accept or Reject of an invitation into a group elsewhere: to it, and to who invited."""
    to = [row.group.actor.uri]
    if row.invited_by is not None and row.invited_by.id != row.group.actor_id:
        to.append(row.invited_by.uri)
    return _activity(work, kind, row.actor, member_to_ap(row), to=to)


def announce(
    share: Share, group: Group, inner: Document | str, *, to: Iterable[str] | None = None
) -> Document:
    """Pass something on in a group's name: an address, an activity (FEP-1b12), or an object.

    The first two are for everybody, the object that is carried whole for members only.
    """
    document: Document = {
        "id": share.uri,
        "type": "Announce",
        "actor": group.actor.uri,
        "published": _stamp(share.at),
        "object": inner,
        "attributedTo": group.actor.uri,
        "audience": group.actor.uri,
    }
    if to is not None:
        return document | {"to": list(to), "cc": []}
    return document | {"to": [PUBLIC], "cc": [group.actor.followers]}


def pass_on(work: Work, group: Group, inner: Document) -> Document:
    """Pass on an activity of a member, such as a Delete, to those who follow a group."""
    document = _activity(work, "Announce", group.actor, inner, to=[PUBLIC])
    return document | {"cc": [group.actor.followers], "audience": group.actor.uri}


def featured(work: Work, group: Group, kind: str, by: Actor, object_uri: str) -> Document:
    """Say Add or Remove on what stands on top of a group; ``by`` the group, or a moderator."""
    to = [PUBLIC] if by.id == group.actor_id else [PUBLIC, group.actor.uri]
    document = _activity(work, kind, by, object_uri, to=to)
    end: Document = {"target": group.actor.featured, "audience": group.actor.uri}
    return document | {"cc": [group.actor.followers]} | end


def taken_back(work: Work, group: Group, announced: Document) -> Document:
    """Take back that something was passed on."""
    document = _activity(work, "Undo", group.actor, announced, to=list(announced["to"]))
    return document | {"cc": list(announced["cc"])}


def _from_group(work: Work, kind: str, row: Membership, inner: Document | str) -> Document:
    document = _activity(work, kind, row.group.actor, inner, to=[row.actor.uri])
    return document | {"attributedTo": row.group.actor.uri}


def _activity(
    work: Work, kind: str, actor: Actor, inner: Document | str, *, to: list[str]
) -> Document:
    return {
        "id": work.urls.activity(new_id(work.now())),
        "type": kind,
        "actor": actor.uri,
        "to": to,
        "object": inner,
    }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
