"""Events out of pages of the web: JSON-LD and Microdata as sites really write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.errors import TooLarge
from fedicoop.events import times
from fedicoop.events.calendars import read_page
from fedicoop.events.calendars.pages import MOST_EVENTS

if TYPE_CHECKING:
    from fedicoop.events.calendars import Entry, Reading

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://site.example/agenda"
CONCERT: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "MusicEvent",
    "name": "Concert &amp; débat",
    "startDate": "2026-12-03T18:30:00+01:00",
    "endDate": "2026-12-03T20:30:00+01:00",
    "description": "<p>Venez <b>nombreux</b></p>",
    "url": "/agenda/1",
    "keywords": "énergie, vie locale",
    "eventStatus": "https://schema.org/EventScheduled",
    "location": {
        "@type": "Place",
        "name": "Maison de la coopération",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "1 rue des Arts",
            "postalCode": "59000",
            "addressLocality": "Lille",
            "addressCountry": {"@type": "Country", "name": "France"},
        },
        "geo": {"@type": "GeoCoordinates", "latitude": "50.63", "longitude": 3.06},
    },
}


def page(*things: Any, more: str = "") -> Reading:
    """Read a page that says some things in JSON-LD."""
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(each)}</script>' for each in things
    )
    html = f"<!doctype html><html><head><title>Agenda</title>{scripts}</head><body>{more}</body>"
    return read_page(html.encode(), URL, NOW)


def one(**more: Any) -> Entry:
    """Give the event of a page with the concert, changed."""
    (found,) = page(CONCERT | more).entries
    return found


def test_a_page_says_everything_of_its_event() -> None:
    found = one()

    assert not page(CONCERT).whole
    assert found.title == "Concert & débat"
    assert (times.written(found.starts), found.timezone) == ("2026-12-03T18:30:00", "Europe/Paris")
    assert found.ends is not None
    assert found.source == "Venez nombreux"
    assert found.url == found.uid == "https://site.example/agenda/1"
    assert found.tags == ("énergie", "vie_locale")
    assert found.place is not None
    assert (found.place.town, found.place.country) == ("Lille", "France")
    assert (found.place.latitude, found.place.longitude) == (50.63, 3.06)
    assert not found.online


@pytest.mark.parametrize(
    "wrapped",
    [
        [CONCERT],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, CONCERT]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": CONCERT}]},
        {"@type": "WebPage", "mainEntity": CONCERT},
        CONCERT | {"@type": ["Event", "Thing"]},
        CONCERT | {"@type": "http://schema.org/Festival"},
    ],
)
def test_however_it_is_wrapped(wrapped: Any) -> None:
    assert len(page(wrapped).entries) == 1


@pytest.mark.parametrize(
    ("said", "wall"),
    [
        ("2026-12-03", "2026-12-03T00:00:00"),
        ("2026-12-03T18:30", "2026-12-03T18:30:00"),
        ("2026-12-03T17:30:00Z", "2026-12-03T18:30:00"),
        ("2026-12-03T12:30:00-05:00", "2026-12-03T18:30:00"),
    ],
)
def test_every_way_to_say_when(said: str, wall: str) -> None:
    assert times.written(one(startDate=said, endDate=None).starts) == wall


def test_a_day_lasts_until_its_end() -> None:
    ends = one(startDate="2026-12-03", endDate="2026-12-04").ends
    assert ends is not None
    assert times.written(ends) == "2026-12-04T23:59:00"
    ends = one(startDate="2026-12-03", endDate="").ends
    assert ends is not None
    assert times.written(ends) == "2026-12-03T23:59:00"


@pytest.mark.parametrize(
    ("location", "town", "name"),
    [
        ("Maison, 1 rue des Arts, 59000 Lille", "Lille", "Maison"),
        (
            {"@type": "Place", "name": "Salle", "address": "3 rue X, 35000 Rennes"},
            "Rennes",
            "Salle",
        ),
        ({"@type": "PostalAddress", "streetAddress": "x", "addressLocality": "Brest"}, "Brest", ""),
        (
            [{"@type": "VirtualLocation", "url": "https://visio.example/a"}, "Chez Léa"],
            "",
            "Chez Léa",
        ),
    ],
)
def test_every_way_to_say_where(location: Any, town: str, name: str) -> None:
    found = one(location=location)

    assert found.place is not None
    assert (found.place.town, found.place.name) == (town, name)
    assert found.online is isinstance(location, list)


def test_a_meeting_online_and_a_cancelled_one() -> None:
    found = one(
        location={"@type": "VirtualLocation", "url": "https://visio.example/a"},
        eventStatus="EventCancelled",
        keywords=["un", {"@type": "DefinedTerm", "name": "deux"}],
    )

    assert (found.online, found.online_url, found.place) == (True, "https://visio.example/a", None)
    assert found.cancelled
    assert found.tags == ("deux",) or found.tags == ("un", "deux")
    mixed = one(eventAttendanceMode="https://schema.org/MixedEventAttendanceMode")
    assert mixed.online
    assert mixed.place is not None


def test_microdata_is_read_where_there_is_no_json() -> None:
    html = """
    <div itemscope itemtype="https://schema.org/Event">
      <h1 itemprop="name">Fête <b>du quartier</b></h1>
      <time itemprop="startDate" datetime="2026-12-05T14:00:00+01:00">samedi</time>
      <a itemprop="url" href="/fete">Voir</a>
      <div itemprop="location" itemscope itemtype="https://schema.org/Place">
        <span itemprop="name">Parc</span>
        <div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
          <span itemprop="streetAddress">2 allée</span>
          <span itemprop="addressLocality">Lille</span>
        </div>
      </div>
    </div>
    <div itemscope itemtype="https://schema.org/Person"><i itemprop="name">Léa</i></div>
    """

    (found,) = page(more=html).entries

    assert found.title == "Fête du quartier"
    assert found.url == "https://site.example/fete"
    assert found.place is not None
    assert (found.place.name, found.place.town) == ("Parc", "Lille")


def test_what_is_over_or_unreadable_is_left_out() -> None:
    found = page(
        CONCERT | {"startDate": "2020-01-01", "endDate": None},
        CONCERT | {"startDate": "bientôt"},
        CONCERT | {"name": ""},
        CONCERT | {"startDate": ["x"], "url": {}},
    )

    assert found.entries == ()
    assert found.left_out == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        b"<div>" * 200_000,
        b"<script type='application/ld+json'>" + b"[" * 500_000 + b"</script>",
        b"<script type='application/ld+json'>" + b'{"@graph":' * 90_000 + b"</script>",
        b"<!--" * 200_000,
        b"<div itemscope itemtype='http://schema.org/Event'>" * 18_000,
        b"<script type='application/ld+json'>null</script>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><html>&b;</html>",
    ],
)
def test_a_hostile_page_says_nothing(data: bytes) -> None:
    assert read_page(data, URL, NOW).entries == ()


def test_a_page_says_a_bounded_number_of_events() -> None:
    things = [CONCERT | {"url": f"/agenda/{number}"} for number in range(MOST_EVENTS + 50)]

    assert len(page(things).entries) == MOST_EVENTS
    with pytest.raises(TooLarge):
        read_page(b"x" * 1_100_000, URL, NOW)
