"""What a member wants to hear of, and how: chosen on a page, or by the link below a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as members
from fedicoop.actors import Actor
from fedicoop.errors import Invalid
from fedicoop.notifications import policy, queries, topics
from fedicoop.notifications.models import HeldLetter, MailKey, NoticeChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedicoop.accounts import Member
    from fedicoop.work import Work


async def choose(work: Work, member: Member, wanted: Mapping[str, bool]) -> None:
    """Store what a member switched on and off, as topic.way; what is as it comes is not stored."""
    choices = topics.changed({**await queries.choices_of(work, member.actor_id), **wanted})
    row = await work.session.get(NoticeChoice, member.actor_id)
    if row is None:
        row = NoticeChoice(actor_id=member.actor_id, choices={}, changed_at=work.now())
        work.session.add(row)
    row.choices, row.changed_at = choices, work.now()
    await work.session.flush()


async def key_holder(work: Work, key: MailKey | None) -> Member | None:
    """Give whose letter a link stood in; None for one that opens nothing (any more)."""
    member = await accounts.by_actor(work, key.actor_id) if key else None
    gone = member is None or member.disabled_at is not None or member.actor.is_gone
    return None if gone else member


async def answer_key(work: Work, key: MailKey, member: Member, wanted: str) -> None:
    """Do what the page behind the link below a letter offers, or one click in a mail program.

    ``wanted`` is a frequency of the digest for a digest's link; "on" or "off" for another's.
    Raises Invalid for anything else.
    """
    if key.topic == policy.DIGEST:
        await members.choose_digest(work, member, wanted)
        return
    if wanted not in {"on", "off"}:
        raise Invalid({"wanted": "Choose one of the answers."})
    await choose(work, member, {f"{key.topic}.{topics.MAIL}": wanted == "on"})


async def prune(work: Work) -> None:
    """Forget links that no longer open anything, and what was held back for too long."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    for table, kept in ((MailKey, policy.KEYS_KEPT), (HeldLetter, policy.HELD_FOR)):
        old = table.created_at < work.now() - kept
        await work.session.execute(delete(table).where(old | table.actor_id.in_(gone)))
    await work.session.execute(delete(NoticeChoice).where(NoticeChoice.actor_id.in_(gone)))
