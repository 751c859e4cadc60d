"""WebFinger, host-meta and NodeInfo: how others find our people and learn what runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop import __version__
from fedicoop.activitypub import intents, nodeinfo, webfinger
from fedicoop.activitypub.webfinger import Handle, parse_handle
from fedicoop.actors import queries
from fedicoop.errors import Gone, Malformed, NotFound
from fedicoop.groups import queries as groups
from fedicoop.posts import queries as posts
from fedicoop.urls import fragmentless, host_of
from fedicoop.web.federation.answers import OPEN, instance_of, json

if TYPE_CHECKING:
    from starlette.requests import Request

    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.work import Work

_LONGEST = 2048


async def show_webfinger(request: Request) -> Response:
    """Say who @name@host or an address of ours is (RFC 7033): 400, 404 or 410 when nobody."""
    instance = instance_of(request)
    resource = request.query_params.get("resource", "")
    if not resource or len(resource) > _LONGEST:
        raise Malformed("webfinger without a resource", safe="The parameter resource is missing.")
    if resource.rstrip("/") == instance.urls.base:
        found = webfinger.instance_jrd(instance.urls.base, instance.urls.instance_actor)
        return json(found, webfinger.JRD_TYPE)
    async with instance.reading() as work:
        actor = await _named(work, instance, resource)
        hidden = actor is not None and await groups.is_secret(work, actor)
    if actor is None or hidden:
        raise NotFound(f"nobody here is {resource}")
    if actor.deleted_at is not None:
        raise Gone(f"{resource} left")
    return json(_jrd(instance, actor), webfinger.JRD_TYPE)


async def _named(work: Work, instance: Instance, resource: str) -> Actor | None:
    if host_of(resource):
        return await _at(work, instance, fragmentless(resource))
    handle = parse_handle(resource)
    if handle.host not in {instance.urls.host, instance.config.host}:
        return None
    return await queries.by_username(work, handle.name)


async def _at(work: Work, instance: Instance, uri: str) -> Actor | None:
    path = instance.urls.local_path(uri) or ""
    if path.startswith("/@"):
        return await queries.by_username(work, path[2:])
    actor = await queries.by_uri(work, uri)
    return actor if actor is not None and actor.is_local else None


def _jrd(instance: Instance, actor: Actor) -> dict[str, object]:
    base = instance.urls.base
    return webfinger.jrd(
        Handle(actor.username, instance.urls.host),
        actor.uri,
        page=actor.url,
        links=intents.links(base),
        avatar=("image/webp", actor.icon) if actor.icon else None,
    )


async def show_host_meta(request: Request) -> Response:
    """Say where WebFinger is, for those who ask here first."""
    meta = webfinger.host_meta(instance_of(request).urls.base)
    return Response(meta, 200, OPEN, media_type=webfinger.XRD_TYPE)


async def show_nodeinfo_index(request: Request) -> Response:
    """Say where the NodeInfo documents are, and who the instance actor is (FEP-2677)."""
    urls = instance_of(request).urls
    return json(nodeinfo.well_known(urls.base, urls.instance_actor), "application/json")


async def show_nodeinfo(request: Request) -> Response:
    """Say what runs here and how many people use it: totals only."""
    version = request.path_params["version"]
    if version not in nodeinfo.VERSIONS:
        raise NotFound(f"no NodeInfo {version}")
    instance = instance_of(request)
    async with instance.reading() as work:
        users = await queries.count_people(work)
        written = await posts.local_posts(work)
    facts = nodeinfo.Facts(
        software_version=__version__,
        name=instance.config.name,
        users=users,
        local_posts=written,
        homepage=instance.urls.base,
    )
    return json(nodeinfo.document(version, facts), nodeinfo.content_type(version), 600)


routes = [
    Route("/.well-known/webfinger", show_webfinger),
    Route("/.well-known/host-meta", show_host_meta),
    Route("/.well-known/nodeinfo", show_nodeinfo_index),
    Route("/nodeinfo/{version}", show_nodeinfo),
]
