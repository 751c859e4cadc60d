"""A group's own page: who it is, who answers for it, what is said there, and the way in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from markupsafe import Markup

from fedicoop import text
from fedicoop.actors import queries as actors
from fedicoop.actors.queries import Relation
from fedicoop.groups import Kind, Sight, policy, queries
from fedicoop.posts import queries as posts
from fedicoop.posts.queries import Page, Shown
from fedicoop.web import sharing
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import listing
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.groups import cards
from fedicoop.web.pages.groups.cards import Seen, Whole
from fedicoop.web.pages.library import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.groups import Membership
    from fedicoop.web.pages.library.cards import Card
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_WORDS = 300
_THREADS = 5
_LINKS = 5


@dataclass(frozen=True)
class Thread:
    """A discussion in a list: its title and how far it is."""

    path: str
    title: str
    author: Person
    published: Moment
    replies: int
    closed: bool


@dataclass(frozen=True)
class Said:
    """What is said in a group: on top, under titles, and all of it."""

    on_top: list[Shown]
    threads: list[Shown]
    answers: dict[str, int]
    all: Page[Shown]
    waiting: int


async def show(visit: Visit, seen: Seen) -> Response:
    """Show a group that this reader may know of."""
    async with visit.reading() as work:
        group = await whole(visit, work, seen)
        relation = await _relation(visit, work, seen)
        said = await _said(visit, work, seen, group)
        views = await dated(visit, work, said.all.items)
        on_top = await dated(visit, work, said.on_top)
        dates = await listing.of_group(visit, work, seen.group) if group.reads else listing.NONE
        links = await queries.newest_links(work, seen.group, _LINKS) if group.sees_links else []
        papers, add = await _papers(visit, work, seen)
    words = text.plain(str(group.summary), _WORDS) if group.reads else ""
    return visit.page(
        "groups/group.html",
        group=group,
        relation=relation,
        on_top=on_top,
        threads=threads(visit, said.threads, said.answers),
        posts=views,
        next=said.all.next,
        first=cursor(visit) is None,
        waiting=said.waiting,
        dates=dates,
        links=links,
        papers=papers,
        add_paper=add,
        sharing=sharing.of_person(
            visit.instance.urls,
            group.person,
            words,
            indexed=_indexed(seen),
            trail=((msg("Groups"), "/groups"),),
        ),
    )


async def _papers(visit: Visit, work: Work, seen: Seen) -> tuple[list[Card], str]:
    """Give the group's documents, and where more are added, to who may read what is in it."""
    if not policy.may_see_content(seen.group, seen.standing):
        return [], ""
    return await grouped.of_group(visit, work, seen.group, seen.standing)


def threads(visit: Visit, found: list[Shown], answers: Mapping[str, int]) -> list[Thread]:
    """Show discussions by their titles; ``answers`` counts them by the id of the first post."""
    views = zip(visit.reader.posts(found), found, strict=True)
    return [
        Thread(
            path=view.path,
            title=view.title,
            author=view.author,
            published=view.published,
            replies=answers.get(row.post.uri, 0),
            closed=row.post.closed_at is not None,
        )
        for view, row in views
    ]


def _indexed(seen: Seen) -> bool:
    return seen.group.is_local and seen.group.visibility == Sight.PUBLIC


async def whole(visit: Visit, work: Work, seen: Seen) -> Whole:
    """Give everything about a group that its reader may know, and what she may do."""
    group, standing, reader = seen.group, seen.standing, visit.reader
    reads = policy.may_see_content(group, standing)
    moderates = group.is_local and policy.may_moderate(group, standing)
    pause = policy.must_wait_between(group, standing)
    return Whole(
        slow=visit.language.span(group.slow_minutes) if pause and group.is_local else "",
        reads_first=group.is_local and await _is_read_first(visit, work, seen),
        person=reader.person(group.actor),
        address=f"@{group.actor.username}@{group.actor.handle_host or work.config.host}",
        kind=group.kind,
        openness=group.openness,
        visibility=group.visibility,
        town=group.town,
        summary=Markup(group.actor.summary if reads else ""),  # noqa: S704 - sanitised on the way in
        mandate=group.mandate if reads else "",
        ends=_day(visit, group.ends_on),
        banner=reader.image(group.actor.image),
        members=group.size,
        archived=visit.language.day(group.archived_at, visit.zone) if group.archived_at else "",
        archived_reason=group.archived_reason if reads else "",
        door=seen.door,
        role=standing.role,
        reads=reads,
        writes=policy.may_post(group, standing),
        invites=group.is_local and policy.may_invite(group, standing),
        moderates=moderates,
        manages=group.is_local and policy.may_manage(group, standing),
        lists_members=lists_members(seen),
        may_start_below=_may_start_below(visit, seen),
        may_follow=group.visibility == Sight.PUBLIC and not standing.belongs,
        sees_links=policy.may_see_links(group, standing),
        parent=await _parent(visit, work, seen),
        inviter=await _inviter(visit, work, seen),
        contacts=tuple(reader.person(each) for each in await queries.contacts(work, group)),
        children=await _children(visit, work, seen),
        requests=len(await queries.asking(work, group)) if moderates else 0,
    )


def _day(visit: Visit, day: date | None) -> str:
    return visit.language.day(datetime.combine(day, time(12), UTC), "UTC") if day else ""


def lists_members(seen: Seen) -> bool:
    """Tell whether the reader sees who belongs to a group, all of them or some."""
    open_to_all = seen.group.visibility == Sight.PUBLIC
    return open_to_all or policy.may_see_members(seen.group, seen.standing)


def _may_start_below(visit: Visit, seen: Seen) -> bool:
    leads = policy.may_manage(seen.group, seen.standing)
    may = any(policy.may_create_group(visit.member, kind) for kind in Kind)
    return leads and may and policy.may_be_parent(seen.group)


async def _is_read_first(visit: Visit, work: Work, seen: Seen) -> bool:
    """Tell whether a moderator reads what the reader writes there before others do."""
    me = visit.member.actor if visit.member else None
    newcomer = me is not None and await posts.is_new_in(work, me, seen.group)
    return policy.needs_approval(seen.group, seen.standing, newcomer=newcomer)


async def _parent(visit: Visit, work: Work, seen: Seen) -> Person | None:
    """Give the group above, when the reader may know of it."""
    if seen.group.parent is None:
        return None
    standing = await cards.standing_in(visit, work, seen.group.parent)
    if not policy.may_see_group(seen.group.parent, standing):
        return None
    return visit.reader.person(seen.group.parent.actor)


async def _inviter(visit: Visit, work: Work, seen: Seen) -> Person | None:
    if seen.door != "accept" or visit.member is None:
        return None
    row = await queries.membership(work, seen.group, visit.member.actor)
    by = await actors.by_id(work, row.invited_by_id) if row and row.invited_by_id else None
    return visit.reader.person(by) if by else None


async def _children(visit: Visit, work: Work, seen: Seen) -> tuple[cards.Card, ...]:
    viewer = visit.member.actor if visit.member else None
    found = await queries.children(work, seen.group, viewer)
    if viewer is None:
        found = [each for each in found if each.visibility == Sight.PUBLIC]
    mine = await own_rows(visit, work)
    return tuple(cards.card(visit.reader, each, mine.get(each.id)) for each in found)


async def own_rows(visit: Visit, work: Work) -> dict[str, Membership]:
    """Give the reader's own memberships by group."""
    if visit.member is None:
        return {}
    rows = await queries.memberships_of(work, visit.member.actor)
    return {row.group_id: row for row in rows}


async def _relation(visit: Visit, work: Work, seen: Seen) -> Relation:
    if visit.member is None:
        return Relation()
    me, group = visit.member.actor, seen.group.actor
    found = await actors.relation(work, me, group)
    return replace(found, muting=await actors.mutes(work, me, group))


async def _said(visit: Visit, work: Work, seen: Seen, group: Whole) -> Said:
    if not group.reads:
        return Said([], [], {}, Page(), 0)
    viewer = visit.member.actor if visit.member else None
    found = await _all(work, seen, viewer, cursor(visit))
    if cursor(visit) is not None:
        return Said([], [], {}, found, 0)
    on_top = await posts.pinned_in(work, seen.group, viewer)
    above = {item.post.id for item in on_top}
    rest = Page([item for item in found.items if item.post.id not in above], found.next)
    talks = await posts.discussions_of(work, seen.group, viewer, limit=_THREADS)
    answers = await posts.answers_in(work, seen.group, talks.items)
    waiting = len(await posts.waiting_in(work, seen.group)) if group.moderates else 0
    return Said(on_top, talks.items, answers, rest, waiting)


async def _all(work: Work, seen: Seen, viewer: Actor | None, before: str | None) -> Page[Shown]:
    """Give what is said in a group; of one elsewhere, strangers to it see what it passed on."""
    if seen.group.is_local or seen.standing.belongs:
        return await posts.written_in(work, seen.group, viewer, before)
    return await posts.public_of(work, seen.group.actor, viewer, before)
