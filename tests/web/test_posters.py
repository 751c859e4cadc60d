"""Posters, and what stands on paper: an address that a telephone reads and a hand can copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.web import qr
from tests.web.browser import words
from tests.web.given_events import given_event
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_a_poster_says_what_when_and_where(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """In large letters, with both addresses."""
    event = await given_event(coop, ana)
    page = await visitor.get(f"/events/{event.id}/qr")
    said = words(page)
    for text in ("Assemblée du groupe local", "Lille", "@ana@coop.example", "2026"):
        assert text in said
    assert f"https://coop.example/events/{event.id}" in said
    assert str(qr.code(f"https://coop.example/events/{event.id}")) in page.text
    assert 'name="robots" content="noindex"' in page.text


async def test_groups_people_and_the_cooperative_have_posters(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """With the handle that works on every site."""
    await given_group(coop, ana, "vent", name="Vent", description="Du **vent**.")
    for name, said in (("ana", "Ana"), ("vent", "Du vent."), ("cooperative", "@cooperative@")):
        page = await visitor.get(f"/@{name}/qr")
        assert page.status_code == 200
        assert said in words(page)
        assert f"@{name}@coop.example" in words(page)
        assert str(qr.code(f"https://coop.example/@{name}")) in page.text


async def test_nobody_prints_what_she_may_not_see(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """A secret group, an event for members, and what is not there."""
    await given_group(coop, ana, "secret", visibility="secret")
    event = await given_event(coop, ana, visibility="members")
    visitor = opened(coop)
    for path in ("/@secret/qr", f"/events/{event.id}/qr", "/@nobody/qr", "/events/nothing/qr"):
        assert (await visitor.get(path)).status_code == 404, path


async def test_a_printed_page_carries_its_address(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """And the page leads to its poster."""
    await given_group(coop, ana, "vent")
    event = await given_event(coop, ana)
    posters = (f"/events/{event.id}", "/@vent", "/@ana", "/@cooperative")
    for path in (*posters, "/", "/contact"):
        page = await visitor.get(path)
        assert str(qr.code(f"https://coop.example{path}")) in page.text, path
        assert (f'href="{path}/qr"' in page.text) == (path in posters)


@pytest.mark.parametrize("length", [1, 500])
def test_an_address_becomes_squares(length: int) -> None:
    """Black on white in dark mode too, and nothing for programs that read aloud."""
    drawn = qr.code("https://coop.example/" + "x" * length)
    assert drawn.startswith('<svg aria-hidden="true" viewBox="0 0 ')
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert "<script" not in qr.code('https://coop.example/"><script>')


def test_what_no_pattern_holds_is_left_out() -> None:
    """Rather than an error."""
    assert qr.code("x" * 5000) == ""


@pytest.mark.parametrize("visibility", ["network", "members", "private"])
async def test_a_poster_says_no_more_of_a_group_than_its_page(
    visitor: Browser, at_home: Browser, coop: Instance, ana: Member, visibility: str
) -> None:
    """What a group says of itself to members here is not printed for everybody."""
    more = {"description": "Nous cachons les clés.", "visibility": visibility}
    await given_group(coop, ana, "caves", **more)

    for path in ("/@caves", "/@caves/qr", "/groups"):
        assert "Nous cachons" not in (await visitor.get(path)).text
    assert ("Nous cachons" in (await at_home.get("/@caves/qr")).text) == (visibility != "private")
