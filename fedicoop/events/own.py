"""What a member organises and where she comes, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.db.facts import facts, in_pieces
from fedicoop.events.models import CalendarKey, Event, Feed, Need, Participation, Series, Sketch
from fedicoop.events.queries import LOADED
from fedicoop.posts import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {
    "events": "events/events.json",
    "places": "events/events.json",
    "series": "events/events.json",
    "event_needs": "events/events.json",
    "co_organisers": "events/events.json",
    "participations": "events/answers.json",
    "event_sketches": "events/drafts.json",
    "event_feeds": "events/calendars.json",
    "calendar_keys": "events/calendars.json",
}
LEFT = {
    "event_shares": "what the server and groups passed on",
    "event_backfills": "which servers were told of what is to come",
    "event_keys": "hashes of the secrets in letters",
}


async def organised(work: Work, organiser: Actor) -> AsyncIterator[Event]:
    """Give the events that she organises, in her own name or a group's, loaded as LOADED says."""
    query = select(Event).join(Post, Post.id == Event.id)
    query = query.where(Event.organiser_id == organiser.id, Post.deleted_at.is_(None))
    async for event in in_pieces(work.session, query.options(*LOADED), Event.id):
        yield event


async def answers(work: Work, actor: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give where she said that she comes, or does not, with what she wrote."""
    query = select(Participation).where(Participation.actor_id == actor.id)
    query = query.options(joinedload(Participation.event).joinedload(Event.post))
    async for row in in_pieces(work.session, query, Participation.id):
        need = await work.session.get(Need, row.need_id) if row.need_id else None
        names = ("state", "guests", "answers", "message", "attended", "invited_at", "created_at")
        event = {"event": row.event.uri, "title": row.event.post.name}
        yield {**event, **facts(row.event, "starts_at"), **facts(row, *names), **_role(need)}


def _role(need: Need | None) -> dict[str, Any]:
    return {"helps_as": need.role} if need is not None else {}


async def drafts(work: Work, organiser: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give the events that she did not announce yet."""
    query = select(Sketch).where(Sketch.organiser_id == organiser.id)
    async for row in in_pieces(work.session, query, Sketch.id):
        yield facts(row, "data", "publish_at", "created_at")


async def calendars(work: Work, actor: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give the calendars elsewhere that she lets be read, and when hers was opened to programs."""
    feeds = select(Feed).where(Feed.organiser_id == actor.id)
    async for feed in in_pieces(work.session, feeds, Feed.id):
        yield {"kind": "read here", **facts(feed, "url", "name", "read_at", "created_at")}
    keys = select(CalendarKey).where(CalendarKey.actor_id == actor.id)
    async for key in in_pieces(work.session, keys, CalendarKey.id):
        yield {"kind": "read elsewhere", **facts(key, "created_at", "revoked_at")}


async def rule_of(work: Work, event: Event) -> str:
    """Give the rule by which an event repeats; "" for one that does not."""
    row = await work.session.get(Series, event.series_id) if event.series_id else None
    return row.rrule if row is not None else ""
