"""The rules of the address book, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fedicoop.actors import Actor, policy

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OLD = "https://old.example/ana"


def an_actor(name: str = "ana", **more: Any) -> Actor:
    """Give an actor who is in no database."""
    given: dict[str, Any] = {"uri": f"https://{name}.example/ana", "moved_to": ""}
    return Actor(id=name, **{"also_known_as": [], **given, **more})


@pytest.mark.parametrize(
    "name", ["a", "ana", "ana_b", "7", "_", "x" * 30, "dupont2026", "energie_commune"]
)
def test_a_name_that_can_be_had(name: str) -> None:
    assert policy.name_fault(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Ana",
        "ana b",
        "ana-b",
        "ana.b",
        "zoé",
        "x" * 31,
        "ana\n",
        "ana/..",
        "@ana",
        "ana@b",
        "\u0430na",
    ],
)
def test_a_name_that_others_could_not_read(name: str) -> None:
    assert policy.name_fault(name).startswith("Use 1 to 30")


@pytest.mark.parametrize("name", ["admin", "relay", "cooperative", "inbox", "well_known", "null"])
def test_a_name_that_could_be_mistaken_is_kept(name: str) -> None:
    assert policy.name_fault(name) == "This name is kept for the server."
    assert policy.name_fault(name, reserved_too=False) == ""


@pytest.mark.parametrize(
    ("follower", "followed", "blocked", "may"),
    [
        (an_actor("ana"), an_actor("bob"), False, True),
        (an_actor("ana"), an_actor("ana"), False, False),
        (an_actor("ana"), an_actor("bob"), True, False),
        (an_actor("ana", suspended_at=NOW), an_actor("bob"), False, False),
        (an_actor("ana", deleted_at=NOW), an_actor("bob"), False, False),
        (an_actor("ana"), an_actor("bob", suspended_at=NOW), False, False),
        (an_actor("ana"), an_actor("bob", deleted_at=NOW), False, False),
    ],
)
def test_who_may_follow_whom(follower: Actor, followed: Actor, blocked: bool, may: bool) -> None:
    assert policy.may_follow(follower, followed, blocked=blocked) is may


def moved(days: float, to: str = "https://third.example/ana") -> Actor:
    """Give an actor who moved some days ago."""
    return an_actor("old", uri=OLD, moved_at=NOW - timedelta(days=days), moved_to=to)


def newcomer(**more: Any) -> Actor:
    """Give an account that names the old one."""
    return an_actor("new", **({"also_known_as": ["https://x.example/", OLD]} | more))


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        (an_actor("old", uri=OLD), newcomer(), True),
        (an_actor("old", uri=OLD), newcomer(also_known_as=[]), False),
        (an_actor("old", uri=OLD), newcomer(also_known_as=[OLD + "2"]), False),
        (an_actor("old", uri=OLD), newcomer(suspended_at=NOW), False),
        (an_actor("old", uri=OLD), newcomer(deleted_at=NOW), False),
        (an_actor("new", uri=OLD), newcomer(), False),
        (moved(6.9), newcomer(), False),
        (moved(7), newcomer(), True),
        (moved(1, to="https://new.example/ana"), newcomer(), True),
    ],
)
def test_who_may_move_where(old: Actor, new: Actor, may: bool) -> None:
    assert policy.may_move(old, new, NOW) is may
