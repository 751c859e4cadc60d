"""What is rarely said of an event opens when it is asked for; nothing that was typed is lost."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from fedicoop.web.pages.events.parts import NAME
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import newest_event
from tests.web.test_events_editing import EVERYTHING, MEETING

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

PARTS = ("days", "place", "reach", "joining", "asking", "links", "later")
_INPUT = re.compile(r"<(input|textarea|select)\b([^>]*)>(?:([^<]*)</textarea>)?")


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


def carried(page: httpx2.Response) -> dict[str, str]:
    """Give what the hidden fields of the main form of a page say."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    pairs = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', main)
    return {name: unescape(value) for name, value in pairs}


async def test_the_form_is_short_until_somebody_opens_a_part(anas: Browser) -> None:
    page = await anas.get("/new/event")

    assert 'name="capacity"' not in page.text
    for part in PARTS:
        assert f'class="fold" name="part" value="{part}"' in re.sub(r"\s+", " ", page.text)
    for part, field in (("joining", "capacity"), ("links", "website"), ("days", "repeat")):
        opened = await anas.get(f"/new/event?part={part}")
        assert f'id="f-{field}"' in opened.text
        assert f'id="part-{part}"' in opened.text


async def test_opening_a_part_checks_nothing_and_loses_nothing(anas: Browser) -> None:
    sent = {**MEETING, **EVERYTHING, "title": "", "do": "", NAME: "joining"}

    page = await anas.send("/new/event", sent, at="/new/event")

    assert page.status_code == 200
    assert 'role="alert"' not in page.text
    assert 'id="f-capacity"' in page.text
    kept = carried(page)
    for name in ("ends_day", "tags", "website", "question-1", "need-count-1", "accessibility"):
        assert kept[name] == EVERYTHING[name]
    assert "capacity" not in kept
    assert kept["open"] == "joining"


async def test_what_was_said_in_a_closed_part_is_announced(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """The hidden fields are sent with the rest."""
    page = await anas.send("/new/event", {**MEETING, **EVERYTHING, NAME: "place"}, at="/new/event")
    shown = {name: EVERYTHING[name] for name in ("accessibility", "latitude", "longitude")}

    await anas.send("/new/event", {**MEETING, **carried(page), **shown}, at="/new/event")

    event = await newest_event(coop, ana)
    assert (event.capacity, event.guests_per_person) == (20, 2)
    assert [each["text"] for each in event.questions] == ["Régime ?"]
    assert event.ends_at is not None
    assert event.ends_at.day == 6


async def test_a_part_in_which_something_is_wrong_is_open(anas: Browser) -> None:
    """Whatever was open before."""
    sent = {**MEETING, "website": "pas une adresse", "open": "joining"}

    page = await anas.send("/new/event", sent, at="/new/event")

    assert page.status_code == 422
    assert 'id="e-website"' in page.text
    assert 'id="f-capacity"' in page.text


async def test_nobody_overlooks_that_an_event_lasts_or_is_announced_later(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """Those parts are open by themselves once they say something."""
    later = {**MEETING, "do": "schedule", "publish_at": "2026-12-01", "publish_hour": "09:00"}
    await anas.send("/new/event", later, at="/new/event")
    draft = re.findall(r'href="(/drafts/[^"/]+)"', (await anas.get("/drafts")).text)[0]
    assert 'value="2026-12-01"' in (await anas.get(draft)).text
    assert 'id="part-later"' in (await anas.get(draft)).text
    await anas.send("/new/event", {**MEETING, "ends_day": "2026-12-06"}, at="/new/event")
    page = await anas.get(f"/events/{(await newest_event(coop, ana)).id}/edit")
    assert 'id="part-days"' in page.text
    assert 'value="later"' not in page.text


async def test_an_unknown_part_is_none(anas: Browser) -> None:
    page = await anas.get("/new/event?part=../etc")

    assert page.status_code == 200
    assert "Announce the event" in words(page)
    assert 'class="open-part"' not in page.text
