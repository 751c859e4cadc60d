"""What tests of the pages of groups start from: groups, and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.actors import queries as actors
from fedicoop.groups import Role, queries, service
from fedicoop.groups.service import GroupDraft

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.groups import Group, Membership
    from fedicoop.instance import Instance
    from fedicoop.work import Work


async def _actor(work: Work, member: Member) -> Actor:
    found = await actors.by_id(work, member.actor_id)
    assert found is not None
    return found


async def _group(work: Work, name: str) -> Group:
    found = await queries.by_username(work, name)
    assert found is not None
    return found


async def given_group(coop: Instance, founder: Member, username: str, **more: Any) -> None:
    """Start a group; what is not said is as the form proposes it."""
    below = more.pop("below", "")
    async with coop.writing() as work:
        parent = await _group(work, below) if below else None
        draft = GroupDraft(name=more.pop("name", username.capitalize()), parent=parent, **more)
        await service.create(work, await _actor(work, founder), username, draft)


async def given_joined(coop: Instance, member: Member, name: str) -> None:
    """Let somebody join a group, or ask to."""
    async with coop.writing() as work:
        await service.join(work, await _group(work, name), await _actor(work, member))


async def given_invited(coop: Instance, by: Member, guest: Member, name: str) -> None:
    """Invite somebody to a group."""
    async with coop.writing() as work:
        group = await _group(work, name)
        await service.invite(work, group, await _actor(work, by), await _actor(work, guest))


async def given_role(coop: Instance, by: Member, member: Member, name: str, role: Role) -> None:
    """Give a member of a group a role."""
    async with coop.writing() as work:
        row = await queries.membership(work, await _group(work, name), await _actor(work, member))
        assert row is not None
        await service.set_role(work, row, role, await _actor(work, by))


async def group_named(coop: Instance, name: str) -> Group:
    """Give a group as it is stored now."""
    async with coop.reading() as work:
        return await _group(work, name)


async def row_of(coop: Instance, member: Member, name: str) -> Membership:
    """Give what stands between a member and a group now."""
    async with coop.reading() as work:
        row = await queries.membership(work, await _group(work, name), member.actor)
    assert row is not None
    return row


async def state_of(coop: Instance, member: Member, name: str) -> tuple[str, str]:
    """Give the state and the role of a member in a group; twice "" for nothing."""
    async with coop.reading() as work:
        row = await queries.membership(work, await _group(work, name), member.actor)
    return (row.state, row.role) if row else ("", "")
