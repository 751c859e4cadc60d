"""What is taken back elsewhere is told here no more: deleted, unliked, not followed any longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.notifications import queries
from tests.federation.telling import Member, found

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet


async def told(member: Member) -> list[str]:
    """Give what a member reads on her page of news, the oldest first."""
    async with member.home.reading() as work:
        me = await found(work, member.uri)
        rows = await queries.of(work, me)
        assert await queries.unread_count(work, me) == len(rows)
    return [row.kind for row in reversed(rows)]


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give somebody here."""
    return await Member(coop, "ana").arrives()


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give somebody elsewhere."""
    return await Member(neighbour, "ben").arrives()


@pytest.mark.parametrize("visibility", ["public", "direct"])
async def test_of_a_deleted_message_nobody_is_told_any_more(
    ana: Member, ben: Member, internet: Internet, visibility: str
) -> None:
    await ana.follows(ben)
    await internet.settle()
    note = await ben.writes(f"Bonjour {ana.handle}", visibility)
    await internet.settle()
    assert await told(ana) == [{"public": "mention", "direct": "message"}[visibility]]

    await ben.deletes(note)
    await internet.settle()

    assert await told(ana) == []


async def test_a_like_or_a_follow_that_is_taken_back_is_told_no_more(
    ana: Member, ben: Member, internet: Internet
) -> None:
    await ben.follows(ana)
    await internet.settle()
    note = await ana.writes("Bonjour")
    await internet.settle()
    await ben.likes(note)
    await ben.passes_on(note)
    await internet.settle()
    assert await told(ana) == ["follow", "like", "boost"]

    await ben.likes_no_more(note)
    await ben.passes_on_no_more(note)
    await ben.stops_following(ana)
    await internet.settle()

    assert await told(ana) == []


async def test_who_likes_again_is_read_of_again_and_once(
    ana: Member, ben: Member, internet: Internet
) -> None:
    await ben.follows(ana)
    await internet.settle()
    note = await ana.writes("Bonjour")
    for _ in range(3):
        await internet.settle()
        await ben.likes(note)
        await internet.settle()
        assert await told(ana) == ["follow", "like"]
        await ben.likes_no_more(note)
    await internet.settle()
    assert await told(ana) == ["follow"]
