"""What was compiled once is compiled for every engine of this process that speaks the same SQL.

The writer and the readers run mostly the same statements, and making one costs more than most of
them take to run. SQLAlchemy keeps what it compiled per engine, by the dialect's identity.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.util import LRUCache
from typing_extensions import override

_MANY = 1000


class Statements(LRUCache[Any, Any]):
    """Compiled statements, the least used forgotten first; engines of one dialect share them."""

    @override
    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Find a compiled statement by (dialect, statement, …), whichever engine asked first."""
        return super().get(_by_name(key), default)

    @override
    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_by_name(key), compiled)


def _by_name(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *rest = key
    return (dialect.name, *rest)


compiled = Statements(_MANY)
