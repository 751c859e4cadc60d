"""What is asked of a member: to answer invitations, and to look after what is hers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.events import queries as events
from fedicoop.groups import Role
from fedicoop.groups import queries as groups
from fedicoop.messages import queries as messages
from fedicoop.moderation import queries as moderation
from fedicoop.posts import queries as posts
from fedicoop.web.pages.events import cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.events.queries import Waiting
    from fedicoop.groups import Membership
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_COUNTED = 100
_LEADS = {Role.FACILITATOR, Role.MODERATOR}


@dataclass(frozen=True)
class Ask:
    """One thing that waits for her: what kind, where, of what name, how many, and when it is."""

    kind: str
    path: str
    name: str = ""
    number: int = 1
    when: str = ""


async def of_member(visit: Visit, work: Work, mine: Sequence[Membership]) -> list[Ask]:
    """Give everything that waits for the reader; ``mine`` are the groups she belongs to."""
    found = await _invitations(visit, work)
    followers = await actors.requests(work, visit.me.actor, limit=_COUNTED)
    if followers:
        found.append(Ask("follow", "/follow-requests", number=len(followers)))
    strangers = await messages.asked_count(work, visit.me.actor)
    if strangers:
        found.append(Ask("letter", "/messages/requests", number=strangers))
    found += await _of_groups(visit, work, [row for row in mine if _leads(row)])
    found += await _of_events(visit, work, mine)
    return found + await _of_staff(visit, work)


def _leads(row: Membership) -> bool:
    return row.role in _LEADS and row.group.is_local and not row.group.is_archived


async def _invitations(visit: Visit, work: Work) -> list[Ask]:
    me = visit.me.actor
    people = [visit.reader.person(row.group.actor) for row in await groups.invitations_of(work, me)]
    found = [Ask("group", each.path, each.name) for each in people]
    for event in await events.invitations_of(work, me):
        when = cards.when_of(visit, event.starts_at, event.ends_at, event.timezone).text
        found.append(Ask("event", f"{cards.path_of(event)}#coming", event.post.name, when=when))
    return found


async def _of_groups(visit: Visit, work: Work, led: Sequence[Membership]) -> list[Ask]:
    """Give who asks to come into the groups that she leads, and what waits to be let in."""
    if not led:
        return []
    ids = [row.group_id for row in led]
    asking, awaiting = await groups.asking_in(work, ids), await posts.awaiting(work, ids)
    found = []
    for row in led:
        group = visit.reader.person(row.group.actor)
        if row.group_id in asking:
            found.append(Ask("join", f"{group.path}/members", group.name, asking[row.group_id]))
        if row.group_id in awaiting:
            number = awaiting[row.group_id]
            found.append(Ask("post", f"{group.path}/waiting", group.name, number))
    return found


async def _of_events(visit: Visit, work: Work, mine: Iterable[Membership]) -> list[Ask]:
    """Give what waits at the events that she looks after, herself or for her groups."""
    me = visit.me.actor
    led = [row.group.actor_id for row in mine if row.role == Role.FACILITATOR]
    return [
        *_lines("come", "participants", await events.asking(work, me, led)),
        *_lines("comment", "comments", await events.commented(work, me, led)),
        *_lines("partner", "partners", await events.partnerships(work, led)),
    ]


def _lines(kind: str, page: str, waiting: Iterable[Waiting]) -> list[Ask]:
    return [
        Ask(kind, f"/events/{each.event_id}/{page}", each.title, each.number) for each in waiting
    ]


async def _of_staff(visit: Visit, work: Work) -> list[Ask]:
    """Give what waits for those who moderate and administer the site."""
    found = []
    reports = await moderation.open_count(work) if visit.is_moderator else 0
    if reports:
        found.append(Ask("report", "/moderation", number=reports))
    if visit.is_admin:
        relay = await actors.instance_actor(work)
        servers = await actors.requests(work, relay, limit=_COUNTED)
        if servers:
            found.append(Ask("server", "/admin/federation/servers", number=len(servers)))
    return found
