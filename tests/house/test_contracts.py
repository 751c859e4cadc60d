"""The floors and corridors hold: import-linter's contracts, and rules that it cannot say."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fedicoop.db import Base
from tests.house.tree import PROGRAM, ROOT, name_of, parsed, program_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINT = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
AT_HOME = {
    "nh3": "fedicoop/text",
    "markdown_it": "fedicoop/text",
    "httpx2": "fedicoop/activitypub/client/",
    "pyld": "fedicoop/activitypub/",
    "sqlalchemy.dialects": "fedicoop/db",
    "aiosqlite": "fedicoop/db",
    "asyncpg": "fedicoop/db",
    "structlog": "fedicoop/log.py",
    "argon2": "fedicoop/accounts/",
    "PIL": "fedicoop/media/",
    "uvicorn": "fedicoop/cli/",
    "alembic": "fedicoop/migrations/",
}
"""Libraries that are spoken to in one place, so that another can take their part."""


def test_the_import_contracts_hold() -> None:
    """Each floor only looks down, and each room's tables are its own."""
    command = [sys.executable, "-c", LINT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("library", "home"), AT_HOME.items())
def test_a_library_is_spoken_to_in_one_place(library: str, home: str) -> None:
    """Replacing nh3 or httpx2 means changing one file or folder."""
    strangers = [
        name_of(path)
        for path in program_files()
        if library in _imported(path) and not name_of(path).startswith(home)
    ]
    assert strangers == []


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for name in _names(path):
        parts = name.split(".")
        found.update(".".join(parts[: end + 1]) for end in range(len(parts)))
    return found


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_is_imported_inside_a_function() -> None:
    """An import that hides in a function is a cycle that was not resolved."""
    hidden = [
        f"{name_of(path)}:{inner.lineno}"
        for path in program_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_relationship_loads_by_itself() -> None:
    """A query names what it loads; a template cannot ask the database."""
    for models in PROGRAM.glob("*/models*"):
        importlib.import_module(f"fedicoop.{models.parent.name}.models")
    lazy = [
        str(relationship)
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.lazy != "raise"
    ]
    assert lazy == []
