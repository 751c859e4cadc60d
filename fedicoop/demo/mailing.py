"""The letters of the demo: a digest and a reminder in each cooperative, and a page to open them.

No letter leaves this machine: servers of the demo put them into a folder, from which a page is
made that any browser opens.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from html import escape
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.app import open_instance
from fedicoop.demo.seeding import somebody
from fedicoop.digests import service as digests
from fedicoop.errors import Refused
from fedicoop.events import service as events
from fedicoop.events import times
from fedicoop.events.service import EventDraft, PlaceDraft
from fedicoop.notifications import queries as queue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fedicoop.demo.folders import Ground
    from fedicoop.demo.network import Cooperative
    from fedicoop.demo.seeding import House, Past
    from fedicoop.instance import Instance

_ZONE = "Europe/Paris"
_EVENING = time(18, 30)
_SOON = timedelta(hours=4)
_AGO = timedelta(days=5)
_WAIT, _PATIENCE = 0.2, 20.0
_MOST = 200
_HEAD = (
    '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title>'
    "<style>body{{font:17px/1.5 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em}}"
    "li{{margin:.6em 0}}</style></head>\n<body><h1>{title}</h1>\n<ul>\n"
)


@dataclass(frozen=True)
class _Seen:
    """A letter that was sent, as far as the page names it."""

    to: str
    subject: str
    html: str


async def write_letters(house: House, clock: Past) -> None:
    """Let members come to a meeting of the next evening, remind them, and send a digest."""
    members = house.cooperative.members
    by, *others = [each.username for each in members]
    starts = next_evening(clock.present)
    draft = EventDraft(
        "Café des membres",
        starts,
        starts + timedelta(hours=2),
        timezone=_ZONE,
        source="Venez comme vous êtes : on parle de tout, et l'eau chauffe déjà.",
        kind="permanence",
        place=PlaceDraft("Maison des associations", town=members[0].town, country="France"),
        accessibility="Plain-pied, une sonnette à droite de la porte.",
    )
    clock.now = clock.present - _AGO
    async with house.instance.writing() as work:
        event = await events.announce(work, await somebody(work, by), draft)
        for name in others[:2]:
            await events.join(work, event, await somebody(work, name))
    clock.now = clock.present
    async with house.instance.writing() as work:
        for ident in await events.reminders_due(work):
            await events.remind(work, ident)
    for name in others[:1]:
        await _send_digest(house, name)


def next_evening(present: datetime) -> datetime:
    """Give the next half past six on the wall that is some hours away: its reminder is due."""
    there = times.wall_at(present, _ZONE)
    today = datetime.combine(there.date(), _EVENING)
    return today if today - there >= _SOON else today + timedelta(days=1)


async def _send_digest(house: House, name: str) -> None:
    async with house.instance.writing() as work:
        member = await accounts.by_login(work, name)
        if member is not None:
            with suppress(Refused):
                await digests.send_now(work, member)


async def show(ground: Ground, cooperative: Cooperative) -> Path:
    """Make the page of the letters sent so far, once none waits in the queue; give where it is."""
    folder = ground.letters_of(cooperative)
    folder.mkdir(exist_ok=True)
    files = await _sent(ground.of(cooperative))
    rows = []
    for number, sent in enumerate(_read(files)):
        page = folder / f"{number:03}.html"
        page.write_text(sent.html, encoding="utf-8")
        rows.append(
            f'<li><a href="{page.name}">{escape(sent.subject)}</a><br>{escape(sent.to)}</li>'
        )
    title = f"Lettres · {escape(cooperative.name)}"
    index = folder / "index.html"
    listed = "\n".join(rows)
    index.write_text(f"{_HEAD.format(title=title)}{listed}\n</ul></body></html>\n", "utf-8")
    return index


async def _sent(folder: Path) -> list[Path]:
    """Give the letters that were sent, the newest first; those that wait get some time to leave."""
    instance = open_instance(folder, {})
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while await _is_waiting(instance):  # noqa: ASYNC110 - another process sends
                    await asyncio.sleep(_WAIT)
    finally:
        await instance.close()
    return _letters_in(folder / "data" / "mail")


async def _is_waiting(instance: Instance) -> bool:
    async with instance.reading() as work:
        return await queue.mail_waiting(work) > 0


def _letters_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)[:_MOST]


def _read(files: list[Path]) -> Iterator[_Seen]:
    for file in files:
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = letter.get_body(("html",))
        if body is not None:
            yield _Seen(str(letter["To"]), str(letter["Subject"]), body.get_content())
