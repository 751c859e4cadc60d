"""Links that a group keeps: added, changed, removed, and said to the servers of its members.

The group of ours says to its members' servers what is new, changed or gone, whoever did it; what
one of ours does in a group elsewhere is told to that group, which says it to the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import documents, policy, queries
from fedicoop.groups.models import Group, Resource
from fedicoop.groups.service.history import note
from fedicoop.ids import new_id
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work

MOST = 500
LONGEST_TITLE = 200
LONGEST_LINK = 2000
LONGEST_SUMMARY = 1000


@dataclass(frozen=True)
class ResourceDraft:
    """What somebody says of a link; one that is a folder has none. ``folder`` is a name."""

    title: str
    link: str = ""
    summary: str = ""
    folder: str = ""
    is_folder: bool = False


def _checked(draft: ResourceDraft) -> ResourceDraft:
    """Give a draft without stray characters; raises Invalid field by field."""
    title, link = text.clean(draft.title, LONGEST_TITLE + 1), draft.link.strip()
    summary = text.clean(draft.summary, LONGEST_SUMMARY + 1)
    folder = "" if draft.is_folder else text.clean(draft.folder, LONGEST_TITLE + 1)
    faults: dict[str, str] = {}
    if not title:
        faults["title"] = "Write a title."
    for name, said, longest in (
        ("title", title, LONGEST_TITLE),
        ("link", link, LONGEST_LINK),
        ("summary", summary, LONGEST_SUMMARY),
        ("folder", folder, LONGEST_TITLE),
    ):
        if len(said) > longest:
            faults[name] = "This text is too long."
    if not draft.is_folder and "link" not in faults:
        link = text.address(link)
        if not link.startswith(("https://", "http://")):
            faults["link"] = "Write an address that begins with https://."
    if faults:
        raise Invalid(faults)
    return ResourceDraft(title, "" if draft.is_folder else link, summary, folder, draft.is_folder)


async def add_link(
    work: Work, group: Group, by: Actor, draft: ResourceDraft, *, uri: str = ""
) -> Resource:
    """Keep a link in a group; ``uri`` is what it is called when somebody elsewhere adds it.

    Raises Invalid field by field, Refused for who may not add any, or when there are too many.
    """
    if not policy.may_add_link(group, await queries.standing(work, group, by)):
        raise Refused(
            f"{by.uri} may not add links to {group.actor.uri}",
            safe="You may not add links to this group.",
        )
    row = await _store(work, group, by, _checked(draft), uri)
    note(work, group, by, "link_added", link=row.id, title=row.title)
    await _say(work, row, by, "Create")
    return row


async def _store(
    work: Work, group: Group, by: Actor, draft: ResourceDraft, uri: str = ""
) -> Resource:
    ident = new_id(work.now())
    row = Resource(
        id=ident,
        uri=uri or work.urls.resource(ident),
        group=group,
        author=by,
        is_folder=draft.is_folder,
        created_at=work.now(),
    )
    await _take_over(work, row, by, draft)
    if await queries.count_resources(work, group) >= MOST:
        raise Refused(
            f"{group.actor.uri} keeps {MOST} links",
            safe="This group keeps as many links as it can: remove some first.",
        )
    work.session.add(row)
    await work.session.flush()
    return row


async def _take_over(work: Work, row: Resource, by: Actor, draft: ResourceDraft) -> None:
    if row.is_folder != draft.is_folder:
        raise Refused(f"{row.uri} does not become something else")
    row.title, row.link, row.summary = draft.title, draft.link, draft.summary
    row.changed_at = work.now()
    row.folder = await _folder(work, row.group, by, draft.folder) if draft.folder else None


async def _folder(work: Work, group: Group, by: Actor, title: str) -> Resource:
    """Give the folder of this name; a new one when there is none."""
    found = await queries.folder_called(work, group, title)
    if found is None:
        found = await _store(work, group, by, ResourceDraft(title, is_folder=True))
        await _say(work, found, by, "Create")
    return found


async def change_link(work: Work, row: Resource, by: Actor, draft: ResourceDraft) -> None:
    """Change what is said of a link; raises Invalid field by field, Refused for who may not."""
    await _check_changes(work, row, by)
    before = row.folder
    await _take_over(work, row, by, _checked(draft))
    note(work, row.group, by, "link_changed", link=row.id, title=row.title)
    await work.session.flush()
    await _say(work, row, by, "Update")
    await _sweep(work, before, by)


async def remove_link(work: Work, row: Resource, by: Actor) -> None:
    """Take a link out of its group, or a folder, whose links stay; Refused for who may not."""
    await _check_changes(work, row, by)
    note(work, row.group, by, "link_removed", link=row.id, title=row.title)
    await _take_away(work, row, by)


async def _take_away(work: Work, row: Resource, by: Actor) -> None:
    await _say_gone(work, row, by)
    folder = row.folder
    await lose_link(work, row)
    await _sweep(work, folder, by)


async def lose_link(work: Work, row: Resource) -> None:
    """Leave nothing of a link but its address, and tell nobody."""
    for inside in await queries.in_folder(work, row) if row.is_folder else []:
        inside.folder = None
    row.title = row.link = row.summary = ""
    row.folder, row.removed_at = None, work.now()
    await work.session.flush()


async def _sweep(work: Work, folder: Resource | None, by: Actor) -> None:
    """Take a folder of ours away in which nothing is left."""
    if folder is None or not work.urls.is_local(folder.uri):
        return
    whole = await queries.resource_by_id(work, folder.id)
    if whole is not None and whole.removed_at is None and not await queries.in_folder(work, whole):
        await _take_away(work, whole, by)


async def _check_changes(work: Work, row: Resource, by: Actor) -> None:
    standing = await queries.standing(work, row.group, by)
    may = policy.may_change_link(row.group, standing, own=row.author_id == by.id)
    if row.removed_at is not None or not may:
        raise Refused(
            f"{by.uri} may not change {row.uri}",
            safe="Only who added this link, and moderators, may do this.",
        )


async def _say(work: Work, row: Resource, by: Actor, kind: str) -> None:
    if row.group.is_local:
        await _tell(work, row, by, documents.resource_announced(work, row))
    elif by.is_local:
        await _tell(work, row, by, documents.resource_created(work, row, kind))


async def _say_gone(work: Work, row: Resource, by: Actor) -> None:
    if work.urls.is_local(row.uri):
        speaker = row.group.actor if row.group.is_local else row.author
        await _tell(work, row, by, documents.resource_gone(work, row, speaker.uri))
    elif row.group.is_local:
        await _tell(work, row, by, documents.resource_removed(work, row))


async def _tell(work: Work, row: Resource, by: Actor, said: Document) -> None:
    """Tell the servers of the group's members, but not the one that told us; or the group's."""
    if row.group.is_local:
        doors = await queries.member_doors(work, row.group, but_hosts=[by.host] if by.host else [])
    else:
        doors = [row.group.actor.shared_inbox or row.group.actor.inbox]
    if doors:
        work.publish(said, inboxes=tuple(doors), about=row.uri, only=True)


async def hear_link(
    work: Work, group: Group, sender: Actor, draft: ResourceDraft, uri: str, author: Actor | None
) -> None:
    """Note what a group elsewhere keeps, as it says, or somebody on its server.

    It is by ``author`` when she lives with the group or is known to belong to it, else nobody is
    named but the group. Raises Refused for anybody else, and where nobody here belongs.
    """
    if group.is_local or await queries.one_of_ours(work, group) is None:
        raise Refused(f"nobody here belongs to {group.actor.uri}")
    if not same_host(sender.uri, group.actor.uri):
        raise Refused(f"{sender.uri} does not speak for {group.actor.uri}")
    row = await unclaimed(work, uri, sender)
    if row is None:
        by = author if author is not None and await _is_hers(work, group, author) else group.actor
        await _store(work, group, by, _checked(draft), uri)
    elif row.group_id == group.id and row.removed_at is None:
        if sender.id not in {group.actor_id, row.author_id}:
            raise Refused(f"{uri} is not {sender.uri}'s to change")
        await _take_over(work, row, row.author, _checked(draft))
        await work.session.flush()


async def unclaimed(work: Work, uri: str, speaker: Actor) -> Resource | None:
    """Give what stands under an id, unless it has to make way for who speaks.

    What a group put there under the id of another server, by nobody whom we know, keeps no link of
    that server's own people or groups out.
    """
    row = await queries.resource_by_uri(work, uri)
    if row is None or same_host(uri, row.group.actor.uri) or not same_host(uri, speaker.uri):
        return row
    if row.author_id != row.group.actor_id:
        return row
    for inside in await queries.in_folder(work, row) if row.is_folder else []:
        inside.folder = None
    await work.session.delete(row)
    await work.session.flush()
    return None


async def _is_hers(work: Work, group: Group, author: Actor) -> bool:
    return same_host(author.uri, group.actor.uri) or await queries.belongs(work, group.id, author)
