"""The cells of tables that spreadsheets open and write: no text of people's becomes a formula."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The signs, and those twice as wide that Excel reads as them."""
_GUARD = "'"


def cell(words: str) -> str:
    """Write a text on one line, so that no spreadsheet takes it for a formula (CSV injection)."""
    plain = " ".join(words.split())
    return f"{_GUARD}{plain}" if plain.startswith(_FORMULA) else plain


def uncell(written: str) -> str:
    """Read a text back that ``cell`` wrote."""
    bare = written.removeprefix(_GUARD)
    return bare if bare.startswith(_FORMULA) else written
