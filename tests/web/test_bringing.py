"""A member brings the lists of her former site: looked at, agreed to, gone through."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.actors import queries as actors
from fedicoop.inbox import bringing as going
from fedicoop.takeaways import bringing
from fedicoop.takeaways.reading import MOST_BYTES
from fedicoop.upkeep import prune
from tests.web.browser import words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

BRING = "/settings/bring"
HEAD = "Account address,Show boosts,Notify on new posts,Languages\n"


async def bring(
    browser: Browser, table: str | bytes, deed: str = "follow", name: str = "following_accounts.csv"
) -> httpx2.Response:
    """Choose a list."""
    data = table if isinstance(table, bytes) else table.encode()
    files = {"file": (name, data, "text/csv")}
    return await browser.send(BRING, {"deed": deed}, at=BRING, files=files)


async def agree(browser: Browser, coop: Instance, member: Member) -> httpx2.Response:
    """Say yes to what was shown."""
    async with coop.reading() as work:
        row = await bringing.newest_of(work, member)
    assert row is not None
    return await browser.send(f"{BRING}/agree", {"list": row.id}, at=BRING)


async def followed_by(coop: Instance, member: Member) -> set[str]:
    """Give the addresses of whom somebody follows."""
    async with coop.reading() as work:
        rows = await actors.following(work, member.actor, None, 50)
    return {row.followed.uri for row in rows}


async def test_a_list_of_mastodon_is_followed_across_servers_and_failures_are_said(
    at_home: Browser, ana: Member, coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    bob, lea = await given_person(coop, "bob"), await given_person(neighbour, "lea")
    table = (
        f"{HEAD}bob@coop.example,true,false,\nlea@neighbour.example,true,false,fr\n"
        "nobody@neighbour.example,true,false,\neve@silent.example,true,false,\nnonsense\n"
    )
    shown = await bring(at_home, table)
    assert shown.status_code == 200
    assert "lea@neighbour.example" in words(shown)
    assert "nonsense" in words(shown)
    assert await followed_by(coop, ana) == set()
    assert await going.go_on(coop) == 0

    assert (await agree(at_home, coop, ana)).headers["location"] == BRING
    assert await going.go_on(coop, most=3) == 3
    assert await going.go_on(coop) == 1
    assert await going.go_on(coop) == 0
    await internet.settle()
    assert await followed_by(coop, ana) == {bob.actor.uri, lea.actor.uri}
    async with neighbour.reading() as work:
        found = await actors.by_id(work, lea.actor_id)
    assert found is not None
    assert found.followers_count == 1
    page = words(await at_home.get(BRING))
    assert "eve@silent.example" in page
    assert "nobody@neighbour.example" in page
    assert at_home.say("For whom it failed") in page


@pytest.mark.parametrize(("deed", "asks"), [("mute", "muted_of"), ("block", "blocked_of")])
async def test_people_are_muted_and_blocked_as_by_the_button(
    at_home: Browser, ana: Member, coop: Instance, deed: str, asks: str
) -> None:
    bob = await given_person(coop, "bob")
    await bring(at_home, "@bob@coop.example\nana@coop.example\n", deed)
    await agree(at_home, coop, ana)
    await going.go_on(coop)
    async with coop.reading() as work:
        found = await getattr(actors, asks)(work, ana.actor)
        row = await bringing.newest_of(work, ana)
    assert [each.id for each in found] == [bob.actor_id]
    assert row is not None
    assert [each[0] for each in row.faults] == ["ana@coop.example"]
    assert row.finished_at is not None


async def test_what_is_no_list_is_said_beside_the_field(at_home: Browser) -> None:
    for data in (b"", b"\x00\xff\xfe" * 50, b"a,b\n" * 10, b"x" * (MOST_BYTES + 1)):
        answer = await bring(at_home, data)
        assert answer.status_code == 422
        assert 'id="e-file"' in answer.text
    none = await at_home.send(BRING, {"deed": "follow"}, at=BRING)
    assert none.status_code == 422
    wrong = await bring(at_home, "bob@coop.example\n", "marry")
    assert wrong.status_code == 422
    assert 'id="e-deed"' in wrong.text


async def test_a_long_list_is_cut_and_the_page_says_so(at_home: Browser) -> None:
    table = "".join(f"p{number}@peer.example\n" for number in range(2005))
    said = words(await bring(at_home, table))
    text = "The list is long: its first %(num)s people are taken"
    assert (
        at_home.say(f"{text}, bring the others in a list of their own afterwards.", num=2000)
        in said
    )


async def test_one_list_at_a_time_and_only_ones_own(
    at_home: Browser, ana: Member, coop: Instance, opened: Opener
) -> None:
    eve = await given_person(coop, "eve")
    await bring(at_home, "bob@coop.example\n")
    thief = await browser_of(opened, coop, eve)
    stolen = await agree(thief, coop, ana)
    assert stolen.status_code == 422
    assert await going.go_on(coop) == 0
    await agree(at_home, coop, ana)
    again = await bring(at_home, "lea@coop.example\n")
    assert again.status_code == 422
    said = "A list that you brought is being gone through; wait until it is done."
    assert at_home.say(said) in words(again)


async def test_a_list_that_was_only_looked_at_is_forgotten(
    at_home: Browser, ana: Member, coop: Instance, clock: StoppedClock
) -> None:
    await bring(at_home, "bob@coop.example\n")
    clock.move(bringing.LOOKED_AT)
    await prune(coop)
    async with coop.reading() as work:
        assert await bringing.newest_of(work, ana) is None
    late = await at_home.send(f"{BRING}/agree", {"list": "x"}, at=BRING)
    assert late.status_code == 422


async def test_what_was_gone_through_is_kept_a_while_and_forgotten(
    at_home: Browser, ana: Member, coop: Instance, clock: StoppedClock
) -> None:
    await bring(at_home, "bob@coop.example\n")
    await agree(at_home, coop, ana)
    await going.go_on(coop)
    kept: timedelta = bringing.KEPT
    clock.move(kept)
    await prune(coop)
    async with coop.reading() as work:
        assert await bringing.newest_of(work, ana) is None


async def test_two_workers_do_not_go_through_one_list_and_a_slow_one_waits_for_its_next_turn(
    at_home: Browser, ana: Member, coop: Instance
) -> None:
    bob, lea = await given_person(coop, "bob"), await given_person(coop, "lea")
    await bring(at_home, "bob@coop.example\nlea@coop.example\n")
    await agree(at_home, coop, ana)

    tried = await asyncio.gather(*(going.go_on(coop, patience=-1) for _ in range(2)))
    assert sorted(tried) == [0, 1]
    assert await followed_by(coop, ana) == {bob.actor.uri}

    assert await going.go_on(coop) == 1
    assert await followed_by(coop, ana) == {bob.actor.uri, lea.actor.uri}


async def test_who_may_no_longer_act_follows_nobody(
    at_home: Browser, ana: Member, coop: Instance
) -> None:
    await given_person(coop, "bob")
    await bring(at_home, "bob@coop.example\n")
    await agree(at_home, coop, ana)
    async with coop.writing() as work:
        member = await accounts.by_id(work, ana.id)
        assert member is not None
        await doors.disable(work, member)

    assert await going.go_on(coop) == 1

    assert await followed_by(coop, ana) == set()
    async with coop.reading() as work:
        row = await bringing.newest_of(work, ana)
    assert row is not None
    assert row.faults == [["bob@coop.example", "Nobody was found under this address."]]


async def test_a_list_that_another_worker_took_at_the_last_moment_is_left_to_it(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def was_there(_work: Work) -> bool:
        return True

    monkeypatch.setattr(bringing, "has_due", was_there)

    assert await going.go_on(coop) == 0
