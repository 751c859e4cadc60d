"""What a later activity makes of earlier ones: an old text, or nothing that should still leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, select, update

from fedicoop.activitypub.activity import embedded, id_of, object_uri
from fedicoop.outbox.models import Delivery, Outgoing, State

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from fedicoop.activitypub.activity import Document

OVERTAKING = frozenset({"Update", "Delete", "Undo"})
_TEXTS = ("Create", "Update")
_ABOUT = (*_TEXTS, "Announce", "Add")
_NO_SYNC = {"synchronize_session": False}


async def overtake(
    session: AsyncSession, activity: Document, kind: str, about: str, now: datetime
) -> None:
    """Mark what an Update, Delete or Undo of ours overtakes.

    What is deleted or undone is emptied here too, and those of its letters that have not left yet
    never will: nobody should be notified of a text that its author took back an hour ago.
    """
    old = _overtaken(activity, kind, about)
    if old is None:
        return
    mine = and_(old, Outgoing.uri != (id_of(activity) or ""))
    if kind == "Update":
        await _mark(session, mine, overtaken_by=kind)
        return
    await session.execute(
        update(Delivery)
        .where(Delivery.outgoing_id.in_(select(Outgoing.id).where(mine)))
        .where(Delivery.state == State.WAITING)
        .values(state=State.DROPPED, due_at=None, closed_at=now, last_error=f"overtaken by {kind}")
        .execution_options(**_NO_SYNC)
    )
    await _mark(session, mine, overtaken_by=kind, body=b"")


async def _mark(session: AsyncSession, old: ColumnElement[bool], **values: object) -> None:
    await session.execute(
        update(Outgoing).where(old).values(**values).execution_options(**_NO_SYNC)
    )


def _overtaken(activity: Document, kind: str, about: str) -> ColumnElement[bool] | None:
    """Say which activities are overtaken; None when there can be none.

    The Delete of an actor overtakes all she ever said.
    """
    if kind == "Undo":
        inner = id_of(embedded(activity)) or object_uri(activity)
        return Outgoing.uri == inner if inner else None
    if not about:
        return None
    if kind == "Delete" and about == id_of(activity.get("actor")):
        return Outgoing.actor_uri == about
    types = _TEXTS if kind == "Update" else _ABOUT
    return and_(Outgoing.object_uri == about, Outgoing.type.in_(types))
