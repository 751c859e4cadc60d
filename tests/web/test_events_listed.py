"""Events among what is said: once each, and where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.events import service
from tests.events.given import a_draft
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import given_event
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the events."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


async def test_dates_that_repeat_stand_once_in_a_list_of_messages(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    async with coop.writing() as work:
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        dates = await service.begin(work, me, a_draft(rrule="FREQ=WEEKLY;COUNT=4"))

    page = await anas.get("/@ana")

    first, *later = [f"/events/{each.id}" for each in dates]
    assert first in page.text
    assert [each for each in later if each in page.text] == []


async def test_a_groups_events_are_not_among_its_messages(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    await given_group(coop, ana, "nord", name="Groupe Nord")
    event = await given_event(coop, ana, group="nord")

    page = await anas.get("/@nord")

    assert page.text.count(f'href="/events/{event.id}"') == 1
    assert "Nothing has been written here yet" in words(page)
