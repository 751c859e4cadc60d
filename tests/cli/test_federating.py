"""fedicoop federation … and queue …: other servers, rules about them, and what waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


def test_a_host_is_blocked_and_allowed_again(run: Callable[..., Done], coop: Path) -> None:
    """Each decision shows in the list."""
    assert run("federation", "list", coop).out == "No other server is known yet.\n"
    done = run("federation", "block", coop, "Spam.Example", "--reason", "spam")
    assert (done.code, done.out) == (0, "Spam.Example is blocked\n")
    assert run("federation", "list", coop, "--json").json == [
        {"host": "spam.example", "rule": "block", "waiting": 0, "last error": ""}
    ]
    assert run("federation", "allow", coop, "spam.example").code == 0
    assert run("federation", "list", coop, "--json").json[0]["rule"] == "allow"


@pytest.mark.parametrize("command", ["allow", "block"])
def test_what_is_no_host_is_refused(run: Callable[..., Done], coop: Path, command: str) -> None:
    """A rule about it would never apply."""
    done = run("federation", command, coop, "no host at all")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1


def test_a_check_tells_step_by_step(run: Callable[..., Done], tried: Path, neighbour: str) -> None:
    """Rules, an answer, signatures: against a whole server."""
    done = run("federation", "check", tried, neighbour)
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line[:5].strip() for line in lines] == ["ok", "ok", "ok"]
    assert "runs fedicoop" in lines[1]
    assert lines[2].endswith(f"is http://{neighbour}/actor")


def test_a_check_says_where_it_stops(run: Callable[..., Done], tried: Path) -> None:
    """Nobody is there; the code is 1."""
    done = run("federation", "check", tried, "nobody.localhost:9")
    assert done.code == 1
    assert "ok    our rules let nobody.localhost:9 in" in done.out
    assert "fails" in done.out


def test_a_check_of_a_blocked_host_stops_at_once(run: Callable[..., Done], coop: Path) -> None:
    """It is ours to lift."""
    run("federation", "block", coop, "spam.example")
    done = run("federation", "check", coop, "spam.example")
    assert done.code == 1
    assert "blocked" in done.out
    assert "ok" not in done.out


def test_a_follow_waits_until_the_workers_send_it(
    run: Callable[..., Done], tried: Path, neighbour: str
) -> None:
    """It is in the queue, can be hurried, and can be given up."""
    assert run("queue", "list", tried).out == "Nothing waits, nothing failed.\n"
    done = run("federation", "follow", tried, neighbour)
    assert done.code == 0
    assert f"http://{neighbour}/actor" in done.out
    waiting = run("queue", "list", tried, "--json").json
    assert [(row["host"], row["waiting"]) for row in waiting] == [(neighbour, 1)]
    assert run("federation", "list", tried, "--json").json[0]["waiting"] == 1
    assert neighbour in run("queue", "list", tried).out
    assert run("queue", "retry", tried, neighbour).out == "1 deliveries are due now\n"
    assert run("queue", "drop", tried, neighbour).out == "1 deliveries are dropped\n"
    assert run("queue", "drop", tried, neighbour).out == "0 deliveries are dropped\n"


def test_nobody_can_be_followed_who_is_not_there(run: Callable[..., Done], tried: Path) -> None:
    """One line, and nothing waits."""
    done = run("federation", "follow", tried, "nobody.localhost:9")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert run("queue", "list", tried, "--json").json == []


def test_servers_are_let_in_trusted_and_let_go(
    run: Callable[..., Done], tried: Path, neighbour: str
) -> None:
    """Each step shows in the list; what was not asked is no step."""
    assert run("federation", "followers", tried).out == "No server follows this one yet.\n"
    assert run("federation", "follow", tried, neighbour).code == 0
    done = run("federation", "trust", tried, neighbour, "--reason", "amis")
    assert (done.code, done.out) == (0, f"{neighbour} is in the circle\n")
    assert run("federation", "followers", tried, "--json").json == [
        {"host": neighbour, "follows us": "", "we follow": "asked", "circle": "yes"}
    ]
    assert run("federation", "distrust", tried, neighbour).code == 0
    assert run("federation", "unfollow", tried, neighbour).code == 0
    assert run("federation", "followers", tried, "--json").json == []
    for command in ("unfollow", "approve", "refuse"):
        done = run("federation", command, tried, neighbour)
        assert (done.code, done.out) == (1, ""), command
        assert done.err.count("\n") == 1
