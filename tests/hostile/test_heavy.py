"""Much at once, or too much: bounded in size, number and depth, and the inbox goes on."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import func, select

from fedicoop.actors import documents, service
from fedicoop.instance import REACH
from fedicoop.media import service as media
from fedicoop.posts import queries as posts
from fedicoop.posts.models import Mention
from fedicoop.posts.service.drafts import MOST_MENTIONS
from tests.federation.telling import found
from tests.hostile.conftest import ROUTES, rows
from tests.media.given import a_picture
from tests.strangers import Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

BOB = "https://coop.example/users/bob"
MOST_FETCHES = 10
FOR_EVER = 60
"""Seconds in which what is not endless ends on any machine: a guard, not a measure."""


@pytest.fixture
async def followed(coop: Instance, mallory: Person) -> Person:
    """Give somebody whom bob follows, so that what she says is wanted."""
    async with coop.writing() as work:
        other = await service.remember(work, documents.from_ap(mallory.document))
        await service.accepted(work, await service.follow(work, await found(work, BOB), other))
    return mallory


async def published(
    coop: Instance, internet: Internet, by: Person, note: dict[str, Any]
) -> dict[str, Any]:
    """Let a note arrive and be done with."""
    assert (await post(coop, internet, by.says("Create", note), by)).status_code == 202
    await internet.settle(200)
    return note


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip"])
async def test_dos_004_compressed_bodies_are_not_opened(
    coop: Instance, internet: Internet, mallory: Person, path: str, coding: str
) -> None:
    before = await rows(coop)
    bomb = gzip.compress(b"[" * 5_000_000)

    answer = await post(coop, internet, bomb, mallory, path=path, **{"Content-Encoding": coding})

    assert answer.status_code == 415
    assert await rows(coop) == before


@pytest.mark.parametrize("deep", [5_000, 60_000])
@pytest.mark.parametrize("path", ROUTES)
async def test_dos_020_deep_json_is_refused_at_once(
    coop: Instance, internet: Internet, mallory: Person, path: str, deep: int
) -> None:
    before = await rows(coop)

    for body in (b"[" * deep + b"]" * deep, b'{"object":' * deep + b"1" + b"}" * deep):
        answer = await post(coop, internet, body, mallory, path=path)
        assert answer.status_code in {400, 413}
    assert await rows(coop) == before


def evil_note(number: int) -> str:
    """Give the address of a note."""
    return f"https://evil.example/notes/{number}"


async def test_dos_014_one_thing_leads_to_the_next_only_so_far(
    coop: Instance, internet: Internet, evil: Stranger, followed: Person
) -> None:
    """Each answers one of the next author, whom nobody knew, without an end."""
    for each in range(2 * REACH):
        author = evil.person(f"author{each}", featured=evil_note(each + 1))
        evil.note(author, each, inReplyTo=evil_note(each + 1))
    evil.asked.clear()

    await published(coop, internet, followed, evil.note(followed, "last", inReplyTo=evil_note(0)))

    assert len([uri for uri in evil.asked if "/notes/" in uri]) == REACH
    assert len(evil.asked) == 2 * REACH


async def test_dos_010_lists_of_lists_come_to_an_end(
    coop: Instance, internet: Internet, evil: Stranger, followed: Person
) -> None:
    """A list of thirty lists of thirty lists, as many as one would like."""
    lists = "https://evil.example/lists/"
    for number in range(1000):
        inner = [f"{lists}{(number * 30 + each + 1) % 1000}" for each in range(30)]
        uri = f"{lists}{number}"
        evil.answers[uri] = {"id": uri, "type": "OrderedCollection", "orderedItems": inner}
    evil.asked.clear()

    await published(coop, internet, followed, evil.note(followed, inReplyTo=f"{lists}0"))

    assert 1 < len(evil.asked) <= REACH


async def test_dos_011_a_list_that_is_its_own_next_page_ends(
    coop: Instance, internet: Internet, evil: Stranger, followed: Person
) -> None:
    uri = "https://evil.example/lists/loop"
    evil.answers[uri] = {"id": uri, "type": "Collection", "first": uri, "next": uri}
    evil.asked.clear()

    await published(coop, internet, followed, evil.note(followed, inReplyTo=uri))

    assert 1 <= len(evil.asked) <= REACH


async def test_dos_015_one_activity_makes_us_fetch_little(
    coop: Instance, internet: Internet, evil: Stranger, followed: Person
) -> None:
    many = [f"https://evil.example/users/u{each}" for each in range(500)]
    note = evil.note(
        followed,
        tag=[{"type": "Mention", "href": uri, "name": "@u"} for uri in many],
        attachment=[{"type": "Image", "url": f"{uri}.png"} for uri in many],
        to=many,
        cc=[*many, BOB],
        inReplyTo=many[0],
        quote=many[1],
    )
    evil.asked.clear()

    await published(coop, internet, followed, note)

    assert len(evil.asked) <= MOST_FETCHES
    async with coop.reading() as work:
        assert await posts.by_uri(work, note["id"]) is not None


async def test_dos_016_few_of_many_mentions_are_kept(
    coop: Instance, internet: Internet, evil: Stranger, followed: Person
) -> None:
    names = [f"u{each}" for each in range(MOST_MENTIONS + 20)]
    async with coop.writing() as work:
        uris = [(await service.create(work, name)).uri for name in names]
    note = evil.note(followed, tag=[{"type": "Mention", "href": uri} for uri in uris * 5])

    await published(coop, internet, followed, note)

    async with coop.reading() as work:
        kept = await work.session.scalar(select(func.count()).select_from(Mention))
    assert 0 < (kept or 0) <= MOST_MENTIONS
    assert (await rows(coop))["notifications"] <= MOST_MENTIONS


@pytest.mark.parametrize(
    "content",
    [each * (70_000 // len(each)) for each in ("@", "<a rel=", "#", "https://", "&#", "@a@")],
    ids=["at", "rel", "hash", "links", "entities", "handles"],
)
async def test_dos_024_repetitions_take_no_time(
    coop: Instance, internet: Internet, evil: Stranger, followed: Person, content: str
) -> None:
    note = evil.note(followed, content=content, name=content[:50_000], summary=content)

    async with asyncio.timeout(FOR_EVER):
        await published(coop, internet, followed, note)

    async with coop.reading() as work:
        assert await posts.by_uri(work, note["id"]) is not None


async def test_dos_025_ten_thousand_ranges_are_none(coop: Instance, internet: Internet) -> None:
    async with coop.writing() as work:
        bob = await found(work, BOB)
        file = await media.keep(work, bob, await media.prepare(a_picture(), work.config))
    ranges = "bytes=" + ",".join(["0-"] * 10_000)

    client = httpx2.AsyncClient(transport=internet.servers["coop.example"])
    async with client, asyncio.timeout(FOR_EVER):
        answer = await client.get(
            f"https://coop.example/media/{file.name}", headers={"Range": ranges}
        )

    assert answer.status_code in {200, 206, 400, 416}
    assert len(answer.content) < 1_000_000
