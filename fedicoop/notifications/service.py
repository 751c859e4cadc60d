"""What happens to notices and letters: told, read, taken back; written, queued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.db import insert_new
from fedicoop.errors import Invalid
from fedicoop.ids import hash_token, new_id
from fedicoop.notifications import letters, mail, policy, queries
from fedicoop.notifications.models import Mail, Notification

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.notifications.letters import Letter
    from fedicoop.work import News, Work

unread_count = queries.unread_count
sender = mail.sender


async def tell(
    work: Work, recipient: Actor, kind: str, from_actor: Actor, subject_uri: str = ""
) -> None:
    """Let one of ours know; the same thing is only ever told once.

    Nothing is told to people elsewhere, about oneself, or about somebody blocked either way; nor
    what somebody does whom she mutes, unless she has to decide about it.
    """
    blocked = recipient.is_local and await actors.blocked_either_way(work, recipient, from_actor)
    if not policy.may_tell(recipient, from_actor, blocked=blocked):
        return
    if policy.may_be_muted(kind) and await actors.mutes(work, recipient, from_actor):
        return
    row = {
        "id": new_id(work.now()),
        "fingerprint": _fingerprint(recipient.id, kind, from_actor.id, subject_uri),
        "recipient_id": recipient.id,
        "kind": kind,
        "from_id": from_actor.id,
        "subject_uri": subject_uri,
        "created_at": work.now(),
    }
    await work.session.execute(insert_new(work.session, Notification).values([row]))


async def tell_ids(
    work: Work, kind: str, recipient_id: str, from_id: str, subject_uri: str = ""
) -> None:
    """Let one of ours know, when only row ids are at hand."""
    recipient = await actors.by_id(work, recipient_id)
    sender = await actors.by_id(work, from_id)
    if recipient is not None and sender is not None:
        await tell(work, recipient, kind, sender, subject_uri)


async def tell_news(work: Work, news: News) -> None:
    """Store what a room below this one had to tell; the edge calls it before it commits."""
    await tell_ids(work, news.kind, news.recipient_id, news.from_id, news.subject_uri)


async def forget_subject(work: Work, subject_uri: str) -> None:
    """Take back every notice about something that was deleted."""
    about = Notification.subject_uri == subject_uri
    await work.session.execute(delete(Notification).where(about))


async def forget_departed(work: Work) -> None:
    """Take back every notice to or from those who left for good."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    for column in (Notification.recipient_id, Notification.from_id):
        await work.session.execute(delete(Notification).where(column.in_(gone)))


async def mark_read(work: Work, recipient: Actor, up_to: str | None = None) -> None:
    """Note that an actor saw her notices, up to the one with this id; all of them without one."""
    statement = (
        update(Notification)
        .where(Notification.recipient_id == recipient.id, Notification.read_at.is_(None))
        .values(read_at=work.now())
    )
    if up_to:
        statement = statement.where(Notification.id <= up_to)
    await work.session.execute(statement)


def _fingerprint(recipient_id: str, kind: str, from_id: str, subject_uri: str) -> str:
    return hash_token("\n".join((recipient_id, kind, from_id, subject_uri)))


async def send_mail(  # noqa: PLR0913 - what a letter is made of
    work: Work,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str = "other",
    headers: dict[str, str] | None = None,
    calendar: str = "",
) -> Mail:
    """Queue a letter: it leaves after this transaction, or the next day if it must be.

    Raises Invalid for an address or a head that could carry a second header.
    """
    fault = policy.mail_fault(to, subject, headers or {})
    if fault:
        raise Invalid({"": fault})
    row = Mail(
        id=new_id(work.now()),
        kind=kind,
        to=to,
        subject=subject,
        text=text,
        html=html,
        headers=headers or {},
        calendar=calendar,
        created_at=work.now(),
        due_at=work.now(),
        until=work.now() + policy.life_of(kind),
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def send_letter(work: Work, member: Member, letter: Letter) -> Mail | None:
    """Queue a letter to a member; None when she gave no address, or had enough this month."""
    return await send_to_address(work, member.email, letter) if member.email else None


async def send_to_address(
    work: Work, to: str, letter: Letter, headers: dict[str, str] | None = None
) -> Mail | None:
    """Queue a letter to somebody of the cooperative; None when she had enough this month.

    The one place where limits.mails_per_member_per_month is kept; essential letters always leave.
    """
    recent = await queries.mail_since(work, to, work.now() - policy.MONTH, but=policy.ESSENTIAL)
    budget = work.config.limits.mails_per_member_per_month
    if not policy.may_mail(letter.kind, this_month=recent, budget=budget):
        return None
    return await send_mail(
        work,
        to,
        letter.subject,
        letter.text,
        letter.html,
        letter.kind,
        headers=headers,
        calendar=letter.calendar,
    )


async def send_sign_in_link(work: Work, member: Member, url: str) -> Mail | None:
    """Send a member the link that lets her in once; ``url`` is built from our settings."""
    return await _write(work, member, "sign_in", url)


async def send_welcome(work: Work, member: Member, url: str) -> Mail | None:
    """Tell somebody that she has an account here, and where to come in."""
    return await _write(work, member, "welcome", url)


async def send_password_changed(work: Work, member: Member, url: str) -> Mail | None:
    """Tell a member that her password was changed, in case it was not she who did it."""
    return await _write(work, member, "password_changed", url)


async def send_test(work: Work, to: str, language: str) -> Mail:
    """Send the operator a letter that proves that mail leaves."""
    coop = work.config.name
    letter = letters.write("test", language, coop=coop, name="", url=work.urls.base)
    return await send_mail(work, to, letter.subject, letter.text, letter.html, letter.kind)


async def _write(work: Work, member: Member, kind: str, url: str) -> Mail | None:
    name = member.actor.name or member.actor.username
    letter = letters.write(kind, member.language, coop=work.config.name, name=name, url=url)
    return await send_letter(work, member, letter)
