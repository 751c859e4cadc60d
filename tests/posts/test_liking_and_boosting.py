"""Liking, passing on, keeping: once each, counted rightly, told to whom it concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import NeedsObject, NotFound, Refused
from fedicoop.posts import queries, service
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note, given_follow, given_note, hear, heard, says, sent, told

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def test_a_like_goes_to_the_author_alone(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)

    assert await service.like(work, ana, post)
    assert not await service.like(work, ana, post)

    (like,) = sent(work)
    assert (like["type"], like["object"], like["to"]) == ("Like", post.uri, [bob.uri])
    assert post.likes_count == 1


async def test_a_like_taken_back_is_undone_with_the_whole_like_inside(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    await service.like(work, ana, post)

    assert await service.unlike(work, ana, post)
    assert not await service.unlike(work, ana, post)

    like, undo = sent(work)
    assert undo["object"] == like
    assert undo["to"] == [bob.uri]
    assert post.likes_count == 0


async def test_members_like_each_other_without_a_letter(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    post = await given_note(work, ana)

    await service.like(work, eve, post)
    await service.like(work, ana, post)
    await service.unlike(work, ana, post)

    assert sent(work) == []
    assert told(work) == [("like", ana.id)]
    assert post.likes_count == 1


@pytest.mark.parametrize("kind", ["Like", "EmojiReact"])
async def test_likes_and_reactions_from_elsewhere_count_once(work: Work, kind: str) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)

    for number in (1, 2):
        await hear(work, says(kind, bob, post.uri, id=f"{bob.uri}#{number}"), bob)

    assert post.likes_count == 1
    assert told(work) == [("like", ana.id)]
    undo = says("Undo", bob, f"{bob.uri}#2")
    await hear(work, undo, bob)
    await hear(work, undo, bob)
    assert post.likes_count == 0


async def test_an_undone_like_is_found_by_who_and_what(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    await hear(work, says("Like", bob, post.uri), bob)

    inner = says("Like", bob, post.uri, id=f"{bob.uri}#lost")
    await hear(work, says("Undo", bob, inner), bob)

    assert post.likes_count == 0


async def test_nobody_likes_or_keeps_what_she_does_not_see(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    secret = await given_note(work, ana, visibility="direct")

    with pytest.raises(NotFound):
        await service.like(work, eve, secret)
    with pytest.raises(NotFound):
        await service.bookmark(work, eve, secret)
    with pytest.raises(NotFound):
        await service.boost(work, eve, secret)


async def test_who_is_blocked_cannot_like(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    await actors.block(work, ana, bob)

    with pytest.raises(NotFound):
        await hear(work, says("Like", bob, post.uri), bob)

    assert post.likes_count == 0


async def test_what_others_like_of_others_is_not_kept(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)

    await hear(work, says("Like", bob, post.uri), bob)
    await hear(work, says("Like", bob, "https://else.example/notes/1"), bob)

    assert post.likes_count == 0


async def test_a_boost_says_the_address_to_everybody_followers_and_author(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)

    assert await service.boost(work, ana, post)
    assert not await service.boost(work, ana, post)

    (announce,) = sent(work)
    assert announce["object"] == post.uri
    assert (announce["to"], announce["cc"]) == ([PUBLIC], [ana.followers, bob.uri])
    assert work.outgoing[0].about == post.uri
    assert post.boosts_count == 1


async def test_a_boost_taken_back_goes_the_same_way(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana)
    await service.boost(work, ana, post)

    assert await service.unboost(work, ana, post)
    assert not await service.unboost(work, ana, post)

    announce, undo = sent(work)
    assert undo["object"] == announce
    assert (undo["to"], undo["cc"]) == (announce["to"], announce["cc"])
    assert post.boosts_count == 0


async def test_only_its_author_passes_a_followers_only_note_on_to_followers(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    await given_follow(work, eve, ana)
    post = await given_note(work, ana, visibility="followers")

    with pytest.raises(Refused):
        await service.boost(work, eve, post)
    await service.boost(work, ana, post)

    (announce,) = sent(work)
    assert announce["to"] == [ana.followers]
    assert PUBLIC not in announce["cc"]


async def test_what_members_say_is_not_passed_on(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, visibility="members")

    with pytest.raises(Refused):
        await service.boost(work, ana, post)


async def test_a_boost_from_elsewhere_is_counted_told_and_undone(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    announce = says("Announce", bob, post.uri, to=[PUBLIC], cc=[bob.followers])

    await hear(work, announce, bob)
    await hear(work, announce | {"id": f"{bob.uri}#again"}, bob)

    assert post.boosts_count == 1
    assert told(work) == [("boost", ana.id)]
    await hear(work, says("Undo", bob, announce), bob)
    assert post.boosts_count == 0


async def test_an_unknown_post_is_fetched_when_its_booster_is_followed_here(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    uri = "https://else.example/notes/1"
    announce = says("Announce", bob, uri, to=[PUBLIC])

    await hear(work, announce, bob)
    assert await queries.by_uri(work, uri) is None

    await given_follow(work, ana, bob)
    with pytest.raises(NeedsObject) as need:
        await hear(work, announce, bob)
    assert need.value.uri == uri


async def test_a_group_that_announces_a_create_passes_the_post_on(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    club = await given_stranger(work, "club", "club.example", kind="Group")
    await given_follow(work, ana, club)
    create = says("Create", zoe, a_note(zoe))
    announce = says("Announce", club, create, to=[PUBLIC])

    with pytest.raises(NeedsObject) as need:
        await hear(work, announce, club)

    assert need.value.uri == f"{zoe.uri}/notes/1"


async def test_boosts_to_nobody_in_particular_and_of_missing_posts_are_dropped(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)

    await hear(work, says("Announce", bob, post.uri, to=[ana.uri]), bob)
    await hear(work, says("Announce", bob, "https://coop.example/notes/none", to=[PUBLIC]), bob)
    await hear(work, says("Announce", bob, says("Like", bob, post.uri), to=[PUBLIC]), bob)

    assert post.boosts_count == 0


async def test_an_old_boost_is_sorted_where_it_belongs(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    old = says("Announce", bob, post.uri, to=[PUBLIC], published="2026-11-01T00:00:00Z")

    await hear(work, old, bob)

    page = await queries.public_of(work, bob, ana)
    assert [item.boost is None for item in page.items] == [True]
    boost = await queries.boost_by(work, bob, post)
    assert boost is not None
    assert boost.id < post.id


async def test_bookmarks_are_kept_once_and_in_silence(work: Work, clock: StoppedClock) -> None:
    ana = await given_member(work, "ana")
    old, new = await given_note(work, ana, "vieux"), await given_note(work, ana, "neuf")

    assert await service.bookmark(work, ana, new)
    clock.move(timedelta(minutes=1))
    assert await service.bookmark(work, ana, old)
    assert not await service.bookmark(work, ana, old)

    page = await queries.bookmarks_of(work, ana)
    assert [item.post.id for item in page.items] == [old.id, new.id]
    assert page.items[0].marks.bookmarked
    assert sent(work) == []
    assert told(work) == []
    await service.unbookmark(work, ana, old)
    await service.unbookmark(work, ana, old)
    page = await queries.bookmarks_of(work, ana)
    assert [item.post.id for item in page.items] == [new.id]
