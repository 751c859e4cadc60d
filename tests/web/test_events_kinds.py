"""Kinds of event that a cooperative has of its own, and common ones that it does without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import network
from tests.events.given import heard
from tests.givens import given_stranger
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import given_event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.conftest import Opener

KINDS = """
[events]
without = ["apero"]
[events.kinds]
cafe-reparation = "Café réparation | Repair café"
fete = "Fête"
"""


@pytest.fixture
async def house(
    internet: Internet, tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Instance]:
    """Give a cooperative with two kinds of its own."""
    monkeypatch.setattr(network, "SETTINGS", network.SETTINGS + KINDS)
    async with internet.instance("coop.example", tmp_path / "coop", clock) as instance:
        yield instance


@pytest.mark.parametrize(
    ("language", "label", "other", "common"),
    [
        ("fr", "Café réparation", "Fête", "Apéro"),
        ("en", "Repair café", "Fête", "Get-together over a drink"),
    ],
)
async def test_the_form_the_agenda_and_the_event_say_them_in_each_language(
    house: Instance, opened: Opener, language: str, label: str, other: str, common: str
) -> None:
    ana = await given_person(house, "ana", language=language)
    browser = await browser_of(opened, house, ana, language)
    event = await given_event(house, ana, kind="cafe-reparation", title="On répare")
    await given_event(house, ana, kind="visite", title="On visite")

    for path in ("/new/event", "/agenda?choose=1"):
        page = await browser.get(path)
        assert label in words(page)
        assert other in words(page)
        assert 'value="apero"' not in page.text
        assert common not in words(page)
    assert label in words(await browser.get(f"/events/{event.id}"))
    found = words(await browser.get("/agenda?kind=cafe-reparation"))
    assert "On répare" in found
    assert "On visite" not in found


async def test_an_event_keeps_its_kind_although_it_is_offered_no_more(
    house: Instance, opened: Opener
) -> None:
    ana = await given_person(house, "ana", language="en")
    browser = await browser_of(opened, house, ana, "en")
    event = await given_event(house, ana, kind="apero")

    page = await browser.get(f"/events/{event.id}/edit")

    assert '<option value="apero" selected>' in page.text
    assert "Get-together over a drink" in words(await browser.get(f"/events/{event.id}"))


async def test_a_kind_of_another_cooperative_is_an_event(house: Instance, opened: Opener) -> None:
    async with house.writing() as work:
        club = await given_stranger(work, "club", kind="Group")
        event = await heard(work, club, eventKind="bal-folk")
        assert event.kind == "bal-folk"
        ident = event.id

    page = await opened(house, "en").get(f"/events/{ident}")

    assert page.status_code == 200
    assert "bal-folk" not in words(page)
