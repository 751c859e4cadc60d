"""The agenda on other sites: a page for a frame, and a feed in JSON; public events only."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from fedicoop import text
from fedicoop.events import documents, times
from fedicoop.events import queries as events
from fedicoop.events.queries import Agenda
from fedicoop.network.cooperatives import cooperatives
from fedicoop.web import i18n
from fedicoop.web.pages.network.lines import lines, picked
from fedicoop.web.typography import typeset
from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fedicoop.events import Event
    from fedicoop.network.cooperatives import Cooperative
    from fedicoop.web.site import Site

FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "
    "frame-ancestors *; base-uri 'none'"
)
_FRESH = "public, max-age=300"
_FEED = "https://jsonfeed.org/version/1.1"
_IN_FRAME, _IN_FEED, _MOST = 10, 100, 500
_WORDS = 2000


async def show_frame(request: Request) -> Response:
    """Answer /embed/agenda: no cookie, no form, no script; the only page that may be framed."""
    site, language = site_of(request), _language(request)
    houses, found = await _coming(request, site, _IN_FRAME)
    html = (
        site.environment(language)
        .get_template("network/embed.html")
        .render(site=site, events=lines(found, language, houses), many=len(houses) > 1)
    )
    html = typeset(html) if language.code == "fr" else html
    headers = {
        "Content-Security-Policy": FRAMED,
        "Cache-Control": _FRESH,
        "Vary": "Accept-Language",
        "Content-Language": language.code,
    }
    return HTMLResponse(html, 200, headers)


def _language(request: Request) -> i18n.Language:
    """Give the language that the address asks for, else the browser; no cookie is read."""
    site = site_of(request)
    asked = request.query_params.get("lang", "")[:10]
    accepts = request.headers.get("accept-language", "")
    return i18n.choose(site.languages, cookie=asked, accepts=accepts)


async def _coming(
    request: Request, site: Site, usual: int
) -> tuple[list[Cooperative], list[Event]]:
    """Give what comes in the cooperatives that are asked for, as anybody may see it."""
    asked = request.query_params.get("limit", "")[:4]
    limit = int(asked) if asked.isdecimal() else usual
    async with site.instance.reading() as work:
        houses = picked(await cooperatives(work), request.query_params.getlist("server"))
        agenda = Agenda(
            servers=tuple(each.host for each in houses),
            tag=request.query_params.get("tag", "")[:100],
            kinds=tuple(request.query_params.getlist("kind")[:20]),
        )
        found = await events.upcoming(work, None, agenda, limit=max(1, min(limit, _MOST)))
    return houses, found.items


async def show_json(request: Request) -> Response:
    """Answer /agenda.json: a JSON Feed 1.1 that any site may read; 304 when nothing is new."""
    site = site_of(request)
    houses, found = await _coming(request, site, _IN_FEED)
    names = {each.host: each for each in houses}
    base = site.instance.urls.base
    feed = {
        "version": _FEED,
        "title": site.name,
        "home_page_url": f"{base}/network",
        "feed_url": f"{base}/agenda.json",
        "language": site.languages[0],
        "items": [
            _item(event, names[event.post.author.host])
            for event in found
            if event.post.author.host in names
        ],
    }
    body = orjson.dumps(feed)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Cache-Control": _FRESH,
        "Access-Control-Allow-Origin": "*",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/feed+json; charset=utf-8")


def _item(event: Event, house: Cooperative) -> dict[str, Any]:
    post = event.post
    item: dict[str, Any] = {
        "id": event.uri,
        "url": post.url or event.uri,
        "title": post.name,
        "summary": documents.summary(event, post.language),
        "content_text": text.plain(post.content, _WORDS),
        "date_published": post.published_at.isoformat(timespec="seconds"),
        "date_modified": (post.updated_at or post.published_at).isoformat(timespec="seconds"),
        "authors": [{"name": event.host.name or event.host.username, "url": event.host.url}],
        "tags": sorted(tag.name for tag in post.tags),
        "_event": _facts(event, house),
    }
    return item | ({"language": post.language} if post.language else {})


def _facts(event: Event, house: Cooperative) -> dict[str, Any]:
    place = event.place
    facts: dict[str, Any] = {
        "about": "https://schema.org/Event",
        "start": times.with_offset(event.starts_at, event.timezone),
        "timezone": event.timezone,
        "status": str(event.status),
        "online": event.online,
        "kind": event.kind,
        "cooperative": house.name,
        "server": house.key,
    }
    if event.ends_at is not None:
        facts["end"] = times.with_offset(event.ends_at, event.timezone)
    if place is not None:
        facts["place"] = {
            "name": place.name,
            "street": place.street,
            "postcode": place.postcode,
            "town": place.town,
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return facts


routes = [Route("/embed/agenda", show_frame), Route("/agenda.json", show_json)]
