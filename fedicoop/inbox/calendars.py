"""Calendars elsewhere: fetched by their address, read in a thread, taken a few dates at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import anyio.to_thread

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, Invalid, Refused
from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.events.calendars import Reading, read_calendar, read_page
from fedicoop.events.service import MOST_AT_ONCE, Result, Source
from fedicoop.inbox import lookup
from fedicoop.log import logger
from fedicoop.urls import fragmentless, host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.events import Feed
    from fedicoop.events.calendars import Entry
    from fedicoop.instance import Instance
    from fedicoop.work import Work

ACCEPT = "text/calendar, text/html, application/xhtml+xml, text/plain, application/octet-stream"
TOGETHER = 10
"""How many dates are announced in one transaction: nobody waits long for the writer."""
_ADDRESS = "Type the address of a calendar or of a page with events, from https:// on."
_NOTHING = "No event to come was found there."
log = logger(__name__)


@dataclass(frozen=True)
class Found:
    """What an address leads to: an event that is here now under its own id, or dates to take."""

    url: str
    uri: str = ""
    reading: Reading = field(default_factory=Reading)


async def look(instance: Instance, typed: str) -> Found:
    """Read what is at an address: an event of a federated server, a calendar, or a page.

    Raises Invalid for what is no address or has no event, Refused for a blocked server, FetchFailed
    when it does not answer.
    """
    url = address_of(typed)
    if instance.urls.is_local(url):
        raise Invalid({"url": "This event is here already."})
    await instance.refuse_host(host_of(url))
    uri = "" if url.partition("?")[0].endswith(".ics") else await _federated(instance, url)
    if uri:
        return Found(url, uri)
    reading = await read_at(instance, url)
    if not reading.entries:
        raise Invalid({"url": _NOTHING})
    return Found(url, reading=reading)


def address_of(typed: str) -> str:
    """Give the address that was typed; webcal:// is how calendars are often written."""
    said = typed.strip()
    for scheme in ("webcal://", "webcals://"):
        if said.lower().startswith(scheme):
            said = f"https://{said[len(scheme) :]}"
    if not host_of(said) or len(said) > 2000:
        raise Invalid({"url": _ADDRESS})
    return fragmentless(said)


async def _federated(instance: Instance, url: str) -> str:
    """Give the id of the event that a federated server has there; "" when it has none."""
    try:
        uri = await lookup.resolve(instance, url)
    except FedicoopError:
        return ""
    async with instance.reading() as work:
        return uri if await queries.by_uri(work, uri) is not None else ""


async def read_at(instance: Instance, url: str) -> Reading:
    """Fetch a calendar or a page, and give what is to come of it."""
    page = await instance.client.get_page(url, ACCEPT)
    if page.type in {"text/html", "application/xhtml+xml"}:
        read = partial(read_page, page.body, page.url, instance.clock())
        return await anyio.to_thread.run_sync(read)
    return await read_file(instance, page.body)


async def read_file(instance: Instance, data: bytes) -> Reading:
    """Read the bytes of a calendar file, without keeping anybody else waiting."""
    return await anyio.to_thread.run_sync(partial(read_calendar, data, instance.clock()))


async def take(
    instance: Instance, organiser: Actor, host: Actor, url: str, entries: Sequence[Entry]
) -> list[Result]:
    """Announce and change what a calendar says, a few dates in each transaction."""
    results: list[Result] = []
    for start in range(0, min(len(entries), MOST_AT_ONCE), TOGETHER):
        async with instance.writing() as work:
            source = await source_of(work, organiser, host, url)
            few = entries[start : min(start + TOGETHER, MOST_AT_ONCE)]
            results += await events.import_entries(work, source, few)
    return results


async def source_of(work: Work, organiser: Actor, host: Actor, url: str) -> Source:
    """Give in whose name a calendar is taken over, as they are in this transaction."""
    me = await actors.by_id(work, organiser.id)
    name = await actors.by_id(work, host.id)
    if me is None or name is None or me.is_gone or name.is_gone:
        raise Refused("nobody is there any more in whose name it could be announced")
    return Source(me, name, url)


async def read_due(instance: Instance) -> int:
    """Read the feeds whose turn it is; gives how many. One that fails is tried later and later."""
    async with instance.reading() as work:
        if not await queries.due_feeds(work):
            return 0
    async with instance.writing() as work:
        due = [(feed.id, feed.url) for feed in await events.lease_feeds(work)]
    for ident, url in due:
        try:
            await instance.refuse_host(host_of(url))
            await read_feed(instance, ident, await read_at(instance, url))
        except FedicoopError as error:
            log.info("a calendar could not be read", url=url, reason=str(error))
            await _miss(instance, ident, error)
    return len(due)


async def read_feed(instance: Instance, ident: str, reading: Reading) -> list[Result]:
    """Take what a feed says now, and cancel what it no longer has."""
    async with instance.reading() as work:
        feed = await queries.feed(work, ident)
    if feed is None:
        return []
    results = await take(instance, feed.organiser, feed.host, feed.url, reading.entries)
    async with instance.writing() as work:
        found = await queries.feed(work, ident)
        return results + (await events.close_feed(work, found, reading) if found else [])


async def _miss(instance: Instance, ident: str, error: FedicoopError) -> None:
    async with instance.writing() as work:
        feed: Feed | None = await queries.feed(work, ident)
        if feed is not None:
            await events.miss_feed(work, feed, error.safe)
