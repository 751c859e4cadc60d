"""Actors and their collections, for other servers and, on the same addresses, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fedicoop.actors import Actor, Follow, documents, queries
from fedicoop.errors import Gone, NotFound
from fedicoop.events import documents as happening
from fedicoop.events import queries as events
from fedicoop.groups import queries as groups
from fedicoop.moderation import queries as rules
from fedicoop.posts import documents as said
from fedicoop.posts import queries as posts
from fedicoop.web.federation.answers import admit, document, hushed, instance_of, reader
from fedicoop.web.federation.collections import PAGE, cursor, is_page, page, whole
from fedicoop.web.federation.groups import check_open, is_closed, nothing, show_group
from fedicoop.web.federation.groups import show_featured as show_group_featured
from fedicoop.web.negotiate import wants_activity
from fedicoop.web.pages.profiles import show_profile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from fedicoop.activitypub.activity import Document
    from fedicoop.work import Work

    Endpoint = Callable[[Request], Awaitable[Response]]

_KINDS = {"users": "Person", "groups": "Group"}


async def _actor(work: Work, request: Request) -> Actor:
    """Find the actor whose address this is: 404 for nobody, 410 for somebody who left."""
    first = request.url.path.split("/")[1]
    names = {"actor": queries.INSTANCE_NAME, "cooperative": queries.COOPERATIVE_NAME}
    name = names.get(first) or request.path_params["name"]
    actor = await queries.by_username(work, name)
    if actor is None or actor.type != _KINDS.get(first, actor.type):
        raise NotFound(f"nobody here is called {name}")
    if actor.is_gone:
        if await groups.is_secret(work, actor):
            raise NotFound(f"{name} is secret, and gone")
        raise Gone(f"{name} left")
    return actor


async def show_actor(request: Request) -> Response:
    """Say an actor to a server; send people to her page.

    The instance actor is answered to anybody even where signatures are asked for: its key is what
    others need to check ours (the deadlock of two servers that both insist).
    """
    if not wants_activity(request):
        return await _to_page(request)
    if request.url.path != "/actor":
        await admit(request)
    async with instance_of(request).reading() as work:
        actor = await _tombstone_or_actor(work, request)
        if actor.is_gone:
            return document(documents.tombstone(actor), 410)
        if actor.type != "Group" or await groups.by_actor(work, actor.id) is None:
            pem = await queries.public_pem(work, actor)
            found = documents.to_ap(actor, pem, work.urls.shared_inbox)
            if actor.type == "Application":
                found["manuallyApprovesFollowers"] = work.config.federation.approve_servers
                found["library"] = work.urls.library
            return document(found)
    return await show_group(request)


async def _tombstone_or_actor(work: Work, request: Request) -> Actor:
    try:
        return await _actor(work, request)
    except Gone:
        actor = await queries.by_username(work, request.path_params["name"])
        if actor is None:
            raise
        return actor


async def _to_page(request: Request) -> Response:
    if request.url.path.startswith("/groups/"):  # a secret one looks like none: its page knows
        return RedirectResponse(f"/@{request.path_params['name']}", 303, {"Vary": "Accept"})
    async with instance_of(request).reading() as work:
        actor = await _actor(work, request)
    return RedirectResponse(f"/@{actor.username}", 303, {"Vary": "Accept"})


async def show_handle(request: Request) -> Response:
    """Answer /@NAME: the page for people, the actor for servers that ask for it."""
    name = request.path_params["name"]
    if "@" in name or not wants_activity(request):
        return await show_profile(request)
    async with instance_of(request).reading() as work:
        actor = await queries.by_username(work, name)
        hidden = actor is not None and await groups.is_secret(work, actor)
    if actor is None or hidden:
        raise NotFound(f"nobody here is called {name}")
    return RedirectResponse(actor.uri, 302, {"Vary": "Accept"})


async def _check_group(request: Request) -> bool:
    """Tell whether this is for everybody; raises NotFound when a group keeps it to its members."""
    return await check_open(request) if await _is_of_group(request) else True


async def _is_of_group(request: Request) -> bool:
    if not request.url.path.startswith("/groups/"):
        return False
    async with instance_of(request).reading() as work:
        return await groups.by_username(work, request.path_params["name"]) is not None


async def show_outbox(request: Request) -> Response:
    """Say what an actor published openly: posts and boosts, newest first.

    Of a closed group it is empty, not missing: Mobilizon reads on only past what is there.
    """
    await admit(request)
    closed = await is_closed(request) if await _is_of_group(request) else None
    if closed is not None:
        return nothing(closed, "outbox")
    private = not await _check_group(request)
    async with instance_of(request).reading() as work:
        actor = await _actor(work, request)
        if not is_page(request):
            size = await posts.outbox_size(work, actor)
            return document(whole(actor.outbox, size), private=private)
        found = await posts.outbox(work, actor, cursor(request), PAGE)
        items = [await _entry(work, actor, entry) for entry in found.items]
        return document(page(request, actor.outbox, items, found.next), private=private)


async def _entry(work: Work, actor: Actor, entry: posts.Entry) -> Document:
    if entry.boost is not None and actor.type == "Application":
        return said.relay(entry.boost.uri, entry.boost.published_at, actor, entry.post.uri)
    if entry.boost is not None:
        return said.announce(entry.boost, actor, entry.post)
    event = await events.by_id(work, entry.post.id) if entry.post.type == "Event" else None
    if event is not None:
        return happening.create(work, event)
    return said.create(work, entry.post)


async def show_featured(request: Request) -> Response:
    """Say what an actor put on top of the profile."""
    await admit(request)
    async with instance_of(request).reading() as work:
        actor = await _actor(work, request)
        pinned = await posts.pinned_of(work, actor, None)
        items = [said.to_ap(work.urls, item.post) for item in pinned if item.post.local]
        found: Document = {
            "id": actor.featured,
            "type": "OrderedCollection",
            "totalItems": len(items),
            "orderedItems": items,
        }
        return document(found)


async def show_followers(request: Request) -> Response:
    """Say how many follow an actor, and who, unless she keeps that to herself."""
    return await _people(request, "followers")


async def show_following(request: Request) -> Response:
    """Say how many an actor follows, and whom, unless she keeps that to herself."""
    return await _people(request, "following")


async def _people(request: Request, which: str) -> Response:
    await admit(request)
    private = not await _check_group(request)
    async with instance_of(request).reading() as work:
        actor = await _actor(work, request)
        uri = actor.followers if which == "followers" else actor.following
        total = actor.followers_count if which == "followers" else actor.following_count
        hidden = actor.type == "Person" and not actor.discoverable
        if hidden or not is_page(request):
            return document(whole(uri, total, hidden=hidden), private=private)
        ask = queries.followers if which == "followers" else queries.following
        rows: list[Follow] = await ask(work, actor, cursor(request), PAGE)
        people = [row.follower if which == "followers" else row.followed for row in rows]
        items = [each.uri for each in people if _is_named(each)]
        following = rows[-1].id if len(rows) == PAGE else None
        return document(page(request, uri, items, following), private=private)


def _is_named(actor: Actor) -> bool:
    """Tell whether a list names somebody: groups that are closed, and people here, choose."""
    chooses = actor.type == "Group" or (actor.is_local and actor.type == "Person")
    return actor.discoverable or not chooses


async def show_circle(request: Request) -> Response:
    """Say, to the cooperatives of the circle alone, that it exists and how many we trust."""
    asking = await reader(request)
    async with instance_of(request).reading() as work:
        if asking is None or not await rules.is_trusted(work, asking.host):
            raise NotFound("the circle is for the circle")
        found = whole(work.urls.circle, len(await rules.circle(work)), hidden=True)
    return document(found, private=True)


def _routes(prefix: str, featured: Endpoint = show_featured) -> list[Route]:
    return [
        Route(prefix, hushed(show_actor)),
        Route(f"{prefix}/outbox", hushed(show_outbox)),
        Route(f"{prefix}/featured", hushed(featured)),
        Route(f"{prefix}/followers", hushed(show_followers)),
        Route(f"{prefix}/following", hushed(show_following)),
    ]


routes = [
    *_routes("/actor"),
    *_routes("/cooperative"),
    Route("/cooperative/circle", show_circle),
    *_routes("/users/{name}"),
    *_routes("/groups/{name}", show_group_featured),
    Route("/@{name}", show_handle),
]
