"""The documents say what the program does, or a test fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop import __version__
from fedicoop.app import all_handlers
from fedicoop.cli.root import fedicoop as commands
from fedicoop.config.settings import EVERY
from tests.house import settings_page
from tests.house.tree import PROGRAM, ROOT, name_of, read, tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
_ROW = re.compile(r"^\| ([A-Z]\w+) \| ([^|]+) \| [^|]+\|", re.M)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_setting_is_described() -> None:
    """./run fix writes the page anew."""
    page = read("docs/settings.md")
    assert all(f"| `{name}` |" in page for name in EVERY)
    assert page == settings_page.text()


def test_readme_has_a_line_for_every_room() -> None:
    """And for the corridors, the protocol and the floors of the web."""
    readme = read("README.md")
    packages = [path.parent.name for path in PROGRAM.glob("*/__init__.py")]
    assert [name for name in packages if f"`{name}/`" not in readme] == []


def test_readme_has_the_two_commands_and_a_glossary() -> None:
    """What a newcomer needs first."""
    readme = read("README.md")
    for words in ("./run demo", "./run test", "docs/images/home.png", "## Glossary"):
        assert words in readme


def _section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _said_to_be_received() -> Iterator[tuple[str, str]]:
    for activity, objects in _ROW.findall(_section(read("FEDERATION.md"), "What we understand")):
        for kind in objects.split(","):
            plain = kind.strip().strip("`")
            yield activity, "" if plain == "anything else" or plain == "anything" else plain


def test_federation_lists_every_handler_and_no_other() -> None:
    """One row per activity; the second column names the types of its object."""
    assert set(_said_to_be_received()) == set(all_handlers().activities)


def test_federation_lists_every_object_that_is_kept() -> None:
    """What we fetch and store."""
    section = _section(read("FEDERATION.md"), "What we fetch and keep")
    assert [kind for kind in all_handlers().objects if f"`{kind}`" not in section] == []


def test_operating_names_every_command() -> None:
    """An operator finds each of them in one place."""
    page = read("docs/operating.md")
    assert [name for name in commands.commands if f"fedicoop {name}" not in page] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    """0001-title.md, 0002-title.md and so on."""
    numbers = [re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name) for path in _DECISIONS]
    assert [int(found[1]) for found in numbers if found] == list(range(1, len(_DECISIONS) + 1))


@pytest.mark.parametrize("path", _DECISIONS, ids=name_of)
def test_a_decision_says_why_what_and_at_what_cost(path: Path) -> None:
    """On one page."""
    text = path.read_text("utf-8")
    assert re.match(rf"# {path.name[:4]}\. \S", text)
    for part in ("Context", "Choice", "Consequence"):
        assert f"\n## {part}\n" in text
    assert text.count("\n") < 60


def test_the_changelog_knows_this_version() -> None:
    """Or it is still unreleased."""
    changelog = read("CHANGELOG.md")
    assert f"## [{__version__}]" in changelog or "## [Unreleased]" in changelog


def test_no_link_between_the_documents_is_broken() -> None:
    """Seen from the folder of the page."""
    pages = [path for path in tracked() if path.suffix == ".md" and "pages" not in path.parts]
    broken = [
        f"{name_of(page)}: {target}"
        for page in pages
        for target in _LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
