"""Groups that take people in by themselves: of their town, their college, their role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.groups import policy, queries
from fedicoop.groups.models import Membership, State
from fedicoop.groups.service.belonging import activate, begin
from fedicoop.groups.service.history import note

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.work import Work


async def take_in(work: Work, group: Group, actor: Actor, *, uri: str = "") -> Membership:
    """Put somebody into a group of ours without asking: for imports and the demo."""
    row = await queries.membership(work, group, actor)
    if row is None or not row.is_active:
        row = await begin(work, group, actor, State.ASKED, uri=uri)
        note(work, group, None, "added", member=actor.id)
        await activate(work, row)
    return row


async def add_automatic(work: Work, member: Member) -> list[Membership]:
    """Put a new or changed member into the groups that are for her; give where she came in.

    She leaves with one click, and whoever left, was excluded or is in already is not added.
    """
    added = []
    traits = [*member.roles, *filter(None, (member.college,))]
    for group in await queries.taking_in(work):
        if not policy.takes_in(group.automatic, member.postcode, traits):
            continue
        standing = await queries.standing(work, group, member.actor)
        if standing.state in {State.ACTIVE, State.LEFT} or standing.is_out:
            continue
        row = await begin(work, group, member.actor, State.ASKED)
        note(work, group, None, "added", member=member.actor_id)
        await activate(work, row, automatic=True)
        work.tell("group_added", member.actor_id, group.actor_id, group.actor.uri)
        added.append(row)
    return added
