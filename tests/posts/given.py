"""What the posts' tests start from: notes of ours and of others, and a way to say things to us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.activitypub.activity import object_uri
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.handlers import Handlers, Incoming
from fedicoop.moderation import service as moderation
from fedicoop.posts import Post, Visibility, queries, service
from fedicoop.posts.federation import handlers
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work

table = Handlers.merged((handlers,))
READERS = (
    *("nobody", "author", "follower", "mentioned", "member"),
    *("stranger", "ally", "blocked", "suspended"),
)


async def given_note(
    work: Work,
    author: Actor,
    source: str = "Bonjour",
    visibility: str = Visibility.PUBLIC,
    **more: Any,
) -> Post:
    """Publish a note of a member, and forget what was sent and told about it."""
    if visibility == Visibility.GROUP and "group" not in more:
        more["group"] = await given_bare_group(work, author)
    post = await service.publish(work, author, NoteDraft(source, visibility, **more))
    work.outgoing.clear()
    work.news.clear()
    return post


async def given_follow(work: Work, follower: Actor, followed: Actor) -> None:
    """Let somebody follow somebody, accepted."""
    follow = await actors.follow(work, follower, followed)
    await actors.accepted(work, follow)
    await work.session.flush()
    work.outgoing.clear()
    work.news.clear()


def a_note(author: Actor, number: int = 1, **more: Any) -> Document:
    """Write a public note as Mastodon would."""
    document: Document = {
        "id": f"{author.uri}/notes/{number}",
        "type": "Note",
        "attributedTo": author.uri,
        "content": "<p>Hello</p>",
        "published": "2026-11-24T11:59:00Z",
        "url": f"https://{author.host}/@{author.username}/{number}",
        "to": [PUBLIC],
        "cc": [author.followers],
    }
    return document | more


def says(kind: str, sender: Actor, inner: Document | str, **more: Any) -> Document:
    """Write an activity."""
    document: Document = {
        "id": f"{sender.uri}/activities/{kind.lower()}",
        "type": kind,
        "actor": sender.uri,
        "object": inner,
    }
    if isinstance(inner, dict):
        document |= {key: inner[key] for key in ("to", "cc") if key in inner}
    return document | more


async def hear(work: Work, activity: Document, sender: Actor | str) -> None:
    """Let a verified sender say something, through the table that finds the handler."""
    by = sender if isinstance(sender, str) else sender.uri
    handler = table.find(activity, await table.known(work, object_uri(activity)))
    if handler is not None:
        await handler(work, Incoming(activity, by))
        await work.session.flush()


async def heard(work: Work, author: Actor, number: int = 1, **more: Any) -> Post:
    """Let somebody elsewhere publish a note that we keep."""
    await hear(work, says("Create", author, a_note(author, number, **more)), author)
    post = await queries.by_uri(work, f"{author.uri}/notes/{number}")
    assert post is not None
    work.wishes.clear()
    work.news.clear()
    return post


def sent(work: Work) -> list[Document]:
    """Give the activities that were published."""
    return [letter.activity for letter in work.outgoing]


def told(work: Work) -> list[tuple[str, str]]:
    """Give who heard of what: (kind, recipient's row id)."""
    return [(news.kind, news.recipient_id) for news in work.news if not news.over]


async def given_readers(work: Work, author: Actor) -> dict[str, Actor | None]:
    """Give everybody who may or may not see what an author writes, by what she is to her."""
    people: dict[str, Actor | None] = {
        "nobody": None,
        "author": author,
        "mentioned": await given_stranger(work, "mentioned"),
        "stranger": await given_stranger(work, "stranger"),
        "ally": await given_stranger(work, "ally", "ally.example"),
    }
    for name in ("follower", "member", "blocked", "suspended"):
        person = people[name] = await given_member(work, name)
        if name == "follower":
            await given_follow(work, person, author)
        if name == "blocked":
            await actors.block(work, author, person)
        if name == "suspended":
            await actors.suspend(work, person)
    await moderation.trust_host(work, None, "ally.example")
    return people
