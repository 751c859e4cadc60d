"""What can be reported beside people and messages: documents and calls; and more of one author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.directory import queries as calls
from fedicoop.errors import NotFound
from fedicoop.library import policy as rules
from fedicoop.library import queries as library
from fedicoop.posts import Visibility
from fedicoop.posts import queries as posts

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.forms import Form
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST_ID = 40
_MORE = 10
_DOCUMENT, _CALL = "/documents/", "/calls/"


@dataclass(frozen=True)
class Thing:
    """Something else than a message: where it is read, what it is called, whose it is."""

    path: str
    name: str
    by: Actor | None = None


async def thing(visit: Visit, work: Work, form: Form) -> Thing | None:
    """Give the document or the call that a form names; raises NotFound for what is not seen."""
    ident = form.line("document", _LONGEST_ID)
    if ident:
        return await _document(visit, work, ident)
    ident = form.line("call", _LONGEST_ID)
    return await _call(visit, work, ident) if ident else None


async def _document(visit: Visit, work: Work, ident: str) -> Thing:
    paper = await library.by_id(work, ident)
    if paper is None:
        raise NotFound("no such document")
    me = visit.me.actor
    reader, standing = await library.reader(work, me), await library.standing(work, paper, me)
    if not rules.may_see(paper, reader, standing):
        raise NotFound("this document is not for this reader")
    by = (await library.newest_version(work, paper)).by
    if by is None or by.is_gone:
        by = paper.group.actor if paper.group else await actors.cooperative(work)
    return Thing(f"{_DOCUMENT}{paper.id}", paper.title, by)


async def _call(visit: Visit, work: Work, ident: str) -> Thing:
    row = await calls.call_by_id(work, ident)
    if row is None or await calls.called_of(work, row, visit.me) is None:
        raise NotFound("no call on this member")
    return Thing(f"{_CALL}{row.id}", row.subject, row.by)


async def named(work: Work, uri: str) -> Thing | None:
    """Give what a report names when that is a document or a call of ours, for its moderators."""
    path = work.urls.local_path(uri) or ""
    for start in (_DOCUMENT, _CALL):
        ident = path.removeprefix(start)
        if ident == path or "/" in ident:
            continue
        if start == _CALL:
            row = await calls.call_by_id(work, ident)
            return Thing(path, row.subject) if row else None
        paper = await library.by_id(work, ident)
        return Thing(path, paper.title) if paper else None
    return None


async def beside(visit: Visit, work: Work, post: Post | None) -> list[Post]:
    """Give what else the author of a private message wrote in that conversation, newest first.

    A moderator sees what the reporter chooses, and nothing else of it.
    """
    if post is None or post.visibility != Visibility.DIRECT or not post.parties:
        return []
    found = await posts.letters(work, visit.me.actor, post.parties)
    theirs = [each.post for each in found.items if each.post.author_id == post.author_id]
    return [each for each in theirs if each.id != post.id][:_MORE]
