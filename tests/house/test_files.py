"""What is in the repository: said by its first line, free of the machine it was written on."""

from __future__ import annotations

import ast
import re

from tests.house.tree import PROGRAM, ROOT, name_of, parsed, python_files, read, tracked

_BINARY = {".png", ".webp", ".jpg", ".jpeg", ".gif", ".ico", ".woff2", ".gz", ".sqlite3"}
_MACHINE = re.compile(
    "|".join(
        [
            "/wo" + "rk/[a-z.]",
            "/ro" + "ot/",
            "/t" + "mp/(?:fc|bash)",
            "/opt/" + "(?:pypi|wheels)",
            "(?:pypi|python" + r"hosted)\.org",
            "npm" + r"js\.(?:org|com)",
            "deb" + r"\.debian\.org",
        ]
    )
)


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    """Tests too; a migration says what it changes."""
    silent = [name_of(path) for path in python_files() if not ast.get_docstring(parsed(path))]
    assert silent == []


def test_every_folder_of_the_program_is_a_package() -> None:
    """So that import-linter and mypy see what is in it."""
    folders = {path.parent for path in PROGRAM.rglob("*.py") if "migrations" not in path.parts}
    assert [name_of(each) for each in folders if not (each / "__init__.py").exists()] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """Neither its paths nor where it gets its packages from: a stranger has others."""
    found = []
    for path in tracked():
        if path.suffix in _BINARY:
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if _MACHINE.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_the_licence_is_the_agpl() -> None:
    """Whoever uses a cooperative's server may have its source."""
    text = read("LICENSE")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
    assert "AGPL-3.0-or-later" in read("pyproject.toml")


def test_scripts_can_be_run() -> None:
    """By whoever types them."""
    for name in ("run", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o111 == 0o111, name
