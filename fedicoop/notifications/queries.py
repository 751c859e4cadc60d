"""What can be asked about notices and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor
from fedicoop.db import skip_locked
from fedicoop.ids import hash_token
from fedicoop.notifications import policy
from fedicoop.notifications.models import (
    HeldLetter,
    Mail,
    MailKey,
    NoticeChoice,
    Notification,
    Refusal,
)

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
        .where(Notification.recipient_id == recipient.id, Notification.over_at.is_(None))
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
            .where(Notification.over_at.is_(None))
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


async def mail_of_kind(work: Work, to: str, kind: str, since: datetime) -> int:
    """Count the letters of a kind that were written to an address since a moment."""
    query = select(func.count()).select_from(Mail)
    query = query.where(Mail.to == to, Mail.kind == kind, Mail.created_at > since)
    return await work.session.scalar(query) or 0


async def mail_waiting(work: Work) -> int:
    """Count the letters that have not left yet."""
    query = select(func.count()).select_from(Mail).where(Mail.done_at.is_(None))
    return await work.session.scalar(query) or 0


async def choices_of(work: Work, actor_id: str) -> dict[str, bool]:
    """Give what a member switched on or off, as topic.way; nothing for who chose nothing."""
    query = select(NoticeChoice.choices).where(NoticeChoice.actor_id == actor_id)
    return await work.session.scalar(query) or {}


async def choices_of_all(work: Work, actor_ids: Sequence[str]) -> dict[str, dict[str, bool]]:
    """Give what some members chose, by the row ids of their actors."""
    query = select(NoticeChoice).where(NoticeChoice.actor_id.in_(actor_ids))
    return {row.actor_id: row.choices for row in await work.session.scalars(query)}


async def refused_among(work: Work, addresses: Sequence[str]) -> set[str]:
    """Give those of some addresses that are held to be dead."""
    query = select(Refusal.address).where(Refusal.marked_at.isnot(None))
    return set(await work.session.scalars(query.where(Refusal.address.in_(addresses))))


async def held_for(work: Work, actor_id: str, limit: int = 20) -> list[HeldLetter]:
    """Give what did not fit into a member's month, the oldest first."""
    query = select(HeldLetter).where(HeldLetter.actor_id == actor_id)
    return list(await work.session.scalars(query.order_by(HeldLetter.id).limit(limit)))


async def mail_key(work: Work, token: str) -> MailKey | None:
    """Give what the link at the foot of a letter is for."""
    return await work.session.scalar(
        select(MailKey).where(
            MailKey.token_hash == hash_token(token),
            MailKey.created_at > work.now() - policy.KEYS_KEPT,
        )
    )


async def is_refused(work: Work, address: str | None) -> bool:
    """Tell whether an address is held to be dead."""
    if not address:
        return False
    query = select(Refusal.address).where(Refusal.address == address, Refusal.marked_at.isnot(None))
    return await work.session.scalar(query) is not None


async def refused(work: Work, after: str = "", limit: int = 50) -> list[Refusal]:
    """Give the addresses that do not take letters, in their order; ``after`` is one of them."""
    query = select(Refusal).where(Refusal.marked_at.isnot(None), Refusal.address > after)
    return list(
        await work.session.scalars(query.order_by(Refusal.address).limit(min(limit, _MOST)))
    )
