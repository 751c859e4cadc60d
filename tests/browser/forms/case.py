"""One form filled in wrongly."""

from __future__ import annotations

from typing import NamedTuple

LONG = "beaucoup de mots " * 400


class Case(NamedTuple):
    """Who types what into which form of a page, and which field is then to blame."""

    form: str
    who: str
    path: str
    action: str
    typed: dict[str, str | bool]
    blamed: str
