"""``./run demo``: make or find the folders, start the servers, seed once, print the table, wait."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.accounts.service import link_for
from fedicoop.app import open_instance
from fedicoop.clock import system_clock
from fedicoop.config import ConfigError
from fedicoop.demo import (
    calling,
    circling,
    filing,
    folders,
    gathering,
    mailing,
    meeting,
    network,
    posting,
    registering,
    seeding,
)
from fedicoop.demo.servers import Servers, check_ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fedicoop.demo.folders import Ground
    from fedicoop.demo.network import Cooperative, Network

LINK_LIFE = timedelta(days=2)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Links = dict[str, dict[str, str]]


def run(cooperatives: int, port: int, target: str, *, reset: bool) -> None:
    """Run the first cooperatives of the invented network until Ctrl-C; raises ConfigError."""
    if not 0 < port < 65536 - cooperatives:
        raise ConfigError(f"there are no {cooperatives} ports from {port} on; 8100 is usual")
    chosen = network.read(cooperatives, port)
    check_ports(chosen.cooperatives)
    ground = folders.prepare(target, chosen, reset=reset)
    asyncio.run(live(ground))


async def live(ground: Ground) -> None:
    """Run a demo until this task is cancelled, by one of the signals that end a program."""
    servers = Servers(ground)
    with _signalled(asyncio.current_task()):
        try:
            with suppress(asyncio.CancelledError):
                await _start(ground, servers)
        except TimeoutError:
            raise ConfigError(
                f"a server did not answer in time; see {ground.folder}/*.log"
            ) from None
        finally:
            await servers.stop()
    _say("\nAll servers are stopped.")


@contextmanager
def _signalled(task: asyncio.Task[None] | None) -> Iterator[None]:
    """Cancel a task, once, when we are told to end: impatience must not leave servers behind."""
    loop = asyncio.get_running_loop()
    told: list[bool] = []

    def tell() -> None:
        if task is not None and not told:
            told.append(True)
            task.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, tell)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def _start(ground: Ground, servers: Servers) -> None:
    if ground.is_seeded:
        await servers.start()
    else:
        await _begin(ground, servers)
    ground.report()
    links = {each.key: await _links(ground, each) for each in ground.network.cooperatives}
    letters = {each.key: await mailing.show(ground, each) for each in ground.network.cooperatives}
    for line in table(ground.network, links, letters):
        _say(line)
    _say("\nEach link signs in once; a new start makes new ones. Ctrl-C stops all servers.")
    await servers.watch()


async def _begin(ground: Ground, servers: Servers) -> None:
    """Found the cooperatives, start their servers, and let them meet and talk."""
    clock = seeding.Past(system_clock())
    count = len(ground.network.cooperatives)
    async with seeding.opened(ground, clock) as houses:
        _say(f"Founding {count} cooperatives in {ground.folder} …")
        for house in houses.values():
            await seeding.found(house)
            await gathering.found_groups(ground, house)
            await filing.fill_library(ground, house)
            await circling.trust(ground, house)
            await registering.fill(house)
        await servers.start()
        _say("They follow each other …")
        await asyncio.gather(*(circling.join(ground, each) for each in houses.values()))
        await asyncio.gather(*(seeding.befriend(ground, each) for each in houses.values()))
        await asyncio.gather(*(circling.read_libraries(each) for each in houses.values()))
        _say("They join groups …")
        await asyncio.gather(*(gathering.visit_groups(ground, each) for each in houses.values()))
        _say("They meet …")
        await meeting.meet(ground, houses, clock)
        _say("They talk …")
        await seeding.talk(ground, houses, clock)
        for house in houses.values():
            await posting.write_newsletters(house)
            await calling.call_on_members(house, clock)
            await mailing.write_letters(house, clock)
        await seeding.settle(houses)
    ground.note_seeded()


async def _links(ground: Ground, cooperative: Cooperative) -> dict[str, str]:
    """Give a fresh sign-in link for each member."""
    instance = open_instance(ground.of(cooperative), {})
    links = {}
    try:
        async with instance.writing() as work:
            for person in cooperative.members:
                member = await accounts.by_login(work, person.username)
                if member is not None and member.disabled_at is None:
                    token = await link_for(work, member, LINK_LIFE)
                    links[person.username] = f"{instance.urls.base}/sign-in/link/{token}"
    finally:
        await instance.close()
    return links


def table(chosen: Network, links: Links, letters: Mapping[str, Path]) -> Iterator[str]:
    """Write who lives where, how to sign in as her, and where the letters are looked at."""
    people = [each for cooperative in chosen.cooperatives for each in cooperative.members]
    wide = max(len(each.username) for each in people)
    roles = max(len(", ".join(each.roles)) for each in people)
    for cooperative in chosen.cooperatives:
        yield f"\n{cooperative.name}   {cooperative.url}"
        for person in cooperative.members:
            link = links[cooperative.key].get(person.username, "cannot sign in")
            held = ", ".join(person.roles)
            yield f"  {person.username:{wide}}  {held:{roles}}  {link}"
        yield f"  {'letters':{wide}}  {'':{roles}}  {letters[cooperative.key].as_uri()}"


def _say(line: str) -> None:
    print(line, flush=True)
