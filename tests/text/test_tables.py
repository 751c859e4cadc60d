"""What people type becomes no formula in anybody's spreadsheet."""

from __future__ import annotations

import pytest

from fedicoop import text


@pytest.mark.parametrize(
    "typed", ["=1+1", "+33 1", "-x", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1+1"]
)
def test_a_cell_is_never_a_formula(typed: str) -> None:
    """Whatever stands before the sign."""
    assert text.cell(typed).startswith("'")


def test_other_texts_stand_as_they_are_on_one_line() -> None:
    """An apostrophe too."""
    assert text.cell("L'été\nà  Rouen") == "L'été à Rouen"
    assert text.cell("") == ""


@pytest.mark.parametrize("typed", ["=1+1", "'quoted", "plain", "", "'"])
def test_what_was_written_is_read_back(typed: str) -> None:
    """So that an export can be taken over again."""
    assert text.uncell(text.cell(typed)) == typed
