"""Small files, small functions: what does not fit on a screen is split."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house.tree import name_of, parsed, program_files, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_FILE = 300
LONGEST_OF_ALL = 400
LONGEST_FUNCTION = 40


def _length(text: str) -> int:
    return text.count("\n")


def test_no_file_of_the_program_is_longer_than_300_lines() -> None:
    """A file that would grow past it becomes a folder of the same name."""
    lengths = {name_of(path): _length(path.read_text("utf-8")) for path in program_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_at_all_is_longer_than_400_lines() -> None:
    """Tests may be longer, not endless."""
    lengths = {name_of(path): _length(path.read_text("utf-8")) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_OF_ALL} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    """Its docstring included."""
    long = [found for path in python_files() for found in _long_functions(name_of(path), path)]
    assert long == []


def _long_functions(name: str, path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno} {node.name} has {length} lines"
