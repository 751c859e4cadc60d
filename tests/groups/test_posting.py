"""What is written in groups: who may, who sees it, what the group passes on, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import queries as groups
from fedicoop.groups import service as grouping
from fedicoop.posts import Visibility, policy, queries, service
from fedicoop.posts.service import EditDraft, NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import (
    forget,
    given_bare_group,
    given_membership,
    kinds,
)
from tests.posts.given import given_note

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


async def test_a_public_post_names_the_group_and_is_announced_once(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana)
    await follows(work, zoe, group)

    post = await writes(work, ana, group, title="Toit")

    create, announce = work.outgoing
    assert create.activity["cc"] == [ana.followers, group.actor.uri, group.actor.followers]
    assert create.activity["object"]["audience"] == group.actor.uri
    assert create.activity["object"]["name"] == "Toit"
    assert (announce.activity["type"], announce.activity["object"]) == ("Announce", post.uri)
    assert announce.activity["actor"] == group.actor.uri
    assert announce.activity["to"] == [PUBLIC]
    assert announce.inboxes == ("https://peer.example/inbox",)
    assert not await service.pass_on(work, post, group)
    assert await groups.share_of(work, group, post.uri) is not None
    boost = await queries.boost_by(work, group.actor, post)
    assert boost is not None
    assert boost.uri == announce.activity["id"]
    assert await groups.share_by_uri(work, boost.uri) is not None


async def test_answers_are_in_the_group_but_not_announced(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    ben = await given_member(work, "ben")
    post = await writes(work, ana, group)
    forget(work)

    answer = await service.publish(work, ben, NoteDraft("Oui", in_reply_to=post))

    assert answer.group_id == group.id
    assert kinds(work) == ["Create"]
    shown = await queries.of_group(work, group, None)
    assert [item.post.id for item in shown.items] == [post.id]


async def test_a_private_answer_is_not_in_the_group(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    post = await writes(work, ana, group)

    answer = await service.publish(
        work, ana, NoteDraft("Psst", Visibility.DIRECT, in_reply_to=post)
    )

    assert answer.group_id is None


async def test_who_may_not_post_is_told(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana, rights={"post": "facilitators"})
    ben = await given_member(work, "ben")
    await given_membership(work, group, ben)

    with pytest.raises(Refused):
        await writes(work, ben, group)
    await grouping.exclude(work, group, ben, ana)
    post = await writes(work, ana, group)
    with pytest.raises(Refused):
        await service.publish(work, ben, NoteDraft("Oui", in_reply_to=post, group=group))


@pytest.mark.parametrize(
    ("sight", "visibility", "allowed"),
    [
        ("public", "public", True),
        ("public", "unlisted", True),
        ("public", "followers", False),
        ("public", "members", False),
        ("members", "public", False),
        ("members", "members", True),
        ("private", "members", False),
        ("secret", "public", False),
        ("secret", "group", True),
    ],
)
async def test_nothing_is_seen_by_more_people_than_the_group(
    work: Work, ana: Actor, sight: str, visibility: str, *, allowed: bool
) -> None:
    group = await given_bare_group(work, ana, visibility=sight)

    if allowed:
        assert (await writes(work, ana, group, visibility=visibility)).visibility == visibility
    else:
        with pytest.raises(Invalid):
            await writes(work, ana, group, visibility=visibility)


async def test_for_a_group_means_for_which(work: Work, ana: Actor) -> None:
    with pytest.raises(Invalid):
        await service.publish(work, ana, NoteDraft("x", Visibility.GROUP))


async def test_a_title_is_short(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)

    with pytest.raises(Invalid):
        await writes(work, ana, group, title="x" * 201)


async def test_discussions_and_articles_are_listed_apart(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    await writes(work, ana, group)
    talk = await writes(work, ana, group, title="Toit")
    article = await writes(work, ana, group, title="Bilan", article=True)

    assert article.type == "Article"
    found = await queries.discussions_of(work, group, None)
    assert [item.post.id for item in found.items] == [talk.id]
    found = await queries.articles_of(work, group, None)
    assert [item.post.id for item in found.items] == [article.id]
    first = await queries.of_group(work, group, None, limit=2)
    rest = await queries.of_group(work, group, None, before=first.next)
    assert len(first.items) + len(rest.items) == 3


async def test_a_discussion_is_closed_with_its_outcome(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    ben = await given_member(work, "ben")
    post = await writes(work, ana, group, title="Toit")

    with pytest.raises(Refused):
        await service.close(work, post, ben)
    await service.close(work, post, ana, "On *fait*.")
    assert "<em>fait</em>" in post.digest
    with pytest.raises(Refused, match="late"):
        await service.publish(work, ben, NoteDraft("Trop tard", in_reply_to=post))

    await service.reopen(work, post, ana)
    await service.summarise(work, post, ana, "")
    assert post.digest == ""
    answer = await service.publish(work, ben, NoteDraft("À temps", in_reply_to=post))
    assert answer.group_id == group.id
    with pytest.raises(Invalid):
        await service.summarise(work, post, ana, "x" * 100_000)


async def test_who_looks_after_a_group_pins(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    ben = await given_member(work, "ben")
    post = await writes(work, ana, group)

    await service.pin_in_group(work, post, ana)
    assert [each.post.id for each in await queries.pinned_in(work, group, None)] == [post.id]
    await service.pin_in_group(work, post, ana, pinned=False)
    assert await queries.pinned_in(work, group, None) == []
    with pytest.raises(Refused):
        await service.pin_in_group(work, post, ben)
    with pytest.raises(Refused, match="no group"):
        await service.pin_in_group(work, await given_note(work, ana), ana)


async def test_what_is_for_the_group_goes_to_members_servers_alone(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    ben = await given_member(work, "ben")
    outsider = await given_stranger(work, "out", "out.example")
    await follows(work, outsider, group)
    post = await writes(work, ana, group, visibility="group")
    assert work.outgoing == []

    await given_membership(work, group, zoe)
    post = await writes(work, ana, group, visibility="group")
    announce = work.outgoing[0]

    assert len(work.outgoing) == 1
    assert announce.only
    assert announce.inboxes == ("https://peer.example/inbox",)
    assert announce.activity["to"] == [group.members_uri]
    assert announce.activity["object"]["content"] == "<p>Bonjour</p>"
    assert not await queries.can_see(work, post, ben)
    assert not await queries.can_see(work, post, None)
    assert await queries.can_see(work, post, zoe)
    assert (await queries.home(work, ana)).items[0].post.id == post.id

    forget(work)
    await service.edit(work, post, ana, EditDraft("Bonsoir"))
    update = work.outgoing[0]
    assert (update.only, update.inboxes) == (True, ("https://peer.example/inbox",))


async def test_in_what_is_for_the_group_only_members_are_named(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    await given_member(work, "ben")

    post = await service.publish(
        work, ana, NoteDraft("@ben bonjour", Visibility.GROUP, group=group)
    )

    assert post.mentions == []


async def test_for_a_group_elsewhere_its_server_passes_on(work: Work, ana: Actor) -> None:
    actor = await given_stranger(work, "garden", kind="Group")
    actor.extra = {"members": f"{actor.uri}/members"}
    group = await grouping.remember(work, actor)
    await given_membership(work, group, ana)

    post = await writes(work, ana, group, visibility="group")

    assert len(work.outgoing) == 1
    assert work.outgoing[0].only
    assert work.outgoing[0].inboxes == ("https://peer.example/inbox",)
    assert work.outgoing[0].activity["to"] == [f"{actor.uri}/members"]
    forget(work)
    await service.edit(work, post, ana, EditDraft("Bonsoir"))
    assert work.outgoing[0].inboxes == ("https://peer.example/inbox",)


@pytest.mark.parametrize("sight", ["public", "network", "members", "private", "secret"])
def test_what_is_for_the_group_alone_can_always_be_said(sight: str) -> None:
    offered = policy.group_visibilities(sight)

    assert offered[-1] == "group"
    assert ("network" in offered) is (sight in {"public", "network"})
    assert ("members" in offered) is (sight == "members")
