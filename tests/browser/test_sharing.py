"""What every public page says to whoever links to it, reads it by program or subscribes to it."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from tests.browser.pages import PAGES, VISITOR

if TYPE_CHECKING:
    from tests.browser.conftest import Coop

ON_THE_SIDE = (
    "/login",
    "/code",
    "/letter/",
    "/unsubscribe/",
    "/offline",
    "/answer/",
    "/activate/",
    "/embed/",
    "/elsewhere",
    "/qr",
    "/history",
)
"""Forms, posters and helpers: nobody links to them, and search engines stay out."""

PUBLIC = [path for who, path in PAGES if who == VISITOR]
SHARED = [path for path in PUBLIC if not any(part in path for part in ON_THE_SIDE)]
NEEDED = {
    "Organization": {"name", "url", "logo"},
    "Event": {
        "name",
        "description",
        "startDate",
        "eventStatus",
        "eventAttendanceMode",
        "location",
        "organizer",
        "url",
    },
    "Article": {"headline", "datePublished", "author", "url"},
    "SocialMediaPosting": {"headline", "datePublished", "author", "url"},
    "ProfilePage": {"mainEntity"},
    "WebPage": {"name", "url"},
    "DigitalDocument": {"name", "url", "datePublished", "publisher"},
    "CollectionPage": {"name", "url", "description"},
    "BreadcrumbList": {"itemListElement"},
}
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Answer:
    """What a program gets for an address."""

    status: int
    body: bytes


def fetch(url: str, accept: str = "*/*") -> Answer:
    """Ask for something as a program does; names under localhost are this machine."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "Accept": accept, "Accept-Language": "fr"}
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    finally:
        connection.close()


def head(url: str) -> html.HtmlElement:
    """Read a page as programs do."""
    answer = fetch(url, "text/html")
    assert answer.status == 200, url
    return html.fromstring(answer.body)


def meta(page: html.HtmlElement, name: str) -> str:
    """Give what a page says under a name, or a property of Open Graph."""
    found = page.xpath(f"//head/meta[@name='{name}' or @property='{name}']/@content")
    return str(found[0]).strip() if found else ""


def link(page: html.HtmlElement, rel: str, kind: str = "") -> str:
    """Give where a page links to in its head."""
    of_kind = f" and @type='{kind}'" if kind else ""
    found = page.xpath(f"//head/link[@rel='{rel}'{of_kind}]/@href")
    return str(found[0]) if found else ""


@pytest.mark.parametrize("path", PUBLIC)
def test_its_title_makes_sense_alone(coop: Coop, path: str) -> None:
    """It names the thing and the place, and there is a description."""
    page = head(coop.at(path))
    title = " ".join(str(page.findtext(".//title")).split())
    assert len(title) >= 10
    assert len(meta(page, "description")) >= 10
    if any(part in path for part in ON_THE_SIDE):
        assert "noindex" in meta(page, "robots")


@pytest.mark.parametrize("path", SHARED)
def test_it_says_what_it_is(coop: Coop, path: str) -> None:
    """One address, a card for whoever shares it, and what schema.org calls it."""
    page = head(coop.at(path))
    address = link(page, "canonical")
    assert address.startswith(f"{coop.url}/")
    assert meta(page, "og:url") == address
    for name in ("title", "description", "type", "image", "site_name", "locale"):
        assert meta(page, f"og:{name}"), name
    assert meta(page, "og:image").startswith(f"{coop.url}/")
    assert fetch(meta(page, "og:image")).status == 200
    said: list[dict[str, Any]] = [
        json.loads(str(each.text_content()))
        for each in page.xpath("//script[@type='application/ld+json']")
    ]
    assert said
    for each in said:
        assert each["@context"] == "https://schema.org"
        assert NEEDED[each["@type"]] <= {name for name, value in each.items() if value}
        _check(each, coop.url)


def _check(said: dict[str, Any], base: str) -> None:
    """Look at what search engines insist on."""
    if said["@type"] == "Event":
        assert said["startDate"][-6] in "+-" or said["startDate"].endswith("Z")
        assert said["eventStatus"].startswith("https://schema.org/Event")
        assert said["eventAttendanceMode"].endswith("EventAttendanceMode")
        for place in said["location"]:
            assert place["@type"] in {"Place", "VirtualLocation"}
            assert place.get("address") or place.get("url")
        assert all(each["name"] and each["url"] for each in said["organizer"])
    if said["@type"] == "BreadcrumbList":
        steps = said["itemListElement"]
        assert [each["position"] for each in steps] == list(range(1, len(steps) + 1))
        assert all(each["name"] and each["item"].startswith(base) for each in steps)
    if said["@type"] == "ProfilePage":
        assert said["mainEntity"]["name"]


@pytest.mark.parametrize("path", SHARED)
def test_it_can_be_subscribed_to(coop: Coop, path: str) -> None:
    """As a feed, as a calendar, and where it has one, as what other servers read."""
    page = head(coop.at(path))
    feed = fetch(link(page, "alternate", "application/atom+xml"))
    assert feed.status == 200
    found = etree.fromstring(feed.body)
    assert found.tag == f"{ATOM}feed"
    assert found.findtext(f"{ATOM}id")
    assert found.findtext(f"{ATOM}title")
    dates = fetch(link(page, "alternate", "text/calendar"))
    assert dates.status == 200
    assert dates.body.startswith(b"BEGIN:VCALENDAR")
    activity = link(page, "alternate", "application/activity+json")
    if activity:
        answer = fetch(activity, "application/activity+json")
        assert answer.status == 200
        assert json.loads(answer.body)["id"] == activity


def test_no_two_pages_are_called_the_same(coop: Coop) -> None:
    """But for one page with other filters."""
    titles: dict[str, str] = {}
    for path in SHARED:
        page = head(coop.at(path))
        plain = path.partition("?")[0]
        title = str(page.findtext(".//title"))
        assert titles.setdefault(title, plain) == plain, title
