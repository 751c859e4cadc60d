"""Taking events over from other calendars: look first, then say yes; and the calendars followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import FetchFailed, Gone, Invalid, NotFound, Refused, TooLarge
from fedicoop.errors import Malformed as Unreadable
from fedicoop.events import queries, times
from fedicoop.events import service as events
from fedicoop.events.calendars import MOST_BYTES, Reading
from fedicoop.events.service import MOST_AT_ONCE, Fate, Source
from fedicoop.inbox import calendars
from fedicoop.inbox.calendars import Found
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.calendars.keeping import LONGEST, pack, unpack
from fedicoop.web.pages.events.hosting import chosen, names
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.events import Feed
    from fedicoop.events.service import Result
    from fedicoop.web.pages.events.hosting import Name
    from fedicoop.web.views import Moment

FATES = {
    Fate.NEW: msg("new event"),
    Fate.CHANGED: msg("changed"),
    Fate.SAME: msg("unchanged"),
    Fate.CANCELLED: msg("cancelled"),
    Fate.HERE: msg("already here"),
    Fate.REFUSED: msg("cannot be taken over"),
}
_MYSELF = msg("In my own name")
_WHERE = "/import/events"
_NOTHING = msg("No event to come was found there.")
_CHOOSE = msg("Choose a file, or type an address.")
_FAULTS = (FetchFailed, Gone, NotFound, Refused, TooLarge, Unreadable)


@dataclass(frozen=True)
class Line:
    """An entry and what becomes of it, as it is shown."""

    title: str
    when: str
    fate: str
    fault: str
    path: str


@dataclass(frozen=True)
class Followed:
    """A calendar that is read again and again."""

    id: str
    name: str
    url: str
    host: str
    events: int
    read: Moment | None
    fault: str


@dataclass(frozen=True)
class Looked:
    """What a form leads to; ``kept`` is the file that was uploaded, for the next form."""

    found: Found
    kept: str = ""

    @property
    def url(self) -> str:
        """Give the address it comes from; a file has none."""
        return "" if self.kept else self.found.url


@members
async def ask(visit: Visit) -> Response:
    """Show the form, and the calendars that are followed."""
    return await _page(visit, Form.of({"host": visit.query("group", 40)}))


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        me = await visit.actor(work)
        hosts = await names(visit, work, form.line("host", 40))
        feeds = await queries.feeds_of(work, me)
    return visit.page(
        "calendars/import.html",
        status,
        form=form,
        hosts=_options(visit, hosts),
        feeds=[_followed(visit, each) for each in feeds],
        most=MOST_AT_ONCE,
    )


def _options(visit: Visit, hosts: list[Name]) -> list[tuple[str, str]]:
    mine = visit.say(_MYSELF)
    return [(each.value, each.actor.name or each.value if each.value else mine) for each in hosts]


def _followed(visit: Visit, feed: Feed) -> Followed:
    return Followed(
        id=feed.id,
        name=feed.name or feed.url,
        url=feed.url,
        host=feed.host.name or feed.host.username,
        events=feed.events,
        read=visit.reader.moment(feed.read_at) if feed.read_at else None,
        fault=feed.fault,
    )


@members
async def take_over(visit: Visit) -> Response:
    """Show what would be taken over, or take it over once that was seen."""
    form = await visit.form()
    try:
        looked = await _look(visit, form)
        if looked.found.uri:
            return await _to_event(visit, looked.found.uri)
        async with visit.reading() as work:
            me = await visit.actor(work)
            host = chosen(await names(visit, work, form.line("host", 40)), form.line("host", 40))
        if form.flag("sure"):
            return await _take(visit, form, looked, me, host.actor)
        return await _preview(visit, form, looked, me, host.actor)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    except _FAULTS as error:
        name = "file" if form.files("file") else "url"
        return await _page(visit, form.blame(Invalid({name: error.safe})), 422)


async def _look(visit: Visit, form: Form) -> Looked:
    files = form.files("file")
    kept = form.text("kept", LONGEST + 1)
    if files:
        data = await files[0].read(MOST_BYTES + 1)
        reading = await calendars.read_file(visit.instance, data)
        kept = pack(data)
    elif kept:
        reading = await calendars.read_file(visit.instance, unpack(kept))
    elif form.line("url", 2000):
        return Looked(await calendars.look(visit.instance, form.line("url", 2000)))
    else:
        raise Invalid({"url": _CHOOSE})
    if not reading.entries:
        raise Invalid({"file": _NOTHING})
    return Looked(Found("", reading=reading), kept)


async def _to_event(visit: Visit, uri: str) -> Response:
    """Go to an event of a federated server: it is here with everything that it says."""
    async with visit.reading() as work:
        event = await queries.by_uri(work, uri)
    if event is None:
        raise NotFound("the event is gone")
    return visit.redirect(f"/events/{event.id}", say="found_event")


async def _preview(visit: Visit, form: Form, looked: Looked, me: Actor, host: Actor) -> Response:
    reading = looked.found.reading
    async with visit.reading() as work:
        source = Source(me, host, looked.url)
        few = reading.entries[:MOST_AT_ONCE]
        results = await events.import_entries(work, source, few, dry_run=True)
    return _results(visit, form, looked, reading, results, done=False)


async def _take(visit: Visit, form: Form, looked: Looked, me: Actor, host: Actor) -> Response:
    reading, url = looked.found.reading, looked.url
    results = await calendars.take(visit.instance, me, host, url, reading.entries)
    if url and form.flag("follow"):
        async with visit.writing() as work:
            source = await calendars.source_of(work, me, host, url)
            feed = await events.follow_feed(work, source, reading.name)
            await events.close_feed(work, feed, reading)
    return _results(visit, form, looked, reading, results, done=True)


def _results(
    visit: Visit,
    form: Form,
    looked: Looked,
    reading: Reading,
    results: list[Result],
    *,
    done: bool,
) -> Response:
    taken = sum(each.fate in {Fate.NEW, Fate.CHANGED, Fate.CANCELLED} for each in results)
    return visit.page(
        "calendars/imported.html",
        name=reading.name,
        lines=[_line(visit, each, done=done) for each in results],
        left_out=reading.left_out + max(0, len(reading.entries) - MOST_AT_ONCE),
        taken=taken,
        done=done,
        form=form,
        kept=looked.kept,
        url=looked.url,
        follow=form.flag("follow") and bool(looked.url),
    )


def _line(visit: Visit, result: Result, *, done: bool) -> Line:
    wall = times.read_wall(result.starts)
    when = visit.language.at(wall.replace(tzinfo=UTC), "UTC") if wall else ""
    shown = done and result.event is not None
    return Line(
        title=result.title,
        when=when,
        fate=visit.say(FATES[result.fate]),
        fault=result.fault,
        path=f"/events/{result.event.id}" if shown and result.event else "",
    )


@members
async def stop(visit: Visit) -> Response:
    """Follow a calendar no more."""
    async with visit.writing() as work:
        me = await visit.actor(work)
        feed = await queries.feed(work, visit.param("ident")[:40])
        if feed is None or feed.organiser_id != me.id:
            raise NotFound("no such feed of hers")
        await events.stop_feed(work, feed)
    return visit.redirect(_WHERE, say="feed_stopped")


routes = [
    Route(_WHERE, ask),
    Route(_WHERE, take_over, methods=["POST"]),
    Route("/import/events/{ident}/stop", stop, methods=["POST"]),
]
