"""An event is said by the clocks of its place, and by the reader's own where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.browser import words
from tests.web.given_events import given_event

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser


async def test_a_member_reads_the_hour_by_her_own_clock_too(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """At Réunion it is three hours later in winter."""
    event = await given_event(coop, ana, timezone="Indian/Reunion")
    said = words(await at_home.get(f"/events/{event.id}"))
    assert at_home.say("(time of %(zone)s)", zone="Reunion") in said
    hours = {"fr": "de 15\u00a0h\u00a030 à 17\u00a0h\u00a030", "en": "from 15:30 to 17:30"}
    own = said.partition(at_home.say("By your clock: %(when)s", when=""))[2]
    assert hours[at_home.language] in own[:80]


async def test_who_is_not_known_is_not_told_what_her_clock_says(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Nor is a member where both clocks agree."""
    event = await given_event(coop, ana, timezone="Indian/Reunion")
    said = words(await visitor.get(f"/events/{event.id}"))
    assert visitor.say("By your clock: %(when)s", when="") not in said


async def test_nothing_is_said_twice(at_home: Browser, coop: Instance, ana: Member) -> None:
    """Lille and Paris have one clock."""
    event = await given_event(coop, ana)
    said = words(await at_home.get(f"/events/{event.id}"))
    assert at_home.say("By your clock: %(when)s", when="") not in said
