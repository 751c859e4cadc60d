"""What two people do to a group in the same moment: nobody counts twice, somebody still leads."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fedicoop.actors import queries as addresses
from fedicoop.db import add_up
from fedicoop.errors import Refused
from fedicoop.groups import queries, service
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.groups.given import deeds, given_group, given_membership, given_person

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.config import Config
    from fedicoop.db import Database
    from fedicoop.groups import Group
    from tests.clocks import StoppedClock


class Office:
    """Opens one transaction after the other, or several at once."""

    def __init__(self, database: Database, config: Config, clock: StoppedClock) -> None:
        """Keep what every transaction needs."""
        self._given = database, config, clock

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[Work, Group | None]]:
        """Open one, with the group when it is there; counters are written at its end."""
        database, config, clock = self._given
        async with database.writing() as session:
            work = Work(session, config, clock, Urls("https://coop.example"))
            yield work, await queries.by_username(work, "solaire")
            await session.flush()
            await add_up(session, work.tallies)


async def person(work: Work, name: str) -> Actor:
    """Give somebody of ours."""
    found = await addresses.by_username(work, name)
    assert found is not None
    return found


async def test_two_who_let_somebody_in_at_once_count_her_once(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    office = Office(database, config, clock)
    async with office.opened() as (work, _):
        ana, ben, cyd = [await given_person(work, name) for name in ("ana", "ben", "cyd")]
        group = await given_group(work, ana, openness="request")
        await given_membership(work, group, ben, "moderator")
        row = await service.join(work, group, cyd)

    async def approve(name: str) -> None:
        async with office.opened() as (work, _):
            found = await queries.membership_by_id(work, row.id)
            by = await person(work, name)
            assert found is not None
            await asyncio.sleep(0)
            await service.approve(work, found, by)

    await asyncio.gather(approve("ana"), approve("ben"))

    async with office.opened() as (work, found):
        assert found is not None
        assert found.members_count == 3 == await queries.roster_size(work, found)
        assert (await deeds(work, found)).count("approved") == 1


async def test_of_two_facilitators_who_leave_at_once_one_stays(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    office = Office(database, config, clock)
    async with office.opened() as (work, _):
        ana, ben, cyd = [await given_person(work, name) for name in ("ana", "ben", "cyd")]
        group = await given_group(work, ana)
        await given_membership(work, group, ben, "facilitator")
        await given_membership(work, group, cyd)

    async def leave(name: str) -> None:
        async with office.opened() as (work, group):
            assert group is not None
            await service.leave(work, group, await person(work, name))

    done = await asyncio.gather(leave("ana"), leave("ben"), return_exceptions=True)

    assert [type(each) for each in done if each is not None] == [Refused]
    async with office.opened() as (work, found):
        assert found is not None
        assert len(await queries.facilitators(work, found)) == 1
        assert found.members_count == 2
