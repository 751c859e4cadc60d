"""Everything about one event that its reader may know, and what she may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.events import Comments, State, policy, queries
from fedicoop.events import service as events
from fedicoop.events.policy import ACTIVE, Registration
from fedicoop.groups import policy as standings
from fedicoop.groups import queries as groups
from fedicoop.posts import queries as posts
from fedicoop.web.pages.events.cards import path_of, spot, when_of
from fedicoop.web.pages.events.shapes import Answer, Partner, Role, Seats, Tool, Whole

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.events import Event, Participation
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_PEOPLE = 60


async def whole(visit: Visit, work: Work, event: Event) -> Whole:
    """Give everything about an event that its reader may know."""
    viewer = visit.member.actor if visit.member else None
    mine = await queries.participation(work, event, viewer)
    manages = await events.manages(work, event, viewer)
    lists = policy.may_see_participants(event, takes_part=_is_in(mine), manages=manages)
    people = await queries.attendees(work, event, None, _PEOPLE) if lists else []
    comes = mine is not None and mine.state == State.GOING
    shows = policy.may_see_tools(event, takes_part=comes, manages=manages)
    links = tools_of(event)
    return Whole(
        **_told(visit, event),
        **_rules(visit, event),
        tools=links if shows else (),
        tools_hidden=bool(links) and not shows,
        partners=await partners(visit, work, event),
        seats=await _seats(visit, work, event, manages=manages),
        needs=await roles(work, event),
        answer=answer_of(mine),
        manages=manages,
        lists_people=lists,
        people=tuple(visit.reader.person(row.actor) for row in people if row.actor is not None),
        more=max(0, event.seats_taken - len(people)),
        others=await _others(visit, work, event, viewer),
        asked=await _asked(work, event) if manages else 0,
        waiting_comments=await posts.how_many_wait(work, event.post) if manages else 0,
        forgets=work.config.events.forget_guests_days,
        reads_first=event.comments == Comments.MODERATED and not manages,
    )


def _told(visit: Visit, event: Event) -> dict[str, Any]:
    """Say what an event says of itself."""
    reader = visit.reader
    return {
        "id": event.id,
        "uri": event.uri,
        "url": event.post.url or event.uri,
        "path": path_of(event),
        "title": event.post.name,
        "when": when_of(visit, event.starts_at, event.ends_at, event.timezone),
        "place": spot(event.place),
        "online": event.online,
        "website": event.website,
        "kind": event.kind,
        "language": event.post.language,
        "accessibility": event.accessibility,
        "tickets": event.tickets_url,
        "fee": _fee(visit, event),
        "external": event.external_url,
        "host": reader.person(event.host),
        "organiser": reader.person(event.organiser),
        "report": event.report,
        "reached": event.people_reached,
        "moved": reader.moment(event.post.updated_at) if event.post.updated_at else None,
    }


def _rules(visit: Visit, event: Event) -> dict[str, Any]:
    """Say how an event stands, and what goes for everybody who would like to come."""
    now = visit.instance.clock()
    return {
        "status": event.status,
        "reason": event.cancelled_reason,
        "visibility": event.post.visibility,
        "started": now >= event.starts_at,
        "over": now >= (event.ends_at or event.starts_at),
        "local": event.local,
        "questions": tuple(event.questions),
        "most_guests": min(event.guests_per_person, policy.MOST_GUESTS) if event.local else 0,
        "by_mail": event.local and event.guests_by_mail,
        "may_comment": event.comments != Comments.CLOSED and not event.post.closed_at,
        "repeats": event.series_id is not None,
    }


def _is_in(mine: Participation | None) -> bool:
    return mine is not None and mine.state in {State.GOING, State.WAITING}


def answer_of(mine: Participation | None) -> Answer:
    """Say what somebody answered; who left again is as if she had said nothing."""
    if mine is None or mine.state == State.WITHDRAWN:
        return Answer()
    if mine.state == State.CANCELLED:
        return Answer(invited=mine.invited_at is not None)
    return Answer(
        state=str(mine.state),
        guests=mine.guests,
        need=mine.need_id or "",
        message=mine.message,
        said=tuple(mine.answers),
        active=mine.state in ACTIVE,
        invited=mine.invited_at is not None,
    )


def tools_of(event: Event) -> tuple[Tool, ...]:
    """Give the links of an event: the meeting online first."""
    links = [Tool("", event.online_url)] if event.online_url else []
    return tuple(links + [Tool(each["name"], each["url"]) for each in event.tools])


def _fee(visit: Visit, event: Event) -> str:
    if event.fee_amount in {"", "0"}:
        return ""
    return visit.language.money(event.fee_amount, event.fee_currency)


async def roles(work: Work, event: Event) -> tuple[Role, ...]:
    """Give the roles that people are looked for for."""
    if not event.needs:
        return ()
    taken = await queries.needs_taken(work, event)
    return tuple(
        Role(each.id, each.role, each.count, taken.get(each.id, 0)) for each in event.needs
    )


async def _seats(visit: Visit, work: Work, event: Event, *, manages: bool) -> Seats:
    now = visit.instance.clock()
    registration = policy.registration(event, now)
    shows = event.local and (registration == Registration.WAITING_LIST or manages)
    counted = await queries.counts(work, event) if shows else {}
    closes = event.registration_closes_at
    return Seats(
        registration=str(registration),
        capacity=event.capacity,
        free=policy.free_seats(event) if event.local else event.seats_left,
        taken=event.seats_taken,
        waiting=counted.get(State.WAITING, 0),
        closes=_moment(visit, closes, event.timezone) if closes and closes > now else "",
    )


def _moment(visit: Visit, moment: datetime, zone: str) -> str:
    return visit.language.at(moment, zone)


async def _asked(work: Work, event: Event) -> int:
    return (await queries.counts(work, event)).get(State.ASKED, 0)


async def partners(visit: Visit, work: Work, event: Event) -> tuple[Partner, ...]:
    """Give the groups that were asked to organise an event too."""
    found = []
    for row in event.co_organisers:
        speaks = await speaks_for(visit, work, row.actor)
        found.append(Partner(row.id, visit.reader.person(row.actor), row.state, speaks))
    return tuple(found)


async def speaks_for(visit: Visit, work: Work, actor: Actor) -> bool:
    """Tell whether the reader may answer in the name of a group, or of the cooperative."""
    if visit.member is None or not actor.is_local:
        return False
    group = await groups.by_actor(work, actor.id)
    if group is None:
        return visit.is_moderator
    standing = await groups.standing(work, group, visit.member.actor)
    leads = standings.may_manage(group, standing) and not group.is_archived
    return leads or standings.may_create_event(group, standing)


async def _others(
    visit: Visit, work: Work, event: Event, viewer: Actor | None
) -> tuple[tuple[str, str], ...]:
    """Give the other dates of a series that are still to come: where, and when."""
    if event.series_id is None:
        return ()
    now = visit.instance.clock()
    rows = [
        each
        for each in await queries.of_series(work, event.series_id)
        if each.id != event.id and each.starts_at > now and not each.is_over
    ]
    seen = [each for each in rows[:20] if await queries.can_see(work, each, viewer)]
    return tuple(
        (path_of(each), when_of(visit, each.starts_at, each.ends_at, each.timezone).text)
        for each in seen
    )
