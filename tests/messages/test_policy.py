"""Who may write to whom privately, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fedicoop.actors import Actor
from fedicoop.messages import Conversation, Standing, policy

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def _actor(host: str = "", kind: str = "Person", *, gone: bool = False) -> Actor:
    return Actor(host=host, type=kind, deleted_at=NOW if gone else None, suspended_at=None)


def _row(standing: Standing, unread: int = 0) -> Conversation:
    return Conversation(standing=standing, unread=unread)


def test_the_same_people_have_one_conversation_whoever_writes() -> None:
    assert policy.parties(["a", "b", "b"]) == policy.parties(["b", "a"])
    assert policy.parties(["a", "b"]) != policy.parties(["a", "b", "c"])


@pytest.mark.parametrize(
    ("actor", "holds"),
    [
        (_actor(), True),
        (_actor("peer.example"), False),
        (_actor(kind="Group"), False),
        (_actor(gone=True), False),
    ],
)
def test_people_of_ours_have_conversations_here(actor: Actor, holds: bool) -> None:
    assert policy.may_hold(actor) is holds


@pytest.mark.parametrize(
    ("choice", "is_member", "followed", "may"),
    [
        ("everybody", False, False, True),
        ("members", False, False, False),
        ("members", True, False, True),
        ("members", False, True, True),
        ("followed", True, False, False),
        ("followed", False, True, True),
    ],
)
def test_a_member_chooses_who_may_begin(
    choice: str, is_member: bool, followed: bool, may: bool
) -> None:
    assert policy.may_write(choice, is_member=is_member, followed=followed) is may


def test_strangers_ask_and_others_do_not() -> None:
    assert policy.first_standing(is_member=False, followed=False) == Standing.ASKED
    assert policy.first_standing(is_member=True, followed=False) == Standing.OPEN
    assert policy.first_standing(is_member=False, followed=True) == Standing.OPEN


def test_an_open_conversation_takes_all_and_others_little() -> None:
    assert policy.takes_more(_row(Standing.OPEN, 400))
    assert policy.takes_more(_row(Standing.ASKED, 4))
    assert not policy.takes_more(_row(Standing.ASKED, 5))
    assert not policy.takes_more(_row(Standing.IGNORED))
