"""Groups and their collections, for other servers: as much as who signed the GET may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import documents as addresses
from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound
from fedicoop.groups import Group, Sight, documents, policy, queries
from fedicoop.posts import documents as said
from fedicoop.posts import queries as posts
from fedicoop.web.federation.answers import admit, document, hushed, instance_of, reader
from fedicoop.web.federation.collections import PAGE, cursor, is_page, page, whole

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups.policy import Standing
    from fedicoop.posts import Post
    from fedicoop.posts.queries import Page, Shown
    from fedicoop.work import Work

    Listing = Callable[[Work, Group, Actor | None, str | None, int], Awaitable[Page[Shown]]]


async def asked_for(request: Request) -> tuple[Group, Standing, Actor | None]:
    """Find the group of an address, what the reader is to it, and who she is.

    Only for what is not public is the signature read. Raises NotFound for a group that does not
    exist, or not for this reader.
    """
    asking = await admit(request)
    instance = instance_of(request)
    name = request.path_params["name"]
    async with instance.reading() as work:
        group = await queries.by_username(work, name)
    if group is None or group.actor.is_gone:
        raise NotFound(f"no group is called {name}")
    if group.visibility != Sight.PUBLIC and asking is None:
        asking = await reader(request)
    async with instance.reading() as work:
        standing = await queries.standing(work, group, asking)
    if not policy.may_see_group(group, standing):
        raise NotFound(f"{name} is not for this reader")
    return group, standing, asking


async def check_open(request: Request) -> bool:
    """Tell whether what a group does is for everybody; raises NotFound for who may not read it."""
    group, standing, _ = await asked_for(request)
    if not policy.may_see_content(group, standing):
        raise NotFound(f"{group.actor.uri} is not for this reader")
    return group.visibility == Sight.PUBLIC


async def is_closed(request: Request) -> Group | None:
    """Give the group of an address if this reader may not see what is in it."""
    group, standing, _ = await asked_for(request)
    return None if policy.may_see_content(group, standing) else group


async def show_group(request: Request) -> Response:
    """Say a group; to strangers of a private one only its name, its inbox and its key."""
    group, standing, _ = await asked_for(request)
    async with instance_of(request).reading() as work:
        base = await _base(work, group.actor)
    is_open = group.visibility == Sight.PUBLIC
    if policy.may_see_content(group, standing):
        return document(documents.group_to_ap(group, base), private=not is_open)
    return document(documents.stub(group, base), private=True)


async def _base(work: Work, actor: Actor) -> Document:
    pem = await actors.public_pem(work, actor)
    return addresses.to_ap(actor, pem, work.urls.shared_inbox)


async def show_members(request: Request) -> Response:
    """Say who belongs to a group: all of them to its members, to others who agreed to be found."""
    group, standing, _ = await asked_for(request)
    if not policy.may_see_content(group, standing):
        return nothing(group, "members")
    all_of_them = policy.may_see_members(group, standing)
    is_open = group.visibility == Sight.PUBLIC
    uri = f"{group.actor.uri}/members"
    if not is_page(request):
        return document(whole(uri, group.members_count), private=not is_open)
    async with instance_of(request).reading() as work:
        rows = await queries.roster(work, group, cursor(request), PAGE)
    shown = [row for row in rows if all_of_them or row.actor.discoverable]
    items = [documents.member_to_ap(row) for row in shown]
    following = rows[-1].id if len(rows) == PAGE else None
    return document(page(request, uri, items, following), private=not is_open)


async def show_moderators(request: Request) -> Response:
    """Say who looks after a group (FEP-1b12)."""
    group, standing, _ = await asked_for(request)
    if not policy.may_see_content(group, standing):
        return nothing(group, "moderators")
    async with instance_of(request).reading() as work:
        rows = await queries.team(work, group)
    found: Document = {
        "id": f"{group.actor.uri}/moderators",
        "type": "OrderedCollection",
        "totalItems": len(rows),
        "orderedItems": [row.actor.uri for row in rows],
    }
    return document(found, private=group.visibility != Sight.PUBLIC)


async def show_posts(request: Request) -> Response:
    """Say what was begun in a group, as far as the reader may see it, newest first."""
    return await _said(request, posts.written_in)


async def show_discussions(request: Request) -> Response:
    """Say the titled threads of a group."""
    return await _said(request, posts.discussions_of)


async def show_featured(request: Request) -> Response:
    """Say what stands on top of a group, as far as the reader may see it."""
    group, standing, asking = await asked_for(request)
    if not policy.may_see_content(group, standing):
        return nothing(group, "featured")
    async with instance_of(request).reading() as work:
        items = [_item(work, shown.post) for shown in await posts.pinned_in(work, group, asking)]
    found: Document = {
        "id": group.actor.featured,
        "type": "OrderedCollection",
        "totalItems": len(items),
        "orderedItems": items,
    }
    is_open = group.visibility == Sight.PUBLIC and asking is None
    return document(found, private=not is_open)


def listing(
    request: Request, group: Group, asking: Actor | None, uri: str, first: Document
) -> Response:
    """Answer with a page, or a collection that carries its first one, as Mobilizon reads it."""
    private = group.visibility != Sight.PUBLIC or asking is not None
    if is_page(request):
        return document(first, private=private)
    return document({"id": uri, "type": "OrderedCollection", "first": first}, private=private)


async def _said(request: Request, ask: Listing) -> Response:
    group, standing, asking = await asked_for(request)
    name = request.url.path.rpartition("/")[2]
    if not policy.may_see_content(group, standing):
        return nothing(group, name)
    uri = f"{group.actor.uri}/{name}"
    async with instance_of(request).reading() as work:
        found = await ask(work, group, asking, cursor(request), PAGE)
        items = [_item(work, shown.post) for shown in found.items]
    return listing(request, group, asking, uri, page(request, uri, items, found.next))


def _item(work: Work, post: Post) -> Document | str:
    return said.to_ap(work.urls, post) if post.local else post.uri


async def show_nothing(request: Request) -> Response:
    """Say a collection that is empty here, because Mobilizon stops at the first it misses."""
    group, _, _ = await asked_for(request)
    return nothing(group, request.url.path.rpartition("/")[2])


def nothing(group: Group, name: str) -> Response:
    """Say a collection that has nothing for this reader."""
    found: Document = {
        "id": f"{group.actor.uri}/{name}",
        "type": "OrderedCollection",
        "totalItems": 0,
        "orderedItems": [],
    }
    return document(found, private=group.visibility != Sight.PUBLIC)


routes = [
    Route("/groups/{name}/members", hushed(show_members)),
    Route("/groups/{name}/moderators", hushed(show_moderators)),
    Route("/groups/{name}/posts", hushed(show_posts)),
    Route("/groups/{name}/discussions", hushed(show_discussions)),
    Route("/groups/{name}/todos", hushed(show_nothing)),
]
