"""Dates of other people's calendars as events of ours: found again, changed, never twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop.errors import FedicoopError, Invalid, Refused
from fedicoop.events import queries, times
from fedicoop.events.models import Feed, Status
from fedicoop.events.service import announcing
from fedicoop.events.service.checking import check
from fedicoop.events.service.drafts import EventDraft, PlaceDraft
from fedicoop.events.service.forms import draft_of
from fedicoop.events.service.hosts import check_may_announce, visibilities
from fedicoop.ids import new_id
from fedicoop.languages import msg, say
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.actors import Actor
    from fedicoop.events.calendars import Entry, Reading
    from fedicoop.events.models import Event
    from fedicoop.work import Work

MOST_AT_ONCE = 500
MOST_FEEDS = 20
EVERY, LEASE = timedelta(hours=6), timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=7)
_GONE = msg("This date is no longer in the calendar that it came from")


class Fate(StrEnum):
    """What became of an entry, or would."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CANCELLED = "cancelled"
    HERE = "here"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """One entry and what became of it; ``fault`` says why it was refused."""

    title: str
    starts: str
    fate: Fate
    event: Event | None = None
    fault: str = ""


@dataclass(frozen=True)
class Source:
    """Where entries come from, and in whose name they are announced."""

    organiser: Actor
    host: Actor
    url: str = ""


async def import_entries(
    work: Work, source: Source, entries: Iterable[Entry], *, dry_run: bool = False
) -> list[Result]:
    """Announce, change or cancel events as a calendar says; give what became of each entry.

    An entry is known again by its UID, in the name it was announced in. With ``dry_run`` nothing
    is done, and what would be done is given. Raises Refused for who may not announce there. The
    edge hands over a few at a time: others want to write in between.
    """
    group = await check_may_announce(work, source.organiser, source.host)
    seen_by = visibilities(group)[0]
    return [await _import(work, source, each, seen_by, dry_run=dry_run) for each in entries]


async def _import(
    work: Work, source: Source, entry: Entry, visibility: str, *, dry_run: bool
) -> Result:
    known = await _known(work, source, entry)
    try:
        draft = check(_draft(work, source, entry, visibility))
        fate = _fate(source, entry, known, draft)
        if not dry_run:
            async with work.attempt():
                known = await _do(work, source, fate, draft, known)
    except Invalid as error:
        return _result(entry, Fate.REFUSED, known, next(iter(error.fields.values()), error.safe))
    except FedicoopError as error:
        return _result(entry, Fate.REFUSED, known, error.safe)
    return _result(entry, fate, known)


def _result(entry: Entry, fate: Fate, event: Event | None, fault: str = "") -> Result:
    return Result(entry.title, times.written(entry.starts), fate, event, fault)


async def _known(work: Work, source: Source, entry: Entry) -> Event | None:
    """Find the event of an entry: imported before, or one that is here under its own address."""
    own = await queries.by_uri(work, entry.uid) if host_of(entry.uid) else None
    return own or await queries.by_source(work, source.host, source.url, entry.uid)


def _fate(source: Source, entry: Entry, known: Event | None, draft: EventDraft) -> Fate:
    if known is None:
        return Fate.SAME if entry.cancelled else Fate.NEW
    if known.is_over or known.source_uid != entry.uid or known.host_id != source.host.id:
        return Fate.HERE
    if entry.cancelled:
        return Fate.CANCELLED
    return Fate.SAME if _merged(known, draft) == draft_of(known) else Fate.CHANGED


def _draft(work: Work, source: Source, entry: Entry, visibility: str) -> EventDraft:
    longest = work.config.limits.note_characters
    place = PlaceDraft(**asdict(entry.place)) if entry.place else None
    return EventDraft(
        title=entry.title,
        starts=entry.starts.replace(second=0, microsecond=0),
        ends=entry.ends.replace(second=0, microsecond=0) if entry.ends else None,
        timezone=entry.timezone,
        source=entry.source if len(entry.source) <= longest else f"{entry.source[: longest - 1]}…",
        visibility=visibility,
        tags=entry.tags,
        place=place,
        online=entry.online,
        online_url=entry.online_url,
        website=entry.url,
        status=Status.TENTATIVE if entry.tentative else Status.CONFIRMED,
        source_url=source.url,
        source_uid=entry.uid,
    )


async def _do(
    work: Work, source: Source, fate: Fate, draft: EventDraft, known: Event | None
) -> Event | None:
    if fate == Fate.NEW:
        return await announcing.announce(work, source.organiser, draft, source.host)
    if known is not None and fate == Fate.CHANGED:
        return await announcing.revise(work, known, source.organiser, _merged(known, draft))
    if known is not None and fate == Fate.CANCELLED:
        await announcing.cancel(work, known, source.organiser)
    return known


def _merged(known: Event, draft: EventDraft) -> EventDraft:
    """Change what the calendar says, and keep what was added here: seats, questions, a picture."""
    return replace(
        draft_of(known),
        title=draft.title,
        starts=draft.starts,
        ends=draft.ends,
        timezone=draft.timezone,
        source=draft.source,
        place=draft.place,
        online=draft.online or known.online,
        online_url=draft.online_url or known.online_url,
        website=draft.website,
        status=draft.status,
    )


async def follow_feed(work: Work, source: Source, name: str = "") -> Feed:
    """Have a calendar read again and again; the same one into the same agenda is one feed."""
    await check_may_announce(work, source.organiser, source.host)
    if not host_of(source.url):
        raise Invalid({"url": "This is not the address of a page."})
    known = await queries.feed_at(work, source.host, source.url)
    if known is not None:
        return known
    if len(await queries.feeds_of(work, source.organiser)) >= MOST_FEEDS:
        raise Refused(
            f"{source.organiser.uri} has enough feeds",
            safe="You follow twenty calendars already; stop following one first.",
        )
    row = Feed(
        id=new_id(work.now()),
        url=source.url,
        organiser=source.organiser,
        host=source.host,
        name=name[:300],
        due_at=work.now() + EVERY,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def lease_feeds(work: Work) -> list[Feed]:
    """Give the feeds whose turn it is, and keep other workers from them for a while."""
    due = await queries.due_feeds(work, lease=True)
    for feed in due:
        feed.due_at = work.now() + LEASE
    await work.session.flush()
    return due


async def stop_feed(work: Work, feed: Feed) -> None:
    """Read a calendar no more; the events that came from it stay."""
    await work.session.delete(feed)
    await work.session.flush()


async def close_feed(work: Work, feed: Feed, reading: Reading) -> list[Result]:
    """Note that a feed was read and taken; dates to come that it no longer has are cancelled.

    Only when it was read as a whole and has dates at all: an empty or shortened calendar is more
    likely a fault of its server than the end of everything.
    """
    results: list[Result] = []
    if reading.whole and reading.entries and len(reading.entries) <= MOST_AT_ONCE:
        there = {each.uid for each in reading.entries}
        results = await _cancel_gone(work, Source(feed.organiser, feed.host, feed.url), there)
    feed.read_at = work.now()
    feed.due_at = work.now() + EVERY
    feed.name = reading.name[:300] or feed.name
    feed.events = len(reading.entries)
    feed.failures, feed.fault = 0, ""
    await work.session.flush()
    return results


async def _cancel_gone(work: Work, source: Source, there: set[str]) -> list[Result]:
    results = []
    reason = say(_GONE, work.config.languages[0])
    for row in await queries.of_feed(work, source.host, source.url):
        event = None if row.source_uid in there else await queries.by_id(work, row.id)
        if event is None or event.is_over:
            continue
        await announcing.cancel(work, event, source.organiser, reason)
        # If it comes back it is announced anew: who was told that it is off is told that it is on.
        event.source_uid = ""
        results.append(Result(event.post.name, event.starts_wall, Fate.CANCELLED, event))
    return results


async def miss_feed(work: Work, feed: Feed, fault: str) -> None:
    """Note why a feed could not be read, and wait longer each time, a week at most."""
    feed.failures += 1
    feed.fault = fault[:500]
    feed.due_at = work.now() + min(EVERY * 2 ** min(feed.failures - 1, 10), LONGEST_WAIT)
    await work.session.flush()
