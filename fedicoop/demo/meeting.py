"""What happens in the demo: every group's events, who comes, also from other cooperatives."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.demo.seeding import PATIENCE, somebody
from fedicoop.events import Comments, State, queries
from fedicoop.events import service as events
from fedicoop.events.service import EventDraft, NeedDraft, PlaceDraft, ToolDraft
from fedicoop.inbox.fetch import fetch
from fedicoop.posts import service as posts
from fedicoop.posts.service import NoteDraft

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.demo.folders import Ground
    from fedicoop.demo.network import Happening
    from fedicoop.demo.seeding import House, Past
    from fedicoop.events import Event
    from fedicoop.work import Work

_ZONE = "Europe/Paris"
_WAIT = 0.1
_AGO = timedelta(days=5)

Uris = dict[str, str]


async def meet(ground: Ground, houses: dict[str, House], clock: Past) -> None:
    """Announce all events, some days ago, and let people of every cooperative answer."""
    clock.now = clock.present - _AGO
    announced = [_announce_all(ground, each, clock) for each in houses.values()]
    uris = {key: uri for found in await asyncio.gather(*announced) for key, uri in found.items()}
    await asyncio.gather(*(_visit(ground, each, uris) for each in houses.values()))
    await _organise_together(ground, houses, uris)
    clock.now = clock.present


async def _announce_all(ground: Ground, house: House, clock: Past) -> Uris:
    """Announce the events of a cooperative, let its members answer; give the addresses by key."""
    uris: Uris = {}
    for happening in ground.network.events_of(house.cooperative):
        async with house.instance.writing() as work:
            event = await _announce(work, happening, clock.present)
            await _answer(work, happening, event)
            await _end(work, happening, event)
        uris[happening.key] = event.uri
    await house.deliver()
    return uris


async def _announce(work: Work, happening: Happening, present: datetime) -> Event:
    organiser = await somebody(work, happening.by)
    host = await _host(work, happening)
    draft = draft_of(happening, present)
    if draft.rrule:
        return (await events.begin(work, organiser, draft, host))[0]
    return await events.announce(work, organiser, draft, host)


async def _host(work: Work, happening: Happening) -> Actor:
    if happening.group:
        return await somebody(work, happening.group)
    return await actors.cooperative(work)


def draft_of(happening: Happening, present: datetime) -> EventDraft:
    """Write what the form would say; dates keep their day of the week, whenever the demo runs."""
    monday = present.date() - timedelta(days=present.weekday())
    day = monday + timedelta(days=happening.days)
    if happening.days < 0:
        day = present.date() + timedelta(days=happening.days)
    starts = datetime.combine(day, time.fromisoformat(happening.at))
    url = f"https://visio.example/{happening.key}" if happening.online else ""
    return EventDraft(
        title=happening.title,
        starts=starts,
        ends=starts + timedelta(minutes=happening.minutes),
        timezone=_ZONE,
        source=happening.text,
        kind=happening.kind,
        visibility=happening.visibility,
        place=_place(happening),
        online=happening.online,
        online_url=url,
        tools=(ToolDraft("Pad", f"https://pad.example/{happening.key}"),) if url else (),
        capacity=happening.capacity,
        waiting_list=happening.waiting_list,
        needs=tuple(NeedDraft(role, count) for role, count in happening.needs.items()),
        guests_by_mail=happening.guests_by_mail,
        guests_per_person=2 if happening.guests_by_mail else 0,
        accessibility=happening.accessibility,
        alert_over=happening.alert_over,
        rrule=happening.rrule,
        comments=Comments.MODERATED if happening.asked else Comments.ALLOW_ALL,
    )


def _place(happening: Happening) -> PlaceDraft | None:
    if not happening.town:
        return None
    return PlaceDraft(
        name=happening.place,
        town=happening.town,
        country="France",
        latitude=happening.latitude,
        longitude=happening.longitude,
    )


async def _answer(work: Work, happening: Happening, event: Event) -> None:
    """Let members of the same cooperative say that they come, perhaps or surely."""
    for name in happening.comes:
        if name != happening.by:
            await events.join(work, event, await somebody(work, name))
    for name in happening.perhaps:
        await events.answer(work, event, await somebody(work, name), State.MAYBE)
    for name in happening.invited:
        by = await somebody(work, happening.by)
        await events.invite(work, event, by, await somebody(work, name))
    for name, words in happening.asked.items():
        note = NoteDraft(words, in_reply_to=event.post)
        await posts.publish(work, await somebody(work, name), note)


async def _end(work: Work, happening: Happening, event: Event) -> None:
    organiser = await somebody(work, happening.by)
    if happening.cancelled:
        await events.cancel(work, event, organiser, happening.cancelled)
    if happening.report:
        await events.report(work, event, organiser, happening.report, happening.reached)


async def _visit(ground: Ground, house: House, uris: Uris) -> None:
    """Let people come to events of other cooperatives, and wait until these have answered."""
    wanted = [
        (guest.partition(":")[2], uris[happening.key])
        for happening in ground.network.events
        for guest in happening.guests
        if guest.partition(":")[0] == house.cooperative.key and happening.key in uris
    ]
    for uri in dict.fromkeys(uri for _name, uri in wanted):
        await fetch(house.instance, uri)
    async with house.instance.writing() as work:
        for name, uri in wanted:
            event = await _event(work, uri)
            await events.join(work, event, await somebody(work, name))
    async with asyncio.timeout(PATIENCE):
        await house.deliver()
        while await _unanswered(house, wanted):  # noqa: ASYNC110 - another process answers
            await asyncio.sleep(_WAIT)


async def _event(work: Work, uri: str) -> Event:
    event = await queries.by_uri(work, uri)
    if event is None:
        raise LookupError(f"{uri} did not arrive")
    return event


async def _unanswered(house: House, wanted: list[tuple[str, str]]) -> bool:
    async with house.instance.reading() as work:
        for name, uri in wanted:
            event = await _event(work, uri)
            row = await queries.participation(work, event, await somebody(work, name))
            if row is None or row.state == State.UNANSWERED:
                return True
    return False


async def _organise_together(ground: Ground, houses: dict[str, House], uris: Uris) -> None:
    """Let groups of other cooperatives organise an event with its host, once they are asked."""
    for happening in ground.network.events:
        for partner in happening.partners:
            key, _, name = partner.partition(":")
            asking, asked = houses[happening.home], houses[key]
            await _ask(asking, happening, uris[happening.key], asked.cooperative.group_uri(name))
            await _agree(asked, uris[happening.key], name, ground.network.founder_of(partner))
            await asking.deliver()


async def _ask(house: House, happening: Happening, uri: str, partner: str) -> None:
    await fetch(house.instance, partner)
    async with house.instance.writing() as work:
        found = await actors.by_uri(work, partner)
        if found is None:
            raise LookupError(f"{partner} did not arrive")
        event = await _event(work, uri)
        await events.ask_partner(work, event, await somebody(work, happening.by), found)
    await house.deliver()


async def _agree(house: House, uri: str, name: str, founder: str) -> None:
    """Wait for the invitation, and agree in the group's name, as who looks after it does."""
    async with asyncio.timeout(PATIENCE):
        while not await _invited(house, uri, name):  # noqa: ASYNC110 - another process asks
            await asyncio.sleep(_WAIT)
    async with house.instance.writing() as work:
        event, group = await _event(work, uri), await somebody(work, name)
        row = await queries.co_organiser(work, event, group)
        if row is not None:
            await events.organise_too(work, row, event, await somebody(work, founder))
    await house.deliver()


async def _invited(house: House, uri: str, name: str) -> bool:
    async with house.instance.reading() as work:
        event = await queries.by_uri(work, uri)
        if event is None:
            return False
        return await queries.co_organiser(work, event, await somebody(work, name)) is not None
