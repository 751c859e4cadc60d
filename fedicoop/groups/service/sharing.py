"""What a group passes on to those who follow it, and to its members: each thing once, one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.groups import documents, queries
from fedicoop.groups.models import Share, Software
from fedicoop.ids import new_id
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.work import Work


async def share(
    work: Work,
    group: Group,
    author: Actor,
    object_uri: str,
    *,
    create: Document | None,
    public: bool,
) -> Share | None:
    """Pass a post or event on in a group's name, once; None when that is not to be.

    ``create`` is the Create that says it, with the whole object; None when others said it. What
    is public goes to those who follow the group, the rest whole, to members' servers only.
    Nothing by another group is passed on, and nothing twice: else two groups would throw it back
    and forth for ever.
    """
    if not group.is_local or group.is_archived or group.actor.is_gone or author.type == "Group":
        return None
    if await queries.share_of(work, group, object_uri) is not None:
        return None
    ident = new_id(work.now())
    row = Share(
        id=ident,
        uri=work.urls.activity(ident),
        group_id=group.id,
        object_uri=object_uri,
        at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    if public:
        await _to_followers(work, group, row, create)
    else:
        await _to_members(work, group, row, author, create)
    return row


async def _to_followers(work: Work, group: Group, row: Share, create: Document | None) -> None:
    """Announce the address to most, the activity to servers that read nothing else."""
    plain, others = await _doors(work, group)
    said = documents.announce(row, group, row.object_uri)
    work.publish(said, inboxes=plain, about=row.object_uri, only=True)
    if others and create is not None:
        wrapped = documents.announce(row, group, create)
        wrapped["id"] = work.urls.activity(new_id(work.now()))
        work.publish(wrapped, inboxes=others, about=row.object_uri, only=True)


async def _doors(work: Work, group: Group) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give where a group is followed: servers that read addresses, then the threadiverse's."""
    doors = await actors.follower_inboxes(work, group.actor)
    wrapping = await queries.threadiverse(work, {host_of(door) for door in doors})
    plain = tuple(door for door in doors if host_of(door) not in wrapping)
    return plain, tuple(door for door in doors if host_of(door) in wrapping)


async def feature(work: Work, group: Group, by: Actor, object_uri: str, *, on_top: bool) -> None:
    """Say to those who follow a group of ours what stands on top of it, or no longer does.

    The threadiverse reads it as the deed of a moderator that the group passes on (FEP-1b12).
    """
    kind = "Add" if on_top else "Remove"
    plain, others = await _doors(work, group)
    if plain:
        said = documents.featured(work, group, kind, group.actor, object_uri)
        work.publish(said, inboxes=plain, about=object_uri, only=True)
    if others:
        inner = documents.featured(work, group, kind, by, object_uri)
        said = documents.pass_on(work, group, inner)
        work.publish(said, inboxes=others, about=object_uri, only=True)


async def note_software(work: Work, host: str, name: str) -> None:
    """Remember what another server runs; "" when it did not say."""
    row = await work.session.get(Software, host)
    if row is None:
        row = Software(host=host)
        work.session.add(row)
    row.name, row.asked_at = name.strip().lower()[:60], work.now()
    await work.session.flush()


async def _to_members(
    work: Work, group: Group, row: Share, author: Actor, create: Document | None
) -> None:
    inner = (create or {}).get("object") or row.object_uri
    doors = await queries.member_doors(work, group, but_hosts=[author.host] if author.host else [])
    if doors:
        said = documents.announce(row, group, inner, to=[group.members_uri])
        work.publish(said, inboxes=tuple(doors), about=row.object_uri, only=True)


async def unshare(work: Work, group: Group, object_uri: str, *, public: bool) -> bool:
    """Take back that something was passed on; tell whether it had been.

    What was for members alone is taken back from those who got it, and from nobody else.
    """
    row = await queries.share_of(work, group, object_uri)
    if row is None:
        return False
    to = None if public else [group.members_uri]
    announced = documents.announce(row, group, row.object_uri, to=to)
    work.publish(documents.taken_back(work, group, announced), about=object_uri)
    await work.session.delete(row)
    await work.session.flush()
    return True
