"""Comments on events: taken while they are open, from everywhere; and who hears of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.errors import Refused
from fedicoop.events import queries, service
from fedicoop.events.models import Comments
from fedicoop.events.service import telling
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.posts import policy
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft, given_event, hear, says, told
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.work import Work


def a_comment(author: Actor, event: Event, **more: Any) -> dict[str, Any]:
    """Write a public comment as another server would."""
    return {
        "id": f"{author.uri}/notes/1",
        "type": "Note",
        "attributedTo": author.uri,
        "content": "<p>Je viens !</p>",
        "inReplyTo": event.uri,
        "published": "2026-11-24T11:59:00Z",
        "to": [PUBLIC],
        "cc": [event.organiser.uri],
        **more,
    }


async def test_a_comment_from_elsewhere_is_taken_while_they_are_open(work: Work) -> None:
    """It stands below the event."""
    event = await given_event(work, await given_member(work, "ana"))
    zoe = await given_stranger(work, "zoe")
    await hear(work, says("Create", zoe, a_comment(zoe, event)), zoe)
    thread = await posts.thread(work, event.post, None)
    assert [each.shown.post.author_id for each in thread.replies] == [zoe.id]


async def test_closed_comments_are_closed_for_everybody(work: Work) -> None:
    """Answers to comments from before too; a private question to the organiser gets through."""
    ana = await given_member(work, "ana")
    event = await given_event(work, ana)
    zoe, yan = await given_stranger(work, "zoe"), await given_stranger(work, "yan")
    await hear(work, says("Create", zoe, a_comment(zoe, event)), zoe)
    await service.revise(work, event, ana, a_draft(comments=Comments.CLOSED, files=None))
    with pytest.raises(Refused):
        await hear(work, says("Create", yan, a_comment(yan, event)), yan)
    first = await posts.by_uri(work, f"{zoe.uri}/notes/1")
    assert first is not None
    later = says("Create", yan, a_comment(yan, event, inReplyTo=first.uri))
    with pytest.raises(Refused):
        await hear(work, later, yan)
    with pytest.raises(Refused):
        await writing.publish(work, ana, NoteDraft("Moi aussi", in_reply_to=event.post))
    private = a_comment(yan, event, to=[ana.uri], cc=[])
    await hear(work, says("Create", yan, private), yan)
    assert await posts.by_uri(work, f"{yan.uri}/notes/1") is not None


async def test_comments_that_are_opened_again_are_open(work: Work) -> None:
    """As if nothing had been."""
    ana = await given_member(work, "ana")
    event = await given_event(work, ana, comments=Comments.CLOSED)
    assert not policy.may_answer_in(event.post)
    await service.revise(work, event, ana, a_draft(files=None))
    assert policy.may_answer_in(event.post)
    zoe = await given_stranger(work, "zoe")
    await hear(work, says("Create", zoe, a_comment(zoe, event)), zoe)
    assert len((await posts.thread(work, event.post, None)).replies) == 1


async def test_facilitators_hear_that_their_group_is_asked(work: Work) -> None:
    """And the organiser that it agreed."""
    ana = await given_member(work, "ana")
    bob = (await accounts.admit(work, "bob", email="bob@coop.example")).actor
    group = await groups.create(work, bob, "soleil", GroupDraft("Soleil"))
    event = await given_event(work, ana)
    row = await service.ask_partner(work, event, ana, group.actor)
    assert (telling.INVITED, bob.id) in told(work)
    assert [each.id for each in await queries.asked_of(work, group.actor)] == [event.id]
    await service.organise_too(work, row, event, bob)
    assert ("event_partner_accepted", ana.id) in told(work)
    assert await queries.asked_of(work, group.actor) == []


async def test_what_was_deleted_is_no_way_into_closed_comments(work: Work) -> None:
    ana = await given_member(work, "ana")
    event = await given_event(work, ana)
    zoe, yan = await given_stranger(work, "zoe"), await given_stranger(work, "yan")
    await hear(work, says("Create", zoe, a_comment(zoe, event)), zoe)
    first = await posts.by_uri(work, f"{zoe.uri}/notes/1")
    assert first is not None
    await writing.delete(work, first, zoe)
    await service.revise(work, event, ana, a_draft(comments=Comments.CLOSED, files=None))

    late = says("Create", yan, a_comment(yan, event, inReplyTo=first.uri))
    with pytest.raises(Refused):
        await hear(work, late, yan)
