"""The commands as a whole: they explain themselves, and fail in one clear line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click
import pytest
from sqlalchemy.exc import OperationalError

from fedicoop import __version__
from fedicoop.cli import root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Done

RELIED_ON = """
init serve work doctor backup restore version demo
member/create member/link member/token member/list member/disable member/erase
federation/follow federation/allow federation/block federation/list federation/check
queue/list queue/retry queue/drop db/upgrade config/show media/prune mail/test
"""
LISTS = ("member list", "federation list", "queue list", "config show", "doctor")


def _commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _commands(inner, (*path, name))


EVERY = dict(_commands(root.fedicoop, ("fedicoop",)))


def test_the_commands_that_operators_rely_on_are_there() -> None:
    """Their names never change."""
    wanted = {f"fedicoop {name.replace('/', ' ')}" for name in RELIED_ON.split()}
    assert wanted <= EVERY.keys()


@pytest.mark.parametrize("path", EVERY)
def test_every_command_explains_itself(run: Callable[..., Done], path: str) -> None:
    """With an example that is a right use of itself, or of a command below."""
    done = run(*path.split()[1:], "--help")
    assert (done.code, done.err) == (0, "")
    example = " ".join(done.out.partition("Example:")[2].partition("Options:")[0].split())
    words = shlex.split(example.partition("Commands:")[0])
    assert " ".join(words).startswith(path)
    found: click.Command = root.fedicoop
    name, rest = "fedicoop", words[1:]
    while isinstance(found, click.Group):
        name = rest.pop(0)
        found = found.commands[name]
    if name != "restore":  # whose file must be there
        with found.make_context(name, rest):
            pass


@pytest.mark.parametrize("path", LISTS)
def test_every_list_can_be_had_as_json(run: Callable[..., Done], coop: Path, path: str) -> None:
    """Always an array of objects."""
    done = run(*path.split(), coop, "--json")
    assert done.code == 0
    assert isinstance(done.json, list)
    assert all(isinstance(row, dict) for row in done.json)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("dance",), "No such command 'dance'"),
        (("member", "dance"), "No such command 'dance'"),
        (("doctor",), "Missing argument 'DIR'"),
        (("doctor", "here", "there"), "unexpected extra argument"),
        (("doctor", "here", "--loud"), "No such option"),
        (("serve", "here", "--port", "http"), "not a valid integer"),
        (("demo", "--cooperatives", "13"), "13 is not in the range"),
        (("restore", "nothing.tar.gz", "here"), "does not exist"),
    ],
)
def test_wrong_use_is_2_and_one_line(
    run: Callable[..., Done],
    monkeypatch: pytest.MonkeyPatch,
    wrong: tuple[str, ...],
    says: str,
) -> None:
    """It says what is wrong and where the right use is explained."""
    monkeypatch.delenv("FEDICOOP_INSTANCE", raising=False)
    done = run(*wrong)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert says in done.err
    assert "--help" in done.err


@pytest.mark.parametrize("path", [(), ("member",)])
def test_a_command_without_a_deed_shows_its_help(
    run: Callable[..., Done], path: tuple[str, ...]
) -> None:
    """As wrong use: nothing was done."""
    done = run(*path)
    assert (done.code, done.out) == (2, "")
    assert "Example:" in done.err


@pytest.mark.parametrize(
    "command",
    [
        ("doctor",),
        ("config", "show"),
        ("member", "list"),
        ("serve",),
        ("work",),
        ("db", "upgrade"),
        ("media", "prune"),
    ],
)
def test_a_folder_that_is_none_is_1_and_one_line(
    run: Callable[..., Done], tmp_path: Path, command: tuple[str, ...]
) -> None:
    """It names the file that is missing and the command that makes it."""
    done = run(*command, tmp_path / "nowhere")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "instance.toml is missing; fedicoop init" in done.err


def test_the_folder_may_come_from_the_environment(
    run: Callable[..., Done], coop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FEDICOOP_INSTANCE spares typing it."""
    monkeypatch.setenv("FEDICOOP_INSTANCE", str(coop))
    assert run("member", "list", "--json").json[0]["name"] == "ana"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError("disk full"), "disk full"),
        (OperationalError("SELECT 1", {}, Exception("no such table")), "no such table"),
        (click.Abort(), "nothing was done"),
        (click.FileError("x.csv", "not there"), "not there"),
        (LookupError("several\nlines"), "several lines"),
    ],
)
def test_a_failure_is_1_and_one_line(
    run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    """Whatever failed; what the program itself did wrong keeps its traceback."""

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(root.fedicoop.commands["version"], "callback", fail)
    done = run("version")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert says in done.err


def test_the_version_is_told(run: Callable[..., Done]) -> None:
    """For reports of faults."""
    assert run("version").out == f"fedicoop {__version__}\n"
