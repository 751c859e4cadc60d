"""What a member should hear about: who answered, named, followed, liked; read or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.events import queries as events
from fedicoop.groups import queries as groups
from fedicoop.groups.policy import may_see_group
from fedicoop.library import queries as library
from fedicoop.library.policy import may_see
from fedicoop.notifications import queries, service
from fedicoop.posts import queries as posts
from fedicoop.web.pages.finding import cursor
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.notifications import Notification
    from fedicoop.web.views import Moment, Person, PostView
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SIZE = 20
_GROUP, _EVENT, _PAPER = "group_", "event_", "document_"
_PAGES = {
    "event_asked": "/participants",
    "event_invited": "/partners",
    "event_comment": "/comments",
}

_PATHS = {
    "server_asks": "/admin/federation/servers",
    "follow_request": "/follow-requests",
    "article_put_off": "/drafts",
    "newsletter_put_off": "/newsletter",
}
_CALLS = ("call", "call_answered")


@dataclass(frozen=True)
class Item:
    """One notice as it is shown; ``path`` leads to what it is about, "" when that is gone."""

    id: str
    kind: str
    person: Person
    at: Moment
    is_new: bool
    path: str
    post: PostView | None = None
    group: Person | None = None
    title: str = ""


@members
async def show_notifications(visit: Visit) -> Response:
    """Show the notices, newest first; looking at them does not yet mark them as read."""
    me = visit.me.actor
    async with visit.reading() as work:
        rows = await queries.of(work, me, cursor(visit), _SIZE)
        found = await _posts(visit, work, {row.subject_uri for row in rows if row.subject_uri})
        about = {row.subject_uri for row in rows if row.kind.startswith(_GROUP)}
        known = {uri: group for uri in about if (group := await _group(visit, work, uri))}
        dated = {row.subject_uri for row in rows if row.kind.startswith(_EVENT)}
        dates = {uri: event for uri in dated if (event := await _event(visit, work, uri))}
        papers = {row.subject_uri for row in rows if row.kind.startswith(_PAPER)}
        dates |= {uri: paper for uri in papers if (paper := await _paper(visit, work, uri))}
    items = [
        _about(visit, row, dates.get(row.subject_uri))
        if row.kind.startswith((_EVENT, _PAPER))
        else _item(visit, row, found.get(row.subject_uri), known.get(row.subject_uri))
        for row in rows
    ]
    return visit.page(
        "notifications.html",
        items=items,
        next=rows[-1].id if len(rows) == _SIZE else None,
        unread=visit.unread,
    )


async def _posts(visit: Visit, work: Work, uris: set[str]) -> dict[str, PostView]:
    """Find the messages that notices are about, as far as the member may still see them."""
    found = {}
    me = visit.me.actor
    for uri in uris:
        post = await posts.by_uri(work, uri)
        if post is not None and await posts.can_see(work, post, me):
            found[uri] = visit.reader.post(await posts.shown(work, post, me))
    return found


async def _group(visit: Visit, work: Work, uri: str) -> Person | None:
    """Find the group that a notice is about; None when it no longer exists for the member."""
    group = await groups.by_actor_uri(work, uri)
    if group is None:
        return None
    standing = await groups.standing(work, group, visit.me.actor)
    return visit.reader.person(group.actor) if may_see_group(group, standing) else None


async def _event(visit: Visit, work: Work, uri: str) -> tuple[str, str] | None:
    """Find the event that a notice is about: its page and its title; None when it is gone."""
    event = await events.by_uri(work, uri)
    if event is None or not await events.can_see(work, event, visit.me.actor):
        return None
    return f"/events/{event.id}", event.post.name


async def _paper(visit: Visit, work: Work, uri: str) -> tuple[str, str] | None:
    """Find the document that a notice is about: its page and its title; None when it is gone."""
    ident = (work.urls.local_path(uri) or "").rpartition("/")[2]
    paper = await library.by_id(work, ident)
    if paper is None:
        return None
    me = visit.me.actor
    reader, standing = await library.reader(work, me), await library.standing(work, paper, me)
    return (f"/documents/{paper.id}", paper.title) if may_see(paper, reader, standing) else None


def _about(visit: Visit, row: Notification, titled: tuple[str, str] | None) -> Item:
    path, title = titled or ("", "")
    return Item(
        id=row.id,
        kind=row.kind,
        person=visit.reader.person(row.from_actor),
        at=visit.reader.moment(row.created_at),
        is_new=row.read_at is None,
        path=path + _PAGES.get(row.kind, "") if path else "",
        title=title,
    )


def _item(visit: Visit, row: Notification, post: PostView | None, group: Person | None) -> Item:
    person = visit.reader.person(row.from_actor)
    path = post.path if post else ""
    if group is not None:
        path = f"{group.path}/members" if row.kind == "group_asked" else group.path
    elif row.kind == "report":
        path = f"/moderation/reports/{row.subject_uri.rpartition('/')[2]}"
    elif row.kind in _CALLS:
        path = f"/calls/{row.subject_uri.rpartition('/')[2]}"
    elif row.kind in _PATHS:
        path = _PATHS[row.kind]
    elif row.kind == "follow":
        path = person.path
    at = visit.reader.moment(row.created_at)
    return Item(row.id, row.kind, person, at, row.read_at is None, path, post, group)


@members
async def mark_read(visit: Visit) -> Response:
    """Note that the member saw her notices, up to the newest that was on the page."""
    up_to = (await visit.form()).line("up_to", 40)
    async with visit.writing() as work:
        await service.mark_read(work, await visit.actor(work), up_to or None)
    return visit.redirect("/notifications", say="read")


routes = [
    Route("/notifications", show_notifications),
    Route("/notifications/read", mark_read, methods=["POST"]),
]
