"""Events of other servers: kept, changed and let go as their servers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import Refused
from fedicoop.events import documents, queries, times
from fedicoop.events.models import Comments, Event, JoinMode, Shown, State, Status
from fedicoop.events.service import inviting, letters, telling
from fedicoop.events.service.joining import Wish, note
from fedicoop.events.service.places import find_or_keep
from fedicoop.posts import service as posts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.events.service.drafts import RemoteDraft
    from fedicoop.posts import Post
    from fedicoop.posts.service import PostDraft
    from fedicoop.work import Work

_PLAIN = (
    "kind",
    "status",
    "starts_at",
    "ends_at",
    "timezone",
    "online",
    "online_url",
    "website",
    "external_url",
    "capacity",
    "seats_left",
    "seats_taken",
    "guests_by_mail",
    "comments",
    "accessibility",
    "tickets_url",
    "fee_amount",
    "fee_currency",
)


async def receive(
    work: Work,
    host: Actor,
    organiser: Actor,
    words: PostDraft,
    draft: RemoteDraft,
    *,
    updated: datetime,
) -> Event | None:
    """Keep an event of another server, or its newer version; None when it was deleted before.

    An older version than the one that is here is left aside. Raises Refused when it is not its
    host's to say.
    """
    known = await queries.by_uri(work, draft.uri)
    if known is not None and (known.post.is_deleted or updated < known.changed_at):
        return None if known.post.is_deleted else known
    post = await posts.receive(work, host, words, asked=True)
    if post is None:
        return None
    event = known or _new(work, post, host)
    before = None if known is None else (event.starts_at, event.place_id, event.status)
    event.organiser = organiser
    await _take_over(work, event, draft, updated)
    work.session.add(event)
    await work.session.flush()
    await _tell(work, event, before)
    return event


def _new(work: Work, post: Post, host: Actor) -> Event:
    return Event(
        id=post.id,
        uri=post.uri,
        local=False,
        post=post,
        host=host,
        tools_shown=Shown.EVERYONE,
        participants_shown=Shown.ORGANISERS,
        created_at=work.now(),
        needs=[],
        co_organisers=[],
    )


async def _take_over(work: Work, event: Event, draft: RemoteDraft, updated: datetime) -> None:
    for name in _PLAIN:
        setattr(event, name, getattr(draft, name))
    closed = draft.comments == Comments.CLOSED
    event.post.closed_at = (event.post.closed_at or work.now()) if closed else None
    event.post.answers_wait = draft.comments == Comments.MODERATED
    if event.join_mode != JoinMode.NONE:
        event.join_mode = draft.join_mode
    event.starts_wall = times.written(times.wall_at(draft.starts_at, draft.timezone))
    event.ends_wall = (
        times.written(times.wall_at(draft.ends_at, draft.timezone)) if draft.ends_at else ""
    )
    event.tools = [{"name": each.name, "url": each.url} for each in draft.tools]
    event.contacts = list(draft.contacts)
    event.place = await find_or_keep(work, draft.place)
    event.changed_at = updated


async def _tell(work: Work, event: Event, before: tuple[datetime, str | None, str] | None) -> None:
    """Tell those here who answered of another time or place, or that it does not take place."""
    place_id = event.place.id if event.place else None
    if before is None or before == (event.starts_at, place_id, event.status):
        return
    cancelled = event.status == Status.CANCELLED
    if not cancelled and before[:2] == (event.starts_at, place_id):
        return
    await telling.tell_all(
        work, event, telling.CANCELLED if cancelled else telling.MOVED, event.host
    )


async def forget(work: Work, event: Event) -> None:
    """Let an event go that its server deleted; those here who answered hear of it."""
    if event.post.is_deleted:
        return
    if event.status != Status.CANCELLED:
        await telling.tell_all(work, event, telling.CANCELLED, event.host)
    event.status = Status.CANCELLED
    event.changed_at = work.now()
    await posts.withdraw(work, event.post)


def turn_away(work: Work, event: Event, visitor: Actor, uri: str) -> None:
    """Tell somebody elsewhere that she cannot come; nothing is kept of her wish."""
    if not visitor.is_local and uri:
        inner = {"id": uri, "type": "Join", "actor": visitor.uri, "object": event.uri}
        work.publish(documents.activity(work, "Reject", event.host, inner, to=[visitor.uri]))


def takes_no_answers(event: Event) -> None:
    """Note that an event's server takes no answers: nobody waits for one."""
    event.join_mode = JoinMode.NONE


async def invited(work: Work, event: Event, sender: Actor, addressed: Iterable[str]) -> None:
    """Let people here know, once, that an organiser elsewhere invites them.

    Raises Refused for anybody but the event's organiser and host: notices and letters are theirs.
    She may invite as many as one of ours may (``inviting``); more are passed over.
    """
    if sender.id not in {event.organiser_id, event.host_id}:
        raise Refused(f"{sender.uri} does not invite to {event.uri}")
    for actor in await actors.by_uris(work, addressed):
        if not actor.is_local or actor.is_gone:
            continue
        if await queries.participation(work, event, actor) is not None:
            continue
        if await actors.blocked_either_way(work, actor, sender):
            continue
        if await inviting.is_enough(work, event):
            return
        row = await note(work, event, actor, State.INVITED, Wish())
        row.invited_at = work.now()
        await work.session.flush()
        work.tell(telling.INVITATION, actor.id, sender.id, event.uri)
        if not await actors.mutes(work, actor, sender):
            await letters.write_to_member(work, event, actor, telling.INVITED)
