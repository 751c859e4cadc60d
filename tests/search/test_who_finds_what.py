"""The search gives to each reader what she may see, and to nobody a trace of anything else."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from fedicoop.accounts import service as accounts
from fedicoop.actors import service as actors
from fedicoop.groups import Sight
from fedicoop.groups import queries as groups
from fedicoop.posts import Visibility, policy, service
from fedicoop.posts import queries as posts
from fedicoop.search import Kind, asking, queries
from tests.givens import given_member, given_stranger
from tests.groups.given import given_account, given_group, given_membership
from tests.posts.given import READERS, a_note, given_follow, given_note, given_readers, hear, says
from tests.search.given import found, read_all, told

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

CANARY = "chardonneret"


@pytest.mark.parametrize("visibility", list(Visibility))
async def test_who_finds_it_may_see_it(work: Work, visibility: Visibility) -> None:
    """By the very rule of the lists; and strangers only when the author agreed."""
    author = await given_member(work, "author")
    people = await given_readers(work, author)
    named = "" if visibility in policy.INSIDE else "@mentioned@peer.example "
    post = await given_note(work, author, f"{named}{CANARY}", visibility)
    member = people["member"]
    if post.group_id is not None and member is not None:
        group = await groups.by_id(work, post.group_id)
        assert group is not None
        await given_membership(work, group, member)

    for waits, indexable, viewer in product((False, True), (False, True), READERS):
        post.waits, author.indexable, reader = waits, indexable, people[viewer]
        await work.session.flush()
        seen = await posts.can_see(work, post, reader)
        hidden = visibility == Visibility.UNLISTED and reader is not author
        agreed = reader is not None or indexable
        expected = [post.id] if seen and agreed and not hidden else []
        for typed in (CANARY, f'"{CANARY}"', f"{CANARY[:4]}*", f"{CANARY} -pinson"):
            assert await found(work, reader, typed) == expected, (waits, indexable, viewer, typed)
        for kind in set(Kind) - {Kind.POSTS}:
            assert await found(work, reader, CANARY, kind) == [], (waits, indexable, viewer, kind)


async def _finds(work: Work, viewer: Actor | None, kind: Kind = Kind.POSTS) -> bool:
    """Ask the index as it is, without letting the worker read anything before."""
    return bool((await queries.find(work, viewer, asking.read(CANARY), kind)).ids)


async def _words(work: Work) -> str:
    """Give everything that the index holds."""
    on_sqlite = work.session.get_bind().dialect.name == "sqlite"
    column = "title || ' ' || body" if on_sqlite else "CAST(words AS text)"
    await work.session.flush()
    query = f"SELECT {column} FROM search_words"  # noqa: S608 - our own names
    return " ".join(await work.session.scalars(text(query)))


async def test_what_is_deleted_or_changed_is_gone_at_once(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    one, two = await given_note(work, ana, CANARY), await given_note(work, ana, CANARY)
    await read_all(work)
    assert CANARY in await _words(work)

    await service.delete(work, one, ana)
    await service.edit(work, two, ana, service.EditDraft("rien"))

    assert CANARY not in await _words(work)
    assert not await _finds(work, eve)
    assert await found(work, eve, CANARY) == []
    assert await found(work, eve, "rien") == [two.id]


async def test_of_who_is_suspended_blocked_or_muted_nothing_is_found(work: Work) -> None:
    eve = await given_member(work, "eve")
    people = [await given_member(work, name) for name in ("ana", "bob", "cat")]
    for person in people:
        await given_note(work, person, CANARY)
    await read_all(work)
    ana, bob, cat = people

    await actors.suspend(work, ana)
    await actors.block(work, bob, eve)
    await actors.mute(work, eve, cat)

    assert not await _finds(work, eve)
    assert await found(work, eve, CANARY) == []
    await actors.unmute(work, eve, cat)
    assert await _finds(work, eve)


async def test_of_who_left_no_word_stays(work: Work) -> None:
    """Neither in the results nor in the index, whatever was written and for whom."""
    ana = await given_account(work, "ana")
    ana.actor.discoverable = True
    ana.actor.name = CANARY
    await given_note(work, ana.actor, CANARY)
    await given_note(work, ana.actor, CANARY, Visibility.MEMBERS)
    eve = await given_member(work, "eve")
    await read_all(work)
    assert await _finds(work, eve, Kind.PEOPLE)

    await accounts.erase(work, ana)
    assert not await _finds(work, eve)
    assert not await _finds(work, eve, Kind.PEOPLE)
    while await service.erase_departed(work):
        pass

    assert CANARY not in await _words(work)
    await read_all(work)
    assert CANARY not in await _words(work)


async def test_a_group_that_one_has_left_is_searched_no_more(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    post = await given_note(work, ana, CANARY, Visibility.GROUP)
    group = await groups.by_id(work, post.group_id or "")
    assert group is not None
    membership = await given_membership(work, group, eve)
    await read_all(work)
    assert await _finds(work, eve)

    membership.state = "left"
    await work.session.flush()

    assert not await _finds(work, eve)


async def test_what_a_moderator_has_yet_to_let_in_is_found_by_its_author_alone(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    ana.indexable = True
    post = await given_note(work, ana, CANARY)
    post.awaits_group = True

    assert await found(work, ana, CANARY) == [post.id]
    assert await found(work, eve, CANARY) == []
    assert await found(work, None, CANARY) == []


@pytest.mark.parametrize("indexable", [False, True])
async def test_people_elsewhere_are_asked_whether_they_may_be_found(
    work: Work, *, indexable: bool
) -> None:
    """FEP-5feb; but what is addressed to a member she finds, and what is said in a group too."""
    eve, zoe = await given_member(work, "eve"), await given_stranger(work, "zoe")
    zoe.indexable = indexable
    await given_follow(work, eve, zoe)
    open_note = a_note(zoe, 1, content=f"<p>{CANARY}</p>")
    to_her = a_note(zoe, 2, content=f"<p>{CANARY} 2</p>", to=[eve.uri], cc=[])
    for document in (open_note, to_her):
        await hear(work, says("Create", zoe, document, id=f"{document['id']}/c"), zoe)
    hers = await posts.by_uri(work, str(to_her["id"]))
    public = await posts.by_uri(work, str(open_note["id"]))
    assert hers
    assert public

    assert set(await found(work, eve, CANARY)) == {hers.id, *([public.id] if indexable else [])}
    assert await found(work, None, CANARY) == ([public.id] if indexable else [])


@pytest.mark.parametrize("sight", list(Sight))
async def test_of_private_groups_only_the_name_is_found_and_nothing_of_secret_ones(
    work: Work, sight: Sight
) -> None:
    ana = await given_account(work, "ana")
    eve, fay = await given_member(work, "eve"), await given_member(work, "fay")
    group = await given_group(
        work, ana.actor, name="Verger", description=CANARY, visibility=sight, town="Rouen"
    )
    await given_membership(work, group, fay)
    told_of_itself = sight in {Sight.PUBLIC, Sight.NETWORK, Sight.MEMBERS}

    assert await told(work, eve, "verger", Kind.GROUPS) == (
        [] if sight == Sight.SECRET else ["solaire"]
    )
    assert await told(work, fay, "verg Rouen", Kind.GROUPS) == ["solaire"]
    assert await told(work, None, "verger", Kind.GROUPS) == (
        ["solaire"] if sight == Sight.PUBLIC else []
    )
    assert await told(work, eve, CANARY, Kind.GROUPS) == (["solaire"] if told_of_itself else [])


async def test_a_group_that_becomes_private_is_found_by_its_name_alone(work: Work) -> None:
    ana, eve = await given_account(work, "ana"), await given_member(work, "eve")
    group = await given_group(work, ana.actor, description=CANARY)
    assert await told(work, eve, CANARY, Kind.GROUPS) == ["solaire"]

    group.visibility = Sight.PRIVATE
    await work.session.flush()

    assert not await _finds(work, eve, Kind.GROUPS)
    assert CANARY not in await _words(work)
    assert await told(work, eve, CANARY, Kind.GROUPS) == []


async def test_people_are_found_by_members_when_they_want_to(work: Work) -> None:
    ana = await given_account(work, "camille")
    eve = await given_member(work, "eve")
    assert await told(work, eve, "camille", Kind.PEOPLE) == []

    ana.actor.discoverable = True
    assert await told(work, eve, "Cam", Kind.PEOPLE) == ["camille"]
    assert await told(work, None, "camille", Kind.PEOPLE) == []

    await accounts.disable(work, ana)
    assert await told(work, eve, "camille", Kind.PEOPLE) == []
    await accounts.enable(work, ana)
    await actors.block(work, ana.actor, eve)
    assert await told(work, eve, "camille", Kind.PEOPLE) == []
