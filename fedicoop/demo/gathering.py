"""How the demo's people come together in groups: in their own cooperative, and in others'."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.demo.seeding import PATIENCE, group_at, somebody
from fedicoop.groups import Role
from fedicoop.groups import queries as belonging
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft, ResourceDraft
from fedicoop.inbox.fetch import fetch

if TYPE_CHECKING:
    from fedicoop.demo.folders import Ground
    from fedicoop.demo.network import Founded
    from fedicoop.demo.seeding import House
    from fedicoop.groups import Group
    from fedicoop.work import Work


async def found_groups(ground: Ground, house: House) -> None:
    """Found the groups of a cooperative, with those who are at home there; no network is needed."""
    for founded in ground.network.groups_of(house.cooperative):
        async with house.instance.writing() as work:
            group = await _found(work, founded)
            await _fill(work, group, founded)
    async with house.instance.writing() as work:
        for each in house.cooperative.members:
            member = await accounts.by_login(work, each.username)
            if member is not None:
                await groups.add_automatic(work, member)


async def _found(work: Work, founded: Founded) -> Group:
    lasts = timedelta(days=founded.lasts_days)
    parent = await belonging.by_username(work, founded.parent) if founded.parent else None
    draft = GroupDraft(
        founded.name,
        kind=founded.kind,
        openness=founded.openness,
        visibility=founded.visibility,
        description=founded.about,
        mandate=founded.mandate,
        ends_on=(work.now() + lasts).date() if lasts else None,
        town=founded.town,
        postcode=founded.postcode,
        latitude=founded.latitude,
        longitude=founded.longitude,
        parent=parent,
        automatic={"roles": list(founded.roles)} if founded.roles else {},
    )
    return await groups.create(work, await somebody(work, founded.by), founded.username, draft)


async def _fill(work: Work, group: Group, founded: Founded) -> None:
    """Let people in, give some of them a task, and leave others waiting at the door."""
    founder = await somebody(work, founded.by)
    for name in (*founded.moderators, *founded.members):
        join = groups.join if founded.openness == "open" else groups.take_in
        row = await join(work, group, await somebody(work, name))
        if name in founded.moderators:
            await groups.set_role(work, row, Role.MODERATOR, founder)
    for name, words in founded.asks.items():
        await groups.join(work, group, await somebody(work, name), message=words)
    for link in founded.links:
        await groups.add_link(work, group, founder, ResourceDraft(*link))
    for name in founded.invited:
        await groups.invite(work, group, founder, await somebody(work, name))
    if founded.archived:
        await groups.archive(work, group, founder, founded.archived)


async def visit_groups(ground: Ground, house: House) -> None:
    """Let people join groups of other cooperatives, and wait until they are members there."""
    wanted = _wanted(ground, house)
    for uri in dict.fromkeys(uri for _name, uri in wanted):
        await fetch(house.instance, uri)
    async with house.instance.writing() as work:
        for name, uri in wanted:
            await groups.join(work, await group_at(work, uri), await somebody(work, name))
    async with asyncio.timeout(PATIENCE):
        await house.deliver()
        while await _wait_inside(house, wanted) or await _let_in(ground, house):
            await house.deliver()
            await asyncio.sleep(0.1)


def _wanted(ground: Ground, house: House) -> list[tuple[str, str]]:
    """Give the people of a house, each with a group elsewhere that she joins."""
    homes = {each.key: each for each in ground.network.cooperatives}
    found = []
    for founded in ground.network.groups:
        uri = homes[founded.home].group_uri(founded.username)
        for guest in founded.guests:
            home, _, name = guest.partition(":")
            found += [(name, uri)] if home == house.cooperative.key else []
    return found


async def _wait_inside(house: House, wanted: list[tuple[str, str]]) -> bool:
    """Tell whether somebody is not yet a member where she wants to be."""
    async with house.instance.reading() as work:
        for name, uri in wanted:
            group = await belonging.by_actor_uri(work, uri)
            if group is None or not await belonging.belongs(
                work, group.id, await somebody(work, name)
            ):
                return True
    return False


async def _let_in(ground: Ground, house: House) -> bool:
    """Let in the guests who asked at the groups of this house; tell whether some did not yet."""
    missing = False
    for founded in ground.network.groups_of(house.cooperative):
        async with house.instance.writing() as work:
            group = await group_at(work, house.cooperative.group_uri(founded.username))
            founder = await somebody(work, founded.by)
            for row in await belonging.asking(work, group):
                if not row.actor.is_local:
                    await groups.approve(work, row, founder)
            inside = await belonging.roster(work, group, limit=200)
        arrived = [row for row in inside if not row.actor.is_local]
        missing = missing or len(arrived) < len(founded.guests)
    return missing
