"""What a member was told, by whatever way, and what she wants to be told: for herself to take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.db.facts import facts, in_pieces
from fedicoop.notifications.models import HeldLetter, Mail, NoticeChoice, Notification, Refusal
from fedicoop.notifications.policy import Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.accounts import Member
    from fedicoop.work import Work

TAKEN = {
    "notifications": "account/notifications.json",
    "notice_choices": "account/notifications.json",
    "mails": "account/letters.json",
    "held_letters": "account/letters.json",
    "mail_refusals": "account/letters.json",
}
LEFT = {"mail_keys": "hashes of the secrets at the foot of letters"}


async def news(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give her choices, and what stands on her page of news."""
    choice = await work.session.get(NoticeChoice, member.actor_id)
    if choice is not None:
        yield {"kind": "choices", **facts(choice, "choices", "changed_at")}
    query = select(Notification).where(Notification.recipient_id == member.actor_id)
    query = query.where(Notification.kind != Kind.REPORT)  # what others told the moderators
    query = query.options(joinedload(Notification.from_actor))
    async for row in in_pieces(work.session, query, Notification.id):
        said = facts(row, "subject_uri", "created_at", "read_at")
        yield {"kind": row.kind, "from": row.from_actor.uri, **said}


async def letters(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give what was written to her address and when; the texts are emptied once they left."""
    if member.email:
        mails = select(Mail).where(Mail.to == member.email, Mail.kind != Kind.REPORT)
        async for mail in in_pieces(work.session, mails, Mail.id):
            names = ("kind", "subject", "created_at", "sent_at", "bounced_at")
            yield facts(mail, *names)
        refusal = await work.session.get(Refusal, member.email)
        if refusal is not None:
            yield {"kind": "refused", **facts(refusal, "times", "reason", "last_at", "marked_at")}
    held = select(HeldLetter).where(HeldLetter.actor_id == member.actor_id)
    async for row in in_pieces(work.session, held, HeldLetter.id):
        yield {"kind": "held back", **facts(row, "subject", "url", "created_at")}
