"""What the groups' tests start from: members with roles, groups, and ways to say things to us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.accounts import service as accounts
from fedicoop.actors import service as actors
from fedicoop.groups import Group, queries, service
from fedicoop.groups.service import GroupDraft
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Membership
    from fedicoop.groups.policy import Standing
    from fedicoop.work import Work


async def given_account(work: Work, username: str, *roles: str) -> Member:
    """Let somebody become a member of the cooperative, with roles of the register."""
    return await accounts.admit(work, username, name=username.capitalize(), roles=roles)


async def given_person(work: Work, username: str, *roles: str) -> Actor:
    """Give the actor of a new member of the cooperative."""
    return (await given_account(work, username, *roles)).actor


async def given_group(work: Work, founder: Actor, username: str = "solaire", **more: Any) -> Group:
    """Found a group, and forget what was sent and told about it."""
    draft = GroupDraft(name=more.pop("name", username.capitalize()), **more)
    group = await service.create(work, founder, username, draft)
    forget(work)
    return group


async def given_bare_group(
    work: Work, member: Actor, username: str = "cercle", **columns: Any
) -> Group:
    """Put a group with one facilitator there, whether she has an account or not."""
    actor = await actors.create(work, username, kind="Group", name=username.capitalize())
    said = {"visibility": "public", "openness": "open", "rights": {}, "automatic": {}} | columns
    group = Group(
        id=new_id(work.now()),
        actor=actor,
        actor_id=actor.id,
        kind="thematic",
        parent=None,
        members_uri=f"{actor.uri}/members",
        members_count=0,
        created_at=work.now(),
        **said,
    )
    work.session.add(group)
    await work.session.flush()
    await given_membership(work, group, member, "facilitator")
    return group


async def given_membership(
    work: Work, group: Group, actor: Actor, role: str = "member"
) -> Membership:
    """Let somebody belong to a group, with a role, whatever its door."""
    uri = "" if actor.is_local else f"{actor.uri}/member-of/{group.id}"
    row = await service.take_in(work, group, actor, uri=uri)
    row.role = role
    await work.session.flush()
    forget(work)
    return row


async def standing(work: Work, group: Group, actor: Actor | None) -> Standing:
    """Say what somebody is to a group."""
    return await queries.standing(work, group, actor)


async def deeds(work: Work, group: Group) -> list[str]:
    """Give what a group's history says, oldest first."""
    return [entry.deed for entry in await queries.history(work, group)][::-1]


def forget(work: Work) -> None:
    """Forget what was sent, told and wished for."""
    work.outgoing.clear()
    work.news.clear()
    work.wishes.clear()


def sent(work: Work) -> list[Document]:
    """Give the activities that were published."""
    return [letter.activity for letter in work.outgoing]


def kinds(work: Work) -> list[str]:
    """Give the types of the activities that were published."""
    return [str(each["type"]) for each in sent(work)]


def told(work: Work) -> list[tuple[str, str]]:
    """Give who heard of what: (kind, recipient's row id)."""
    return [(news.kind, news.recipient_id) for news in work.news if not news.over]


def says(kind: str, sender: Actor, inner: Any, number: int = 1, **more: Any) -> Document:
    """Write an activity of somebody elsewhere."""
    return {
        "id": f"{sender.uri}/{kind.lower()}s/{number}",
        "type": kind,
        "actor": sender.uri,
        "object": inner,
    } | more
