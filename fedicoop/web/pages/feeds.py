"""Feeds in Atom (RFC 4287): what somebody published for everybody, for readers without accounts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from fedicoop.errors import Gone, NotFound
from fedicoop.groups import queries as groups
from fedicoop.groups.policy import STRANGER, may_see_content
from fedicoop.posts import Visibility
from fedicoop.posts import queries as posts
from fedicoop.web.i18n import Language
from fedicoop.web.pages.finding import somebody
from fedicoop.web.views import Reader
from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fedicoop.posts.queries import Shown
    from fedicoop.web.site import Site

ATOM = "application/atom+xml; charset=utf-8"
_ENTRIES = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Heading:
    """What a feed is about: its id, its title, and the page that shows the same."""

    id: str
    title: str
    page: str


async def show_feed(request: Request) -> Response:
    """Answer /@NAME.atom: public messages only, whoever asks; 304 when nothing is new.

    Raises NotFound for a group that is not for everybody, and Gone for who moved.
    """
    site = site_of(request)
    async with site.instance.reading() as work:
        actor = await somebody(work, request.path_params["name"])
        if actor.moved_to:
            raise Gone(f"{actor.username} moved")
        group = await groups.by_actor(work, actor.id)
        if group is not None and not may_see_content(group, STRANGER):
            raise NotFound(f"what is said in {actor.username} is not for everybody")
        if group is not None:
            found = await posts.of_group(work, group, None, None, _ENTRIES)
        else:
            found = await posts.public_of(work, actor, None, None, _ENTRIES)
    heading = Heading(
        actor.uri, actor.name or actor.username, site.instance.urls.page(actor.username)
    )
    said = [each for each in found.items if _is_hers(each)]
    return answer(request, _write(site, heading, said, actor.created_at))


async def show_tag(request: Request, name: str) -> Response:
    """Answer /tags/NAME.atom: what is said for everybody about a subject, whoever asks."""
    site = site_of(request)
    async with site.instance.reading() as work:
        found = await posts.tagged(work, name, None, None, _ENTRIES)
    page = f"{site.base}/tags/{quote(name)}"
    heading = Heading(page, f"#{name} · {site.name}", page)
    return answer(request, _write(site, heading, found.items, _EPOCH))


def answer(request: Request, feed: str, media_type: str = ATOM) -> Response:
    """Answer with a feed that everybody may read, or with 304 to who has it already."""
    body = feed.encode()
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Cache-Control": "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)


def _is_hers(shown: Shown) -> bool:
    """Leave out what she passed on, and what is public but not to be announced."""
    return shown.boost is None and shown.post.visibility == Visibility.PUBLIC


def _write(site: Site, heading: Heading, shown: list[Shown], begun: datetime) -> str:
    language = Language(site.languages[0])
    urls = site.instance.urls
    reader = Reader(language, "UTC", urls, site.instance.clock())
    newest = max((each.post.updated_at or each.post.published_at for each in shown), default=None)
    template = site.environment(language).get_template("feed.xml")
    return template.render(
        site=site,
        heading=heading,
        entries=reader.posts(shown),
        updated=(newest or begun).isoformat(timespec="seconds"),
    )
