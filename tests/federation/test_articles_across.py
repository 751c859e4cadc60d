"""An article between cooperatives: read, answered, changed and deleted there as here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop import upkeep
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.queries import Wanted
from fedicoop.posts.service import EditDraft
from tests.federation.between import trusts
from tests.federation.telling import Member, found, said_to_others, seen
from tests.posts.given_articles import BRIEF, TITLE, an_article, given_pictures
from tests.web.browser import given_account

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example with an account."""
    await given_account(coop, "ana")
    return Member(coop, "ana")


@pytest.fixture
async def ben(neighbour: Instance, ana: Member, internet: Internet) -> Member:
    """Give a member of neighbour.example who follows ana."""
    ben = await Member(neighbour, "ben").arrives()
    await ben.follows(ana)
    await internet.settle()
    return ben


async def publishes(member: Member, **more: Any) -> str:
    """Let a member publish an article with two images; give its id."""
    async with member.home.writing() as work:
        writer = await found(work, member.uri)
        files = await given_pictures(work, writer, "Le toit", "La grue")
        article = an_article(files=files, **more)
        return (await writing.publish_article(work, writer, article)).uri


async def listed(instance: Instance, viewer: str = "", *hosts: str) -> list[str]:
    """Give the titles in a server's list of articles."""
    async with instance.reading() as work:
        reader = await found(work, viewer) if viewer else None
        page = await posts.articles(work, reader, Wanted(hosts=("", *hosts)))
        return [each.post.name for each in page.items]


async def test_an_article_is_read_where_it_is_followed(
    ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await publishes(ana)
    await internet.settle()

    copy = await seen(ben.home, uri)
    assert copy is not None
    assert (copy.type, copy.name, copy.summary) == ("Article", TITLE, BRIEF)
    assert copy.url == f"https://coop.example/articles/{uri.rpartition('/')[2]}"
    assert "Le chantier" in copy.content
    assert "<img" not in copy.content
    assert [each.alt for each in copy.attachments] == ["Le toit", "La grue"]
    assert [tag.name for tag in copy.tags] == ["soleil"]
    assert await listed(ben.home, ben.uri) == [TITLE]
    assert await listed(ben.home) == []
    assert await listed(ben.home, "", "coop.example") == [TITLE]


async def test_it_is_answered_changed_and_deleted_everywhere(
    ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await publishes(ana)
    await internet.settle()
    answer = await ben.writes("Bravo", answering=uri)
    await internet.settle()
    here = await seen(ana.home, answer)
    assert here is not None
    assert here.in_reply_to_uri == uri

    async with ana.home.writing() as work:
        post = await posts.by_uri(work, uri)
        assert post is not None
        change = EditDraft("Mieux", summary="Encore plus bref", title="Deux toits")
        await writing.edit(work, post, await found(work, ana.uri), change)
    await internet.settle()
    copy = await seen(ben.home, uri)
    assert copy is not None
    assert (copy.name, copy.summary) == ("Deux toits", "Encore plus bref")

    await ana.deletes(uri)
    await internet.settle()
    assert await listed(ben.home, ben.uri) == []


async def test_what_is_for_the_network_is_read_by_its_members_alone(
    coop: Instance, neighbour: Instance, ana: Member, ben: Member, internet: Internet
) -> None:
    await trusts(coop, "neighbour.example")
    await trusts(neighbour, "coop.example")
    await publishes(ana, visibility="network")
    await internet.settle()

    assert await listed(neighbour, ben.uri, "coop.example") == [TITLE]
    assert await listed(neighbour, "", "coop.example") == []


async def test_a_draft_never_leaves_the_house_before_its_time(
    ana: Member, ben: Member, internet: Internet, clock: StoppedClock
) -> None:
    canary = "perroquet-vert-4711"
    async with ana.home.writing() as work:
        writer = await found(work, ana.uri)
        row = await writing.sketch(work, writer, an_article(title=canary))
        await writing.schedule_sketch(work, row, work.now() + timedelta(hours=2))
    await upkeep.announce(ana.home)
    await internet.settle()
    assert canary.encode() not in said_to_others(internet)

    clock.move(timedelta(hours=2))
    await upkeep.announce(ana.home)
    await internet.settle()

    assert await listed(ben.home, ben.uri) == [canary]
