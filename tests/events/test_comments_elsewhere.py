"""Comments are answers to an event's own address, from any server, unless it takes none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.errors import Refused
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.events.given import given_event, hear, heard, says
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.work import Work


async def _mastodon_answers(work: Work, ana: Actor, uri: str, **more: Any) -> Post | None:
    """Let somebody of Mastodon answer the address of an event."""
    note: dict[str, Any] = {
        "id": "https://peer.example/notes/1",
        "type": "Note",
        "attributedTo": ana.uri,
        "inReplyTo": uri,
        "content": "<p>Je viens</p>",
        "to": [PUBLIC],
        "published": "2026-11-24T11:00:00Z",
    }
    await hear(work, says("Create", ana, note | more), ana)
    return await posts.by_uri(work, note["id"])


async def test_an_answer_from_mastodon_stands_under_the_event(work: Work) -> None:
    lea, ana = await given_member(work, "lea"), await given_stranger(work, "ana")
    event = await given_event(work, lea)

    note = await _mastodon_answers(work, ana, event.uri)

    thread = await posts.thread(work, event.post, None)
    assert [reply.shown.post for reply in thread.replies] == [note]
    assert lea.id in {news.recipient_id for news in work.news}


async def test_a_closed_event_takes_no_comment_but_a_word_in_private(work: Work) -> None:
    lea, bob = await given_member(work, "lea"), await given_member(work, "bob")
    ana = await given_stranger(work, "ana")
    event = await given_event(work, lea, comments="closed")

    with pytest.raises(Refused):
        await _mastodon_answers(work, ana, event.uri)
    with pytest.raises(Refused) as refusal:
        await writing.publish(work, bob, NoteDraft("Moi aussi", in_reply_to=event.post))
    private = await _mastodon_answers(work, ana, event.uri, to=[lea.uri])

    assert refusal.value.safe == "This discussion is closed."
    assert private is not None
    assert (await posts.thread(work, event.post, None)).replies == []


async def test_nobody_here_comments_what_takes_no_comments_elsewhere(work: Work) -> None:
    lea = await given_member(work, "lea")
    club = await given_stranger(work, "club", kind="Group")
    event = await heard(work, club, commentsEnabled=False)

    with pytest.raises(Refused):
        await writing.publish(work, lea, NoteDraft("Un mot", in_reply_to=event.post))

    again = await heard(work, club, commentsEnabled=True, updated="2026-11-24T11:59:30Z")
    assert (await writing.publish(work, lea, NoteDraft("Un mot", in_reply_to=again.post))).uri
