"""Founding a group, changing what it is, ending it without losing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.actors import documents as said
from fedicoop.actors import queries as addresses
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import documents, policy, queries
from fedicoop.groups.models import Contact, Group, Membership, Openness, Role, Sight, State
from fedicoop.groups.service.belonging import activate
from fedicoop.groups.service.checking import check_manages
from fedicoop.groups.service.closing import keep_members_only, leave_nobody_elsewhere
from fedicoop.groups.service.drafts import AUTOMATIC, GroupDraft, check
from fedicoop.groups.service.history import note
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work

MOST_CONTACTS = 10
_PLAIN = (
    "kind",
    "openness",
    "visibility",
    "description",
    "mandate",
    "ends_on",
    "latitude",
    "longitude",
    "moderated",
    "holds",
    "slow_minutes",
)


async def create(work: Work, founder: Actor, username: str, draft: GroupDraft) -> Group:
    """Found a group; its founder is its first facilitator and its first contact.

    Raises Invalid field by field ("username" for the name in addresses), Refused for a kind that
    the founder may not found.
    """
    member = await accounts.by_actor(work, founder.id)
    if not policy.may_create_group(member, draft.kind):
        raise Refused(
            f"{founder.uri} may not found a group of the kind {draft.kind}",
            safe="You may not found a group of this kind.",
        )
    check(draft)
    if draft.parent is not None:
        await _check_parent(work, founder, draft.parent)
    actor = await actors.create(work, username, kind="Group", name=text.clean(draft.name, 100))
    group = Group(
        id=new_id(work.now()),
        actor=actor,
        actor_id=actor.id,
        members_uri=f"{actor.uri}/members",
        members_count=0,
        created_at=work.now(),
        created_by_id=founder.id,
    )
    _take_over(group, draft)
    work.session.add(group)
    await work.session.flush()
    await _begin_with(work, group, founder)
    return group


async def _begin_with(work: Work, group: Group, founder: Actor) -> None:
    """Make who founds a group its first facilitator and contact."""
    ident = new_id(work.now())
    first = Membership(
        id=ident,
        uri=work.urls.activity(ident),
        group=group,
        actor=founder,
        role=Role.FACILITATOR,
        state=State.ASKED,
        automatic=False,
        invited_by=None,
        message="",
        created_at=work.now(),
    )
    work.session.add(first)
    work.session.add(Contact(group_id=group.id, actor_id=founder.id, position=0))
    note(work, group, founder, "created")
    await activate(work, first)


def _take_over(group: Group, draft: GroupDraft) -> None:
    for name in _PLAIN:
        setattr(group, name, getattr(draft, name))
    group.town, group.postcode = text.clean(draft.town, 200), text.clean(draft.postcode, 20)
    group.parent = draft.parent
    group.rights = {**policy.DEFAULT_RIGHTS, **draft.rights}
    group.automatic = {
        name: values for name in AUTOMATIC if (values := _named(draft.automatic.get(name, [])))
    }
    actor = group.actor
    actor.name = text.clean(draft.name, policy.LONGEST_NAME)
    actor.summary = text.markdown(draft.description) if draft.description else ""
    actor.locked = draft.visibility != Sight.PUBLIC or draft.openness != Openness.OPEN
    actor.discoverable = actor.indexable = draft.visibility == Sight.PUBLIC


def _named(values: list[str]) -> list[str]:
    return list(dict.fromkeys(each.strip()[:100] for each in values if each.strip()))


async def revise(work: Work, group: Group, by: Actor, draft: GroupDraft) -> Group:
    """Change what a group is; whoever follows it is told, unless it is nobody's business.

    Raises Refused for whom it is not to change, Invalid field by field. What people were shown
    stays theirs: a group never becomes more visible than the posts in it were meant to be.
    """
    await check_manages(work, group, by)
    _check_living(group)
    check(draft)
    await _check_place(work, group, by, draft)
    if draft.visibility == Sight.SECRET:
        await leave_nobody_elsewhere(work, group)
    before = {name: str(getattr(group, name)) for name in ("kind", "openness", "visibility")}
    _take_over(group, draft)
    changed = {name: was for name, was in before.items() if str(getattr(group, name)) != was}
    note(work, group, by, "revised", before=changed)
    await work.session.flush()
    if group.visibility != Sight.SECRET:
        work.publish(await _as_it_is_now(work, group), about=group.actor.uri)
    if "visibility" in changed and group.visibility != Sight.PUBLIC:
        await keep_members_only(work, group)
    return group


async def _check_place(work: Work, group: Group, by: Actor, draft: GroupDraft) -> None:
    """Raise Invalid for a group above that this one cannot have."""
    if draft.parent is None:
        return
    if draft.parent.id == group.id:
        raise Invalid({"parent": "Choose one from the list."})
    if await queries.has_children(work, group):
        raise Invalid({"parent": "A group with groups below it stays on top."})
    if draft.parent.id != group.parent_id:
        await _check_parent(work, by, draft.parent)


async def _check_parent(work: Work, by: Actor, parent: Group) -> None:
    """Raise Invalid for a group that somebody may put no other below: she does not lead it."""
    if not policy.may_manage(parent, await queries.standing(work, parent, by)):
        raise Invalid({"parent": "Choose one from the list."})


async def _as_it_is_now(work: Work, group: Group) -> Document:
    base = said.to_ap(
        group.actor, await addresses.public_pem(work, group.actor), work.urls.shared_inbox
    )
    return documents.changed(work, group, base)


def _check_living(group: Group) -> None:
    if group.is_archived:
        raise Refused(f"{group.actor.uri} is archived", safe="This group has ended.")


async def archive(work: Work, group: Group, by: Actor, reason: str = "") -> None:
    """End a group: it stays to be read, nobody joins or posts any more."""
    await check_manages(work, group, by)
    if group.is_archived:
        return
    group.archived_at, group.archived_reason = work.now(), text.clean(reason, 2000)
    note(work, group, by, "archived", reason=group.archived_reason)
    await work.session.flush()


async def unarchive(work: Work, group: Group, by: Actor) -> None:
    """Bring a group that had ended back to life."""
    await check_manages(work, group, by)
    if not group.is_archived:
        return
    group.archived_at, group.archived_reason = None, ""
    note(work, group, by, "unarchived")
    await work.session.flush()


async def set_contacts(work: Work, group: Group, by: Actor, people: list[Actor]) -> None:
    """Say who is named on a group's page, in this order; only people who belong to it."""
    await check_manages(work, group, by)
    people = list({person.id: person for person in people}.values())[:MOST_CONTACTS]
    for person in people:
        if not await queries.belongs(work, group.id, person):
            raise Refused(
                f"{person.uri} does not belong to {group.actor.uri}",
                safe="Only members of the group can be its contacts.",
            )
    await work.session.execute(delete(Contact).where(Contact.group_id == group.id))
    for position, person in enumerate(people):
        work.session.add(Contact(group_id=group.id, actor_id=person.id, position=position))
    note(work, group, by, "contacts", people=[person.id for person in people])
    await work.session.flush()
