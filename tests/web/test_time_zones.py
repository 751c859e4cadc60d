"""A time zone is chosen from a few near us, or by the name of a city, in one's own language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries
from fedicoop.web import zones
from fedicoop.web.i18n import Language
from tests.web.browser import words

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser

PATH = "/settings/preferences"
FRENCH = Language("fr")
CHOSEN = {
    "language": "fr",
    "time_zone": "Europe/Paris",
    "default_visibility": "public",
    "email_digest": "never",
}


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Londres", "Europe/London"),
        ("le caire", "Africa/Cairo"),
        ("new york", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("MONTREAL", "America/Montreal"),
        ("nowhere at all", ""),
        ("", ""),
    ],
)
def test_a_city_is_found_however_it_is_spelled(said: str, zone: str) -> None:
    assert zones.named(said, FRENCH) == zone


def test_a_city_that_is_nearly_right_is_offered() -> None:
    assert zones.alike("Tokio", FRENCH)[0] == "Tokyo"
    assert zones.alike("x" * 500, FRENCH) == []


def test_few_zones_are_offered_and_ones_own_is_the_first() -> None:
    offered = zones.offered(FRENCH, "", "Asia/Tokyo", "no/zone")

    assert offered[0] == ("Asia/Tokyo", "Tokyo")
    assert ("Indian/Reunion", "La Réunion") in offered
    assert len(offered) < 20


async def test_a_member_far_away_writes_a_city(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """It wins over the list, and stands in it from then on."""
    sent = await at_home.send(PATH, {**CHOSEN, "time_zone_city": "Tokyo"}, at=PATH)

    assert sent.status_code == 303
    async with coop.reading() as work:
        me = await queries.by_id(work, ana.id)
        assert me is not None
        assert me.time_zone == "Asia/Tokyo"
    page = " ".join((await at_home.get(PATH)).text.split())
    assert '<option value="Asia/Tokyo" selected>' in page
    assert page.count("<option") < 60


@pytest.mark.parametrize(("city", "hint"), [("Tokio", "Tokyo"), ("xyzzy", "")])
async def test_a_city_that_nobody_knows_is_said_beside_the_field(
    at_home: Browser, coop: Instance, ana: Member, city: str, hint: str
) -> None:
    """With the likest ones; what was typed is still there, and nothing is changed."""
    sent = await at_home.send(PATH, {**CHOSEN, "time_zone_city": city}, at=PATH)

    assert sent.status_code == 422
    assert 'id="e-time_zone_city"' in sent.text
    assert f'value="{city}"' in sent.text
    assert hint in words(sent)
    async with coop.reading() as work:
        me = await queries.by_id(work, ana.id)
        assert me is not None
        assert me.time_zone == ana.time_zone
