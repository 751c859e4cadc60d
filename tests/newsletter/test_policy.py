"""What may stand in a newsletter, who reads it, and what may be done with it, as tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from fedicoop.newsletter import Newsletter, State, policy
from fedicoop.posts import Post, Visibility

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_post(visibility: str = "public", **more: Any) -> Post:
    """Give a post that is in no database."""
    said: dict[str, Any] = {"waits": False, "awaits_group": False} | more
    return Post(visibility=visibility, **said)


@pytest.mark.parametrize(
    ("visibility", "for_all", "for_members"),
    [
        (Visibility.PUBLIC, True, True),
        (Visibility.UNLISTED, False, False),
        (Visibility.FOLLOWERS, False, False),
        (Visibility.DIRECT, False, False),
        (Visibility.NETWORK, False, True),
        (Visibility.MEMBERS, False, True),
        (Visibility.GROUP, False, False),
    ],
)
def test_what_every_reader_may_read_may_stand_in_it(
    visibility: str, for_all: bool, for_members: bool
) -> None:
    assert policy.may_carry(a_post(visibility), public=True) is for_all
    assert policy.may_carry(a_post(visibility), public=False) is for_members


@pytest.mark.parametrize("more", [{"deleted_at": NOW}, {"waits": True}, {"awaits_group": True}])
def test_what_is_gone_or_not_let_in_stands_in_none(more: dict[str, Any]) -> None:
    assert not policy.may_carry(a_post(**more), public=False)


@pytest.mark.parametrize(
    ("state", "change", "stop", "go_on", "read"),
    [
        (State.DRAFT, True, False, False, False),
        (State.SCHEDULED, True, True, False, False),
        (State.SENDING, False, True, False, True),
        (State.STOPPED, False, False, True, True),
        (State.SENT, False, False, False, True),
    ],
)
def test_what_may_be_done_in_each_state(
    state: State, change: bool, stop: bool, go_on: bool, read: bool
) -> None:
    row = Newsletter(state=state, public=True)
    assert policy.may_change(row) is change
    assert policy.may_stop(row) is stop
    assert policy.may_go_on(row) is go_on
    assert policy.may_read(row, is_member=False) is read
    row.public = False
    assert policy.may_read(row, is_member=True) is read
    assert not policy.may_read(row, is_member=False)
