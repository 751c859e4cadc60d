"""Finding single events, who takes part in them, and whether somebody may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from fedicoop.actors import Actor
from fedicoop.events.models import (
    CoOrganiser,
    Event,
    EventShare,
    Participation,
    Place,
    Sketch,
)
from fedicoop.posts import Mention, Post
from fedicoop.posts import queries as posts
from fedicoop.posts.policy import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.work import Work

POST = joinedload(Event.post)
LOADED = (
    POST.joinedload(Post.author),
    POST.joinedload(Post.in_reply_to_author),
    POST.selectinload(Post.attachments),
    POST.selectinload(Post.mentions).joinedload(Mention.actor),
    POST.selectinload(Post.tags),
    joinedload(Event.organiser),
    joinedload(Event.host),
    joinedload(Event.place),
    selectinload(Event.needs),
    selectinload(Event.co_organisers).joinedload(CoOrganiser.actor),
)
"""Everything that is shown of an event."""

_HOST, _ORGANISER = aliased(Actor), aliased(Actor)
_URI: BindParameter[str] = bindparam("uri")
_KNOWN = union_all(
    select(literal("Event"), _HOST.uri, _ORGANISER.uri)
    .select_from(Event)
    .join(_HOST, _HOST.id == Event.host_id)
    .join(_ORGANISER, _ORGANISER.id == Event.organiser_id)
    .where(Event.uri == _URI),
    select(literal("Participation"), Actor.uri, Actor.uri)
    .select_from(Participation)
    .join(Actor, Actor.id == Participation.actor_id)
    .where(Participation.uri == _URI),
    select(literal("Invitation"), Actor.uri, Actor.uri)
    .select_from(CoOrganiser)
    .join(Event, Event.id == CoOrganiser.event_id)
    .join(Actor, Actor.id == Event.host_id)
    .where(CoOrganiser.uri == _URI),
)


async def by_id(work: Work, ident: str) -> Event | None:
    """Give the event of a row id, deleted ones too, with everything that is shown of it."""
    return await work.session.scalar(select(Event).where(Event.id == ident).options(*LOADED))


async def by_ids(work: Work, idents: Iterable[str]) -> dict[str, Event]:
    """Give events by their row ids, with what a line in a list shows of them."""
    idents = list(idents)
    if not idents:
        return {}
    shown = (POST, joinedload(Event.host), joinedload(Event.place))
    rows = await work.session.scalars(select(Event).where(Event.id.in_(idents)).options(*shown))
    return {row.id: row for row in rows}


async def by_uri(work: Work, uri: str) -> Event | None:
    """Give the event of an ActivityPub id, deleted ones too."""
    if not uri or work.memory.lacks(uri):
        return None
    return await work.session.scalar(select(Event).where(Event.uri == uri).options(*LOADED))


async def kind_and_owners(work: Work, uri: str) -> tuple[str, str, str] | None:
    """Give what an address is, "Event", "Participation" or "Invitation", and whose it is.

    An event is its host's and its organiser's, whose URIs are the second and the third.
    """
    if work.memory.lacks(uri):
        return None
    row = (await work.session.execute(_KNOWN, {"uri": uri})).first()
    return (row[0], row[1], row[2]) if row else None


async def by_source(work: Work, host: Actor, url: str, uid: str) -> Event | None:
    """Give the event that was imported from an address, or from an entry of a calendar."""
    query = select(Event).where(
        Event.host_id == host.id, Event.source_url == url, Event.source_uid == uid
    )
    return await work.session.scalar(query.options(*LOADED).limit(1))


async def can_see(work: Work, event: Event, viewer: Actor | None) -> bool:
    """Tell whether an event is for this viewer: by the rule of its post."""
    return await posts.can_see(work, event.post, viewer)


async def sketch(work: Work, ident: str, organiser: Actor) -> Sketch | None:
    """Give an unpublished event of a member."""
    query = select(Sketch).where(Sketch.id == ident, Sketch.organiser_id == organiser.id)
    return await work.session.scalar(
        query.options(joinedload(Sketch.organiser), joinedload(Sketch.host))
    )


async def sketches_of(work: Work, organiser: Actor) -> list[Sketch]:
    """Give what a member drafted and scheduled, newest first."""
    query = (
        select(Sketch)
        .where(Sketch.organiser_id == organiser.id)
        .options(joinedload(Sketch.organiser), joinedload(Sketch.host))
        .order_by(Sketch.id.desc())
        .limit(200)
    )
    return list(await work.session.scalars(query))


async def place_by_id(work: Work, ident: str) -> Place | None:
    """Give a place by its row id."""
    return await work.session.get(Place, ident)


async def is_open_place(work: Work, place: Place) -> bool:
    """Tell whether an event that everybody may see is or was at a place."""
    query = select(
        exists().where(Event.place_id == place.id, Post.id == Event.id, Post.visibility.in_(OPEN))
    )
    return bool(await work.session.scalar(query))


async def share_of(work: Work, event: Event, actor: Actor) -> EventShare | None:
    """Give the Announce of an event by one of our actors."""
    query = select(EventShare).where(
        EventShare.event_id == event.id, EventShare.actor_id == actor.id
    )
    return await work.session.scalar(query)


async def co_organiser_by_uri(work: Work, uri: str) -> CoOrganiser | None:
    """Give the invitation to organise together that an activity said."""
    query = select(CoOrganiser).where(CoOrganiser.uri == uri)
    event = joinedload(CoOrganiser.event)
    return await work.session.scalar(
        query.options(joinedload(CoOrganiser.actor), event.joinedload(Event.host))
    )


async def co_organiser(work: Work, event: Event, actor: Actor) -> CoOrganiser | None:
    """Give what stands between an event and a group that was asked to organise it too."""
    query = select(CoOrganiser).where(
        CoOrganiser.event_id == event.id, CoOrganiser.actor_id == actor.id
    )
    return await work.session.scalar(query.options(joinedload(CoOrganiser.actor)))


async def asked_of(work: Work, partner: Actor) -> list[Event]:
    """Give the events to come that a group was asked to organise too and did not answer for."""
    query = (
        select(Event)
        .join(Event.post)
        .join(CoOrganiser, CoOrganiser.event_id == Event.id)
        .where(CoOrganiser.actor_id == partner.id, CoOrganiser.state == "invited")
        .where(Post.deleted_at.is_(None), Event.starts_at > work.now())
        .options(*LOADED)
        .order_by(Event.starts_at)
        .limit(20)
    )
    return list(await work.session.scalars(query))


async def of_series(work: Work, series_id: str) -> Sequence[Event]:
    """Give every date of a series that is still there, in order."""
    query = (
        select(Event)
        .join(Event.post)
        .where(Event.series_id == series_id, Post.deleted_at.is_(None))
        .options(*LOADED)
        .order_by(Event.starts_at)
        .limit(500)
    )
    return (await work.session.scalars(query)).all()


async def where_of(work: Work, idents: Sequence[str]) -> dict[str, str]:
    """Give the names of the places of events by the events' row ids, for the search."""
    rows = await work.session.execute(
        select(Event.id, Place.name, Place.town, Place.postcode)
        .join(Place, Place.id == Event.place_id)
        .where(Event.id.in_(idents))
    )
    return {ident: f"{name} {town} {postcode}" for ident, name, town, postcode in rows}
