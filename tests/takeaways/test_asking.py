"""Asking for one's data: of many who press at once one wish counts, and one maker takes it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from fedicoop.errors import Refused
from fedicoop.takeaways import service
from fedicoop.urls import Urls
from fedicoop.work import Work

if TYPE_CHECKING:
    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock


async def test_two_wishes_at_the_same_moment_are_one(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    urls = Urls(config.public_url)
    async with database.writing() as session:
        ana = await accounts.admit(Work(session, config, clock, urls), "ana")

    async def press() -> str:
        try:
            async with database.writing() as session:
                await service.ask(Work(session, config, clock, urls), ana)
        except Refused:
            return "no"
        return "yes"

    assert sorted(await asyncio.gather(press(), press(), press())) == ["no", "no", "yes"]


async def test_two_makers_do_not_make_the_same_file(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    urls = Urls(config.public_url)
    async with database.writing() as session:
        work = Work(session, config, clock, urls)
        await service.ask(work, await accounts.admit(work, "ana"))

    async def lease() -> bool:
        async with database.writing() as session:
            return await service.lease(Work(session, config, clock, urls)) is not None

    assert sorted(await asyncio.gather(lease(), lease())) == [False, True]
