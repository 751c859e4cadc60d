"""Comments that wait for the organisers: hidden from everybody else, then shown or turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.errors import NotFound, Refused
from fedicoop.events import service
from fedicoop.events.models import Comments
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import EditDraft, NoteDraft
from tests.events.given import a_draft, given_event, given_moderator, hear, says, told
from tests.events.test_commenting import a_comment
from tests.givens import given_member, given_stranger
from tests.groups.given import given_membership

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.posts import Post
    from fedicoop.work import Work


async def given_moderated(work: Work, organiser: Actor) -> Event:
    """Announce an event whose comments are read first; what was said about it is forgotten."""
    event = await given_event(work, organiser, comments=Comments.MODERATED)
    work.outgoing.clear()
    work.news.clear()
    return event


async def from_elsewhere(work: Work, author: Actor, event: Event, **more: object) -> Post:
    """Hear a comment of somebody elsewhere."""
    document = a_comment(author, event, **more)
    await hear(work, says("Create", author, document), author)
    found = await posts.by_uri(work, document["id"])
    assert found is not None
    return found


async def below(work: Work, event: Event, viewer: Actor | None) -> list[str]:
    """Give who wrote what a viewer sees below an event."""
    thread = await posts.thread(work, event.post, viewer)
    return [each.shown.post.author.username for each in thread.replies]


async def test_a_comment_waits_and_only_its_author_sees_it(work: Work) -> None:
    ana, bob, eve = [await given_member(work, name) for name in ("ana", "bob", "eve")]
    event = await given_moderated(work, ana)

    post = await writing.publish(work, bob, NoteDraft("Je viens", in_reply_to=event.post))

    assert post.waits
    assert work.outgoing == []
    assert told(work) == [("event_comment", ana.id)]
    assert event.post.replies_count == 0
    assert bob.posts_count == 0
    assert await below(work, event, bob) == ["bob"]
    for viewer in (None, ana, eve):
        assert await below(work, event, viewer) == []
        assert not await posts.can_see(work, post, viewer)
    assert (await posts.replies_to(work, event.post)).items == []
    assert (await posts.outbox(work, bob)).items == []
    assert [each.id for each in await posts.waiting_below(work, event.post)] == [post.id]
    assert await posts.how_many_wait(work, event.post) == 1


async def test_one_that_is_let_in_is_said_and_counted_as_if_it_were_new(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    zoe = await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)
    post = await writing.publish(
        work, bob, NoteDraft("Je viens @zoe@peer.example", in_reply_to=event.post)
    )

    await service.let_in(work, event, post, ana)

    assert await below(work, event, None) == ["bob"]
    assert event.post.replies_count == 1
    assert bob.posts_count == 1
    assert [each.activity["type"] for each in work.outgoing] == ["Create"]
    assert zoe.uri in work.outgoing[0].activity["cc"]
    assert told(work) == [("event_comment", ana.id), ("reply", ana.id)]
    assert await posts.how_many_wait(work, event.post) == 0
    await writing.delete(work, post, bob)
    assert event.post.replies_count == 0
    assert bob.posts_count == 0


async def test_one_from_elsewhere_is_let_in_too(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)
    post = await from_elsewhere(work, zoe, event)
    assert await below(work, event, None) == []
    assert await below(work, event, ana) == []

    await service.let_in(work, event, post, ana)

    assert await below(work, event, None) == ["zoe"]
    assert event.post.replies_count == 1
    assert work.outgoing == []


async def test_one_that_is_turned_away_leaves_nothing(work: Work) -> None:
    """Nothing was ever said to anybody, so that nothing is taken back either."""
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    zoe = await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)
    own = await writing.publish(work, bob, NoteDraft("Perroquet", in_reply_to=event.post))
    other = await from_elsewhere(work, zoe, event)

    await service.keep_out(work, event, own, ana)
    await service.keep_out(work, event, other, ana)

    assert own.is_deleted
    assert own.source == ""
    assert other.is_deleted
    assert work.outgoing == []
    assert ("event_comment_refused", bob.id) in told(work)
    assert event.post.replies_count == 0
    assert bob.posts_count == 0
    assert await below(work, event, bob) == []
    again = says("Create", zoe, a_comment(zoe, event))
    await hear(work, again, zoe)
    assert await posts.how_many_wait(work, event.post) == 0


async def test_editing_what_waits_says_nothing_to_anybody(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    event = await given_moderated(work, ana)
    post = await writing.publish(work, bob, NoteDraft("Je viens", in_reply_to=event.post))

    await writing.edit(work, post, bob, EditDraft("Je viens avec Zoé"))
    assert work.outgoing == []
    await writing.delete(work, post, bob)

    assert work.outgoing == []
    assert event.post.replies_count == 0


async def test_an_answer_to_a_comment_waits_as_well(work: Work) -> None:
    """Whether what it answers was let in or not; and hangs where it belongs afterwards."""
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    zoe = await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)
    first = await from_elsewhere(work, zoe, event)
    second = await from_elsewhere(work, zoe, event, id=f"{zoe.uri}/notes/2", inReplyTo=first.uri)
    assert second.waits

    await service.let_in(work, event, second, ana)
    assert await below(work, event, None) == ["zoe"]
    await service.let_in(work, event, first, ana)
    assert await below(work, event, None) == ["zoe", "zoe"]

    third = await writing.publish(work, bob, NoteDraft("Bien", in_reply_to=second))
    assert third.waits


async def test_organisers_and_their_group_are_not_made_to_wait(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    group = await groups.create(
        work, await given_moderator(work, "rosa"), "soleil", GroupDraft("Soleil")
    )
    await given_membership(work, group, ana, role="facilitator")
    event = await given_event(work, ana, host=group.actor, comments=Comments.MODERATED)

    own = await writing.publish(work, ana, NoteDraft("Bienvenue", in_reply_to=event.post))
    other = await writing.publish(work, bob, NoteDraft("Merci", in_reply_to=event.post))

    work.news.clear()
    lea = (await accounts.admit(work, "lea", email="lea@coop.example")).actor
    await given_membership(work, group, lea, role="moderator")
    helped = await writing.publish(work, lea, NoteDraft("Avec joie", in_reply_to=event.post))

    assert not own.waits
    assert other.waits
    assert not helped.waits
    await service.let_in(work, event, other, lea)


async def test_a_word_in_private_gets_through(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)

    post = await from_elsewhere(work, zoe, event, to=[ana.uri], cc=[])

    assert not post.waits
    assert await posts.can_see(work, post, ana)


async def test_only_organisers_decide_and_only_about_what_waits_there(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    zoe = await given_stranger(work, "zoe")
    event, other = await given_moderated(work, ana), await given_moderated(work, bob)
    post = await from_elsewhere(work, zoe, event)

    for decide in (service.let_in, service.keep_out):
        with pytest.raises(Refused):
            await decide(work, event, post, bob)
        with pytest.raises(Refused):
            await decide(work, event, post, zoe)
        with pytest.raises(NotFound):
            await decide(work, other, post, bob)
    assert post.waits
    await service.let_in(work, event, post, ana)
    with pytest.raises(NotFound):
        await service.keep_out(work, event, post, ana)


async def test_comments_that_wait_go_on_waiting_when_they_are_opened(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    yan = await given_stranger(work, "yan")
    event = await given_moderated(work, ana)
    waiting = await from_elsewhere(work, zoe, event)

    await service.revise(work, event, ana, a_draft(files=None))
    new = await from_elsewhere(work, yan, event)

    assert waiting.waits
    assert not new.waits
    await service.let_in(work, event, waiting, ana)
    assert sorted(await below(work, event, None)) == ["yan", "zoe"]


async def test_an_answer_that_came_before_what_it_answers_waits_with_it(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)
    first = f"{zoe.uri}/notes/first"
    early = await from_elsewhere(work, zoe, event, id=f"{zoe.uri}/notes/early", inReplyTo=first)
    assert await posts.how_many_wait(work, event.post) == 0
    below_it = await from_elsewhere(
        work, zoe, event, id=f"{zoe.uri}/notes/below", inReplyTo=early.uri
    )

    late = await from_elsewhere(work, zoe, event, id=first)

    assert await posts.how_many_wait(work, event.post) == 3
    assert early.replies_count == 0
    assert await below(work, event, None) == []
    await service.let_in(work, event, late, ana)
    assert await below(work, event, None) == ["zoe"]
    await service.let_in(work, event, early, ana)
    await service.let_in(work, event, below_it, ana)
    assert await below(work, event, None) == ["zoe", "zoe", "zoe"]
    assert [each.replies_count for each in (event.post, late, early)] == [1, 1, 1]
    assert zoe.posts_count == 3


async def test_nobody_named_in_what_waits_hears_of_it_before(work: Work) -> None:
    """Neither when it is written nor when it is changed, here or elsewhere."""
    ana, bob, eve = [await given_member(work, name) for name in ("ana", "bob", "eve")]
    zoe = await given_stranger(work, "zoe")
    event = await given_moderated(work, ana)
    post = await writing.publish(work, bob, NoteDraft("Avec @eve", in_reply_to=event.post))
    await writing.edit(work, post, bob, EditDraft("Avec @eve et @ana"))
    tags = [{"type": "Mention", "href": eve.uri, "name": "@eve"}]
    await from_elsewhere(work, zoe, event, cc=[eve.uri], tag=tags)

    assert {kind for kind, _ in told(work)} == {"event_comment"}
    work.news.clear()
    await service.let_in(work, event, post, ana)
    assert sorted(told(work)) == sorted([("reply", ana.id), ("mention", eve.id)])
