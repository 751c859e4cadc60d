"""What tests of the address book start from: activities as others say them, and the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.actors.federation import handlers
from fedicoop.handlers import Incoming

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work


def says(kind: str, sender: Actor | str, thing: Any, number: int = 1, **more: Any) -> Document:
    """Write an activity of somebody elsewhere."""
    uri = sender if isinstance(sender, str) else sender.uri
    return {
        "id": f"{uri}/{kind.lower()}s/{number}",
        "type": kind,
        "actor": uri,
        "object": thing,
    } | more


async def hear(work: Work, activity: Document) -> None:
    """Let a verified activity reach its handler, as the inbox does after its checks."""
    thing = activity["object"]
    uri = thing if isinstance(thing, str) else thing.get("id", "")
    known = await handlers.known(work, uri)
    handler = handlers.find(activity, known)
    assert handler is not None
    await handler(work, Incoming(activity, activity["actor"]))


def said(work: Work) -> list[Document]:
    """Give, and forget, what was said to others."""
    activities = [outgoing.activity for outgoing in work.outgoing]
    work.outgoing.clear()
    return activities


def told(work: Work) -> list[tuple[str, str]]:
    """Give, and forget, what members are told: kind and whom."""
    news = [(each.kind, each.recipient_id) for each in work.news]
    work.news.clear()
    return news


async def counts(work: Work, actor: Actor) -> tuple[int, int]:
    """Give how many follow an actor, and how many she follows."""
    await work.session.flush()
    await work.session.refresh(actor, ["followers_count", "following_count"])
    return actor.followers_count, actor.following_count
