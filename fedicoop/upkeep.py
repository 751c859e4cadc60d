"""What is done unasked: what was deleted really goes, and what has had its day is forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from fedicoop.digests import service as digests
from fedicoop.directory import service as directory
from fedicoop.errors import FedicoopError
from fedicoop.events import service as events
from fedicoop.groups import queries as groups
from fedicoop.groups import service as memberships
from fedicoop.inbox import bringing, calendars, libraries
from fedicoop.library import service as library
from fedicoop.log import logger
from fedicoop.media import service as media
from fedicoop.messages import service as messages
from fedicoop.newsletter import service as newsletter
from fedicoop.notifications import mailer
from fedicoop.notifications import service as notifications
from fedicoop.posts import service as posts
from fedicoop.register import keeping
from fedicoop.register import service as register
from fedicoop.search import service as search
from fedicoop.takeaways import bringing as lists
from fedicoop.takeaways import service as takeaways

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from fedicoop.instance import Instance
    from fedicoop.work import Work

    Step = Callable[[Work, str], Awaitable[bool]]
    PutOff = Callable[[Work, str], Awaitable[None]]

SWEEP_EVERY = 60.0
"""Seconds between two looks: an erased member's posts and pictures go within minutes."""
ROUNDS_PER_PRUNING = 60
PIECES_PER_ROUND = 20
log = logger(__name__)


async def sweep(instance: Instance) -> int:
    """Remove departed people's posts and memberships, and discarded files; gives how many went."""
    total = 0
    while True:
        async with instance.writing() as work:
            removed = await posts.erase_departed(work) + await media.forget_departed(work)
            removed += await media.sweep(work) + await memberships.forget_departed(work)
            removed += await events.forget_departed(work) + await library.forget_departed(work)
            removed += await posts.forget_sketches(work) + await takeaways.forget_departed(work)
        total += removed
        if not removed:
            return total


async def prune(instance: Instance) -> None:
    """Forget unused uploads, expired sessions and links, old letters and keys, guests of old."""
    for step in (
        media.prune,
        library.prune,
        accounts.prune,
        mailer.prune,
        notifications.forget_departed,
        messages.forget_departed,
        notifications.prune,
        notifications.forget_refusals,
        digests.prune,
        events.prune_keys,
        events.forget_guests,
        posts.forget_choices,
        search.settle,
        keeping.forget_files,
        directory.prune,
        takeaways.prune,
        lists.prune,
    ):
        async with instance.writing() as work:
            await step(work)


async def learn(instance: Instance) -> int:
    """Ask the servers of those who follow our groups what they run; gives how many were asked."""
    async with instance.reading() as work:
        hosts = await groups.unasked_hosts(work)
    for host in hosts:
        try:
            software = (await instance.client.nodeinfo(host)).software
        except FedicoopError as error:
            log.info("a server did not say what it runs", host=host, reason=str(error))
            software = ""
        async with instance.writing() as work:
            await memberships.note_software(work, host, software)
    return len(hosts)


async def announce(instance: Instance) -> int:
    """Announce scheduled events and dates of series, and tell new servers what is to come.

    Articles that are due are published, too. Gives how many events, articles and servers.
    """
    total = 0
    for step in (events.publish_due, posts.publish_due, events.go_on, events.backfill):
        async with instance.writing() as work:
            total += await step(work)
    return total


async def write_digests(instance: Instance) -> int:
    """Write the digests that are due, a few at a time; gives how many were written."""
    async with instance.reading() as work:
        ids = await digests.due(work)
    return await _each(instance, ids, digests.write_due, digests.put_off)


async def remind(instance: Instance) -> int:
    """Remind those who come to an event tomorrow, some at a time; gives how many were reminded."""
    async with instance.reading() as work:
        ids = await events.reminders_due(work)
    return await _each(instance, ids, events.remind, events.skip_reminder)


async def _each(instance: Instance, ids: Sequence[str], write: Step, put_off: PutOff) -> int:
    """Write letters, each in its own transaction; gives how many.

    A crash in between leaves the others to the next round, and one that cannot be written holds up
    nobody.
    """
    written = 0
    for ident in ids:
        try:
            async with instance.writing() as work:
                written += await write(work, ident)
        except Exception:
            log.exception("a letter could not be written", about=ident)
            async with instance.writing() as work:
                await put_off(work, ident)
    return written


async def post_newsletters(instance: Instance) -> int:
    """Begin newsletters that are due, and send the next pieces; gives how many members that was.

    A piece is a transaction of its own, and a round has an end: whoever stops it is heard.
    """
    total = 0
    async with instance.writing() as work:
        await newsletter.begin_due(work)
    for _ in range(PIECES_PER_ROUND):
        async with instance.writing() as work:
            done = await newsletter.go_on(work)
        total += done
        if not done:
            break
    return total


async def invite(instance: Instance) -> int:
    """Write to some of those in the register who wait for an invitation; gives how many."""
    async with instance.writing() as work:
        return await register.send_due(work)


async def run(instance: Instance, pause: float = SWEEP_EVERY) -> None:
    """Look after the house until cancelled; one failed round never ends the next."""
    rounds = 0
    while True:
        try:
            if rounds % ROUNDS_PER_PRUNING == 0:
                await prune(instance)
            await sweep(instance)
            await announce(instance)
            await post_newsletters(instance)
            await invite(instance)
            await learn(instance)
            await calendars.read_due(instance)
            await remind(instance)
            await libraries.read_due(instance)
            await bringing.go_on(instance)
            await write_digests(instance)
        except Exception:
            log.exception("the upkeep stumbled")
        rounds += 1
        await asyncio.sleep(pause)
