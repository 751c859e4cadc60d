"""What nobody asks for and everybody needs: old things forgotten, deleted pictures really gone."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop import upkeep
from fedicoop.accounts import queries as members
from fedicoop.accounts import service as accounts
from fedicoop.accounts.service import EntryDraft
from fedicoop.digests import service as digests
from fedicoop.events import service as events
from fedicoop.media import File, service, storage
from fedicoop.notifications import queries as letters
from fedicoop.notifications import service as notifications
from fedicoop.register import keeping
from tests.events.given import given_event
from tests.givens import given_member
from tests.media.given import a_picture
from tests.network import Internet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


@pytest.fixture
async def coop(tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a whole instance."""
    async with Internet().instance("coop.example", tmp_path / "coop", clock) as instance:
        yield instance


async def given_picture(coop: Instance, username: str) -> File:
    """Let a new member upload a picture."""
    async with coop.writing() as work:
        owner = await given_member(work, username)
        prepared = await service.prepare(a_picture(), work.config)
        return await service.keep(work, owner, prepared)


def files(coop: Instance) -> int:
    """Count what is on disk."""
    folder = storage.folder(coop.config)
    return sum(path.is_file() for path in folder.rglob("*")) if folder.exists() else 0


async def test_a_deleted_picture_leaves_the_disk(coop: Instance) -> None:
    picture = await given_picture(coop, "ana")
    async with coop.writing() as work:
        await service.discard(work, [await work.session.get_one(File, picture.id)])
    assert files(coop) == 2, "a picture and its thumbnail"

    assert await upkeep.sweep(coop) == 2

    assert files(coop) == 0


async def test_an_upload_that_nobody_used_goes_after_a_day(
    coop: Instance, clock: StoppedClock
) -> None:
    await given_picture(coop, "ana")
    await upkeep.prune(coop)
    assert await upkeep.sweep(coop) == 0

    clock.move(timedelta(days=1, minutes=1))
    await upkeep.prune(coop)

    assert await upkeep.sweep(coop) == 2
    assert files(coop) == 0


async def test_one_failed_round_does_not_end_the_next(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = await given_picture(coop, "ana")
    async with coop.writing() as work:
        await service.discard(work, [await work.session.get_one(File, picture.id)])
    prune, tries = service.prune, []

    async def prune_that_fails_once(work: Work) -> int:
        tries.append(work)
        if len(tries) == 1:
            raise OSError("the disk is away for a moment")
        return await prune(work)

    monkeypatch.setattr(service, "prune", prune_that_fails_once)
    task = asyncio.create_task(upkeep.run(coop, pause=0.01))
    async with asyncio.timeout(10):
        while files(coop):  # noqa: ASYNC110 - the worker has no bell to wait for
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert tries


async def test_digests_that_are_due_are_written_and_one_that_fails_holds_up_nobody(
    coop: Instance, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with coop.writing() as work:
        ana = await accounts.admit(work, "ana", email="ana@mail.example")
        ben = await accounts.admit(work, "ben", email="ben@mail.example")
        lea = await given_member(work, "lea")
        starts = datetime(2027, 3, 20, 18, 30)  # noqa: DTZ001 - a wall time
        await given_event(work, lea, starts=starts, ends=None)
    clock.move(timedelta(days=91))
    write = digests.write_due

    async def stumble_at_ana(work: Work, member_id: str) -> bool:
        if member_id == ana.id:
            raise OSError("a broken picture")
        return await write(work, member_id)

    monkeypatch.setattr(digests, "write_due", stumble_at_ana)
    assert await upkeep.write_digests(coop) == 1
    assert await upkeep.write_digests(coop) == 0
    monkeypatch.undo()
    clock.move(timedelta(days=1))
    assert await upkeep.write_digests(coop) == 1

    async with coop.reading() as work:
        waiting = await letters.due_mail(work, 10)
    assert [mail.to for mail in waiting] == [ben.email, ana.email]


async def test_reminders_that_are_due_are_written_and_one_that_fails_holds_up_nobody(
    coop: Instance, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And none comes twice after a restart, nor the one that failed again and again."""
    async with coop.writing() as work:
        lea = await given_member(work, "lea")
        event = await given_event(work, lea)
        broken, _whole = [
            await events.join(
                work, event, (await accounts.admit(work, name, email=f"{name}@mail.example")).actor
            )
            for name in ("ana", "ben")
        ]
    clock.now = event.starts_at - timedelta(hours=20)
    remind = events.remind

    async def stumble_at_ana(work: Work, ident: str) -> bool:
        if ident == broken.id:
            raise OSError("a broken calendar")
        return await remind(work, ident)

    monkeypatch.setattr(events, "remind", stumble_at_ana)
    assert await upkeep.remind(coop) == 1
    monkeypatch.undo()
    assert await upkeep.remind(coop) == 0

    async with coop.reading() as work:
        waiting = await letters.due_mail(work, 10)
        ben = await members.by_login(work, "ben")
        assert ben is not None
        noticed = [each.kind for each in await letters.of(work, ben.actor)]
    assert [mail.to for mail in waiting if mail.kind == "event_reminder"] == ["ben@mail.example"]
    assert noticed == ["event_reminder"]


async def test_the_texts_of_letters_are_not_kept_for_ever(
    coop: Instance, clock: StoppedClock
) -> None:
    async with coop.writing() as work:
        mail = await notifications.send_test(work, "ana@example.org", "fr")
        mail.done_at = work.now()

    clock.move(timedelta(days=31))
    await upkeep.prune(coop)

    async with coop.reading() as work:
        assert await work.session.get(type(mail), mail.id) is None
        assert await letters.due_mail(work, 10) == []


async def test_who_is_erased_leaves_no_picture_and_no_notice_behind(coop: Instance) -> None:
    """Not even the face of her profile, which no post showed."""
    async with coop.writing() as work:
        member = await accounts.admit(work, "ana", name="Ana")
        bob = await given_member(work, "bob")
        face = await service.keep(
            work, member.actor, await service.prepare(a_picture(), work.config)
        )
        await service.attachments(work, [face.id], member.actor)
        member.actor.icon = work.urls.media(face.name)
        await notifications.tell(work, bob, "follow", member.actor)
    assert files(coop) == 2

    async with coop.writing() as work:
        found = await members.by_login(work, "ana")
        assert found is not None
        await accounts.erase(work, found)
    await upkeep.sweep(coop)
    await upkeep.prune(coop)

    assert files(coop) == 0
    async with coop.reading() as work:
        assert await letters.unread_count(work, bob) == 0


async def test_who_waits_for_an_invitation_gets_it_and_a_looked_at_file_goes(
    coop: Instance, clock: StoppedClock
) -> None:
    """A round of the upkeep is enough."""
    key = keeping.keep(coop.config, b"numero\r\n1\r\n", clock())
    async with coop.writing() as work:
        await accounts.add_entries(work, [EntryDraft("1", "Ana", "ana@mail.example")])
        await accounts.ask_to_invite(work)
    assert await upkeep.invite(coop) == 1
    assert await upkeep.invite(coop) == 0
    await upkeep.prune(coop)
    assert keeping.kept(coop.config, key, clock()) == b"numero\r\n1\r\n"
    clock.move(timedelta(minutes=61))
    await upkeep.prune(coop)
    assert list((coop.config.folder / "data" / "register").iterdir()) == []
