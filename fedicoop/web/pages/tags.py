"""What was published under a hashtag."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.posts import queries as posts
from fedicoop.posts import service
from fedicoop.web import sharing
from fedicoop.web.i18n import msg
from fedicoop.web.pages import feeds
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import POSTS_ON_A_PAGE, cursor
from fedicoop.web.visit import members, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.web.visit import Visit

_LONGEST = 100
_FEED = ".atom"
_ABOUT = msg("What is said about #%(name)s at %(site)s.")


async def show(request: Request) -> Response:
    """Answer /tags/NAME; with .atom behind it, its feed."""
    name = request.path_params["name"]
    if name.endswith(_FEED):
        return await feeds.show_tag(request, _name(name.removesuffix(_FEED)))
    return await show_tag(request)


def _name(said: str) -> str:
    """Read a hashtag; raises NotFound for what is none."""
    name = unicodedata.normalize("NFC", said).lstrip("#")
    if not name or len(name) > _LONGEST or not name.isprintable() or " " in name:
        raise NotFound(f"not a hashtag: {name[:_LONGEST]!r}")
    return name


@page
async def show_tag(visit: Visit) -> Response:
    """Show the messages that carry a hashtag, newest first; an unused one says how to begin."""
    name = _name(visit.param("name"))
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        hears = await posts.tag_choice(work, viewer, name) if viewer is not None else None
        found = await posts.tagged(work, name, viewer, cursor(visit), POSTS_ON_A_PAGE)
        views = await dated(visit, work, found.items)
    return visit.page(
        "tag.html",
        name=name,
        hears=hears,
        posts=views,
        next=found.next,
        first=cursor(visit) is None,
        sharing=_sharing(visit, name, any_=bool(found.items)),
    )


def _sharing(visit: Visit, name: str, *, any_: bool) -> sharing.Sharing:
    url = f"{visit.site.base}/tags/{quote(name)}"
    return sharing.of_list(
        f"#{name} · {visit.site.name}",
        visit.say(_ABOUT) % {"name": name, "site": visit.site.name},
        url,
        feed=f"{url}{_FEED}",
        indexed=any_ and cursor(visit) is None,
    )


@members
async def follow(visit: Visit) -> Response:
    """Let what is published under a subject come to the member's home page."""
    return await _choose(visit, hears=True, say="tag_followed")


@members
async def unfollow(visit: Visit) -> Response:
    """Follow a subject no longer."""
    return await _choose(visit, hears=None, say="tag_unfollowed")


@members
async def mute(visit: Visit) -> Response:
    """Keep what is published under a subject out of the member's lists."""
    return await _choose(visit, hears=False, say="tag_muted")


@members
async def unmute(visit: Visit) -> Response:
    """Let a subject be heard again."""
    return await _choose(visit, hears=None, say="tag_unmuted")


async def _choose(visit: Visit, *, hears: bool | None, say: str) -> Response:
    async with visit.writing() as work:
        await service.choose_tag(work, await visit.actor(work), visit.param("name"), hears=hears)
    return await visit.back(_path(visit), say=say)


def _path(visit: Visit) -> str:
    return f"/tags/{quote(visit.param('name')[:_LONGEST])}"


routes = [
    Route("/tags/{name}", show),
    Route("/tags/{name}/follow", follow, methods=["POST"]),
    Route("/tags/{name}/unfollow", unfollow, methods=["POST"]),
    Route("/tags/{name}/mute", mute, methods=["POST"]),
    Route("/tags/{name}/unmute", unmute, methods=["POST"]),
]
