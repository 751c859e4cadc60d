"""Documents added, changed, given a new version, put away and taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio.to_thread
from sqlalchemy import delete as erase

from fedicoop.db import take_turn
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.groups import queries as groups
from fedicoop.ids import new_id
from fedicoop.library import policy, queries, storage
from fedicoop.library.models import Paper, Version
from fedicoop.library.service.drafts import checked, checked_version
from fedicoop.library.service.telling import take_back, tell_of_version

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.library.service.drafts import PaperDraft, Said, VersionDraft
    from fedicoop.work import Work


async def add(
    work: Work, by: Actor, draft: PaperDraft, given: VersionDraft, group: Group | None = None
) -> Paper:
    """Add a document of a group or, without one, of the cooperative.

    Raises Invalid field by field, Refused for who may not, TooMany for a flood, Unavailable when
    the disk is full.
    """
    await _must_add(work, by, group)
    said = await checked(work, draft, group)
    given = checked_version(given)
    paper = Paper(
        id=new_id(work.now()),
        group=group,
        author=by,
        number=0,
        created_at=work.now(),
        changed_at=work.now(),
        **_columns(said),
    )
    work.session.add(paper)
    await work.session.flush()
    await _add_version(work, paper, by, given)
    return paper


async def _must_add(work: Work, by: Actor, group: Group | None) -> None:
    if group is None:
        allowed = policy.may_publish(await queries.reader(work, by))
    else:
        allowed = policy.may_add_to(group, await groups.standing(work, group, by))
    if not allowed:
        raise Refused(f"{by.uri} may not add documents", safe="You may not add documents here.")


def _columns(said: Said) -> dict[str, object]:
    return {
        "title": said.title,
        "summary": said.summary,
        "folded": said.folded,
        "tags": said.tags,
        "dated": said.dated,
        "audience": said.audience,
        "college": said.college,
        "category_id": said.category_id,
    }


async def _must_change(work: Work, paper: Paper, by: Actor) -> None:
    reader = await queries.reader(work, by)
    if not policy.may_change(paper, reader, await queries.standing(work, paper, by)):
        raise Refused(f"{by.uri} may not change {paper.id}")


async def change(work: Work, paper: Paper, by: Actor, draft: PaperDraft) -> None:
    """Change what is said of a document, not what it holds; raises Invalid or Refused."""
    await _must_change(work, paper, by)
    for name, value in _columns(await checked(work, draft, paper.group)).items():
        setattr(paper, name, value)
    paper.changed_at = work.now()
    await work.session.flush()


async def add_version(work: Work, paper: Paper, by: Actor, given: VersionDraft) -> Version:
    """Give a document a newer version; the older ones stay. Raises as ``add`` does."""
    await _must_change(work, paper, by)
    link = (await queries.newest_version(work, paper)).link
    return await _add_version(work, paper, by, checked_version(given, link))


async def _add_version(work: Work, paper: Paper, by: Actor, given: VersionDraft) -> Version:
    await _slow_down(work, by)
    row = Version(
        id=new_id(work.now()),
        paper_id=paper.id,
        number=paper.number + 1,
        note=given.note,
        link=given.link,
        by=by,
        at=work.now(),
    )
    if given.file is not None:
        await _must_fit(work, paper, by, len(given.file.data))
        row.stored, row.name, row.mime = storage.new_name(), given.file.name, given.file.kind.mime
        row.bytes = len(given.file.data)
        row.pages, row.words = given.file.pages, given.file.words
        # Last, and before the row: a crash leaves a stray file, never a row without one.
        await anyio.to_thread.run_sync(storage.write, work.config, row.stored, given.file.data)
    work.session.add(row)
    paper.number, paper.changed_at = row.number, row.at
    await work.session.flush()
    await tell_of_version(work, paper, by)
    return row


async def _slow_down(work: Work, by: Actor) -> None:
    await take_turn(work.session, f"documents {by.id}")
    since = work.now() - policy.UPLOADS_IN
    if await queries.versions_since(work, by, since) >= policy.UPLOADS:
        raise TooMany("too many documents", retry_after=int(policy.UPLOADS_IN.total_seconds()))


async def _must_fit(work: Work, paper: Paper, by: Actor, size: int) -> None:
    """Raise Invalid where the room of the library, the group or the member does not do.

    Two who send at once take turns: the second is counted with the first.
    """
    await take_turn(work.session, "room for documents")
    room = await queries.room(work, by, paper.group)
    fault = policy.fault_of_room(size, room.whole, room.group, room.member)
    if fault:
        raise Invalid({"file": fault})


async def archive(work: Work, paper: Paper, by: Actor) -> None:
    """Put a document away: it leaves every list, and only those who may change it see it."""
    await _must_change(work, paper, by)
    paper.archived_at = paper.archived_at or work.now()
    await take_back(work, paper)
    await work.session.flush()


async def restore(work: Work, paper: Paper, by: Actor) -> None:
    """Take a document out again, for those whom it was for."""
    await _must_change(work, paper, by)
    paper.archived_at = None
    await work.session.flush()


async def delete(work: Work, paper: Paper, by: Actor) -> None:
    """Delete a document that was put away, every version of it; its files go within the hour."""
    if not policy.may_delete(paper, await queries.reader(work, by)):
        raise Refused(f"{by.uri} may not delete {paper.id}")
    await remove(work, paper.id)


async def remove_version(work: Work, paper: Paper, by: Actor, number: int) -> None:
    """Delete an older version for good, which makes room; its file goes within the hour.

    Raises Refused for who may not, and for the newest one; NotFound for none.
    """
    reader = await queries.reader(work, by)
    if not policy.may_remove_version(paper, number, reader):
        raise Refused(f"{by.uri} may not remove version {number} of {paper.id}")
    row = await queries.version(work, paper, number)
    if row is None:
        raise NotFound("no such version")
    await work.session.delete(row)
    await work.session.flush()


async def remove(work: Work, ident: str) -> None:
    """Take a document and its versions out of the tables; ``prune`` removes the files."""
    await work.session.execute(erase(Version).where(Version.paper_id == ident))
    await work.session.execute(erase(Paper).where(Paper.id == ident))
