"""What is installed is what is written down, with its hash."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest

from fedicoop import __version__
from tests.house.tree import ROOT, parsed, program_files, read

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = ("run.lock", "dev.lock", "interop.lock", "cases.lock")
_PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==(\S+)", re.M | re.I)
_OURS = {"fedicoop", "tests"}


def _pins(name: str) -> dict[str, str]:
    return {_plain(pin): version for pin, version in _PIN.findall(read(f"requirements/{name}"))}


def _asked(name: str) -> set[str]:
    names = re.findall(r"^([A-Za-z][\w.-]*)", read(f"requirements/{name}.in"), re.M)
    return {_plain(each) for each in names}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hash(name: str) -> None:
    """Pip and uv then refuse anything else."""
    for entry in re.split(r"\n(?=\S)", read(f"requirements/{name}")):
        if _PIN.match(entry):
            assert "--hash=sha256:" in entry, entry


def test_tests_run_on_the_versions_that_operators_run() -> None:
    """The developers' lock has the same versions, and more."""
    assert _pins("run.lock").items() <= _pins("dev.lock").items()


def test_every_requirement_is_locked() -> None:
    """Each line of the .in files has its pin."""
    for name in ("run", "dev", "interop"):
        assert _asked(name) <= _pins(f"{name}.lock").keys()


def test_what_the_program_imports_is_asked_for_by_name() -> None:
    """Not only there because another package happens to bring it."""
    asked = _asked("run")
    brought = packages_distributions()
    imported = {name for path in program_files() for name in _imported(path)}
    for name in sorted(imported - sys.stdlib_module_names - _OURS):
        assert {_plain(each) for each in brought.get(name, [name])} & asked, name


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_project_says_what_it_needs() -> None:
    """One version, one list, Python 3.11 or newer."""
    project = tomllib.loads(read("pyproject.toml"))
    assert project["project"]["requires-python"] == ">=3.11"
    dynamic = project["tool"]["setuptools"]["dynamic"]
    assert dynamic["dependencies"]["file"] == ["requirements/run.in"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


@pytest.mark.parametrize(("shell", "name"), [("sh", "run"), ("bash", ".ci/run")])
def test_scripts_are_well_formed(shell: str, name: str) -> None:
    """The one that everybody uses in plain POSIX."""
    done = subprocess.run([shell, "-n", ROOT / name], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    assert name != "run" or not re.search(r"\[\[|\blocal \b|\bsource \b", read(name))


def test_run_explains_itself() -> None:
    """Every word it knows is in its help."""
    done = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    for word in ("demo", "test", "check", "fix", "bench", "interop", "browser", "help"):
        assert f"./run {word}" in done.stdout
