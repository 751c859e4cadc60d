"""Deciding about other servers: who may, what is kept, whom it keeps out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Invalid, Refused
from fedicoop.moderation import queries, service
from tests.moderation.given import given_moderator, given_plain_member

if TYPE_CHECKING:
    from fedicoop.moderation import LogEntry
    from fedicoop.work import Work


def on_the_allowlist(work: Work, *hosts: str) -> Work:
    """Let the settings name the only servers that come in."""
    federation = replace(work.config.federation, mode="allowlist", allow=hosts)
    work.config = replace(work.config, federation=federation)
    return work


async def logged(work: Work) -> list[tuple[str, str, str]]:
    """Give what the log says, the oldest first."""
    entries: list[LogEntry] = await queries.log(work)
    return [(each.verb, each.subject, each.detail) for each in reversed(entries)]


async def test_a_blocked_server_and_those_below_it_are_kept_out(work: Work) -> None:
    mona = await given_moderator(work)
    assert not await queries.is_refused(work, "evil.example")

    row = await service.block_host(work, mona, "https://EVIL.example/", " Spam.\x00 ")

    assert (row.host, row.rule, row.reason) == ("evil.example", "block", "Spam.")
    assert await queries.is_refused(work, "Evil.Example.:8443")
    assert await queries.is_refused(work, "relay.evil.example")
    assert not await queries.is_refused(work, "evil.example.org")
    assert await logged(work) == [("block_host", "evil.example", "Spam.")]


async def test_a_decision_can_be_changed_and_taken_back(work: Work) -> None:
    mona = await given_moderator(work)
    await service.block_host(work, mona, "evil.example")

    await service.allow_host(work, mona, "evil.example", "They apologised.")
    assert [(each.host, each.rule) for each in await queries.all_rules(work)] == [
        ("evil.example", "allow")
    ]
    await service.forget_host(work, mona, "evil.example")
    await service.forget_host(work, mona, "evil.example")

    assert await queries.all_rules(work) == []
    assert [verb for verb, _, _ in await logged(work)] == [
        "block_host",
        "allow_host",
        "forget_host",
    ]


async def test_a_good_neighbour_below_a_blocked_name_can_be_allowed(work: Work) -> None:
    await service.block_host(work, None, "hosting.example")
    await service.allow_host(work, None, "coop.hosting.example")

    assert await queries.is_refused(work, "spam.hosting.example")
    assert not await queries.is_refused(work, "coop.hosting.example")


async def test_on_the_allowlist_only_the_named_ones_come_in(work: Work) -> None:
    work = on_the_allowlist(work, "Neighbour.example", "bücher.example")
    await service.allow_host(work, None, "friend.example")

    for host in ("neighbour.example", "a.neighbour.example", "xn--bcher-kva.example"):
        assert not await queries.is_refused(work, host)
    assert not await queries.is_refused(work, "friend.example")
    assert not await queries.is_refused(work, "coop.example"), "we never shut ourselves out"
    assert await queries.is_refused(work, "stranger.example")


async def test_a_decision_counts_more_than_the_settings(work: Work) -> None:
    work = on_the_allowlist(work, "neighbour.example")

    await service.block_host(work, None, "neighbour.example")

    assert await queries.is_refused(work, "neighbour.example")


@pytest.mark.parametrize(
    "host", ["coop.example", "COOP.example:443", "example", "https://coop.example/"]
)
async def test_a_server_does_not_decide_about_itself(work: Work, host: str) -> None:
    for deed in (service.block_host, service.allow_host, service.forget_host):
        with pytest.raises(Invalid) as refusal:
            await deed(work, None, host)
        assert list(refusal.value.fields) == ["host"]
    assert await logged(work) == []


@pytest.mark.parametrize("host", ["", " ", "not a host", "a..b", "-.-/"])
async def test_what_is_no_server_is_not_decided_about(work: Work, host: str) -> None:
    if host == "-.-/":
        assert (await service.block_host(work, None, host)).host == "-.-"
        return
    with pytest.raises(Invalid):
        await service.block_host(work, None, host)


async def test_a_plain_member_decides_nothing(work: Work) -> None:
    ana = await given_plain_member(work)

    for deed in (service.block_host, service.allow_host, service.forget_host):
        with pytest.raises(Refused):
            await deed(work, ana, "friend.example")

    assert await queries.all_rules(work) == []


async def test_the_log_says_who_decided(work: Work) -> None:
    mona = await given_moderator(work)
    await service.block_host(work, mona, "evil.example")
    await service.note(work, None, "delete_post", "https://coop.example/notes/1", "x" * 5000)

    shell, moderator = await queries.log(work)

    assert moderator.actor is mona.actor
    assert shell.actor is None
    assert (shell.verb, len(shell.detail)) == ("delete_post", 1000)
    assert await queries.log(work, before=shell.id, limit=1) == [moderator]


async def test_one_rule_is_found_by_its_name(work: Work) -> None:
    row = await service.block_host(work, None, "evil.example")

    assert await queries.rule_for(work, "https://EVIL.example:443/x") is row
    assert await queries.rule_for(work, "a.evil.example") is None
