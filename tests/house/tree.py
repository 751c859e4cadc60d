"""The project's own files, for the tests that read them."""

from __future__ import annotations

import ast
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = ROOT / "fedicoop"
_ELSEWHERE = {".git", "node_modules", "data", "demo-data", "htmlcov", "__pycache__"}


@cache
def tracked() -> list[Path]:
    """Give every file that is, or would be, in git; without git, every file that looks like it."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(  # noqa: S603 - nothing of it comes from outside
            [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True,
            capture_output=True,
            text=True,
        )
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
        return sorted(path for path in paths if path.is_file())
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and _is_ours(path))


def _is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(part in _ELSEWHERE or part.startswith((".venv", ".mypy")) for part in parts)


def python_files() -> list[Path]:
    """Give the program's and the tests' own Python files."""
    return [path for path in tracked() if path.suffix == ".py"]


def program_files() -> list[Path]:
    """Give the program's Python files, without the database's history."""
    return [
        path
        for path in python_files()
        if path.is_relative_to(PROGRAM) and not path.is_relative_to(PROGRAM / "migrations")
    ]


@cache
def parsed(path: Path) -> ast.Module:
    """Give a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """Give a file's path from the project's root."""
    return path.relative_to(ROOT).as_posix()


def read(name: str) -> str:
    """Read one of the project's files."""
    return (ROOT / name).read_text(encoding="utf-8")
