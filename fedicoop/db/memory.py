"""What one transaction looked up for many activities at once, so that none of them asks again.

``absent`` are addresses that no row of any table has as its own, nor waits for (a column with
``info={"awaited": True}``, as a group's members, to whom posts are addressed). An address leaves it
as soon as a row gets it, and all is forgotten when something is taken back: whoever finds nothing
here asks the database, as if there were no memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Select, bindparam, event, select, union
from sqlalchemy import orm as sqlalchemy_orm
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import instance_state
from typing_extensions import override

from fedicoop.db.columns import Base, Uri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import BindParameter, CompoundSelect
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import (
        InstrumentedAttribute,
        ORMExecuteState,
        SessionTransaction,
        UOWTransaction,
    )

T = TypeVar("T")
_ASKED_AT_ONCE = 500


@dataclass
class Memory:
    """``rows`` are found by their table and address.

    ``facts`` are yes and no about row ids; they hold until a statement changes anything.
    """

    absent: set[str] = field(default_factory=set)
    rows: dict[tuple[type, str], Any] = field(default_factory=dict)
    facts: dict[tuple[str, str], bool] = field(default_factory=dict)

    def lacks(self, address: str) -> bool:
        """Tell whether it is certain that no table has this address; mostly it is not."""
        return address in self.absent

    def keep(self, row: Any) -> None:
        """Remember a row with an address."""
        self.rows[type(row), row.uri] = row

    def find(self, table: type[T], address: str) -> T | None:
        """Give a remembered row, whole as a query gives it; None only means: ask the database."""
        found: T | None = self.rows.get((table, address))
        return None if found is None or instance_state(found).expired_attributes else found

    def drop(self, row: Any) -> None:
        """Forget a row that goes."""
        self.rows = {key: each for key, each in self.rows.items() if each is not row}

    def forget(self) -> None:
        """Know nothing any more."""
        self.absent.clear()
        self.rows.clear()
        self.facts.clear()


class Session(sqlalchemy_orm.Session):
    """A session that has a memory."""

    @property
    def memory(self) -> Memory:
        """Give what this transaction knows already."""
        found: Memory = self.info.setdefault("memory", Memory())
        return found

    @override
    def delete(self, instance: object) -> None:
        """Mark a row as deleted; it is not found again."""
        self.memory.drop(instance)
        super().delete(instance)


@event.listens_for(Session, "before_attach")
def _attached(session: Session, row: Any) -> None:
    absent = session.memory.absent
    if absent:
        absent.difference_update(getattr(row, name) for name in _names(type(row)))


@event.listens_for(Session, "after_soft_rollback")
def _taken_back(session: Session, _previous: SessionTransaction) -> None:
    session.memory.forget()


@event.listens_for(Session, "after_flush")
def _written(session: Session, _context: UOWTransaction) -> None:
    session.memory.facts.clear()


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select and isinstance(state.session, Session):
        state.session.memory.facts.clear()


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _watch(_table: type[Base], _name: str, attribute: InstrumentedAttribute[Any]) -> None:
    """Notice when a row that is in a session already gets an address."""
    column = getattr(attribute.property, "columns", [None])[0]
    if column is not None and _is_address(column):
        event.listen(attribute, "set", _renamed)


def _renamed(row: Any, address: Any, _before: Any, _initiator: Any) -> None:
    session = object_session(row)
    if isinstance(session, Session):
        session.memory.absent.discard(address)


def _is_address(column: Any) -> bool:
    """Tell whether a column says what a row is, or which one it waits for."""
    alone = column.primary_key and len(column.table.primary_key.columns) == 1
    return column.type is Uri and bool(column.unique or alone or column.info.get("awaited"))


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(table: type[Base]) -> tuple[str, ...]:
    """Give the names of a table's columns of such addresses."""
    if table not in _NAMES:
        columns = table.__mapper__.column_attrs
        _NAMES[table] = tuple(each.key for each in columns if _is_address(each.columns[0]))
    return _NAMES[table]


_QUESTIONS: dict[int, CompoundSelect[Any]] = {}


def _question() -> CompoundSelect[Any]:
    """Ask which of some addresses any table has, whatever rooms there are."""
    tables = list(Base.__subclasses__())
    if len(tables) not in _QUESTIONS:
        parts: list[Select[Any]] = []
        for table in tables:
            for name in _names(table):
                column = getattr(table, name)
                wanted: BindParameter[Any] = bindparam("addresses", expanding=True)
                parts.append(select(column).where(column.in_(wanted)))
        _QUESTIONS[len(tables)] = union(*parts)
    return _QUESTIONS[len(tables)]


async def foresee(session: AsyncSession, addresses: Iterable[str]) -> list[str]:
    """Remember which addresses no table has; give those that are somewhere.

    Only in a transaction that holds the writer's lock, or that fails and starts again when
    another one adds such an address meanwhile.
    """
    memory: Memory = session.sync_session.memory  # type: ignore[attr-defined]  # it is ours
    wanted = list(dict.fromkeys(addresses))
    there: set[str] = set()
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        some = wanted[start : start + _ASKED_AT_ONCE]
        there.update(await session.scalars(_question(), {"addresses": some}))
    memory.absent.update(each for each in wanted if each not in there)
    return [each for each in wanted if each in there]


async def settle(session: AsyncSession, *tables: type) -> None:
    """Write what is pending if any of it belongs to these tables.

    For questions about them that are then asked without writing everything else before.
    """
    pending = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, tables) for row in pending):
        await session.flush()
