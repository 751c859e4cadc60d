"""One box for everything that has a name: people by handle, messages by address, hashtags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, NotFound, Refused
from fedicoop.inbox import lookup
from fedicoop.posts import queries as posts
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import may_know
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 2000
_NOTHING = msg("Nothing was found under this name or address.")


@dataclass(frozen=True)
class Found:
    """Where a search leads, or what to say when it leads nowhere."""

    path: str = ""
    fault: str = ""


@members
async def search(visit: Visit) -> Response:
    """Lead to what was typed, here or on another server; ask again when there is nothing."""
    wanted = " ".join(visit.query("q", _LONGEST).split())
    form = Form.of({"q": wanted})
    if not wanted or _is_foreign(visit):
        return visit.page("search.html", form=form, fault="", tag="")
    found = await _find(visit, wanted)
    if found.path:
        return visit.redirect(found.path)
    tag = wanted if wanted.isalnum() else ""
    return visit.page("search.html", form=form, fault=found.fault, tag=tag)


def _is_foreign(visit: Visit) -> bool:
    """Tell whether a link of another site wants to search here: the member presses herself."""
    return visit.request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}


async def _find(visit: Visit, wanted: str) -> Found:
    if wanted.startswith("#") and len(wanted) > 1:
        return Found(f"/tags/{quote(wanted[1:], safe='')}")
    async with visit.reading() as work:
        path = await _here(visit, work, wanted)
    if path:
        return Found(path)
    try:
        uri = await lookup.resolve(visit.instance, wanted)
    except (NotFound, Refused) as error:
        return Found(fault=error.safe if isinstance(error, Refused) else _NOTHING)
    except FedicoopError as error:
        return Found(fault=error.safe)
    async with visit.reading() as work:
        path = await _path_of(visit, work, uri)
    return Found(path, "" if path else _NOTHING)


async def _here(visit: Visit, work: Work, wanted: str) -> str:
    """Find a member's bare name, or the address of a page that is known here."""
    local = visit.instance.urls.local_path(wanted) or ""
    name = local.removeprefix("/@") if local.startswith("/@") else wanted.removeprefix("@")
    if "/" in name:
        return await _path_of(visit, work, wanted)
    actor = await actors.by_username(work, name) if "@" not in name else None
    return await _page_of(visit, work, actor) if actor is not None else ""


async def _path_of(visit: Visit, work: Work, uri: str) -> str:
    """Give our page of a person or message, if this member may see it; "" otherwise."""
    actor = await actors.by_uri(work, uri)
    if actor is not None:
        return await _page_of(visit, work, actor)
    post = await posts.by_address(work, uri)
    if post is None or not await posts.can_see(work, post, visit.me.actor):
        return ""
    return f"/notes/{post.id}"


async def _page_of(visit: Visit, work: Work, actor: Actor) -> str:
    """Give the page of somebody who is there for this member; "" for a secret group."""
    there = not actor.is_gone and await may_know(work, actor, visit.me.actor)
    return visit.reader.person(actor).path if there else ""


routes = [Route("/search", search)]
