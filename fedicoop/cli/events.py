"""fedicoop event …: taking over events from other calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import click

from fedicoop.actors import queries as actors
from fedicoop.cli.members import find_member
from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.errors import NotFound
from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.events.calendars import MOST_BYTES
from fedicoop.events.service import MOST_AT_ONCE
from fedicoop.inbox import calendars
from fedicoop.inbox.calendars import Found

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.actors import Actor
    from fedicoop.events.service import Result
    from fedicoop.instance import Instance


@click.group()
def event() -> None:
    """Take over events from other calendars, and read those that are followed.

    Example: fedicoop event import instances/lille https://agenda.example/dates.ics --member ana
    """


@event.command("import")
@folder
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--member", required=True, help="Who announces the events.")
@click.option("--group", default="", help="The group, or cooperative, in whose name.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--follow", is_flag=True, help="Read the address again, several times a day.")
@as_json
def import_events(  # noqa: PLR0913 - one argument for each option
    folder: Path,
    source: str,
    member: str,
    group: str,
    dry_run: bool,  # noqa: FBT001 - click passes flags by position
    follow: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Announce, change and cancel events as an .ics file, a calendar or a page says.

    Example: fedicoop event import instances/lille dates.ics --member ana --group toits
    """
    if follow and not _is_url(source):
        raise click.UsageError("--follow needs an address, not a file.")

    async def deed(instance: Instance) -> list[dict[str, object]]:
        found = await _found(instance, source)
        if found.uri:
            return [{"title": found.uri, "starts": "", "fate": "here", "fault": ""}]
        me, host = await _names(instance, member, group)
        if dry_run:
            return [_row(each) for each in await _look(instance, me, host, found)]
        results = await calendars.take(instance, me, host, found.url, found.reading.entries)
        if follow:
            await _follow(instance, me, host, found)
        return [_row(each) for each in results]

    show(with_instance(folder, deed), as_json=as_json, empty="There is no event to come.")


def _is_url(source: str) -> bool:
    return "://" in source[:20]


async def _found(instance: Instance, source: str) -> Found:
    if _is_url(source):
        return await calendars.look(instance, source)
    async with await anyio.open_file(source, "rb") as file:
        data = await file.read(MOST_BYTES + 1)
    return Found("", reading=await calendars.read_file(instance, data))


async def _names(instance: Instance, member: str, group: str) -> tuple[Actor, Actor]:
    async with instance.reading() as work:
        me = (await find_member(work, member)).actor
        host = await actors.by_username(work, group.removeprefix("@")) if group else me
    if host is None:
        raise NotFound(f"no group is called {group!r}")
    return me, host


async def _look(instance: Instance, me: Actor, host: Actor, found: Found) -> list[Result]:
    async with instance.reading() as work:
        source = await calendars.source_of(work, me, host, found.url)
        few = found.reading.entries[:MOST_AT_ONCE]
        return await events.import_entries(work, source, few, dry_run=True)


async def _follow(instance: Instance, me: Actor, host: Actor, found: Found) -> None:
    async with instance.writing() as work:
        source = await calendars.source_of(work, me, host, found.url)
        feed = await events.follow_feed(work, source, found.reading.name)
        await events.close_feed(work, feed, found.reading)


def _row(result: Result) -> dict[str, object]:
    return {
        "title": result.title,
        "starts": result.starts,
        "fate": str(result.fate),
        "fault": result.fault,
    }


@event.command("feeds")
@folder
@as_json
def list_feeds(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """List the calendars that are read again and again, and how they fare.

    Example: fedicoop event feeds instances/lille
    """

    async def deed(instance: Instance) -> list[dict[str, object]]:
        async with instance.reading() as work:
            return [
                {
                    "name": feed.name,
                    "url": feed.url,
                    "into": feed.host.username,
                    "by": feed.organiser.username,
                    "events": feed.events,
                    "read": feed.read_at,
                    "due": feed.due_at,
                    "fault": feed.fault,
                }
                for feed in await queries.all_feeds(work)
            ]

    show(with_instance(folder, deed), as_json=as_json, empty="No calendar is followed.")
