"""What can be asked about notices and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor
from fedicoop.db import skip_locked
from fedicoop.notifications.models import Mail, Notification

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fedicoop.work import Work

_MOST = 200


async def of(
    work: Work,
    recipient: Actor,
    before: str | None = None,
    limit: int = 20,
    kinds: Sequence[str] = (),
) -> list[Notification]:
    """Give an actor's notices, newest first, each with who it is from; ``before`` is one's id.

    Those from people who are gone or suspended are not shown.
    """
    query = (
        select(Notification)
        .join(Notification.from_actor)
        .where(Notification.recipient_id == recipient.id)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .options(joinedload(Notification.from_actor))
    )
    if before:
        query = query.where(Notification.id < before)
    if kinds:
        query = query.where(Notification.kind.in_(list(kinds)))
    query = query.order_by(Notification.id.desc()).limit(min(limit, _MOST))
    return list(await work.session.scalars(query))


async def unread_count(work: Work, recipient: Actor) -> int:
    """Count the notices an actor has not seen, for the figure in the page's head."""
    return (
        await work.session.scalar(
            select(func.count())
            .select_from(Notification)
            .join(Notification.from_actor)
            .where(Notification.recipient_id == recipient.id, Notification.read_at.is_(None))
            .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        )
        or 0
    )


async def due_mail(work: Work, limit: int) -> list[Mail]:
    """Give the letters to send now, the longest waiting first, and hold them from others."""
    query = (
        select(Mail)
        .where(Mail.done_at.is_(None), Mail.due_at <= work.now())
        .order_by(Mail.due_at, Mail.id)
        .limit(limit)
    )
    return list(await work.session.scalars(skip_locked(query)))


async def mail_since(
    work: Work, to: str, moment: datetime, *, but: frozenset[str] = frozenset()
) -> int:
    """Count the letters written to an address since a moment, but those of some kinds."""
    query = select(func.count()).select_from(Mail).where(Mail.to == to, Mail.created_at > moment)
    return await work.session.scalar(query.where(Mail.kind.notin_(but))) or 0


async def troubled_mail(work: Work, limit: int = 50) -> list[Mail]:
    """Give the letters that did not leave at their first try, for the operator's page."""
    query = select(Mail).where(Mail.error != "").order_by(Mail.id.desc()).limit(min(limit, _MOST))
    return list(await work.session.scalars(query))
