"""In whose name an event is announced, who may change it, and to whom it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.events import documents, policy, queries
from fedicoop.groups import policy as standings
from fedicoop.groups import queries as groups
from fedicoop.posts import Visibility
from fedicoop.posts import service as posts
from fedicoop.posts.policy import OPEN, group_visibilities
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.groups import Group
    from fedicoop.work import Work


async def check_may_announce(
    work: Work, organiser: Actor, host: Actor, visibility: str | None = None
) -> Group | None:
    """Give the group that an event is of, if its host is one.

    Raises Refused when a member may not announce events in this name, and Invalid for what would
    be seen by more people than see the group.
    """
    group = await groups.by_actor(work, host.id) if host.type == "Group" else None
    in_group = host.id != organiser.id
    allowed = not in_group or await _speaks_for(work, organiser, host, group)
    if not policy.may_announce(organiser, in_group=in_group, group_allows=allowed):
        raise Refused(
            f"{organiser.uri} may not announce an event of {host.uri}",
            safe="You may not announce events in this name.",
        )
    if visibility is not None and visibility not in visibilities(group):
        raise Invalid({"visibility": "This would be seen by more people than the group is."})
    return group


def visibilities(group: Group | None) -> tuple[Visibility, ...]:
    """Give who an event may be for: of a group, nobody who does not see the group."""
    if group is None:
        return (
            Visibility.PUBLIC,
            Visibility.UNLISTED,
            Visibility.FOLLOWERS,
            Visibility.NETWORK,
            Visibility.MEMBERS,
        )
    return group_visibilities(group.visibility)


async def _speaks_for(work: Work, organiser: Actor, host: Actor, group: Group | None) -> bool:
    """Tell whether somebody may announce for a group, or for the cooperative."""
    if not host.is_local or host.is_gone:
        return False
    if group is not None:
        standing = await groups.standing(work, group, organiser)
        leads = standings.may_manage(group, standing) and not group.is_archived
        return leads or standings.may_create_event(group, standing)
    cooperative = await actors.by_username(work, actors.COOPERATIVE_NAME)
    if cooperative is None or host.id != cooperative.id:
        return False
    return roles.may_moderate(await accounts.by_actor(work, organiser.id))


async def manages(work: Work, event: Event, actor: Actor | None) -> bool:
    """Tell whether somebody may change an event, see who comes, and let people in.

    Who is no longer in a group manages nothing of it, although she announced it.
    """
    if actor is None or not actor.is_local:
        return False
    moderates = roles.may_moderate(await accounts.by_actor(work, actor.id))
    group = await groups.by_actor(work, event.host.id) if event.host.type == "Group" else None
    standing = await groups.standing(work, group, actor) if group is not None else None
    if standing is not None and not (standing.belongs or moderates):
        return False
    leads = group is not None and standing is not None and standings.may_moderate(group, standing)
    return policy.may_manage(event, actor, leads_group=leads, moderates=moderates)


async def check_manages(work: Work, event: Event, actor: Actor) -> None:
    """Raise Refused when somebody may not change an event."""
    if not await manages(work, event, actor):
        raise Refused(f"{actor.uri} may not change {event.uri}")


async def send(work: Work, event: Event, activity: Document) -> None:
    """Send what is said about an event of ours to whom it is for, and to no one else.

    Its end goes to everybody who ever got it: who left the group has a copy, too.

    What is for a group alone goes to the servers of its members; what a group says to everybody
    goes there too, whether they follow the group or not, and to the servers of those who take
    part. Servers that read groups as forums get the same as an announced activity, and only so.
    """
    if event.post.visibility == Visibility.MEMBERS:
        return
    if event.post.visibility == Visibility.NETWORK:
        await posts.to_circle(work, activity, event.uri)
        return
    group = await groups.by_id(work, event.post.group_id) if event.post.group_id else None
    doors = await groups.member_doors(work, group) if group is not None else []
    if event.post.visibility == Visibility.GROUP:
        ends = activity["type"] == "Delete"
        work.publish(activity, inboxes=tuple(doors), about=event.uri, only=not ends)
        return
    if event.post.visibility in OPEN:
        doors += await queries.doors(work, event)
    forums = frozenset[str]()
    if group is not None and event.post.visibility == Visibility.PUBLIC:
        forums = await _to_forums(work, event, group, activity, doors)
    work.publish(activity, inboxes=tuple(dict.fromkeys(doors)), about=event.uri, but=forums)


async def _to_forums(
    work: Work, event: Event, group: Group, activity: Document, doors: list[str]
) -> frozenset[str]:
    """Let a group announce to Lemmy and its kin what they read in no other way; give which."""
    all_doors = dict.fromkeys([*doors, *await actors.follower_inboxes(work, group.actor)])
    hosts = frozenset(await groups.threadiverse(work, {host_of(door) for door in all_doors}))
    inboxes = tuple(door for door in all_doors if host_of(door) in hosts)
    if inboxes:
        said = documents.announced(work, event, group, activity)
        work.publish(said, inboxes=inboxes, about=event.uri, only=True)
    return hosts
