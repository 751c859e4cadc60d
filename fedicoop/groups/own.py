"""The groups that a member belongs to, and what she did there: for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.db.facts import facts, in_pieces
from fedicoop.groups.models import Contact, Entry, Group, Membership, Resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {
    "groups": "groups/groups.json",
    "memberships": "groups/groups.json",
    "group_contacts": "groups/groups.json",
    "group_entries": "groups/deeds.json",
    "group_resources": "groups/links.json",
}
LEFT = {
    "group_shares": "what groups passed on; it is theirs",
    "server_software": "about servers, not about people",
}


async def memberships(work: Work, actor: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give the groups that she belongs to or did, with what she said when she asked."""
    query = select(Membership).where(Membership.actor_id == actor.id)
    query = query.options(joinedload(Membership.group).joinedload(Group.actor))
    async for row in in_pieces(work.session, query, Membership.id):
        names = ("role", "state", "automatic", "message", "created_at", "joined_at", "ended_at")
        contact = await work.session.get(Contact, (row.group_id, actor.id))
        yield {**_named(row.group), **facts(row, *names), "is_contact": contact is not None}


def _named(group: Group) -> dict[str, Any]:
    return {"group": group.actor.uri, "name": group.actor.name, "kind": group.kind}


async def deeds(work: Work, actor: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give what the history of groups says that she did."""
    query = select(Entry).where(Entry.actor_id == actor.id)
    async for row in in_pieces(work.session, query, Entry.id):
        group = await _group(work, row.group_id)
        yield {"group": group, **facts(row, "deed", "at")}


async def links(work: Work, author: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give the links and folders that she keeps for groups."""
    query = select(Resource).where(Resource.author_id == author.id, Resource.removed_at.is_(None))
    async for row in in_pieces(work.session, query, Resource.id):
        group = await _group(work, row.group_id)
        said = facts(row, "uri", "is_folder", "title", "link", "summary", "created_at")
        yield {"group": group, **said}


async def _group(work: Work, ident: str) -> str:
    query = select(Group).where(Group.id == ident).options(joinedload(Group.actor))
    group = await work.session.scalar(query)
    return group.actor.uri if group is not None else ""
