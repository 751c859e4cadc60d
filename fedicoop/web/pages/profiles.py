"""Somebody's page: who she is, what she wrote, and what stands between her and the reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from fedicoop import text
from fedicoop.actors import queries as actors
from fedicoop.actors.queries import Relation
from fedicoop.directory import queries as directory
from fedicoop.errors import FetchFailed, Gone, NotFound
from fedicoop.groups import queries as groups
from fedicoop.inbox import lookup
from fedicoop.messages import policy as messages
from fedicoop.messages import service
from fedicoop.posts import queries as posts
from fedicoop.posts.queries import Page
from fedicoop.web import sharing
from fedicoop.web.pages.calendars.files import show_somebody
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.feeds import show_feed
from fedicoop.web.pages.finding import POSTS_ON_A_PAGE, cursor, may_index, somebody
from fedicoop.web.pages.groups import cards, showing
from fedicoop.web.pages.messages.people import BODIES
from fedicoop.web.visit import Visit, local, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts.queries import Shown
    from fedicoop.web.views import Moment, Person, Reader
    from fedicoop.work import Work

_FEED, _CALENDAR = ".atom", ".ics"
_WORDS = 300


@dataclass(frozen=True)
class Profile:
    """Somebody in full, as one reader gets her; skills and town are for members."""

    person: Person
    address: str
    summary: Markup
    fields: tuple[tuple[str, Markup], ...]
    banner: str
    url: str
    since: Moment
    posts: int
    followers: int
    following: int
    locked: bool
    own: bool
    moved: Person | None
    lists_people: bool
    is_group: bool = False
    skills: tuple[str, ...] = ()
    town: str = ""


async def show_profile(request: Request) -> Response:
    """Answer /@NAME and /@NAME@HOST; .atom and .ics behind it are its feeds."""
    name = request.path_params["name"]
    if name.endswith(_FEED) and "@" not in name:
        request.path_params["name"] = name.removesuffix(_FEED)
        return await show_feed(request)
    if name.endswith(_CALENDAR) and "@" not in name:
        request.path_params["name"] = name.removesuffix(_CALENDAR)
        return await show_somebody(request)
    return await _show(request)


@page
async def _show(visit: Visit) -> Response:
    """Show somebody of ours, or somebody elsewhere whom we know; members may discover others."""
    name, at, host = visit.param("name").partition("@")
    if at and host.lower() in {visit.instance.urls.host, visit.instance.config.host}:
        return visit.redirect(local(f"/@{name.lower()}"))
    await _discover(visit)
    async with visit.reading() as work:
        actor = await _actor(work, visit)
        group = await cards.of_actor(visit, work, actor)
    if group is not None:
        return await showing.show(visit, group)
    async with visit.reading() as work:
        relation = await _relation(work, visit, actor)
        pinned, found = await _written(work, visit, actor)
        profile = await _profile(work, visit.reader, actor)
        takes_messages = await _takes_messages(work, visit, actor, relation)
        if visit.member is not None:
            shown = await directory.shown_of(work, actor)
            profile = replace(profile, skills=shown.skills, town=shown.town)
        views = await dated(visit, work, found.items)
        on_top = await dated(visit, work, pinned)
    on_its_way = _fetch_first(visit, actor, found)
    return visit.page(
        "profile.html",
        profile=profile,
        relation=relation,
        takes_messages=takes_messages,
        pinned=on_top,
        posts=views,
        next=found.next,
        first=cursor(visit) is None,
        on_its_way=on_its_way,
        sharing=sharing.of_person(
            visit.instance.urls,
            profile.person,
            text.plain(actor.summary, _WORDS),
            indexed=may_index(actor),
        ),
    )


async def _discover(visit: Visit) -> None:
    """Ask another server who somebody is: not for visitors, nor for links on other sites."""
    name = visit.param("name")
    comes_from = visit.request.headers.get("sec-fetch-site", "none")
    if visit.member is None or "@" not in name or comes_from not in {"none", "same-origin"}:
        return
    async with visit.reading() as work:
        try:
            await somebody(work, name)
        except NotFound:
            known = False
        else:
            known = True
    if not known:
        await _resolve(visit, name)


async def _resolve(visit: Visit, name: str) -> None:
    try:
        await lookup.resolve(visit.instance, f"@{name}")
    except FetchFailed as error:
        if error.permanent:
            raise NotFound(str(error)) from error
        raise


def _fetch_first(visit: Visit, actor: Actor, found: Page[Shown]) -> bool:
    """Wish for what somebody elsewhere wrote, when a member looks and we have nothing of hers."""
    wanted = visit.member is not None and not actor.is_local and cursor(visit) is None
    if not wanted or found.items or found.next or not actor.outbox:
        return False
    visit.instance.wish(actor.outbox)
    return True


async def _actor(work: Work, visit: Visit) -> Actor:
    """Find whose page this is: 410 for one of ours who left, 404 for nobody."""
    name = visit.param("name")
    try:
        return await somebody(work, name, visit.member.actor if visit.member else None)
    except NotFound:
        ours = None if "@" in name else await actors.by_username(work, name)
        if ours is not None and ours.is_gone and not await groups.is_secret(work, ours):
            raise Gone(f"{name} left") from None
        raise


async def _relation(work: Work, visit: Visit, actor: Actor) -> Relation:
    if visit.member is None or visit.member.actor_id == actor.id:
        return Relation()
    found = await actors.relation(work, visit.member.actor, actor)
    return replace(found, muting=await actors.mutes(work, visit.member.actor, actor))


async def _takes_messages(work: Work, visit: Visit, actor: Actor, relation: Relation) -> bool:
    """Tell whether the reader may write to somebody privately."""
    is_body = actor.type in BODIES
    if visit.member is None or is_body or relation.blocking or relation.blocked_by:
        return False
    me = visit.member.actor
    parties = messages.parties([me.uri, actor.uri])
    return not await service.closed_to(work, me, [actor], parties)


async def _written(work: Work, visit: Visit, actor: Actor) -> tuple[list[Shown], Page[Shown]]:
    """Give what is pinned and what was written; visitors read people elsewhere where they live."""
    if visit.member is None and not actor.is_local:
        return [], Page()
    viewer = visit.member.actor if visit.member else None
    found = await posts.public_of(work, actor, viewer, cursor(visit), POSTS_ON_A_PAGE)
    if cursor(visit) is not None:
        return [], found
    pinned = await posts.pinned_of(work, actor, viewer)
    above = {item.post.id for item in pinned}
    return pinned, Page([item for item in found.items if item.post.id not in above], found.next)


async def _profile(work: Work, reader: Reader, actor: Actor) -> Profile:
    person = reader.person(actor)
    host = actor.handle_host or work.config.host
    moved = await actors.by_uri(work, actor.moved_to) if actor.moved_to else None
    return Profile(
        person=person,
        address=f"@{actor.username}@{host}",
        summary=Markup(actor.summary),  # noqa: S704 - sanitised on the way in
        fields=tuple(
            (each.get("name", ""), Markup(each.get("value", "")))  # noqa: S704 - sanitised too
            for each in actor.fields[:8]
        ),
        banner=reader.image(actor.image),
        url=actor.url or actor.uri,
        since=reader.moment(actor.created_at),
        posts=max(actor.posts_count, 0),
        followers=max(actor.followers_count, 0),
        following=max(actor.following_count, 0),
        locked=actor.locked,
        own=reader.me is not None and reader.me.id == actor.id,
        moved=reader.person(moved) if moved is not None and not moved.is_gone else None,
        lists_people=actor.is_local and (actor.discoverable or actor.type != "Person"),
        is_group=actor.type == "Group",
    )
