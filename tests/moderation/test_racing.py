"""Reports that come at the same moment: as many are kept as of those that come one by one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.moderation import policy, queries, service
from fedicoop.moderation.documents import FlagDraft
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    import pytest
    from sqlalchemy.ext.asyncio import AsyncSession

    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock


async def test_a_server_that_reports_all_at_once_is_heard_no_more_often(
    database: Database, config: Config, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that count at the same moment see each other's reports, on PostgreSQL too."""
    monkeypatch.setattr(policy, "REPORTS_PER_HOST", 3)

    def opened(session: AsyncSession) -> Work:
        return Work(session, config, clock, Urls("https://coop.example"))

    async with database.writing() as session:
        ana = (await given_member(opened(session), "ana")).uri
        sender = (await given_stranger(opened(session), "moderator")).uri

    async def reports(number: int) -> None:
        async with database.writing() as session:
            work = opened(session)
            speaker = await actors.by_uri(work, sender)
            assert speaker is not None
            draft = FlagDraft(f"https://peer.example/flags/{number}", (ana,), "Encore.")
            await service.receive_report(work, speaker, draft)

    await asyncio.gather(*(reports(each) for each in range(8)))

    async with database.reading() as session:
        assert await queries.open_count(opened(session)) == 3
