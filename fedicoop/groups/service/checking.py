"""Who may do what, asked once more where it is done: each refusal says what people may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import NotFound, Refused
from fedicoop.groups import policy, queries

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.groups.policy import Standing
    from fedicoop.work import Work


async def check_sees(work: Work, group: Group, actor: Actor) -> Standing:
    """Give what somebody is to a group; raises NotFound when it does not exist for her."""
    standing = await queries.standing(work, group, actor)
    if not policy.may_see_group(group, standing):
        raise NotFound(f"{actor.uri} does not see {group.actor.uri}")
    return standing


async def check_moderates(work: Work, group: Group, by: Actor) -> Standing:
    """Give what somebody is to a group of ours that she looks after; raises Refused otherwise."""
    standing = await check_sees(work, group, by)
    if not group.is_local or not policy.may_moderate(group, standing):
        raise Refused(
            f"{by.uri} does not moderate {group.actor.uri}",
            safe="Only moderators of the group may do this.",
        )
    return standing


async def check_manages(work: Work, group: Group, by: Actor) -> Standing:
    """Give what somebody is to a group of ours that she leads; raises Refused otherwise."""
    standing = await check_sees(work, group, by)
    if not group.is_local or not policy.may_manage(group, standing):
        raise Refused(
            f"{by.uri} does not lead {group.actor.uri}",
            safe="Only facilitators of the group may do this.",
        )
    return standing
