"""Rows as plain facts for a file, and long tables a piece at a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")
PIECE = 200


def facts(row: object, *names: str) -> dict[str, Any]:
    """Give some columns of a row as JSON has them; moments are ISO 8601."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime, date)) else value


async def in_pieces(
    session: AsyncSession, query: Select[T], key: Any, size: int = PIECE
) -> AsyncIterator[T]:
    """Give every row of a query in the order of a unique column, a piece in memory at a time."""
    column: ColumnElement[Any] = key
    found = list(await session.scalars(query.order_by(column).limit(size)))
    while found:
        for row in found:
            yield row
        last = getattr(found[-1], key.key)
        further = query.where(column > last).order_by(column).limit(size)
        found = list(await session.scalars(further)) if len(found) == size else []
