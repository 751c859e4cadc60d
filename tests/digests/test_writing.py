"""Digests over time: every quarter, never twice, nothing lost, and nothing sent for nothing."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import service as accounts
from fedicoop.digests import service
from fedicoop.digests.models import Digest, DigestTurn
from fedicoop.digests.service import sending
from fedicoop.errors import Refused
from fedicoop.notifications import service as notifications
from fedicoop.notifications.paper import Letter, Text
from tests.digests.given import ANSWER, digests_to, given_reader, held
from tests.events.given import HOUSE, given_event
from tests.givens import given_member

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

QUARTER = timedelta(days=91)
LILLE = dataclasses.replace(HOUSE, latitude=50.63)


async def write(work: Work) -> int:
    """Write what is due, as the upkeep does."""
    return sum([await service.write_due(work, ident) for ident in await service.due(work)])


async def given_dates(work: Work, *months: tuple[int, int]) -> None:
    """Announce a meeting in Lille on the 20th of each month."""
    lea = await given_member(work, "lea")
    for year, month in months:
        starts = datetime(year, month, 20, 18, 30)  # noqa: DTZ001 - a wall time
        await given_event(
            work, lea, title=f"Rencontre {month}", starts=starts, ends=None, place=LILLE
        )


async def test_a_quarter_brings_one_letter_with_what_is_near(
    work: Work, clock: StoppedClock
) -> None:
    await given_dates(work, (2027, 3), (2027, 6))
    evelyne = await given_reader(work)

    assert await write(work) == 0
    clock.move(QUARTER - timedelta(hours=1))
    assert await write(work) == 0
    clock.move(timedelta(hours=1))
    assert await write(work) == 1
    assert await write(work) == 0
    clock.move(timedelta(days=30))
    assert await write(work) == 0
    clock.move(timedelta(days=61))
    assert await write(work) == 1

    first, second = await digests_to(work)
    assert first.to == evelyne.email
    assert "Rencontre 3" in first.subject
    assert "Rencontre 6" not in first.text
    assert "Rencontre 6" in second.text
    assert "Rencontre 3" not in second.text
    assert "Près de chez vous" in first.text
    assert len(ANSWER.findall(first.text)) == 1
    assert first.html.startswith('<!doctype html>\n<html lang="fr"')
    assert first.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_nothing_is_sent_when_there_is_nothing_to_say_and_then_it_comes(
    work: Work, clock: StoppedClock
) -> None:
    await given_reader(work)
    clock.move(QUARTER)

    assert await write(work) == 0
    await given_dates(work, (2027, 3))
    assert await service.due(work) == []
    clock.move(timedelta(days=1))
    assert await write(work) == 1


@pytest.mark.parametrize("how", ["never", "no address", "disabled"])
async def test_who_wants_or_reads_none_gets_none(work: Work, clock: StoppedClock, how: str) -> None:
    await given_dates(work, (2027, 3))
    member = await given_reader(work, how_often="never" if how == "never" else "weekly")
    if how == "no address":
        member.email = None
    if how == "disabled":
        await accounts.disable(work, member)
    clock.move(QUARTER)

    assert await service.due(work) == []
    assert await service.write_due(work, member.id) is False
    assert await service.write_due(work, "nobody") is False


async def test_a_crash_in_the_middle_sends_it_neither_twice_nor_never(
    work: Work, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given_dates(work, (2027, 3))
    evelyne = await given_reader(work)
    clock.move(QUARTER)

    async def stumble(*_: object) -> None:
        raise OSError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "send_letter", stumble)
        with pytest.raises(OSError, match="power"):
            async with work.session.begin_nested():
                await service.write_due(work, evelyne.id)

    assert await digests_to(work) == []
    assert await write(work) == 1
    assert await write(work) == 0
    assert len(await digests_to(work)) == 1


async def test_one_that_cannot_be_written_holds_up_nobody(work: Work, clock: StoppedClock) -> None:
    evelyne, ines = await given_reader(work), await given_reader(work, "ines")
    clock.move(QUARTER)
    assert await service.due(work) == [evelyne.id, ines.id]

    await service.put_off(work, evelyne.id)
    await service.put_off(work, "nobody")

    assert await service.due(work) == [ines.id]


async def test_while_letters_wait_no_digest_is_written(
    work: Work, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given_reader(work)
    clock.move(QUARTER)
    monkeypatch.setattr(sending, "MOST_WAITING", 2)

    for number in range(2):
        assert len(await service.due(work)) == 1
        await notifications.send_mail(work, f"a{number}@mail.example", "Bonjour", "x")

    assert await service.due(work) == []


async def fill(work: Work, member: Member, number: int) -> None:
    """Write to a member about as much as she may get, and more."""
    for each in range(number):
        letter = Letter(
            "group_letter", "fr", f"Lettre {each}", (Text("x"),), url="https://coop.example/x"
        )
        await notifications.choose(work, member, {"other.mail": True})
        await notifications.send_letter(work, member, letter)


async def test_what_the_budget_held_back_stands_in_the_next_digest(
    work: Work, clock: StoppedClock
) -> None:
    evelyne = await given_reader(work)
    clock.move(QUARTER)

    await fill(work, evelyne, 9)

    assert await held(work) == ["Lettre 7", "Lettre 8"]
    assert await write(work) == 1
    (letter,) = await digests_to(work)
    assert "Lettre 7\n  https://coop.example/x" in letter.text
    assert "Lettre 8" in letter.html
    assert "Lettre 6" not in letter.text
    assert await held(work) == []


async def test_a_full_month_makes_the_digest_come_later(work: Work, clock: StoppedClock) -> None:
    await given_dates(work, (2027, 3), (2027, 4))
    evelyne = await given_reader(work, how_often="never")
    clock.move(QUARTER)
    await fill(work, evelyne, 8)
    evelyne.email_digest = "quarterly"
    await work.session.flush()

    assert await write(work) == 0
    clock.move(timedelta(days=31))
    assert await write(work) == 1


async def test_at_once_is_once_a_day_and_says_what_stands_in_the_way(
    work: Work, clock: StoppedClock
) -> None:
    evelyne = await given_reader(work)
    with pytest.raises(Refused, match="nothing is new"):
        await service.send_now(work, evelyne)
    await given_dates(work, (2027, 1))

    await service.send_now(work, evelyne)
    with pytest.raises(Refused, match="had one today"):
        await service.send_now(work, evelyne)
    clock.move(timedelta(days=1))
    await service.send_now(work, evelyne)
    assert len(await digests_to(work)) == 2

    clock.move(timedelta(days=1))
    evelyne.email_digest = "never"
    await fill(work, evelyne, 9)
    with pytest.raises(Refused, match="enough"):
        await service.send_now(work, evelyne)
    evelyne.email = None
    with pytest.raises(Refused, match="no address"):
        await service.send_now(work, evelyne)


async def test_the_preview_opens_and_changes_nothing(work: Work) -> None:
    evelyne = await given_reader(work)
    assert await service.preview(work, evelyne) is None
    await given_dates(work, (2027, 1))

    letter = await service.preview(work, evelyne)

    assert letter is not None
    assert "Rencontre 1" in letter.subject
    assert not any("/answer/" in str(part) for part in letter.parts)
    assert await work.session.get(DigestTurn, evelyne.actor_id) is None


async def test_keys_and_turns_are_forgotten_in_their_time(work: Work, clock: StoppedClock) -> None:
    await given_dates(work, (2027, 1))
    evelyne = await given_reader(work)
    await service.send_now(work, evelyne)
    assert await _count(work) == (1, 1)

    clock.move(timedelta(days=46))
    await service.prune(work)
    assert await _count(work) == (0, 1)

    await accounts.erase(work, evelyne)
    await service.prune(work)
    await notifications.prune(work)
    assert await _count(work) == (0, 0)


async def _count(work: Work) -> tuple[int, int]:
    found = [
        await work.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (Digest, DigestTurn)
    ]
    return found[0], found[1]
