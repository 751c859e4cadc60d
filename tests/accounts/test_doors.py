"""Sessions and tokens: what opens a door, and how each door is shut."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import ApiToken, Member, Session, SignInLink, queries, service
from fedicoop.accounts.models import SignInAttempt
from fedicoop.errors import Invalid, NotFound

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


@pytest.fixture
async def ana(work: Work) -> Member:
    """Admit Ana."""
    return await service.admit(work, "ana")


@pytest.fixture
async def eve(work: Work) -> Member:
    """Admit Eve."""
    return await service.admit(work, "eve")


async def test_a_cookie_opens_for_its_member_alone(work: Work, ana: Member, eve: Member) -> None:
    hers, other = await service.open_session(work, ana), await service.open_session(work, eve)

    assert hers != other
    assert await queries.by_session(work, hers) is ana
    assert await queries.by_session(work, other) is eve
    assert await queries.by_session(work, hers + "x") is None
    assert await queries.by_session(work, "") is None
    assert ana.last_seen_at == work.now()


async def test_only_the_hash_of_a_secret_is_kept(work: Work, ana: Member) -> None:
    cookie = await service.open_session(work, ana, "Browser\x00 " + "x" * 500)
    token = await service.create_token(work, ana, "app")

    (session,) = await queries.sessions_of(work, ana)
    (row,) = await queries.tokens_of(work, ana)

    assert cookie not in repr(vars(session))
    assert token not in repr(vars(row))
    assert len(session.user_agent) == 200
    assert session.user_agent.startswith("Browser x")


async def test_a_session_ends_thirty_days_after_it_was_last_used(
    work: Work, ana: Member, clock: StoppedClock
) -> None:
    cookie = await service.open_session(work, ana)
    clock.move(timedelta(days=29))
    session = await queries.session_of(work, cookie)
    assert session is not None
    await service.touch_session(work, session)

    clock.move(timedelta(days=29))
    assert await queries.by_session(work, cookie) is ana
    clock.move(timedelta(days=1))
    assert await queries.by_session(work, cookie) is None
    await service.touch_session(work, session)
    assert await queries.by_session(work, cookie) is None, "what has ended is not prolonged"


async def test_a_browser_is_signed_out(work: Work, ana: Member) -> None:
    here, there = await service.open_session(work, ana), await service.open_session(work, ana)

    await service.end_session(work, here)
    await service.end_session(work, "nothing")

    assert await queries.by_session(work, here) is None
    assert await queries.by_session(work, there) is ana


async def test_a_member_signs_out_her_own_browsers_only(
    work: Work, ana: Member, eve: Member
) -> None:
    cookie = await service.open_session(work, ana)
    (session,) = await queries.sessions_of(work, ana)

    with pytest.raises(NotFound):
        await service.end_session_by_id(work, eve, session.id)
    assert await queries.by_session(work, cookie) is ana
    await service.end_session_by_id(work, ana, session.id)
    assert await queries.by_session(work, cookie) is None
    with pytest.raises(NotFound):
        await service.end_session_by_id(work, ana, "x" * 10_000)


async def test_all_browsers_but_this_one_are_signed_out(
    work: Work, ana: Member, eve: Member
) -> None:
    here, there = await service.open_session(work, ana), await service.open_session(work, ana)
    hers = await service.open_session(work, eve)

    await service.end_all_sessions(work, ana, except_token=here)

    assert await queries.by_session(work, here) is ana
    assert await queries.by_session(work, there) is None
    assert await queries.by_session(work, hers) is eve
    await service.end_all_sessions(work, ana)
    assert await queries.sessions_of(work, ana) == []


async def test_browsers_are_listed_the_last_used_first(
    work: Work, ana: Member, clock: StoppedClock
) -> None:
    for browser in ("one", "two"):
        await service.open_session(work, ana, browser)
        clock.move(timedelta(hours=1))
    _, one = await queries.sessions_of(work, ana)

    await service.touch_session(work, one)

    assert [each.user_agent for each in await queries.sessions_of(work, ana)] == ["one", "two"]


async def test_a_program_acts_within_its_scopes_until_it_is_stopped(
    work: Work, ana: Member, eve: Member, clock: StoppedClock
) -> None:
    token = await service.create_token(work, ana, " My app\n", ["read"])

    row = await queries.token_of(work, token)
    assert row is not None
    assert (row.name, row.scopes, row.member) == ("My app", ["read"], ana)
    assert await queries.by_token(work, token) is ana
    clock.move(timedelta(days=365))
    await service.touch_token(work, row)
    assert row.last_used_at == clock.now
    with pytest.raises(NotFound):
        await service.revoke_token(work, eve, row.id)
    await service.revoke_token(work, ana, row.id)
    assert await queries.by_token(work, token) is None
    with pytest.raises(NotFound):
        await service.revoke_token(work, ana, row.id)


async def test_a_token_has_a_name_and_scopes_we_know(work: Work, ana: Member) -> None:
    for name, scopes, field in (
        ("", ["read"], "name"),
        (" \x00", ["read"], "name"),
        ("app", [], "scopes"),
        ("app", ["read", "admin"], "scopes"),
    ):
        with pytest.raises(Invalid) as refusal:
            await service.create_token(work, ana, name, scopes)
        assert list(refusal.value.fields) == [field]
    assert await queries.tokens_of(work, ana) == []


async def test_every_program_is_stopped_at_once(work: Work, ana: Member, eve: Member) -> None:
    tokens = [await service.create_token(work, ana, "app") for _ in range(2)]
    hers = await service.create_token(work, eve, "app")

    await service.revoke_all_tokens(work, ana)

    assert [await queries.by_token(work, token) for token in tokens] == [None, None]
    assert await queries.by_token(work, hers) is eve


async def test_what_opens_nothing_any_more_is_forgotten(
    work: Work, ana: Member, clock: StoppedClock
) -> None:
    await service.open_session(work, ana)
    await service.link_for(work, ana)
    await service.sign_in_attempt(work, "ana")
    clock.move(timedelta(days=30))
    kept = await service.open_session(work, ana)

    await service.prune(work)

    for table, left in ((Session, 1), (SignInLink, 0), (SignInAttempt, 0), (ApiToken, 0)):
        assert await work.session.scalar(select(func.count()).select_from(table)) == left
    assert await queries.by_session(work, kept) is ana
