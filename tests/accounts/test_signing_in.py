"""Coming in: by password or by a link, while guessing is slow and teaches nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from fedicoop.accounts import Member, SignInLink, passwords, queries, service
from fedicoop.accounts.models import SignInAttempt
from fedicoop.actors import service as actors
from fedicoop.errors import TooMany, Unauthenticated
from fedicoop.urls import Urls
from fedicoop.work import Work

if TYPE_CHECKING:
    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock

SENTENCE = "trois chats gris"
EMAIL = "ana@mail.example"


@pytest.fixture
async def ana(work: Work) -> Member:
    """Admit Ana, who has a password and an address."""
    return await service.admit(
        work, "ana", email=EMAIL, password_hash=await passwords.hash(SENTENCE)
    )


async def come_in(work: Work, login: str, password: str, source: str = "192.0.2.1") -> Member:
    """Do the three steps of signing in."""
    attempt = await service.sign_in_attempt(work, login, source)
    right = await passwords.verify(attempt.password_hash, password)
    return await service.sign_in(work, attempt, right=right)


@pytest.mark.parametrize(
    "login", ["ana", " @ANA ", "ana@coop.example", "@Ana@coop.example", "Ana@Mail.example"]
)
async def test_a_member_comes_in_however_she_writes_her_name(
    work: Work, ana: Member, login: str
) -> None:
    assert await come_in(work, login, SENTENCE) is ana


@pytest.mark.parametrize(
    ("login", "password"),
    [("ana", "trois chats"), ("eve", SENTENCE), ("ana@peer.example", SENTENCE), ("", "")],
)
async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    work: Work, ana: Member, login: str, password: str
) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await come_in(work, login, password)

    assert refusal.value.safe == "This name and this password do not belong together."


async def test_who_may_not_come_in_gets_that_answer_too(work: Work, ana: Member) -> None:
    await service.admit(work, "eve")
    with pytest.raises(Unauthenticated):
        await come_in(work, "eve", "")
    ana.disabled_at = work.now()
    with pytest.raises(Unauthenticated):
        await come_in(work, "ana", SENTENCE)
    ana.disabled_at = None
    await actors.suspend(work, ana.actor)
    with pytest.raises(Unauthenticated):
        await come_in(work, "ana", SENTENCE)


async def test_a_password_changed_while_it_was_checked_lets_nobody_in(
    work: Work, ana: Member
) -> None:
    attempt = await service.sign_in_attempt(work, "ana")
    await service.change_password(work, ana, await passwords.hash("quatre chats gris"))

    with pytest.raises(Unauthenticated):
        await service.sign_in(work, attempt, right=True)


async def test_the_sixth_guess_waits_a_quarter_of_an_hour(
    work: Work, ana: Member, clock: StoppedClock
) -> None:
    for number in range(5):
        with pytest.raises(Unauthenticated):
            await come_in(work, ["ana", EMAIL][number % 2], "wrong", f"192.0.2.{number}")
        clock.move(timedelta(minutes=1))

    with pytest.raises(TooMany) as refusal:
        await come_in(work, "ana", SENTENCE, "192.0.2.9")

    assert refusal.value.retry_after == 10 * 60 + 1
    clock.move(timedelta(minutes=11))
    assert await come_in(work, "ana", SENTENCE) is ana


async def test_a_name_that_does_not_exist_is_counted_alike(work: Work, ana: Member) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await come_in(work, "nobody", "wrong")

    with pytest.raises(TooMany):
        await come_in(work, "@Nobody", "wrong")


async def test_who_came_in_starts_counting_afresh(work: Work, ana: Member) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Unauthenticated):
                await come_in(work, "ana", "wrong")
        await come_in(work, "ana", SENTENCE)


async def test_one_customer_cannot_try_a_thousand_names(
    work: Work, ana: Member, clock: StoppedClock
) -> None:
    most = work.config.limits.sign_in_per_hour
    for number in range(most):
        attempt = await service.sign_in_attempt(work, f"name{number}", f"2001:db8:1:2::{number}")
        assert attempt.password_hash == passwords.NOBODY

    with pytest.raises(TooMany):
        await service.sign_in_attempt(work, "ana", "2001:db8:1:2:ffff::1")
    with pytest.raises(TooMany):
        await service.sign_in_link(work, EMAIL, "2001:db8:1:2:ffff::1")

    assert await come_in(work, "ana", SENTENCE, "2001:db8:1:3::1") is ana
    clock.move(timedelta(hours=1, seconds=1))
    await service.sign_in_attempt(work, "ana", "2001:db8:1:2::1")


async def test_many_guesses_at_once_do_not_slip_through(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    async def guess() -> None:
        async with database.writing() as session:
            work = Work(session, config, clock, Urls("https://coop.example"))
            await service.sign_in_attempt(work, "ana")

    outcomes = await asyncio.gather(*(guess() for _ in range(12)), return_exceptions=True)

    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 7


async def test_who_tried_from_where_is_forgotten(
    work: Work, ana: Member, clock: StoppedClock
) -> None:
    await service.sign_in_attempt(work, "ana", "192.0.2.1")
    (row,) = await work.session.scalars(select(SignInAttempt))
    assert "192.0.2.1" not in repr(vars(row))
    assert "ana" not in row.login_hash

    clock.move(timedelta(hours=1))
    await service.sign_in_attempt(work, "eve", "192.0.2.1")

    assert len(list(await work.session.scalars(select(SignInAttempt)))) == 1


async def test_a_link_lets_in_once(work: Work, ana: Member) -> None:
    token = await service.sign_in_link(work, "ANA@mail.example")

    assert token is not None
    assert await queries.is_live_link(work, token)
    assert await service.redeem(work, token) is ana
    assert not await queries.is_live_link(work, token)
    with pytest.raises(Unauthenticated):
        await service.redeem(work, token)
    (link,) = await work.session.scalars(select(SignInLink))
    assert token not in repr(vars(link))


async def test_of_two_clicks_at_the_same_moment_one_wins(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    def working(session: object) -> Work:
        return Work(session, config, clock, Urls("https://coop.example"))  # type: ignore[arg-type]

    async with database.writing() as session:
        work = working(session)
        token = await service.link_for(work, await service.admit(work, "ana", email=EMAIL))

    async def click() -> None:
        async with database.writing() as session:
            await service.redeem(working(session), token)

    outcomes = await asyncio.gather(click(), click(), return_exceptions=True)

    assert sorted(isinstance(outcome, Unauthenticated) for outcome in outcomes) == [False, True]


async def test_an_old_link_lets_nobody_in(work: Work, ana: Member, clock: StoppedClock) -> None:
    token = await service.link_for(work, ana)
    longer = await service.link_for(work, ana, life=timedelta(days=7))
    clock.move(timedelta(minutes=15))

    assert not await queries.is_live_link(work, token)
    with pytest.raises(Unauthenticated):
        await service.redeem(work, token)
    assert await service.redeem(work, longer) is ana


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\ud800"[:0] + "é"])
async def test_an_invented_link_lets_nobody_in(work: Work, ana: Member, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await service.redeem(work, token)


async def test_a_link_of_somebody_disabled_lets_nobody_in(work: Work, ana: Member) -> None:
    token = await service.link_for(work, ana)
    await work.session.execute(update(Member).values(disabled_at=work.now()))

    with pytest.raises(Unauthenticated):
        await service.redeem(work, token)
    assert await service.sign_in_link(work, EMAIL) is None


@pytest.mark.parametrize("email", ["eve@mail.example", "", "not an address", "ana@coop.example"])
async def test_nobody_gets_a_link_at_an_address_we_do_not_know(
    work: Work, ana: Member, email: str
) -> None:
    assert await service.sign_in_link(work, email) is None


async def test_nobodys_mailbox_is_flooded(work: Work, ana: Member, clock: StoppedClock) -> None:
    links = [await service.sign_in_link(work, EMAIL) for _ in range(7)]

    assert [link is not None for link in links] == [True] * 5 + [False] * 2
    clock.move(timedelta(minutes=30, seconds=1))
    assert await service.sign_in_link(work, EMAIL) is not None
