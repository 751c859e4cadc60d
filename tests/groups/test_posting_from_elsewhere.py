"""What people of other servers write in groups, and what groups elsewhere announce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import NeedsObject
from fedicoop.groups import service as grouping
from fedicoop.posts import queries, service
from fedicoop.posts.federation import from_ap
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import (
    deeds,
    forget,
    given_bare_group,
    given_membership,
    kinds,
    sent,
)
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


async def writes(work: Work, author: Actor, group: Group, **more: Any) -> Post:
    """Let a member write in a group."""
    return await service.publish(work, author, NoteDraft("Bonjour", group=group, **more))


async def follows(work: Work, person: Actor, group: Group) -> None:
    """Let somebody elsewhere follow a group, accepted."""
    row = await actors.follow(work, person, group.actor, uri=f"{person.uri}/f")
    await actors.accept(work, row)
    forget(work)


async def test_a_mention_from_mastodon_is_a_post_in_the_group(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana)
    await given_membership(work, group, zoe)
    note = a_note(zoe, cc=[zoe.followers, group.actor.uri])

    await hear(work, says("Create", zoe, note), zoe)

    post = await queries.by_uri(work, str(note["id"]))
    assert post is not None
    assert post.group_id == group.id
    assert [each["type"] for each in sent(work)] == ["Announce"]
    assert sent(work)[0]["object"] == post.uri
    shown = await queries.of_group(work, group, None)
    assert [item.post.id for item in shown.items] == [post.id]


async def test_who_does_not_belong_only_mentions(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_bare_group(work, ana)
    note = a_note(zoe, cc=[zoe.followers, group.actor.uri])

    await hear(work, says("Create", zoe, note), zoe)

    post = await queries.by_uri(work, str(note["id"]))
    assert post is not None
    assert post.group_id is None
    assert sent(work) == []


async def test_an_answer_from_elsewhere_stays_in_the_group(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana)
    post = await writes(work, ana, group)
    forget(work)

    await hear(work, says("Create", zoe, a_note(zoe, inReplyTo=post.uri)), zoe)

    answer = await queries.by_uri(work, f"{zoe.uri}/notes/1")
    assert answer is not None
    assert answer.group_id == group.id
    assert sent(work) == []


async def test_a_group_never_announces_another_group(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    other = await given_stranger(work, "garden", kind="Group")
    await given_membership(work, group, other)

    await hear(work, says("Create", other, a_note(other, cc=[group.actor.uri])), other)

    assert sent(work) == []


async def test_what_strangers_post_waits_for_a_moderator(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana, moderated=True)
    await given_membership(work, group, zoe)
    await hear(work, says("Create", zoe, a_note(zoe, cc=[group.actor.uri])), zoe)
    post = await queries.by_uri(work, f"{zoe.uri}/notes/1")
    assert post is not None
    assert [each.id for each in await queries.waiting_in(work, group)] == [post.id]
    assert (await queries.of_group(work, group, None)).items == []
    assert sent(work) == []

    await service.approve(work, post, ana)
    await service.approve(work, post, ana)

    assert kinds(work) == ["Announce"]
    assert len((await queries.of_group(work, group, None)).items) == 1


async def test_a_post_from_elsewhere_is_removed(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_bare_group(work, ana)
    await given_membership(work, group, zoe)
    await hear(work, says("Create", zoe, a_note(zoe, cc=[group.actor.uri])), zoe)
    post = await queries.by_uri(work, f"{zoe.uri}/notes/1")
    assert post is not None
    forget(work)

    await service.remove_from_group(work, post, ana)

    undo, announce = sent(work)
    assert (undo["type"], undo["object"]["type"]) == ("Undo", "Announce")
    assert announce["type"] == "Announce"
    assert (announce["object"]["type"], announce["object"]["object"]) == ("Delete", post.uri)
    assert post.is_deleted
    assert (await deeds(work, group))[-1] == "removed"


async def test_a_post_of_ours_is_taken_out_of_the_group(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    ben = await given_member(work, "ben")
    await given_membership(work, group, ben)
    post = await writes(work, ben, group)
    forget(work)

    await service.remove_from_group(work, post, ana)

    assert not post.is_deleted
    assert post.group_id is None
    assert await queries.boost_by(work, group.actor, post) is None
    inside = await writes(work, ben, group, visibility="group")
    await service.remove_from_group(work, inside, ana)
    assert inside.is_deleted


async def test_a_mobilizon_posts_to_the_members(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    yan = await given_stranger(work, "yan", "third.example")
    await given_membership(work, group, zoe)
    await given_membership(work, group, yan)
    note = a_note(zoe, to=[group.members_uri], cc=[], name="Réunion")

    await hear(work, says("Create", zoe, note), zoe)

    post = await queries.by_uri(work, str(note["id"]))
    assert post is not None
    assert (post.visibility, post.group_id) == ("group", group.id)
    assert await queries.can_see(work, post, ana)
    announce = work.outgoing[0]
    assert (announce.inboxes, announce.activity["object"]) == (
        ("https://third.example/inbox",),
        post.uri,
    )


async def test_what_a_group_announces_to_its_members_is_read_in_a_members_name(
    work: Work, ana: Actor
) -> None:
    actor = await given_stranger(work, "garden", kind="Group")
    actor.extra = {"members": f"{actor.uri}/members"}
    group = await grouping.remember(work, actor)
    await given_membership(work, group, ana)
    await actors.accepted(work, await actors.follow(work, ana, actor))
    zoe = await given_stranger(work, "zoe")
    note = a_note(zoe, to=[group.members_uri], cc=[])
    announce = says("Announce", actor, note) | {"to": [group.members_uri], "cc": []}

    with pytest.raises(NeedsObject) as needed:
        await hear(work, announce, actor)
    assert (needed.value.uri, needed.value.reader) == (note["id"], ana.uri)

    await service.receive(work, zoe, _read(note, zoe), asked=True)
    await hear(work, announce, actor)
    post = await queries.by_uri(work, str(note["id"]))
    assert post is not None
    assert (post.visibility, post.group_id) == ("group", group.id)
    assert await queries.boost_by(work, actor, post) is None


def _read(note: Any, author: Actor) -> service.PostDraft:
    return from_ap(note, followers=author.followers)


async def test_what_a_group_announces_to_everybody_is_read_by_the_server(
    work: Work, ana: Actor
) -> None:
    actor = await given_stranger(work, "garden", kind="Group")
    await actors.accepted(work, await actors.follow(work, ana, actor))

    for to in ([PUBLIC], [actor.followers]):
        with pytest.raises(NeedsObject) as needed:
            await hear(work, says("Announce", actor, "https://peer.example/1", to=to, cc=[]), actor)
        assert needed.value.reader == ""


async def test_into_a_group_elsewhere_nobody_smuggles_posts(work: Work, ana: Actor) -> None:
    actor = await given_stranger(work, "garden", kind="Group")
    actor.extra = {"members": f"{actor.uri}/members"}
    group = await grouping.remember(work, actor)
    eve = await given_stranger(work, "eve", "evil.example")

    await hear(work, says("Create", eve, a_note(eve, cc=[group.actor.uri, ana.uri])), eve)

    post = await queries.by_uri(work, f"{eve.uri}/notes/1")
    assert post is not None
    assert post.group_id is None
