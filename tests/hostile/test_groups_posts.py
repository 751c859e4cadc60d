"""What strangers and other servers try with the posts of groups: to get in, to read, to amplify."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import NeedsObject, Refused
from fedicoop.groups import service as grouping
from fedicoop.posts import queries, service
from fedicoop.posts.federation import from_ap
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import forget, given_bare_group, given_membership, sent
from tests.posts.given import a_note, hear, says

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts import Post
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member of ours."""
    return await given_member(work, "ana")


@pytest.fixture
async def zoe(work: Work) -> Actor:
    """Give somebody of another server."""
    return await given_stranger(work, "zoe")


async def says_note(work: Work, author: Actor, number: int = 1, **more: Any) -> Post:
    """Let somebody elsewhere publish a note; it is kept."""
    note = a_note(author, number, **more)
    await hear(work, says("Create", author, note), author)
    post = await queries.by_uri(work, str(note["id"]))
    assert post is not None
    return post


async def given_garden(work: Work, ana: Actor, members: str = "") -> Group:
    """Let Ana belong to, and follow, a group of another server."""
    actor = await given_stranger(work, "garden", kind="Group")
    actor.extra = {"members": members or f"{actor.uri}/members"}
    group = await grouping.remember(work, actor)
    await given_membership(work, group, ana)
    await actors.accepted(work, await actors.follow(work, ana, actor))
    forget(work)
    return group


async def test_nobody_hears_that_a_members_only_post_was_removed(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana)
    row = await actors.follow(work, zoe, group.actor, uri=f"{zoe.uri}/f")
    await actors.accept(work, row)
    post = await service.publish(work, ana, NoteDraft("Entre nous", "group", group=group))
    forget(work)

    await service.remove_from_group(work, post, ana)

    assert [each["type"] for each in sent(work)] == ["Undo", "Delete"]
    assert not any(PUBLIC in str(each) or group.actor.followers in str(each) for each in sent(work))


async def test_a_private_answer_is_not_shown_to_the_groups_moderators(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana, moderated=True)
    ben = await given_member(work, "ben")
    await given_membership(work, group, ben)
    post = await service.publish(work, ben, NoteDraft("Bonjour", group=group))

    answer = await says_note(work, zoe, inReplyTo=post.uri, to=[ben.uri], cc=[])

    assert (answer.visibility, answer.group_id, answer.awaits_group) == ("direct", None, False)
    assert await queries.waiting_in(work, group) == []


async def test_a_stranger_answers_in_public_but_not_among_the_members(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana)
    post = await service.publish(work, ana, NoteDraft("Bonjour", group=group))
    forget(work)

    answer = await says_note(work, zoe, inReplyTo=post.uri, to=[group.members_uri, ana.uri], cc=[])

    assert (answer.visibility, answer.group_id) == ("direct", None)
    assert sent(work) == []


async def test_a_private_group_passes_nothing_on_to_the_world(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    await given_membership(work, group, zoe)

    post = await says_note(work, zoe, cc=[group.actor.uri])

    assert post.group_id is None
    assert sent(work) == []
    assert await queries.boost_by(work, group.actor, post) is None


async def test_what_waited_is_not_passed_on_once_the_group_is_closed(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana, moderated=True)
    await given_membership(work, group, zoe)
    post = await says_note(work, zoe, cc=[group.actor.uri])
    group.visibility = "private"

    await service.approve(work, post, ana)

    assert sent(work) == []
    assert await queries.boost_by(work, group.actor, post) is None


async def test_a_group_at_rest_takes_no_answers(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_bare_group(work, ana)
    post = await service.publish(work, ana, NoteDraft("Bonjour", group=group))
    group.archived_at = work.now()

    answer = await says_note(work, zoe, inReplyTo=post.uri)

    assert answer.group_id is None
    with pytest.raises(Refused):
        await service.publish(work, ana, NoteDraft("Encore", in_reply_to=post))


async def test_a_flood_of_posts_is_not_passed_on(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_bare_group(work, ana, rights={"post": "everyone"})
    most = work.config.limits.posts_per_hour
    long_ago = {"published": "2020-01-01T00:00:00Z", "cc": [group.actor.uri, ana.uri]}

    for number in range(most):
        assert (await says_note(work, zoe, number, **long_ago)).group_id == group.id
    assert (await says_note(work, zoe, most, **long_ago)).group_id is None

    assert len(sent(work)) == most
    later = work.now() + timedelta(hours=2)
    object.__setattr__(work, "clock", lambda: later)
    assert (await says_note(work, zoe, most + 1, **long_ago)).group_id == group.id


async def test_a_group_makes_nobody_read_elsewhere_in_her_name(work: Work, ana: Actor) -> None:
    garden = await given_garden(work, ana)
    victim = "https://victim.example/notes/for-friends-of-ana"
    announce = says("Announce", garden.actor, victim, to=[garden.members_uri], cc=[])

    with pytest.raises(NeedsObject) as needed:
        await hear(work, announce, garden.actor)

    assert (needed.value.uri, needed.value.reader) == (victim, "")


async def test_what_was_only_fetched_is_not_taken_for_a_groups_own(work: Work, ana: Actor) -> None:
    garden = await given_garden(work, ana)
    eve = await given_stranger(work, "eve", "evil.example")
    note = a_note(eve, to=[garden.members_uri, ana.uri], cc=[])

    post = await service.receive(work, eve, from_ap(note, followers=eve.followers), asked=True)

    assert post is not None
    assert (post.visibility, post.group_id) == ("direct", None)
    assert (await queries.of_group(work, garden, ana)).items == []


async def test_what_a_group_announces_becomes_its_own_when_it_is_for_its_members(
    work: Work, ana: Actor
) -> None:
    garden = await given_garden(work, ana)
    yan = await given_stranger(work, "yan", "third.example")
    note = a_note(yan, to=[garden.members_uri], cc=[])
    post = await service.receive(work, yan, from_ap(note, followers=yan.followers), asked=True)
    assert post is not None
    announce = says("Announce", garden.actor, post.uri, to=[garden.members_uri], cc=[])

    other = await given_stranger(work, "weeds", "evil.example", kind="Group")
    await grouping.remember(work, other)
    await hear(work, says("Announce", other, post.uri, to=[garden.members_uri], cc=[]), other)
    assert post.group_id is None

    await hear(work, announce, garden.actor)

    assert post.visibility == "group"
    assert str(post.group_id) == garden.id
    assert await queries.boost_by(work, garden.actor, post) is None


async def test_a_group_elsewhere_does_not_claim_the_members_of_another(
    work: Work, ana: Actor
) -> None:
    ours = await given_bare_group(work, ana, visibility="private")

    for claimed in (ours.members_uri, PUBLIC, 7):
        weeds = await given_stranger(work, "weeds", "evil.example", kind="Group")
        weeds.extra = {"members": claimed}
        assert (await grouping.remember(work, weeds)).members_uri == ""
