"""An instance hands out transactions; what they say, wish and tell leaves with them, or not."""

from __future__ import annotations

import asyncio
import stat
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError

from fedicoop import instance
from fedicoop.actors import queries
from fedicoop.actors import service as actors
from fedicoop.errors import FetchFailed, Refused
from fedicoop.instance import secret_of
from fedicoop.moderation import service as moderation
from fedicoop.notifications.models import Notification
from fedicoop.outbox import Delivery
from fedicoop.work import Work
from tests.givens import given_member, given_stranger
from tests.network import Internet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock


@pytest.fixture
async def coop(tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a founded instance, coop.example."""
    async with Internet().instance("coop.example", tmp_path / "coop", clock) as instance:
        yield instance


async def _follow(coop: Instance, *, fails: bool = False) -> None:
    """Let Ana follow Bo on another server, be told of it, and wish for a post of his."""
    async with coop.writing() as work:
        ana = await given_member(work, "ana")
        bo = await given_stranger(work, "bo")
        await actors.follow(work, ana, bo)
        work.tell("follow", ana.id, bo.id)
        work.wish("https://peer.example/notes/1")
        if fails:
            raise RuntimeError("power cut")


async def _rows(coop: Instance) -> tuple[int, int]:
    async with coop.reading() as work:
        letters = await work.session.scalars(Delivery.__table__.select())
        notices = await work.session.scalars(Notification.__table__.select())
        return len(letters.all()), len(notices.all())


async def test_what_is_said_and_told_is_stored_and_the_workers_are_woken(coop: Instance) -> None:
    await _follow(coop)

    assert await _rows(coop) == (1, 1)
    assert coop.posted.is_set()
    assert coop.wanted.is_set()
    assert list(coop.take_wishes(10)) == ["https://peer.example/notes/1"]


async def test_what_is_rolled_back_says_tells_and_wishes_nothing(coop: Instance) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        await _follow(coop, fails=True)

    assert await _rows(coop) == (0, 0)
    assert not coop.posted.is_set()
    assert coop.take_wishes(10) == {}
    async with coop.reading() as work:
        assert await queries.by_username(work, "ana") is None


async def test_a_silent_transaction_wakes_nobody(coop: Instance) -> None:
    async with coop.writing() as work:
        await given_member(work, "ana")

    assert not coop.posted.is_set()
    assert not coop.wanted.is_set()


async def test_a_reader_cannot_write(coop: Instance) -> None:
    async def write_while_reading() -> None:
        async with coop.reading() as work:
            await given_member(work, "ana")
            await work.session.flush()

    with pytest.raises(DBAPIError, match="readonly"):
        await write_while_reading()


async def test_the_instance_signs_with_its_own_actor(coop: Instance) -> None:
    signer = await coop.signer()

    assert signer.actor_uri == "https://coop.example/actor"
    assert await coop.signer() is signer


async def test_an_instance_without_a_key_says_what_to_do(coop: Instance) -> None:
    async with coop.writing() as work:
        key = await queries.current_key(work, await queries.instance_actor(work))
        assert key is not None
        key.retired_at = work.now()

    with pytest.raises(FetchFailed, match="run fedicoop init"):
        await coop.signer()


async def test_a_blocked_host_is_refused_and_others_are_not(coop: Instance) -> None:
    async with coop.writing() as work:
        await moderation.block_host(work, None, "spam.example", "spam")

    with pytest.raises(Refused, match=r"spam\.example is blocked here"):
        await coop.refuse_host("spam.example")
    with pytest.raises(Refused):
        await coop.refuse_host("sub.spam.example")
    await coop.refuse_host("peer.example")


async def test_a_rule_counts_at_once_when_it_was_made_here(coop: Instance) -> None:
    await coop.refuse_host("spam.example")
    async with coop.writing() as work:
        await moderation.block_host(work, None, "spam.example", "spam")
    with pytest.raises(Refused):
        await coop.refuse_host("spam.example")
    async with coop.writing() as work:
        await moderation.forget_host(work, None, "spam.example")

    await coop.refuse_host("spam.example")


async def test_a_rule_counts_within_a_second_when_another_process_made_it(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    await coop.refuse_host("spam.example")
    async with coop.database.writing() as session:
        elsewhere = Work(session, coop.config, coop.clock, coop.urls)
        await moderation.block_host(elsewhere, None, "spam.example", "spam")

    monkeypatch.setattr(instance, "_RULES_HOLD", 0.0)

    with pytest.raises(Refused):
        await coop.refuse_host("spam.example")


async def test_wishes_are_kept_once_in_their_order_and_not_without_end(coop: Instance) -> None:
    for number in range(1002):
        coop.wish(f"https://peer.example/notes/{number % 1001}")

    wishes = list(coop.take_wishes(2000))
    assert len(wishes) == 1000
    assert len(set(wishes)) == 1000
    assert coop.take_wishes(1) == {}


async def test_one_fetch_of_an_address_at_a_time(coop: Instance) -> None:
    seen: list[str] = []

    async def fetch(name: str, uri: str) -> None:
        async with coop.flight(uri):
            seen.append(f"{name} starts")
            await asyncio.sleep(0.01)
            seen.append(f"{name} ends")

    await asyncio.gather(fetch("one", "https://a/1"), fetch("two", "https://a/1"))

    assert seen == ["one starts", "one ends", "two starts", "two ends"]
    seen.clear()
    await asyncio.gather(fetch("one", "https://a/1"), fetch("two", "https://a/2"))
    assert seen[:2] == ["one starts", "two starts"]


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    secret = secret_of(tmp_path)

    assert len(secret) == 32
    assert secret_of(tmp_path) == secret
    path = tmp_path / "data" / "secrets" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
