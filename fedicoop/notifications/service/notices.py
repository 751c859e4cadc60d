"""What happens to notices: told, read, taken back; some of them told by e-mail too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from fedicoop.accounts import queries as accounts
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.db import insert_new
from fedicoop.ids import hash_token, new_id
from fedicoop.notifications import policy, queries, topics, wording
from fedicoop.notifications.models import Notification
from fedicoop.notifications.service.sending import send_letter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.work import News, Work


async def tell(
    work: Work, recipient: Actor, kind: str, from_actor: Actor, subject_uri: str = ""
) -> None:
    """Let one of ours know; the same thing is only ever told once.

    Nothing is told to people elsewhere, about oneself, or about somebody blocked either way; nor
    what somebody does whom she mutes, unless she has to decide about it; nor what she switched
    off. What she wants to hear of by e-mail too is written to her once.
    """
    blocked = recipient.is_local and await actors.blocked_either_way(work, recipient, from_actor)
    if not policy.may_tell(recipient, from_actor, blocked=blocked):
        return
    if policy.may_be_muted(kind) and await actors.mutes(work, recipient, from_actor):
        return
    topic = topics.of_notice(kind)
    choices = await queries.choices_of(work, recipient.id)
    new = not topics.holds(choices, topic, topics.APP) or await _note(
        work, recipient, kind, from_actor, subject_uri
    )
    if new and topics.holds(choices, topic, topics.MAIL) and kind not in topics.OWN_LETTERS:
        await _write(work, recipient, kind, from_actor, subject_uri)


async def _note(
    work: Work, recipient: Actor, kind: str, from_actor: Actor, subject_uri: str
) -> bool:
    """Put a notice on her page; False when it is there already."""
    row = {
        "id": new_id(work.now()),
        "fingerprint": _fingerprint(recipient.id, kind, from_actor.id, subject_uri),
        "recipient_id": recipient.id,
        "kind": kind,
        "from_id": from_actor.id,
        "subject_uri": subject_uri,
        "created_at": work.now(),
    }
    written = insert_new(work.session, Notification).values([row]).returning(Notification.id)
    if await work.session.scalar(written) is not None:
        return True
    again = Notification.fingerprint == row["fingerprint"]
    await work.session.execute(update(Notification).where(again).values(over_at=None))
    return False


async def _write(
    work: Work, recipient: Actor, kind: str, from_actor: Actor, subject_uri: str
) -> None:
    """Tell it by e-mail: who did what, and never what was said."""
    member = await accounts.by_actor(work, recipient.id)
    if member is None or member.disabled_at is not None:
        return
    here = subject_uri.startswith(f"{work.urls.base}/") and kind not in wording.ON_THE_PAGE
    url = subject_uri if here else f"{work.urls.base}/notifications"
    letter = wording.told(kind, member.language, from_actor.name or from_actor.username, url)
    await send_letter(work, member, letter)


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
    if news.over:
        await _take_back(work, news)
    else:
        await tell_ids(work, news.kind, news.recipient_id, news.from_id, news.subject_uri)


async def _take_back(work: Work, news: News) -> None:
    """Show no more what somebody undid."""
    same = _fingerprint(news.recipient_id, news.kind, news.from_id, news.subject_uri)
    about = Notification.fingerprint == same
    await work.session.execute(update(Notification).where(about).values(over_at=work.now()))


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


async def mark_read_about(work: Work, recipient: Actor, uris: Iterable[str]) -> None:
    """Note that an actor saw what some notices are about, wherever she read it."""
    await work.session.execute(
        update(Notification)
        .where(Notification.recipient_id == recipient.id, Notification.read_at.is_(None))
        .where(Notification.subject_uri.in_(list(uris)))
        .values(read_at=work.now())
    )


def _fingerprint(recipient_id: str, kind: str, from_id: str, subject_uri: str) -> str:
    return hash_token("\n".join((recipient_id, kind, from_id, subject_uri)))
