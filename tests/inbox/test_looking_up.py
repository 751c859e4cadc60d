"""What a member types is found: a handle, an address; and opened pages are filled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound, Refused
from fedicoop.inbox import fetch, lookup
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.strangers import Person, Stranger

BOB = "https://coop.example/users/bob"


@pytest.fixture
def known_by_name(peer: Stranger, ana: Person) -> Person:
    """Give ana, whom WebFinger knows."""
    for resource in ("acct%3Aana%40peer.example", "acct:ana@peer.example"):
        url = f"https://peer.example/.well-known/webfinger?resource={resource}"
        peer.answers[url] = finger("acct:ana@peer.example", ana.uri)
    return ana


def finger(subject: str, uri: str) -> dict[str, Any]:
    """Write what WebFinger answers."""
    link = {"rel": "self", "type": "application/activity+json", "href": uri}
    return {"subject": subject, "links": [link]}


async def test_a_handle_leads_to_somebody_elsewhere_and_then_needs_no_network(
    coop: Instance, known_by_name: Person, peer: Stranger
) -> None:
    assert await lookup.resolve(coop, " @ana@peer.example ") == known_by_name.uri
    peer.asked.clear()
    assert await lookup.resolve(coop, "@Ana@peer.example") == known_by_name.uri
    assert peer.asked == []


async def test_an_address_leads_to_a_person_or_a_post(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    note = peer.note(ana)

    assert await lookup.resolve(coop, ana.uri) == ana.uri
    assert await lookup.resolve(coop, f"{note['id']}#top") == note["id"]


async def test_ours_are_found_by_name_alone(coop: Instance) -> None:
    for text in ("@bob@coop.example", "bob@coop.example", BOB):
        assert await lookup.resolve(coop, text) == BOB


@pytest.mark.parametrize("text", ["@bob", "eve@coop.example", "two words", "", "@@", "<script>"])
async def test_what_is_nobodys_is_not_found(coop: Instance, text: str) -> None:
    with pytest.raises(NotFound):
        await lookup.resolve(coop, text)


async def test_a_blocked_server_is_not_asked_who_lives_there(
    coop: Instance, peer: Stranger
) -> None:
    async with coop.writing() as work:
        await moderation.block_host(work, None, "peer.example")

    with pytest.raises(Refused):
        await lookup.resolve(coop, "@ana@peer.example")
    assert peer.asked == []


async def test_somebody_gone_is_asked_for_anew(
    coop: Instance, known_by_name: Person, peer: Stranger
) -> None:
    await lookup.resolve(coop, "@ana@peer.example")
    async with coop.writing() as work:
        row = await actors.by_uri(work, known_by_name.uri)
        assert row is not None
        await moderation.suspend(work, None, row)
    peer.asked.clear()

    assert await lookup.resolve(coop, "@ana@peer.example") == known_by_name.uri
    assert peer.asked


@pytest.mark.parametrize("shape", ["whole", "pages", "first inline"])
async def test_an_opened_profile_is_filled(
    coop: Instance, ana: Person, peer: Stranger, shape: str
) -> None:
    outbox = f"{ana.uri}/outbox"
    notes = [peer.note(ana, number) for number in range(3)]
    items: list[object] = [ana.says("Create", notes[0]), notes[1]["id"], notes[2], {}, 5]
    items += ["https://coop.example/notes/ours", "not an address"]
    whole = {"id": outbox, "type": "OrderedCollection"}
    page = {"id": f"{outbox}?page=1", "type": "OrderedCollectionPage", "orderedItems": items}
    if shape == "whole":
        peer.answers[outbox] = whole | {"orderedItems": items}
    elif shape == "pages":
        peer.answers[outbox] = whole | {"first": page["id"]}
        peer.answers[str(page["id"])] = page
    else:
        peer.answers[outbox] = whole | {"first": page}
    await fetch.fetch(coop, ana.uri)

    await lookup.refresh(coop, ana.uri, outbox)
    await fetch.fetch_wishes(coop)
    await lookup.refresh(coop, ana.uri, outbox)

    async with coop.reading() as work:
        for note in notes:
            assert await posts.by_uri(work, note["id"]) is not None
    assert coop.take_wishes(10) == {}


async def test_a_collection_elsewhere_or_away_fills_nothing(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    outbox = f"{ana.uri}/outbox"
    peer.answers[outbox] = {
        "id": outbox,
        "type": "OrderedCollection",
        "first": "https://far.example/outbox",
    }

    await lookup.refresh(coop, ana.uri, "https://far.example/outbox", outbox, f"{ana.uri}/none")

    assert coop.take_wishes(10) == {}


async def test_a_slow_server_does_not_hold_up_the_page(
    coop: Instance, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_args: object, **_more: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(lookup, "_PATIENCE", 0.05)
    monkeypatch.setattr(coop.client, "get_document", never)

    await lookup.refresh(coop, ana.uri, f"{ana.uri}/outbox")


async def test_a_handle_of_another_domain_is_shown_when_both_sides_agree(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    subject = "acct:ana@brand.example"
    brand = type(peer)(peer.internet, "brand.example")
    for server, who in ((brand, subject), (peer, subject), (peer, "acct:ana@peer.example")):
        for resource in (who, who.replace(":", "%3A").replace("@", "%40")):
            url = f"https://{server.host}/.well-known/webfinger?resource={resource}"
            server.answers[url] = finger(subject, ana.uri)

    assert await lookup.resolve(coop, "@ana@brand.example") == ana.uri

    async with coop.reading() as work:
        row = await actors.by_uri(work, ana.uri)
        assert row is not None
        assert row.handle_host == "brand.example"


async def test_a_handle_is_not_shown_on_an_account_of_another_name(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    ana.document["preferredUsername"] = "anna"
    brand = type(peer)(peer.internet, "brand.example")
    subject = "acct:ana@brand.example"
    for server, who in ((brand, subject), (peer, subject), (peer, "acct:ana@peer.example")):
        for resource in (who, who.replace(":", "%3A").replace("@", "%40")):
            url = f"https://{server.host}/.well-known/webfinger?resource={resource}"
            server.answers[url] = finger(subject, ana.uri)

    assert await lookup.resolve(coop, "@ana@brand.example") == ana.uri

    async with coop.reading() as work:
        row = await actors.by_uri(work, ana.uri)
        assert row is not None
        assert row.handle_host == "peer.example"
