"""Every group of ours is read by Mobilizon, Lemmy and Mastodon, however little it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.groups.policy import LONGEST_TEXT
from tests.events.readers.groups import COLLECTIONS, GROUP_READERS, mobilizon_actor
from tests.events.readers.seen import Unreadable
from tests.groups.test_across import SOLAR, asks, given_solar

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

DRAFTS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "with everything": {
        "description": "Des **toits** solaires",
        "mandate": "Trouver dix toits",
        "town": "Rouen",
        "postcode": "76000",
        "latitude": 49.0,
        "longitude": 1.0,
        "moderated": True,
    },
    "with a long description": {"description": "mot " * (LONGEST_TEXT // 4)},
    "on request": {"openness": "request"},
    "by invitation": {"openness": "invitation"},
    "where facilitators write": {"rights": {"post": "facilitators"}},
    "of the cooperative": {"visibility": "members"},
    "of its members": {"visibility": "private"},
    "of the network": {"visibility": "network"},
}


@pytest.mark.parametrize("name", DRAFTS)
async def test_every_server_reads_every_group(
    coop: Instance, internet: Internet, name: str
) -> None:
    await given_solar(coop, **DRAFTS[name])

    answer = await asks(internet, SOLAR)

    assert b":null" not in answer.content
    for reader, read in GROUP_READERS.items():
        try:
            assert read(answer.json()) == "Solaire"
        except (Unreadable, KeyError, TypeError) as fault:
            pytest.fail(f"{reader} cannot read it: {fault!r}")


@pytest.mark.parametrize("name", ["as it comes", "of its members"])
async def test_mobilizon_finds_every_collection_on_its_round(
    coop: Instance, internet: Internet, name: str
) -> None:
    """It goes from one to the next, reads the first page only, and stops at what is missing."""
    await given_solar(coop, **DRAFTS[name])
    actor = (await asks(internet, SOLAR)).json()

    for uri in (actor["outbox"], *(actor["endpoints"][each] for each in COLLECTIONS)):
        found = (await asks(internet, uri)).json()
        first = found.get("first", found)
        page = first if isinstance(first, dict) else (await asks(internet, first)).json()
        assert isinstance(page.get("orderedItems"), list), (uri, found, page)


async def test_the_reader_refuses_what_mobilizon_does_not_take(
    coop: Instance, internet: Internet
) -> None:
    await given_solar(coop)
    actor = (await asks(internet, SOLAR)).json()

    faults: list[dict[str, Any]] = [
        {"openness": "request"},
        {"inbox": None},
        {"icon": []},
        {"summary": "x" * 5001},
    ]
    for fault in faults:
        with pytest.raises(Unreadable):
            mobilizon_actor(actor | fault)
