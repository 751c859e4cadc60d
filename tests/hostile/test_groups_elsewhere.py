"""Groups of other servers that are closed: what is said there stays there, and does arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.errors import FetchFailed, Invalid, Refused
from fedicoop.groups import queries, service
from fedicoop.inbox import lookup
from fedicoop.inbox.fetch import fetch
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.federation.conftest import coop, internet, neighbour
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group, given_membership, says, told
from tests.groups.test_across import (
    ana_writes,
    ben_reads,
    found,
    given_ben,
    given_solar,
    group_at,
    state_of_ben,
)
from tests.groups.test_hearing import hear
from tests.posts.given import a_note
from tests.posts.given import hear as hear_post
from tests.posts.given import says as posts_say
from tests.strangers import Stranger

if TYPE_CHECKING:
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.network import Internet

__all__ = ["coop", "internet", "neighbour"]


async def given_garden(work: Work, *, found_by_all: bool) -> Group:
    """Remember a group of another server with members, which wants to be found or not."""
    actor = await given_stranger(work, "garden", "mob.example", kind="Group")
    actor.discoverable = found_by_all
    actor.extra = {"members": f"{actor.uri}/members"}
    return await service.remember(work, actor)


async def test_what_is_written_in_a_closed_group_elsewhere_is_for_its_members(work: Work) -> None:
    ana = await given_member(work, "ana")
    group = await given_garden(work, found_by_all=False)
    await given_membership(work, group, ana)

    with pytest.raises(Invalid) as refused:
        await writing.publish(work, ana, NoteDraft("Entre nous", "public", group=group))
    assert list(refused.value.fields) == ["visibility"]

    post = await writing.publish(work, ana, NoteDraft("Entre nous", "group", group=group))
    assert post.to == [group.members_uri]


async def test_a_group_elsewhere_that_closes_is_closed_at_once(work: Work) -> None:
    ana = await given_member(work, "ana")
    group = await given_garden(work, found_by_all=True)
    await given_membership(work, group, ana)
    await writing.publish(work, ana, NoteDraft("Bonjour", "public", group=group))

    group.actor.discoverable = False

    with pytest.raises(Invalid):
        await writing.publish(work, ana, NoteDraft("Entre nous", "public", group=group))


async def test_who_was_invited_from_elsewhere_reads_a_private_group(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await given_solar(coop, visibility="private", openness="invitation")
    await given_ben(neighbour)
    await lookup.resolve(coop, neighbour.urls.user("ben"))
    async with coop.writing() as work:
        ana = await found(work, coop.urls.user("ana"))
        ben = await found(work, neighbour.urls.user("ben"))
        await service.invite(work, await group_at(work), ana, ben)
    await internet.settle()
    async with neighbour.writing() as work:
        (row,) = await queries.invitations_of(work, await found(work, neighbour.urls.user("ben")))
        await service.accept_invitation(work, row)
    await internet.settle()
    assert (await state_of_ben(coop), await state_of_ben(neighbour)) == ("active", "active")

    await ana_writes(coop, internet, "Bienvenue", "group")
    assert await ben_reads(neighbour) == ["<p>Bienvenue</p>"]

    async with coop.writing() as work:
        ana = await found(work, coop.urls.user("ana"))
        ben = await found(work, neighbour.urls.user("ben"))
        await service.exclude(work, await group_at(work), ben, ana)
    await internet.settle()
    before = len(internet.requests)
    uri = await ana_writes(coop, internet, "Sans lui", "group")
    assert not any(b"Sans lui" in each.content for each in internet.requests[before:])
    assert await ben_reads(neighbour) == []
    async with neighbour.reading() as work:
        assert await posts.by_uri(work, uri) is None


async def test_nobody_makes_us_look_for_guests_whom_she_may_not_invite(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    group = await given_bare_group(work, ana)

    with pytest.raises(Refused):
        await hear(
            work,
            says("Invite", zoe, group.actor.uri, target="https://victim.example/users/you"),
            zoe,
        )


async def test_who_is_not_in_a_group_hears_nothing_of_what_names_her_there(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    ben, cyd = await given_member(work, "ben"), await given_member(work, "cyd")
    group = await given_bare_group(work, ana, visibility="private")
    for each in (zoe, cyd):
        await given_membership(work, group, each)
    tags = [{"type": "Mention", "href": each.uri, "name": each.username} for each in (ben, cyd)]
    note = a_note(zoe, to=[group.members_uri], cc=[ben.uri, cyd.uri], tag=tags)

    await hear_post(work, posts_say("Create", zoe, note), zoe)
    assert told(work) == [("mention", cyd.id)]

    later = note | {"updated": "2026-11-24T12:00:00Z", "content": "<p>Encore</p>"}
    work.news.clear()
    await hear_post(work, posts_say("Update", zoe, later), zoe)
    assert told(work) == []


async def test_who_invites_everybody_is_stopped(work: Work) -> None:
    ana = (await accounts.admit(work, "ana")).actor
    group = await given_bare_group(work, ana)

    sent = 0
    for number in range(120):
        guest = await given_stranger(work, f"guest{number}")
        try:
            await service.invite(work, group, ana, guest)
        except Refused:
            break
        sent += 1

    assert sent == 100


@pytest.mark.parametrize("way", ["redirect", "id"])
async def test_no_answer_of_a_group_leads_a_members_name_to_another_server(
    coop: Instance, internet: Internet, way: str
) -> None:
    """What Ana's friends wrote for her is not asked for in her name because a group says so."""
    weeds, victim = Stranger(internet, "weeds.example"), Stranger(internet, "victim.example")
    friend = victim.person("friend")
    private = victim.note(friend, to=[coop.urls.user("ana")], cc=[])
    here = "https://weeds.example/notes/1"
    weeds.answers[here] = str(private["id"]) if way == "redirect" else private
    asked: list[str] = []
    answer = internet.servers["victim.example"]

    async def note_names(request: httpx2.Request) -> httpx2.Response:
        asked.append(
            request.headers.get("signature", "") + request.headers.get("signature-input", "")
        )
        return await answer.handle_async_request(request)

    internet.servers["victim.example"] = httpx2.MockTransport(note_names)
    async with coop.writing() as work:
        await given_member(work, "ana")

    with pytest.raises(FetchFailed):
        await fetch(coop, here, reader=coop.urls.user("ana"))

    assert not any("users/ana" in each for each in asked)
    async with coop.reading() as work:
        assert await posts.by_uri(work, str(private["id"])) is None


async def test_a_members_name_is_given_to_the_host_that_is_asked(
    coop: Instance, internet: Internet
) -> None:
    garden = Stranger(internet, "garden.example")
    note = garden.note(garden.person("zoe"))
    async with coop.writing() as work:
        await given_member(work, "ana")

    assert await fetch(coop, str(note["id"]), reader=coop.urls.user("ana")) == note["id"]
